"""Which format a file has, and what is said of one that has none."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from llm.errors import InvalidInput
from llm.store.exchange.json_items import items
from llm.store.exchange.jsonl import write_jsonl
from llm.store.exchange.sources import source
from tests.store.exchange import service_exports as made


def text(path: Path, content: str) -> Path:
    """A file of text."""
    path.write_text(content)
    return path


def own(path: Path) -> Path:
    """An empty export of ours."""
    with path.open("w") as stream:
        write_jsonl([], stream)
    return path


def database(path: Path) -> Path:
    """An SQLite file."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE responses (id)")
        connection.commit()
    return path


def test_formats_are_told_by_content(tmp_path):
    """Whatever the file is called."""
    path = tmp_path / "file"
    assert source(own(path)).format == "llm"
    assert source(made.write(path, made.pelicans())).format == "chatgpt"
    assert source(made.write(path, made.linear_chat())).format == "claude"
    assert source(text(path, json.dumps({"conversations": [made.pelicans()]}))).format == "chatgpt"
    assert source(text(path, json.dumps(made.linear_chat()))).format == "claude"
    assert source(text(path, "\ufeff \n" + json.dumps([made.pelicans()]))).format == "chatgpt"
    path.unlink()
    assert source(made.archive(path, made.linear_chat())).format == "claude"
    assert source(database(tmp_path / "logs.db")).format == "sqlite"


def test_an_archive_may_hold_conversations_in_several_files(tmp_path):
    """As large exports do, in a directory or not."""
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("export/conversations-001.json", json.dumps([made.investigation()]))
        archive.writestr("export/conversations-000.json", json.dumps([made.pelicans()]))
        archive.writestr("export/shared_conversations.json", "[]")
    names = [each.conversation.name for each in source(path).conversations()]
    assert names == ["Pelican names", None]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "it does not begin with '['"),
        ("hello", "it does not begin with '['"),
        ("[]", "holds no conversation: there is nothing to import"),
        ("[1, 2]", "an object should be there"),
        ('[{"a": 1}]', "it is no conversation of ChatGPT or Claude"),
        ('{"a": 1}', "it is no conversation of ChatGPT or Claude"),
        ('{"a": ', "it is no JSON"),
        ('[{"mapping": ', "it ends too early"),
        ("[" * 100_000, "an object should be there"),
        ('[{"a": ' + "[" * 100_000, "it is"),
        ('{"conversations": 5}', "its 'conversations' are no list of objects"),
    ],
)
def test_what_is_no_export_is_refused(tmp_path, content: str, said: str):
    """In one line, which names the file and what could be imported."""
    with pytest.raises(InvalidInput) as raised:
        source(text(tmp_path / "file", content))
    assert str(tmp_path / "file") in str(raised.value)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_other_files_are_refused(tmp_path):
    """An archive of something else, a directory, bytes."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("user.json", "{}")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe" * 10)
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 and nothing")
    for name, said in [
        ("a.zip", "without a conversations.json"),
        ("bytes", r"no text in UTF-8 \(byte 0\)"),
        ("broken.zip", "does not begin with"),
        (".", "is a directory"),
    ]:
        with pytest.raises(InvalidInput, match=said):
            source(tmp_path / name)


def test_objects_are_read_one_by_one():
    """From chunks that end anywhere, of any size."""
    objects = [{"n": number, "text": "é\n" * number} for number in range(0, 400, 7)]
    written = json.dumps(objects, indent=1)

    class Trickle(io.StringIO):
        def read(self, size: int | None = -1) -> str:
            return super().read(min(size or -1, 97))

    assert list(items(Trickle(written))) == objects
    for broken in (written[:-1], written.replace("},", "}", 1), written.replace('"n": 7', "n: 7")):
        with pytest.raises(InvalidInput):
            list(items(Trickle(broken)))
