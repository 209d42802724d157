"""`llm schemas`."""

import datetime as dt
import json

import pytest

from llm.schemas import make_schema_id, schema_dsl
from llm.store.opening import open_store
from llm.store.records import CallRecord

DOG = schema_dsl("name, age int")
CATS = schema_dsl("name, lives int", multi=True)
DAY = dt.datetime(2026, 2, 3, 10, 0, 0, 5000, tzinfo=dt.UTC)
DOG_ID, CATS_ID = make_schema_id(DOG)[0], make_schema_id(CATS)[0]
DOG_ROW = {
    "id": DOG_ID,
    "content": DOG,
    "recently_used": "2026-02-04T10:00:00.005000+00:00",
    "times_used": 2,
}


def fill(path=None):
    """Keep three calls that had to follow schemas."""
    store = open_store(path)
    for number, schema in enumerate([DOG, DOG, CATS]):
        started = DAY + dt.timedelta(days=number)
        store.finish(CallRecord(f"0{number}", "m", schema=schema, started=started))
    store.close()


def test_nothing(inside, user_path):
    """Without a history there is nothing to list, and listing makes none."""
    assert inside("schemas").stdout == ""
    assert inside("schemas", "list", "--json").stdout == "[]\n"
    assert inside("schemas", "list", "--nl").stdout == ""
    assert not (user_path / "logs.db").exists()


def test_list(inside):
    """Each schema that was used is listed in short, with how often and when."""
    fill()
    assert inside("schemas").stdout == (
        f"- id: {DOG_ID}\n  summary: |\n    {{name, age}}\n"
        "  usage: |\n    2 times, most recently 2026-02-04T10:00:00.005000+00:00\n"
        f"- id: {CATS_ID}\n  summary: |\n    {{items: [{{name, lives}}]}}\n"
        "  usage: |\n    1 time, most recently 2026-02-05T10:00:00.005000+00:00\n"
    )
    assert inside("schemas", "-q", "lives", "-q", "NAME").stdout.startswith(f"- id: {CATS_ID}\n")
    assert inside("schemas", "-q", "lives", "-q", "age").stdout == ""


def test_whole_schemas(inside):
    """`--full` shows them whole, and so does JSON."""
    fill()
    full = inside("schemas", "list", "--full", "-q", "age").stdout
    assert full.startswith(f'- id: {DOG_ID}\n  schema: |\n    {{\n      "type": "object",\n')
    assert "    }\n  usage: |\n    2 times" in full
    shown = inside("schemas", "list", "--json").stdout
    assert shown.startswith(f'[\n  {{\n    "id": "{DOG_ID}",\n    "content": {{\n')
    assert json.loads(shown)[0] == DOG_ROW
    lines = inside("schemas", "list", "--nl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == json.loads(shown)


def test_show(inside, tmp_path):
    """A schema is shown by its id, or by how that begins; in another history with `-d`."""
    fill(tmp_path / "other.db")
    for schema_id in (DOG_ID, DOG_ID[:6]):
        shown = inside("schemas", "show", schema_id, "-d", "other.db").stdout
        assert shown == json.dumps(DOG, indent=2) + "\n"
    assert inside("schemas", "-d", "other.db").stdout.count("- id:") == 2
    result = inside("schemas", "show", DOG_ID)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith(f"Error: There is no schema '{DOG_ID}'")


def test_redacted_schema(inside):
    """A schema that was redacted is listed as such, and not shown as if it were one."""
    fill()
    store = open_store()
    store.connection.execute("UPDATE blobs SET content = NULL, redacted = 'private'")
    store.close()
    assert "[redacted: private]" in inside("schemas").stdout
    result = inside("schemas", "show", DOG_ID)
    assert result.stderr == (
        f"Error: The schema {DOG_ID} is not there any more: [redacted: private]\n"
    )


def test_dsl(inside):
    """The short notation becomes JSON; with `--multi` the schema of a list."""
    assert inside("schemas", "dsl", "name, age int").stdout == json.dumps(DOG, indent=2) + "\n"
    assert json.loads(inside("schemas", "dsl", "--multi", "name, lives int").stdout) == CATS


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["dsl", "a foo"], 1, "Error: Invalid schema DSL: unknown type 'foo' for field 'a'"),
        (["dsl", "a, a"], 1, "Error: Invalid schema DSL: duplicate field name 'a'"),
        (["show", "nope"], 1, "Error: There is no schema 'nope'"),
        (["list", "-d", "nope.db"], 2, "File 'nope.db' does not exist"),
    ],
)
def test_mistakes(inside, arguments, status, message):
    """A mistake is one line."""
    result = inside("schemas", *arguments)
    assert (result.returncode, result.stdout) == (status, "")
    assert message in result.stderr.splitlines()[-1]
