"""`--schema`: what it may name, in which order."""

import json

import pytest

from llm.errors import InvalidInput
from llm.resolving.schemas import resolve_schema, resolve_schema_input
from llm.schemas import make_schema_id
from llm.store.opening import open_store
from llm.store.records import CallRecord

NAME = {
    "type": "object",
    "properties": {"name": {"type": "string"}},
    "required": ["name"],
}


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """A directory of its own for each test."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_what_a_schema_may_be(here, user_path):
    """A template's schema, JSON, the short notation, or a file."""
    written = json.dumps(NAME)
    (here / "s.json").write_text(written)
    (user_path / "templates").mkdir(parents=True)
    (user_path / "templates" / "dog.yaml").write_text(f"schema_object: {written}")
    for each in (written, f"  {written}", "name str", "name,", "s.json", "t:dog"):
        assert resolve_schema(each) == NAME


def test_several_items():
    """With `multi`, the answer is a list of them."""
    items = resolve_schema("name,", multi=True)["properties"]["items"]
    assert items == {"type": "array", "items": NAME}


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("nope", "^'nope' is no schema: .* no schema of that id is stored"),
        ("", "^'' is no schema"),
        ("x" * 5000, "is no schema"),
        ("a\0b", "is no schema"),
        ("name wat", "^Invalid schema DSL: unknown type 'wat'"),
        ('{"a": ', "^The schema is not valid JSON, line 1, column 6"),
        ("{" + '"a":{' * 100_000, "^The schema is"),
        ("list.json", r"^The schema list.json is not a JSON object"),
        ("bad.json", "^The schema bad.json is not valid JSON, line 1, column 1"),
        ("binary", "^The schema binary is not UTF-8 text$"),
        (".", "^The schema . cannot be read: Is a directory$"),
        ("t:nope", "^Template nope not found"),
        ("t:plain", "^The template plain has no schema$"),
    ],
    ids=lambda value: value[:10],
)
def test_mistakes(here, user_path, written, message):
    """What is no schema is said in one line."""
    (here / "list.json").write_text("[]")
    (here / "bad.json").write_text("nope")
    (here / "binary").write_bytes(b"\xff")
    (user_path / "templates").mkdir(parents=True)
    (user_path / "templates" / "plain.yaml").write_text("Say hi")
    with pytest.raises(InvalidInput, match=message) as raised:
        resolve_schema(written)
    assert "\n" not in str(raised.value)


@pytest.fixture
def known(user_path):
    """The id of a schema that was used."""
    store = open_store()
    store.finish(CallRecord("01a", "m", schema=NAME))
    store.close()
    return make_schema_id(NAME)[0]


def test_schema_of_the_history(here, known):
    """The id of a schema that was used names it, and so does its beginning; a file goes before."""
    assert resolve_schema(known) == resolve_schema(known[:6]) == NAME
    assert resolve_schema(known, multi=True)["properties"]["items"]["items"] == NAME
    (here / known[:6]).write_text('{"title": "file"}')
    assert resolve_schema(known[:6]) == {"title": "file"}
    with pytest.raises(InvalidInput, match="no schema of that id is stored"):
        resolve_schema(known[:5])
    with pytest.raises(InvalidInput, match="no schema of that id is stored"):
        resolve_schema(known, database=here / "other.db")
    assert not (here / "other.db").exists()


def test_redacted_schema(known):
    """A schema that was redacted cannot be used any more."""
    store = open_store()
    store.connection.execute("UPDATE blobs SET content = NULL, redacted = ''")
    store.close()
    with pytest.raises(InvalidInput, match=rf"{known} is not there any more: \[redacted\]"):
        resolve_schema(known[:8])


def test_resolving_for_plugins(here, known, user_path):
    """Plugins hand in a database, which stays open, and their own way to load templates."""
    import sqlite_utils

    class Template:
        schema_object = NAME

    database = sqlite_utils.Database(user_path / "logs.db")
    for written in (known, "t:x", "name,", "{}"):
        found = resolve_schema_input(database, written, lambda name: Template)
        assert found == ({} if written == "{}" else NAME)
    for nothing in (None, "", " "):
        assert resolve_schema_input(database, nothing, lambda name: Template) is None
    assert database.execute("SELECT count(*) FROM known_schemas").fetchone() == (1,)
    database.close()
