"""§1.1: what a prompt is made of, and who is asked: PROMPT, -s, -m, -d, -q, -a, --at."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from llm.testing import AsyncScriptedModel, ScriptedModel, offered
from tests.compat.contract.command_line import PNG, CommandLine, texts
from tests.compat.differential import llm_scripted
from tests.scripted_server import ScriptedServer, answer, head
from tests.terminal import CTRL_D, ENTER, Terminal


@pytest.mark.parametrize(
    ("stdin", "arguments", "prompt"),
    [
        ("piped", (), "piped"),
        ("piped\n", ("typed",), "piped\n typed"),
        ("", ("typed",), "typed"),
        ("\n", (), "\n"),
    ],
    ids=["stdin", "both", "argument", "a line end"],
)
def test_standard_input(
    cli: CommandLine, stdin: str, arguments: tuple[str, ...], prompt: str
) -> None:
    """§1.1 PROMPT: stdin that is no TTY is read, and joined as `stdin + " " + PROMPT`."""
    assert texts(cli.asked(*arguments, stdin=stdin)) == [("user", prompt)]


def test_no_prompt_at_all(cli: CommandLine) -> None:
    """§1.1 PROMPT: with empty stdin and no prompt the model is called, with zero messages."""
    assert texts(cli.asked()) == []


@pytest.mark.parametrize(
    ("given", "waits"),
    [
        pytest.param((), True, id="nothing"),
        pytest.param(("-f", "words.txt"), False, id="-f"),
        pytest.param(("-a", "picture.png"), False, id="-a", marks=pytest.mark.full),
        pytest.param(("--schema", "name, age int"), False, id="--schema", marks=pytest.mark.full),
        pytest.param(("--save", "x", "-s", "Brief"), False, id="--save", marks=pytest.mark.full),
    ],
)
def test_reading_from_a_terminal(
    cli: CommandLine, install, environment, given: tuple[str, ...], waits: bool
) -> None:
    """§1.1 PROMPT: on a TTY it waits for input, but with --save, attachment, schema, fragment."""
    install("llm_scripted", Path(str(llm_scripted.__file__)).read_text())
    command = [sys.executable, "-m", "llm", "-m", "echo", *given]
    with Terminal(command, env=environment, cwd=cli.home) as terminal:
        if waits:
            terminal.type(f"typed{ENTER}{CTRL_D}")
        assert terminal.end() == 0
        assert ("said <typed" in terminal.screen.text()) == waits


def test_system(cli: CommandLine) -> None:
    """§1.1 -s: the system prompt; it overrides a template's."""
    cli.write(str(cli.user / "templates" / "t.yaml"), "system: Of the template\n")
    assert texts(cli.asked("hi", "-t", "t")) == [("system", "Of the template"), ("user", "hi")]
    assert cli.asked("hi", "-t", "t", "-s", "Given").system == "Given"


@pytest.mark.parametrize("options", [("-c",), ("--cid",)])
def test_system_of_a_conversation(cli: CommandLine, options: tuple[str, ...]) -> None:
    """§1.1 -s: where the conversation has a history, ours sends and records it."""
    cli.asked("one")
    if options == ("--cid",):
        options = ("--cid", cli.logged()[0]["conversation_id"])
    sent = texts(cli.asked("two", "-s", "Be brief", *options))
    assert sent[0] == ("system", "Be brief")
    assert sent[1:] == [("user", "one"), ("assistant", "answer"), ("user", "two")]
    assert cli.logged()[1]["system"] == "Be brief"


def test_model(cli: CommandLine) -> None:
    """§1.1 -m: `-m`, else LLM_MODEL, else the conversation's, else the template's, the default."""
    cli.write(str(cli.user / "templates" / "t.yaml"), "model: plain\n")
    cli.ok("models", "default", "lonely")
    asked = {
        "alone hi\n": (("hi",), {}),
        "plainly hi\n": (("hi", "-t", "t"), {}),
        "key k\n": (("hi", "-t", "t"), {"LLM_MODEL": "keyed", "SCRIPTED_KEY": "k"}),
        "answer\n": (("hi", "-t", "t", "-m", "seen"), {"LLM_MODEL": "keyed"}),
    }
    for said, (arguments, env) in asked.items():
        assert cli.ok(*arguments, **env) == said
    assert cli.ok("hi", "-c", "-t", "t") == "answer\n"
    assert cli.ok("hi", "-m", "lone") == cli.ok("hi", "-m", "lonely")


def test_default_model_of_nobody(cli: CommandLine) -> None:
    """§1.1 -m: the default model is named by `llm models default`; ours says where it is none."""
    assert "llm models default" in cli.said("--options")[1]
    cli.ok("models", "default", "e")
    assert cli.ok("models", "default") == "echo\n"


def test_database(cli: CommandLine) -> None:
    """§1.1 -d: the log DB for logging and `-c`/`--cid`; parent directories are made."""
    cli.asked("one", "-d", "new/dir/h.db")
    assert len(texts(cli.asked("two", "-c", "-d", "new/dir/h.db"))) == 3
    (conversation,) = {each["conversation_id"] for each in cli.logged("-d", "new/dir/h.db")}
    assert len(texts(cli.asked("three", "--cid", conversation, "-d", "new/dir/h.db"))) == 5
    assert not (cli.user / "logs.db").exists()


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        (("LONE",), "alone hi\n"),
        (("lon", "e"), "alone hi\n"),
        (("Scripted",), "answer\n"),
        (("ech",), "said <hi>\n"),
    ],
    ids=["case", "all terms", "class name", "alias"],
)
def test_query(cli: CommandLine, terms: tuple[str, ...], said: str) -> None:
    """§1.1 -q: the model that matches all terms, by its id, aliases and class."""
    options = [each for term in terms for each in ("-q", term)]
    assert cli.ok("hi", *options) == said


def test_query_of_an_async_id(cli: CommandLine) -> None:
    """§1.1 -q: the id of the async model counts as well."""
    pair = ScriptedModel([["x"]], model_id="one"), AsyncScriptedModel([["y"]], model_id="one-async")
    with offered(*pair):
        assert cli.ok("hi", "-q", "one-asy") == "x\n"


def test_query_takes_the_shortest(cli: CommandLine) -> None:
    """§1.1 -q: of several the shortest id; no match is one error."""
    assert cli.ok("-q", "turbo", "--options").startswith("OpenAI Chat: gpt-4-turbo")
    assert cli.fails("hi", "-q", "nope", "-q", "x") == (
        "Error: No model found matching queries nope, x"
    )


def test_query_counts_less_than_a_model(cli: CommandLine) -> None:
    """§1.1 -q: only where no model was given; ours does not count LLM_MODEL as given."""
    assert cli.ok("hi", "-q", "lonely", "-m", "plain") == "plainly hi\n"
    assert cli.ok("hi", "-q", "lonely", LLM_MODEL="plain") == "alone hi\n"


def test_attachments(cli: CommandLine) -> None:
    """§1.1 -a: a path, which is made absolute, or `-`; the type is sniffed from the bytes."""
    cli.write("picture.dat", PNG)
    prompt = cli.asked("look", "-a", "picture.dat", "-a", "-", stdin=PNG + b"piped")
    by_path, piped = prompt.attachments
    assert (by_path.type, by_path.path) == ("image/png", str(cli.home / "picture.dat"))
    assert (piped.type, piped.content) == ("image/png", PNG + b"piped")
    assert texts(prompt) == [("user", "look")]


@pytest.mark.parametrize(
    ("content_type", "found"),
    [("image/png", "image/png"), ("image/png; charset=x", "image/png")],
    ids=["plain", "parameters"],
)
def test_attachments_by_url(cli: CommandLine, content_type: str, found: str) -> None:
    """§1.1 -a: `://` is a URL, whose `content-type` HEAD asks; ours drops its parameters."""
    with ScriptedServer(answer(b"", content_type=content_type)) as web:
        url = f"{web.url}/x"
        (attachment,) = cli.asked("look", "-a", url).attachments
        assert (attachment.type, attachment.url) == (found, url)
        assert web.requests[0][0].startswith("HEAD /x ")


def test_attachments_by_url_elsewhere(cli: CommandLine) -> None:
    """§1.1 -a: a redirect is an error while the type is found out; ours follows it."""
    with ScriptedServer(head(302, Location="/y"), answer(b"", content_type="image/png")) as web:
        (attachment,) = cli.asked("look", "-a", f"{web.url}/x").attachments
        assert (attachment.type, attachment.url) == ("image/png", f"{web.url}/x")


def test_attachments_that_cannot_be(cli: CommandLine) -> None:
    """§1.1 -a: no file, or no known type, is status 2; text files have their type in ours."""
    cli.write("unknown", b"\x00\x01\x02\x03")
    assert "does not exist" in cli.fails("hi", "-m", "echo", "-a", "nope", status=2)
    assert "mimetype" in cli.fails("hi", "-m", "echo", "-a", "unknown", status=2)
    assert cli.ok("hi", "-m", "echo", "-a", "words.txt") == "said <hi> text/plain\n"


def test_attachments_of_a_type(cli: CommandLine) -> None:
    """§1.1 --at: the same sources with an explicit type; nothing is sniffed, no HEAD is sent."""
    with ScriptedServer(answer(b"")) as web:
        given = ["--at", "words.txt", "image/png", "--at", f"{web.url}/x", "audio/wav"]
        prompt = cli.asked("look", *given, "--at", "-", "application/pdf", stdin=b"\x00")
        assert web.requests == []
    types = [each.type for each in prompt.attachments]
    assert types == ["image/png", "audio/wav", "application/pdf"]
    assert prompt.attachments[0].path == os.fspath(cli.home / "words.txt")


def test_attachments_are_logged(cli: CommandLine) -> None:
    """§1.1 -a: the absolute path is what the history has."""
    cli.asked("look", "-a", "picture.png")
    (logged,) = json.loads(cli.ok("logs", "--json"))[0]["attachments"]
    assert (logged["type"], logged["path"]) == ("image/png", str(cli.home / "picture.png"))
