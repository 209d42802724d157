"""`llm logs list`: which calls are listed, and in what order."""

from __future__ import annotations

import datetime as dt
import json
import os
import pty
import subprocess
import sys

import pytest

from llm import Attachment, assistant, system, tool_message, user
from llm.cli.output.highlight import marked
from llm.parts import ReasoningPart, ToolCallPart, ToolResultPart
from llm.schemas import schema_dsl
from llm.store.opening import open_store
from llm.store.records import FragmentUse, Query
from tests.cli.logged import UPPER, call, follow, keep

DOG = schema_dsl("name, age int")


def listed(inside, *options: str) -> list[int]:
    """The numbers of the calls that are listed, in their order."""
    result = inside("logs", "list", "--json", *options)
    assert result.returncode == 0, result.stderr
    return [int(row["id"].removeprefix("call")) for row in json.loads(result.stdout)]


def test_how_many(inside):
    """The three newest, the oldest of them first; all of a conversation; 0 or less for all."""
    keep(*(call(n, "x", "y", "even" if n % 2 == 0 else "odd") for n in range(10)))
    assert listed(inside) == [7, 8, 9]
    assert listed(inside, "-n", "1") == [9]
    assert listed(inside, "-n", "0") == listed(inside, "-n", "-1") == list(range(10))
    assert listed(inside, "--cid", "even") == [0, 2, 4, 6, 8]
    assert listed(inside, "--cid", "even", "-n", "2") == [6, 8]


def test_nothing_to_list(inside):
    """An empty history has nothing in any format."""
    keep()
    assert inside("logs").stdout == inside("logs", "-s").stdout == ""
    assert inside("logs", "-c").stdout == inside("logs", "-r").stdout == ""
    assert inside("logs", "--json").stdout == "[]\n"


def test_the_current_conversation(inside):
    """It is the one that was used last, not the one that was begun last."""
    old = call(1, "Old", "a", "c1")
    keep(old, call(2, "New", "b", "c2"), follow(3, old, "Again", "c"))
    assert listed(inside, "-c") == [1, 3]
    assert inside("logs", "-r").stdout == "c\n"
    assert inside("logs", "-r", "--cid", "c2").stdout == "b\n"


def test_a_conversation_by_the_beginning_of_its_id(inside):
    """As much of it as no other has, or the id of one of its calls."""
    keep(
        call(1, "x", "y", "01m8aaaa0000"),
        call(2, "x", "y", "01m8aaab0000"),
        call(3, "x", "y", "01m8aaab0000"),
    )
    assert listed(inside, "--cid", "01m8aaab") == listed(inside, "--cid", "call0003") == [2, 3]
    for wrong, said in [("01m8aaa", "begins several ids"), ("01m9", "no call, conversation")]:
        result = inside("logs", "--cid", wrong)
        assert (result.returncode, result.stdout) == (1, "")
        assert said in result.stderr
        assert result.stderr.count("\n") == 1


def test_by_model(inside, user_directory):
    """The model that was asked or that answered; by the user's aliases, and those of plugins."""
    keep(
        call(1, "x", "y", "c1", model="m1"),
        call(2, "x", "y", "c2", model="m2", resolved_model="m2-2024"),
        call(3, "x", "y", "c3", model="gpt-4o"),
    )
    (user_directory / "aliases.json").write_text('{"mine": "m1"}')
    for name, found in {"m1": 1, "mine": 1, "m2": 2, "m2-2024": 2, "4o": 3}.items():
        assert listed(inside, "-m", name) == [found]
    assert listed(inside, "-m", "unknown") == []


def test_by_id(inside):
    """After an id, with it or without it."""
    keep(*(call(n, "x", "y", f"c{n}") for n in range(5)))
    assert listed(inside, "--id-gt", "call0002") == [3, 4]
    assert listed(inside, "--id-gte", "call0002") == [2, 3, 4]


def test_by_time(inside):
    """From a time on, and before one; the later limit does not belong to it."""
    now = dt.datetime.now(dt.UTC)
    keep(*(call(n, "x", "y", f"c{n}", started=now - dt.timedelta(hours=n)) for n in range(1, 5)))
    assert listed(inside, "--since", "150m") == [1, 2]
    assert listed(inside, "--until", "2 hours ago", "--since", "210m") == [2, 3]
    exact = (now - dt.timedelta(hours=3)).isoformat()
    assert listed(inside, "--since", exact, "-n", "0") == [1, 2, 3]
    assert listed(inside, "--until", exact) == [4]
    result = inside("logs", "--since", "soon")
    assert result.returncode == 2
    assert "Invalid value for '--since': 'soon' is no time such as" in result.stderr


def test_by_tag_and_outcome(inside):
    """Conversations with a tag; calls that failed or were interrupted."""
    keep(
        call(1, "x", "y", "c1"),
        call(2, "x", None, "c2", status="error", error="No"),
        call(3, "x", "y", "c2", status="interrupted"),
        call(4, "x", "y", "c2", status="paused"),
    )
    store = open_store()
    conversation = store.conversation("c1")
    conversation.tags = ["work"]
    store.save_conversation(conversation)
    store.close()
    assert listed(inside, "--tag", "work") == [1]
    assert listed(inside, "--errors") == [2, 3]
    assert listed(inside, "--has", "error") == [2]


def test_by_what_the_turn_has(inside):
    """Every kind that the help names; all that are given must be there, and in this turn."""
    thought = call(1, "x", assistant(ReasoningPart("hm"), ToolCallPart("upper", {}, "t1")), "c1")
    told = call(2, None, "y", "c1")
    told.messages = [
        *thought.messages,
        *thought.output,
        tool_message(ToolResultPart("upper", "X", "t1")),
    ]
    shown = Attachment(type="image/png", content=b"abc")
    keep(
        thought,
        told,
        follow(3, told, "plain", "y"),
        call(4, user("x", shown), '{"name": "x"}', "c2", schema=DOG),
        call(5, "Words", "y", "c3", fragments=[FragmentUse("Words")]),
    )
    kinds = {"reasoning": 1, "tool_call": 1, "tool_result": 2, "attachment": 4, "schema": 4}
    for kind, found in (kinds | {"fragment": 5}).items():
        assert listed(inside, "--has", kind) == [found]
    assert listed(inside, "--has", "reasoning", "--has", "tool_call") == [1]
    assert listed(inside, "--has", "reasoning", "--has", "schema") == []
    wrong = inside("logs", "--has", "humour")
    assert wrong.returncode == 1
    assert "'humour' is nothing a call has" in wrong.stderr


def test_by_tool(inside):
    """Calls that were given a result of all of these tools, or of any."""
    results = [["upper"], ["upper", "lower"], [], ["lower"]]
    for number, names in enumerate(results):
        one = call(number, "x", "y", f"c{number}", tools=[UPPER])
        given = tool_message(*(ToolResultPart(name, "out", name) for name in names))
        one.messages = [user("ask"), assistant("call"), *([given] if names else [user("go")])]
        keep(one)
    assert listed(inside, "-T", "upper") == [0, 1]
    assert listed(inside, "-T", "upper", "-T", "lower") == [1]
    assert listed(inside, "--tools") == [0, 1, 3]
    assert listed(inside, "-T", "shout") == []


def test_by_fragment(inside, tmp_path):
    """By file, alias or hash; all that are given must have been used."""
    (tmp_path / "poem.txt").write_text("Roses are red.")
    (tmp_path / "rules.txt").write_text("Never rhyme.")
    poem = FragmentUse("Roses are red.", "poem.txt")
    rules = FragmentUse("Never rhyme.", "rules.txt", "system")
    keep(
        call(1, "Roses are red.", "y", "c1", fragments=[poem]),
        call(2, [system("Never rhyme."), user("Roses are red.")], "y", "c2",
             fragments=[poem, rules]),
        call(3, "Roses are red.", "y", "c3"),
    )  # fmt: skip
    inside("fragments", "set", "verse", "poem.txt")
    hashed = json.loads(inside("fragments", "list", "--json", "-q", "verse").stdout)[0]["hash"]
    for name in ("poem.txt", "verse", hashed):
        assert listed(inside, "-f", name) == [1, 2]
    assert listed(inside, "-f", "verse", "-f", "rules.txt") == [2]
    result = inside("logs", "-f", "nothing.txt")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: Fragment 'nothing.txt' not found")


def test_by_schema(inside):
    """In the short notation, or the beginning of its id; one that is none is an error of usage."""
    dogs = schema_dsl("name, age int", multi=True)
    keep(
        call(1, "x", "{}", "c1", schema=DOG),
        call(2, "x", "{}", "c2", schema=dogs),
        call(3, "x", "{}", "c3"),
    )
    assert listed(inside, "--schema", "name, age int") == [1]
    assert listed(inside, "--schema-multi", "name, age int") == [2]
    known = json.loads(inside("schemas", "--json").stdout)[0]["id"]
    assert listed(inside, "--schema", known[:8]) == [1]
    assert listed(inside, "--schema", "name, size int") == []
    result = inside("logs", "--schema", "nothing")
    assert result.returncode == 2
    assert "Error: Invalid value for '--schema': 'nothing' is no schema" in result.stderr


@pytest.mark.parametrize("option", ["-d", "--database", "-p", "--path"])
def test_another_history(inside, user_path, tmp_path, option):
    """It must be there; the user's own is not made."""
    path = tmp_path / "other.db"
    keep(call(7, "x", "y"), path=path)
    assert listed(inside, option, str(path)) == [7]
    assert not (user_path / "logs.db").exists()
    result = inside("logs", option, str(tmp_path / "none.db"))
    assert result.returncode == 2
    assert "none.db' does not exist" in result.stderr


def test_code(inside):
    """The first or last block of the first answer that has one; else what would be shown anyway."""
    keep(
        call(1, "x", "none", "c1"),
        call(2, "x", "Here:\n```py\none\n```\nand\n```\ntwo\n```\n", "c2"),
        call(3, "x", "```\nthree\n```", "c3"),
    )
    assert inside("logs", "-x").stdout == inside("logs", "-x", "-s").stdout == "one\n\n"
    assert inside("logs", "--xl").stdout == inside("logs", "-x", "--xl").stdout == "two\n\n"
    assert inside("logs", "-x", "-n", "1").stdout == "three\n\n"
    assert inside("logs", "-x", "--cid", "c1").stdout == inside("logs", "--cid", "c1").stdout


def test_formats_that_exclude_each_other(inside):
    """One line says which."""
    keep(call(1, "x", "y"))
    for other, name in [("--json", "--json"), ("-r", "--response")]:
        result = inside("logs", "-s", other)
        assert (result.returncode, result.stdout) == (1, "")
        assert result.stderr == f"Error: Cannot use --short and {name} together\n"


def test_search(inside):
    """The best first; with -l the newest first; within the other conditions."""
    keep(
        call(1, "A pelican, a pelican", "pelican", "c1"),
        call(2, "Something else of some length", "which ends with a pelican", "c2"),
        call(3, "Nothing", "to see", "c3"),
    )
    assert listed(inside, "-q", "pelican") == [1, 2]
    assert listed(inside, "-q", "pelican", "-l") == [2, 1]
    assert listed(inside, "-q", "pelican", "-n", "1") == [1]
    assert listed(inside, "-q", "pelican", "--cid", "c2") == [2]
    assert listed(inside, "-q", "walrus") == []
    assert listed(inside, "-q", "pelican NOT ends", "--fts") == [1]
    assert listed(inside, "-q", "c++ \"what's up") == []


def test_search_elsewhere(inside):
    """--in names the places; prompts and answers are those that are searched without it."""
    asked = [system("Talk of walruses"), user("Hello")]
    keep(
        call(1, asked, assistant(ReasoningPart("A narwhal?"), "Hi"), "c1"),
        call(2, "walruses", "x", "c2"),
    )
    assert listed(inside, "-q", "walruses") == [2]
    assert listed(inside, "-q", "walruses", "--in", "instructions") == [1]
    assert listed(inside, "-q", "narwhal", "--in", "reasoning") == [1]
    both = listed(inside, "-q", "walruses", "--in", "instructions", "--in", "prompt")
    assert sorted(both) == [1, 2]
    result = inside("logs", "-q", "x", "--in", "dreams")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1


def on_terminal(environment, *arguments: str, **more: str) -> str:
    """What `llm` with these arguments writes to a terminal."""
    primary, secondary = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "llm", *arguments],
        stdin=subprocess.DEVNULL, stdout=secondary, stderr=secondary, env={**environment, **more},
    ) as process:  # fmt: skip
        os.close(secondary)
        written = b""
        try:
            while chunk := os.read(primary, 65536):
                written += chunk
        except OSError:
            pass
        process.wait(60)
    os.close(primary)
    return written.decode().replace("\r\n", "\n")


def test_matches_are_marked_on_a_terminal(inside, environment):
    """In what was said, not in headings; nowhere without a terminal or colours."""
    keep(call(1, "The Prompt said so", "prompted by a prompt"))
    shown = on_terminal(environment, "logs", "-q", "prompt")
    assert "## Prompt\n\nThe \x1b[1;31mPrompt\x1b[0m said so\n" in shown
    assert "\x1b[1;31mprompted\x1b[0m by a \x1b[1;31mprompt\x1b[0m\n" in shown
    assert "\x1b" not in on_terminal(environment, "logs", "-q", "prompt", NO_COLOR="1")
    assert "\x1b" not in inside("logs", "-q", "prompt").stdout


def test_nothing_to_mark():
    """A text without what was searched for stays as it is."""
    assert marked("some text", Query("pelican")) == "some text"
    assert marked("a c++ b", Query("c++")) == "a \x1b[1;31mc++\x1b[0m b"
