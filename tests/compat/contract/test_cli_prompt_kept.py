"""§1.1: what is kept, and gone on with: -n, --log, -c, --cid, --key, --save, the order of work."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from llm import ToolCall, schema_dsl
from llm.testing import ScriptedModel, offered
from tests.compat.contract.command_line import CommandLine, texts


@pytest.mark.parametrize(
    ("setting", "given", "kept"),
    [
        ("on", (), 1),
        ("on", ("-n",), 0),
        ("on", ("--no-log",), 0),
        ("off", (), 0),
        ("off", ("--log",), 1),
    ],
)
def test_logging(cli: CommandLine, setting: str, given: tuple[str, ...], kept: int) -> None:
    """§1.1 -n, --log: nothing is logged; `--log` overrides `logs off`."""
    cli.asked("before", "--log")
    cli.ok("logs", setting)
    cli.asked("hi", *given)
    assert len(cli.logged()) == 1 + kept


def test_log_and_no_log(cli: CommandLine) -> None:
    """§1.1 -n, --log: both are an error, status 1."""
    assert cli.fails("hi", "-m", "seen", "-n", "--log").startswith("Error: ")
    assert cli.prompts == []


@pytest.mark.parametrize("option", ["-c", "--continue"])
def test_continuing(cli: CommandLine, option: str) -> None:
    """§1.1 -c: the latest conversation goes on; without one, a new one begins in silence."""
    assert texts(cli.asked("one", option)) == [("user", "one")]
    assert [text for _, text in texts(cli.asked("two", option))] == ["one", "answer", "two"]
    assert len({each["conversation_id"] for each in cli.logged()}) == 1


def test_which_conversation_goes_on(cli: CommandLine) -> None:
    """§1.1 -c: the one created last in 0.36, the one used last in ours (§7)."""
    cli.asked("one")
    first = cli.logged()[0]["conversation_id"]
    cli.asked("two")
    cli.asked("three", "--cid", first)
    assert texts(cli.asked("four", "-c"))[0] == ("user", "one")


@pytest.mark.parametrize("option", ["--cid", "--conversation"])
def test_conversations(cli: CommandLine, option: str) -> None:
    """§1.1 --cid: that conversation goes on, with its model; an unknown id is an error."""
    cli.asked("one")
    conversation = cli.logged()[0]["conversation_id"]
    assert cli.ok("two", option, conversation) == "answer\n"
    assert cli.fails("x", option, "nope") == "Error: No conversation found with id=nope"


def test_a_model_that_is_gone(cli: CommandLine) -> None:
    """§1.1 --cid: a recorded model that is not there is `Unknown model`; ours asks that of -m."""
    with offered(ScriptedModel([["x"]], model_id="gone")):
        cli.ok("one", "-m", "gone")
    conversation = cli.logged()[0]["conversation_id"]
    assert cli.fails("two", "--cid", conversation).startswith("Error: Unknown model: gone")
    assert len(texts(cli.asked("two", "--cid", conversation, "-m", "seen"))) == 3


@pytest.mark.parametrize(
    ("given", "offered_now"),
    [((), ["Shelf_count", "Shelf_fill", "upper"]), (("-T", "shout"), ["shout"])],
    ids=["no -T", "-T"],
)
def test_tools_of_a_conversation(
    cli: CommandLine, given: tuple[str, ...], offered_now: list[str]
) -> None:
    """§1.1 --cid: the tools of plugins come back if no -T; toolboxes as they were configured."""
    code = "def own(): return 1"
    cli.asked("one", "-T", "Shelf(size=9)", "-T", "upper", "--functions", code)
    asked = cli.asked("two", "--cid", cli.logged()[0]["conversation_id"], *given)
    assert sorted(tool.name for tool in asked.tools) == offered_now
    instances = [tool["instance"] for tool in cli.logged()[1]["tools"] if tool["instance"]]
    assert [json.loads(each["arguments"]) for each in instances] == (
        [] if given else [{"place": "here", "size": 9}] * 2
    )


@pytest.mark.parametrize(
    ("given", "key"),
    [(("--key", "work"), "stored"), (("--key", "literal"), "literal"), ((), "scripted")],
)
def test_key(cli: CommandLine, given: tuple[str, ...], key: str) -> None:
    """§1.1 --key: a key, or the name of one in keys.json."""
    for name, value in (("work", "stored"), ("scripted", "scripted")):
        cli.said("keys", "set", name, "--value", value)
    assert cli.ok("-m", "keyed", "hi", *given) == f"key {key}\n"


def saved(cli: CommandLine, name: str = "t") -> dict[str, Any]:
    """A template's file."""
    found: dict[str, Any] = yaml.safe_load((cli.user / "templates" / f"{name}.yaml").read_text())
    return found


def test_saving(cli: CommandLine) -> None:
    """§1.1 --save: all that a template holds, under its keys; nothing is asked."""
    url = "http://127.0.0.1:9/x"
    said = cli.ok(
        *("--save", "t", "hi $x", "-m", "e", "-s", "Be brief", "-p", "x", "1", "-x", "--xl"),
        *("--schema", "name,", "-f", "words.txt", "--sf", "more.txt", "-T", "upper"),
        *("--functions", "def one(): return 1", "-a", "picture.png", "--at", url, "text/plain"),
        *("-o", "temperature", "0.5", "-o", "colour", "red"),
    )
    assert said == ""
    assert saved(cli) == {
        "model": "echo",
        "prompt": "hi $x",
        "system": "Be brief",
        "defaults": {"x": "1"},
        "extract": True,
        "extract_last": True,
        "schema_object": schema_dsl("name,"),
        "fragments": ["words.txt"],
        "system_fragments": ["more.txt"],
        "functions": "def one(): return 1",
        "tools": ["upper"],
        "attachments": [str(cli.home / "picture.png")],
        "attachment_types": [{"type": "text/plain", "value": url}],
        "options": {"temperature": 0.5, "colour": "red"},
    }
    assert not (cli.user / "logs.db").exists()


@pytest.mark.parametrize(
    "given",
    [
        ("-t", "x"),
        ("-c",),
        ("--cid", "x"),
        ("-m", "echo", "-o", "temperature", "9"),
        ("-m", "nope"),
    ],
    ids=["-t", "-c", "--cid", "-o", "-m"],
)
def test_what_cannot_be_saved(cli: CommandLine, given: tuple[str, ...]) -> None:
    """§1.1 --save: rejects `-t`, `-c`, `--cid`, and options that the model does not take."""
    assert cli.fails("--save", "t", "hi", *given).startswith("Error: ")
    assert not (cli.user / "templates" / "t.yaml").exists()


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (("-q", "nope"), ("-t", "nope")),
        (("--options",), ("-f", "nope", "-T", "nope", "-o", "nope", "1")),
        (("--schema", "nope,: :, x y"), ("-t", "nope")),
        (("--save", "t", "-m", "nope"), ("-f", "nope")),
        (("--cid", "nope"), ("-o", "nope", "1")),
        (("-m", "nope"), ("-o", "nope", "1", "-T", "nope")),
        (("-m", "echo", "-f", "nope"), ("-T", "nope")),
    ],
    ids=["query", "options", "schema", "save", "conversation", "model", "fragments"],
)
def test_order_of_work(cli: CommandLine, first: tuple[str, ...], then: tuple[str, ...]) -> None:
    """§1.1 Order of work: of two mistakes the one that is looked at first is said.

    Ours knows the schema before the query, and conversation and fragments before the template and
    the options; nobody is asked before all of them are right.
    """
    expected = cli.run("hi", *first)
    done = cli.run("hi", *first, *then)
    assert done.returncode == expected.returncode
    assert (done.stdout, done.stderr) == (expected.stdout, expected.stderr)


@pytest.mark.parametrize(
    "mistake",
    [
        ("--schema", "name strange"),
        ("-t", "nope"),
        ("--cid", "nope"),
        ("-o", "nope", "1"),
        ("-f", "nope"),
        ("-T", "nope"),
        ("-a", "nope"),
    ],
    ids=lambda mistake: str(mistake[0]),
)
def test_nobody_is_asked_in_vain(cli: CommandLine, mistake: tuple[str, ...]) -> None:
    """§1.1 Order of work: all of it is looked at before the model runs, and nothing is logged."""
    assert cli.run("hi", "-m", "seen", *mistake).returncode in {1, 2}
    assert cli.prompts == []
    assert not (cli.user / "logs.db").exists() or cli.logged() == []


def test_what_is_logged_of_a_chain(cli: CommandLine) -> None:
    """§1.1 Order of work: 0.36 logs once, at the end; in ours a failed round loses none before."""
    code = "def up(): return 1"
    with offered(
        ScriptedModel([[ToolCall("up", {}, "t1")], ["part", ValueError("no")]], model_id="failing")
    ):
        assert cli.fails("-m", "failing", "hi", "--functions", code) == "Error: no"
    assert [each.get("status") for each in cli.logged()] == [None, "error"]
