"""§7 of the contract, durability: what is asked, answered and stored is there afterwards."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import llm
from llm.errors import ResponseNotReady
from llm.parts import Message, attachments_of
from llm.store.opening import open_store
from llm.store.records import CallRecord, Selection
from llm.testing import ScriptedEmbeddingModel
from llm.usage import Usage
from tests.cli.installed_models import installed
from tests.conftest import World

PNG = b"\x89PNG\r\n\x1a\n"
TOKENS = Usage(input=3, output=4)


def calls(path: Path | None = None) -> list[CallRecord]:
    """The calls in the user's history, or that at *path*, whole, the oldest first."""
    with closing(open_store(path)) as store:
        ids = [call.id for call in store.calls(Selection(), newest_first=False)]
        return [store.call(each) for each in ids]


def said(messages: Sequence[Message]) -> list[str]:
    return [message.text() for message in messages]


def up(text: str) -> str:
    """In capitals."""
    return text.upper()


CALL = llm.ToolCall("up", {"text": "x"}, "1")


def test_an_error_in_mid_stream(inside):
    """§7 durability: a model's error in mid-stream leaves prompt, partial text and tokens."""
    with installed({"m": [["par", "tial", TOKENS, ValueError("no")]]}):
        done = inside("-m", "m", "hi")
    assert (done.returncode, done.stderr) == (1, "Error: no\n")
    (call,) = calls()
    assert (said(call.messages), said(call.output)) == (["hi"], ["partial"])
    assert (call.status, call.usage) == ("error", TOKENS)


@pytest.mark.parametrize(
    ("second", "options", "statuses"),
    [
        ([["half", ValueError("no")]], [], ["ok", "error"]),
        ([["again", CALL, TOKENS]], ["--cl", "2"], ["ok", "ok"]),
    ],
    ids=["a failed round", "the chain limit"],
)
def test_a_chain_that_fails(inside, second, options, statuses):
    """§7 durability: a failed round, or the chain limit, leaves the rounds that were."""
    with installed({"m": [["one", CALL, TOKENS], *second]}, lambda register: register(up)):
        done = inside("-m", "m", "hi", "-T", "up", *options)
    assert done.returncode == 1
    first, last = calls()
    assert [first.status, last.status] == statuses
    assert (said(first.messages), said(first.output), first.usage) == (["hi"], ["one"], TOKENS)
    assert said(last.output) == [second[0][0]]


def test_attachments_keep_their_bytes(inside, tmp_path):
    """§7 durability: bytes that are logged again, by path or with another type, stay stored."""
    path = tmp_path / "a.png"
    path.write_bytes(PNG)
    with installed({"m": [["x"]] * 3}):
        for given in (["-a", "-"], ["-a", str(path)], ["--at", str(path), "image/jpeg"]):
            assert inside("-m", "m", "hi", *given, stdin=PNG).returncode == 0
    path.unlink()
    found = [
        attachment.content_bytes()
        for call in calls()
        for attachment in attachments_of(call.messages[0])
    ]
    assert found == [PNG] * 3


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("keys.json", ["keys", "set", "a", "--value", "b"]),
        ("aliases.json", ["aliases", "set", "a", "gpt-4o"]),
        ("model_options.json", ["models", "options", "set", "gpt-4o", "seed", "1"]),
    ],
)
def test_corrupt_settings_are_kept(inside, user_directory, name, command):
    """§7 durability: a corrupt keys.json, or another file of settings, is never replaced."""
    (user_directory / name).write_text('{"other": "secr')
    done = inside(*command)
    assert done.returncode == 1
    assert (len(done.stderr.splitlines()), name in done.stderr) == (1, True)
    assert (user_directory / name).read_text() == '{"other": "secr'


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("keys.json", ["keys", "set", "a", "--value"]),
        ("aliases.json", ["aliases", "set", "a"]),
        ("model_options.json", ["models", "options", "set", "gpt-4o", "stop"]),
        ("default_model.txt", ["models", "default"]),
        ("templates/t.yaml", ["--save", "t", "-s"]),
    ],
)
def test_settings_are_written_aside(inside, user_directory, name, command):
    """§7 durability: a file of settings is written aside and renamed, so that none is half."""
    assert inside(*command, "gpt-4o").returncode == 0
    with (user_directory / name).open() as file:
        before = file.read()
        assert inside(*command, "gpt-4o-mini").returncode == 0
        file.seek(0)
        assert file.read() == before
    assert "gpt-4o-mini" in (user_directory / name).read_text()


@pytest.fixture
def collection(tmp_path: Path) -> Any:
    """A collection whose vectors are the lengths of texts."""
    import sqlite_utils

    db = sqlite_utils.Database(tmp_path / "embeddings.db")
    model = ScriptedEmbeddingModel(lambda item: [float(len(item)), 1.0])
    yield llm.Collection("c", db, model=model)
    db.close()


def rows(collection: Any) -> list[tuple[str, str | None]]:
    query = "SELECT id, metadata FROM embeddings ORDER BY id"
    return list(collection.db.execute(query).fetchall())


def test_the_same_content_under_a_second_id(collection):
    """§7 durability: it is stored under both."""
    collection.embed("a", "same")
    collection.embed("b", "same")
    assert rows(collection) == [("a", None), ("b", None)]


def test_metadata_alone(collection):
    """§7 durability: an update of the metadata alone is stored."""
    collection.embed("a", "same", metadata={"n": 1})
    collection.embed("a", "same", metadata={"n": 2})
    collection.embed_multi_with_metadata([("a", "same", {"n": 3}), ("b", "same", {"n": 4})])
    assert rows(collection) == [("a", '{"n": 3}'), ("b", '{"n": 4}')]


def test_an_id_that_is_another_items_content(collection):
    """§7 durability: `embed_multi` stores an item whose id matches another item's content."""
    collection.embed_multi([("a", "b"), ("b", "c"), ("c", "a")])
    assert [name for name, _ in rows(collection)] == ["a", "b", "c"]


def test_log_to_db_before_execution(api: World, tmp_path):
    """§7 durability: no empty answer is stored: the model is asked first, or has to be."""
    response = api.model([["answer"]]).prompt("hi")
    if api.awaits:
        with pytest.raises(ResponseNotReady):
            api.wait(response.log_to_db(tmp_path / "a.db"))
        api.finish(response)
    api.wait(response.log_to_db(tmp_path / "a.db"))
    (call,) = calls(tmp_path / "a.db")
    assert (call.status, said(call.output)) == ("ok", ["answer"])


def test_log_to_db_of_a_failed_response(api: World, tmp_path):
    """§7 durability: the model is not called again, and the text comes once."""
    model = api.model([["par", "tial", ValueError("no")]])
    response = model.prompt("hi")
    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            api.wait(response.text())
    api.wait(response.log_to_db(tmp_path / "a.db"))
    (call,) = calls(tmp_path / "a.db")
    assert (call.status, said(call.output)) == ("error", ["partial"])
    assert len(model.prompts) == 1


def test_break_and_then_text(api: World):
    """§7 durability: a `break` and then `.text()` call the model once, and give "abc"."""
    model = api.model([["a", "b", "c"]])
    response = model.prompt("hi")
    api.take(response, 1)
    assert api.wait(response.text()) == "abc"
    assert len(model.prompts) == 1


def test_a_damaged_file_is_told_as_it_is(inside, user_directory):
    """§7 durability: the other keys can be got again once the file is mended."""
    path = user_directory / "keys.json"
    path.write_text('{"one": "1", "two": "2",}')
    assert "line 1" in inside("keys", "set", "three", "--value", "3").stderr
    path.write_text('{"one": "1", "two": "2"}')
    inside("keys", "set", "three", "--value", "3")
    stored = json.loads(path.read_text())
    assert [stored[name] for name in ("one", "two", "three")] == ["1", "2", "3"]
