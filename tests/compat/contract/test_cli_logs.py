"""§1.4: `llm logs`: path, on, off, backup, status; which calls `list` shows, and their order."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from llm import assistant, schema_dsl, tool_message, user
from llm.parts import ToolResultPart
from llm.store.records import FragmentUse
from tests.cli.logged import UPPER, call, follow, keep
from tests.compat.contract.command_line import CommandLine
from tests.compat.old_files.files import old_file
from tests.scripted_server import ScriptedServer, answer

DOG = schema_dsl("name, age int")


def listed(cli: CommandLine, *options: str) -> list[int]:
    """The numbers of the calls that are listed, in their order."""
    rows = json.loads(cli.ok("logs", "list", "--json", *options))
    return [int(row["id"].removeprefix("call")) for row in rows]


def test_path(cli: CommandLine) -> None:
    """§1.4 path: where logs.db is, also before there is one."""
    assert cli.ok("logs", "path") == f"{cli.user / 'logs.db'}\n"


def test_on_and_off(cli: CommandLine) -> None:
    """§1.4 on, off: the marker file `logs-off`."""
    marker = cli.user / "logs-off"
    for command, there in (("off", True), ("off", True), ("on", False), ("on", False)):
        assert cli.ok("logs", command) == ""
        assert marker.exists() == there
    marker.write_text("")
    assert cli.ok("logs", "status").startswith("Logging is OFF")


def test_backup(cli: CommandLine) -> None:
    """§1.4 backup: a copy, whose size is printed; it fails if the file exists."""
    keep(call(1, "x", "y"))
    done = cli.ok("logs", "backup", "copy.db")
    size = (cli.home / "copy.db").stat().st_size / 1024
    assert done == f"Backed up {size:.2f}KB to copy.db\n"
    with closing(sqlite3.connect(cli.home / "copy.db")) as copy:
        assert copy.execute("SELECT count(*) FROM responses").fetchone() == (1,)
    assert cli.fails("logs", "backup", "copy.db").startswith("Error: ")


def test_status(cli: CommandLine) -> None:
    """§1.4 status: ON or OFF, the path, tab-separated counts of threads and turns, the size."""
    first = call(1, "x", "y")
    keep(first, follow(2, first, "x", "y"), call(3, "x", "y", "c2"))
    size = (cli.user / "logs.db").stat().st_size / 1024
    for command, line in (("on", "ON for all prompts"), ("off", "OFF")):
        cli.ok("logs", command)
        assert cli.ok("logs", "status") == (
            f"Logging is {line}\nFound log database at {cli.user / 'logs.db'}\n"
            "Number of threads logged:\t2\nNumber of turns logged:\t\t3\n"
            f"Database file size: \t\t{size:.2f}KB\n"
        )


def test_status_of_an_old_history(cli: CommandLine) -> None:
    """§1.4 status: 0.36 counts legacy conversations apart; ours has made threads of them."""
    cli.user.mkdir()
    old = old_file("v0.13", cli.user)
    shown = cli.run("logs", "status").stdout
    with closing(sqlite3.connect(old.path)) as connection:
        (turns,) = connection.execute("SELECT count(*) FROM responses").fetchone()
    assert f"Number of turns logged:\t\t{turns}\n" in shown
    assert len(shown.splitlines()) == 5


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ((), [7, 8, 9]),
        (("-n", "1"), [9]),
        (("--count", "2"), [8, 9]),
        (("-n", "0"), [*range(10)]),
        (("--cid", "even"), [0, 2, 4, 6, 8]),
        (("--conversation", "even", "-n", "2"), [6, 8]),
        (("-c",), [1, 3, 5, 7, 9]),
        (("--id-gt", "call0007"), [8, 9]),
        (("--id-gte", "call0007"), [7, 8, 9]),
    ],
    ids=str,
)
def test_count_and_conversation(
    cli: CommandLine, options: tuple[str, ...], found: list[int]
) -> None:
    """§1.4 -n, -c, --cid, --id-gt, --id-gte: 3, or all of a conversation; oldest first."""
    keep(*(call(n, "x", "y", "even" if n % 2 == 0 else "odd") for n in range(10)))
    assert listed(cli, *options) == found


def test_current(cli: CommandLine) -> None:
    """§1.4 -c: the thread of the newest turn."""
    first = call(1, "x", "y", "c1")
    keep(first, call(2, "x", "y", "c2"), follow(3, first, "x", "y"))
    assert listed(cli, "-c") == listed(cli, "--current") == [1, 3]


@pytest.mark.parametrize("option", ["-d", "--database", "-p", "--path"])
def test_database(cli: CommandLine, option: str) -> None:
    """§1.4 -d, hidden -p: another database, which must exist."""
    keep(call(1, "x", "y"), path=cli.home / "other.db")
    assert listed(cli, option, "other.db") == [1]
    assert cli.run("logs", option, "nope.db").returncode in {1, 2}
    assert not (cli.home / "nope.db").exists()
    assert "--path" not in cli.ok("logs", "list", "--help")


def test_model(cli: CommandLine) -> None:
    """§1.4 -m: an alias where it is installed; matches the model or the resolved one."""
    keep(
        call(1, "x", "y", "c1", model="echo"),
        call(2, "x", "y", "c2", model="gone", resolved_model="gone-2024"),
    )
    for name, found in {"echo": [1], "e": [1], "gone": [2], "gone-2024": [2], "nope": []}.items():
        assert listed(cli, "-m", name) == found


def test_query(cli: CommandLine) -> None:
    """§1.4 -q: words in prompt and response, the prompt ten times as heavy; best first."""
    noise = " ".join(["word"] * 20)
    keep(
        call(1, noise, "pelican pelican pelican", "c1"),
        call(2, f"pelican {noise}", "no", "c2"),
        call(3, "other", "other", "c3"),
    )
    assert listed(cli, "-q", "pelican") == listed(cli, "--query", "pelican") == [2, 1]
    assert listed(cli, "-q", "pelican", "-n", "1") == [2]
    assert listed(cli, "-q", "pelican other") == []


@pytest.mark.parametrize("option", ["-l", "--latest"])
def test_latest(cli: CommandLine, option: str) -> None:
    """§1.4 -l: with `-q`, by recency."""
    keep(*(call(n, "pelican", "y", f"c{n}") for n in range(3)))
    assert listed(cli, "-q", "pelican", option) == [2, 1, 0]
    assert listed(cli, "-q", "pelican", option, "-n", "1") == [2]


def test_bad_syntax(cli: CommandLine) -> None:
    """§1.4 -q: bad full-text syntax is one line; in ours it is opt-in (`--fts`), else any text."""
    keep(call(1, 'say a"b', "y"))
    assert listed(cli, "-q", 'a"b') == [1]
    assert cli.fails("logs", "-q", 'a"b', "--fts").count("\n") == 0


def test_fragments(cli: CommandLine) -> None:
    """§1.4 -f: anything that `-f` of prompt takes, a URL included; all must match."""
    one, two = FragmentUse("words of a file\n", "w"), FragmentUse("from afar", "u")
    keep(
        call(1, "words of a file\n", "y", "c1", fragments=[one]),
        call(2, "both", "y", "c2", fragments=[one, two]),
    )
    assert listed(cli, "-f", "words.txt") == [1, 2]
    with ScriptedServer(answer(b"from afar", content_type="text/plain")) as web:
        assert listed(cli, "-f", "words.txt", "--fragment", f"{web.url}/x") == [2]
        assert len(web.requests) == 1


def test_tools(cli: CommandLine) -> None:
    """§1.4 -T, --tools: turns that were given a result of these tools, or of any."""
    for number, names in enumerate([["upper"], ["upper", "lower"], [], ["lower"]]):
        one = call(number, "x", "y", f"c{number}", tools=[UPPER])
        given = tool_message(*(ToolResultPart(name, "out", name) for name in names))
        one.messages = [user("ask"), assistant("call"), given if names else user("go")]
        keep(one)
    assert listed(cli, "-T", "upper") == [0, 1]
    assert listed(cli, "-T", "upper", "--tool", "lower") == [1]
    assert listed(cli, "--tools") == [0, 1, 3]


def test_schema(cli: CommandLine) -> None:
    """§1.4 --schema, --schema-multi: only calls with that schema."""
    several = schema_dsl("name, age int", multi=True)
    keep(
        call(1, "x", "{}", "c1", schema=DOG),
        call(2, "x", "{}", "c2", schema=several),
        call(3, "x", "y", "c3"),
    )
    assert listed(cli, "--schema", "name, age int") == [1]
    assert listed(cli, "--schema-multi", "name, age int") == [2]
    assert listed(cli, "--schema", json.dumps(several)) == [2]


DATA = ['{"a": 1}', "no JSON", '{"items": [{"n": 1}, {"n": 2}]}']


@pytest.mark.parametrize(
    ("options", "lines"),
    [
        (("--data",), ['{"items": [{"n": 1}, {"n": 2}]}', '{"a": 1}']),
        (("--data-array",), ['[{"a": 1},', ' {"items": [{"n": 1}, {"n": 2}]}]']),
        (("--data-key", "items"), ['{"n": 1}', '{"n": 2}', '{"a": 1}']),
    ],
    ids=lambda given: str(given[0]),
)
def test_data(cli: CommandLine, options: tuple[str, ...], lines: list[str]) -> None:
    """§1.4 --data, --data-array, --data-key: parsed responses; no others; newest first."""
    keep(*(call(n, "x", said, f"c{n}", schema=DOG) for n, said in enumerate(DATA)))
    assert cli.ok("logs", "-n", "0", *options).splitlines() == lines


def test_data_ids(cli: CommandLine) -> None:
    """§1.4 --data-ids: `response_id` and `conversation_id`, with `_` until they are free."""
    keep(call(1, "x", '{"response_id": 1, "response_id_": 2}', schema=DOG))
    row: dict[str, Any] = json.loads(cli.ok("logs", "--data", "--data-ids"))
    assert row == {
        "response_id": 1,
        "response_id_": 2,
        "response_id__": "call0001",
        "conversation_id": "c1",
    }
