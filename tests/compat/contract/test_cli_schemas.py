"""§1.7: `llm schemas`, and the short notation for schemas."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from llm import schema_dsl
from llm.utils import make_schema_id, multi_schema
from tests.compat.contract.command_line import CommandLine

DOG = schema_dsl("name, age int")
LINE = multi_schema(schema_dsl("a, b"))


@pytest.fixture
def used(cli: CommandLine) -> list[str]:
    """The ids of two schemas, of which the first was used twice."""
    for schema in (DOG, LINE, DOG):
        cli.asked("hi", "--schema", json.dumps(schema))
    return [make_schema_id(schema)[0] for schema in (DOG, LINE)]


def test_list(cli: CommandLine, used: list[str]) -> None:
    """§1.7 list: id, summary, how often and when last; all that were used, in ours."""
    for command in (("schemas",), ("schemas", "list")):
        line, dog = yaml.safe_load(cli.ok(*command))
        assert [dog["id"], line["id"]] == used
        assert (dog["summary"], line["summary"]) == ("{name, age}\n", "{items: [{a, b}]}\n")
        assert dog["usage"].startswith("2 times, most recently 20")
        assert line["usage"].startswith("1 time, most recently 20")


@pytest.mark.parametrize(
    ("options", "found"),
    [((), 2), (("-q", "age"), 1), (("-q", "AGE", "-q", "name"), 1), (("-q", "nope"), 0)],
    ids=str,
)
def test_list_for_programs(
    cli: CommandLine, used: list[str], options: tuple[str, ...], found: int
) -> None:
    """§1.7 list -q, --json, --nl: those that hold every query, with these keys."""
    rows = json.loads(cli.ok("schemas", "--json", *options))
    assert len(rows) == found
    lines = [json.loads(line) for line in cli.ok("schemas", "--nl", *options).splitlines()]
    assert lines == rows
    for row in rows:
        assert [*row] == ["id", "content", "recently_used", "times_used"]
        assert row["content"] == {used[0]: DOG, used[1]: LINE}[row["id"]]


def test_full(cli: CommandLine, used: list[str]) -> None:
    """§1.7 list --full: the schema itself."""
    _, dog = yaml.safe_load(cli.ok("schemas", "--full"))
    assert json.loads(dog["schema"]) == DOG


def test_database(cli: CommandLine) -> None:
    """§1.7 list -d, show -d: another history."""
    cli.asked("hi", "--schema", json.dumps(DOG), "-d", "other.db")
    (row,) = json.loads(cli.ok("schemas", "--json", "-d", "other.db"))
    assert json.loads(cli.ok("schemas", "show", row["id"], "-d", "other.db")) == DOG


def test_show(cli: CommandLine, used: list[str]) -> None:
    """§1.7 show: the JSON of that one."""
    assert cli.ok("schemas", "show", used[0]) == f"{json.dumps(DOG, indent=2)}\n"


def text(kind: str = "string", about: str | None = None) -> dict[str, str]:
    """The schema of a field."""
    return {"type": kind} if about is None else {"type": kind, "description": about}


@pytest.mark.parametrize(
    ("notation", "fields"),
    [
        ("a, b", {"a": text(), "b": text()}),
        ("a int, b float, c bool, d str", {
            "a": text("integer"), "b": text("number"), "c": text("boolean"), "d": text(),
        }),
        ("a: x y, b int: z", {"a": text(about="x y"), "b": text("integer", "z")}),
        ("a: one, two\nb int", {"a": text(about="one, two"), "b": text("integer")}),
    ],
    ids=["commas", "types", "descriptions", "lines"],
)  # fmt: skip
def test_notation(cli: CommandLine, notation: str, fields: dict[str, Any]) -> None:
    """§1.7 dsl: fields by commas, or by lines if there is one; all required; str by default."""
    expected = {"type": "object", "properties": fields, "required": [*fields]}
    assert json.loads(cli.ok("schemas", "dsl", notation)) == expected
    assert json.loads(cli.ok("schemas", "dsl", notation, "--multi")) == multi_schema(expected)
    assert schema_dsl(notation) == expected


@pytest.mark.parametrize("notation", ["a, a", "a strange", "a, : about"])
def test_bad_notation(cli: CommandLine, notation: str) -> None:
    """§1.7 dsl: a duplicate, an unknown type, a missing name raise; in `dsl` one line, in ours."""
    with pytest.raises(ValueError, match="schema DSL"):
        schema_dsl(notation)
    assert cli.fails("schemas", "dsl", notation).startswith("Error: Invalid schema DSL: ")
