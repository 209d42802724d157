"""`llm logs export` and `llm logs import`."""

from __future__ import annotations

import io
import json
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from llm.cli.showing import progress
from llm.store.opening import open_store
from llm.store.records import Selection
from tests.store.exchange import service_exports as made


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    """A data export of ChatGPT."""
    return made.archive(tmp_path / "export.zip", made.pelicans(), made.investigation())


def call_ids(path: Path) -> list[str]:
    """The calls of a history."""
    store = open_store(path, must_exist=True)
    try:
        return sorted(call.id for call in store.calls(Selection()))
    finally:
        store.close()


def test_an_import_says_what_it_did(llm, exported, user_path):
    """One line on standard error; the second time, everything is there already."""
    result = llm("logs", "import", str(exported))
    assert (result.returncode, result.stdout) == (0, "")
    assert result.stderr == "Imported 6 calls of 2 conversations\n"
    first = call_ids(user_path / "logs.db")
    result = llm("logs", "import", str(exported))
    assert result.stderr == "Imported 0 calls of 0 conversations; 6 calls there already\n"
    assert call_ids(user_path / "logs.db") == first


def test_an_export_is_imported_elsewhere(llm, exported, tmp_path, user_path):
    """Through a file, and through a pipe."""
    llm("logs", "import", str(exported))
    file, other = tmp_path / "e.jsonl", tmp_path / "other.db"
    result = llm("logs", "export", "-o", str(file))
    assert result.stderr == f"Exported 6 calls of 2 conversations to {file}\n"
    assert file.stat().st_mode & 0o777 == 0o600
    assert llm("logs", "export").stdout == file.read_text()
    assert llm("logs", "import", str(file), "-d", str(other)).returncode == 0
    assert call_ids(other) == call_ids(user_path / "logs.db")


def test_the_name_of_the_file_says_the_format(llm, exported, tmp_path):
    """Unless an option does."""
    llm("logs", "import", str(exported))
    for name, options, start in [
        ("a.md", [], "# Pelican names\n"),
        ("a.HTML", [], "<!DOCTYPE html>"),
        ("a.txt", [], '{"type": "header"'),
        ("b.md", ["--format", "html"], "<!DOCTYPE html>"),
        ("-", ["--format", "md"], None),
    ]:
        target = name if name == "-" else str(tmp_path / name)
        result = llm("logs", "export", "-o", target, *options)
        assert result.returncode == 0
        said = result.stdout if start is None else (tmp_path / name).read_text()
        assert said.startswith(start or "# Pelican names\n")


def test_calls_are_selected(llm, exported, user_path):
    """By conversation, by call, by model, by time, or the conversation that was used last."""
    llm("logs", "import", str(exported))
    store = open_store(user_path / "logs.db")
    [pelicans] = [each.id for each in store.conversations() if each.name == "Pelican names"]
    store.close()

    def count(*arguments: str) -> int:
        lines = llm("logs", "export", *arguments).stdout.splitlines()
        return sum(json.loads(line)["type"] == "call" for line in lines)

    assert count() == 6
    assert count(pelicans) == count(pelicans[:12]) == 4
    assert count(call_ids(user_path / "logs.db")[0]) == 1
    assert count("-m", "gpt-4o-mini") == 1
    assert count("--since", "2025-01-07 12:00") == 2
    assert count("--until", "2025-01-07 12:00") == 4
    assert count("-c") == 2
    assert count("--errors") == 1
    assert count("--has", "error") == 0
    assert count("-q", "pelic*", "--fts", "--in", "prompt") in range(1, 6)
    assert count("-q", "pelic*", "--fts", "--in", "tools") == 0


def test_nothing_to_export_leaves_no_file(llm, exported, tmp_path):
    """An id or a condition that means nothing."""
    llm("logs", "import", str(exported))
    file = tmp_path / "e.jsonl"
    for arguments in (["zzzzzzzz"], ["-m", "nobody"]):
        result = llm("logs", "export", "-o", str(file), *arguments)
        assert (result.returncode, result.stdout) == (1, "")
        assert result.stderr.startswith("Error: ")
        assert result.stderr.count("\n") == 1
        assert not file.exists()
    assert llm("logs", "export", "--since", "soon").returncode == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"nonsense", "cannot be imported, it does not begin with '['"),
        (b"\xff\xfe", "cannot be imported, it is no text in UTF-8"),
        (b'[{"mapping": {}}, {', "cannot be imported, it ends too early"),
        (b'{"format": "llm-history", "version": 9}', "has version 9, and this llm reads 1"),
        (None, "No such file or directory"),
    ],
)
def test_a_bad_file_is_one_line(llm, tmp_path, user_path, content: bytes | None, said: str):
    """And no history is made for it."""
    file = tmp_path / "file.json"
    if content is not None:
        file.write_bytes(content)
    result = llm("logs", "import", str(file))
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: ")
    assert str(file) in result.stderr
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    if (user_path / "logs.db").exists():
        assert call_ids(user_path / "logs.db") == []


def test_no_plugin_is_loaded(llm, install, exported):
    """A plugin that is broken is no matter."""
    install("broken", "raise RuntimeError('broken')")
    for arguments in (["import", str(exported)], ["export"], ["export", "-m", "gpt-4o"]):
        result = llm("logs", *arguments)
        assert result.returncode == 0
        assert "broken" not in result.stderr


class Terminal(io.StringIO):
    """A stream that a person sees."""

    def isatty(self) -> bool:
        return True


def drawn(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, patience: float) -> str:
    """What a bar writes to *stream* in a moment of work."""
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(progress, "PATIENCE", patience)
    with progress.progress_bar("Exporting") as show:
        for done in range(3):
            show(done, 2)
            time.sleep(0.11)
    return stream.getvalue()


def test_a_bar_is_for_people_who_wait(monkeypatch):
    """It is gone at the end; work of a moment shows none, and neither does a file."""
    seen = drawn(monkeypatch, Terminal(), 0.0)
    assert "Exporting [###############---------------] 1 of 2 " in seen
    assert seen.endswith("\r\x1b[K")
    assert drawn(monkeypatch, Terminal(), 60.0) == ""
    assert drawn(monkeypatch, io.StringIO(), 0.0) == ""


def test_a_backup_is_imported(llm, exported, tmp_path, user_path):
    """A file of this release, into another; the second time, and into itself, nothing is new."""
    llm("logs", "import", str(exported))
    backup, other = tmp_path / "backup.db", tmp_path / "other.db"
    assert llm("logs", "backup", str(backup)).returncode == 0
    said = ["Imported 6 calls of 2 conversations\n"]
    said += ["Imported 0 calls of 0 conversations; 6 calls there already\n"] * 2
    before = backup.read_bytes()
    for file, line in zip((backup, backup, other), said, strict=True):
        result = llm("logs", "import", str(file), "-d", str(other))
        assert (result.returncode, result.stderr) == (0, line)
    assert backup.read_bytes() == before
    assert llm("logs", "export", "-d", str(other)).stdout == llm("logs", "export").stdout
    assert llm("logs", "verify", "-d", str(other)).returncode == 0


def test_a_database_of_another_program_is_not_imported(llm, tmp_path, user_path):
    """It is named, and neither it nor the history changes."""
    path = tmp_path / "theirs.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE notes (said)")
    before = path.read_bytes()
    result = llm("logs", "import", str(path))
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == f"Error: {path} is a database of another program, and no history\n"
    assert path.read_bytes() == before


@pytest.mark.parametrize("form", ["jsonl", "zip", "sqlite"])
def test_an_import_of_standard_input(llm, exported, tmp_path, user_path, form):
    """`-`: any file that could be named."""
    llm("logs", "import", str(exported), "-d", str(tmp_path / "other.db"))
    jsonl = llm("logs", "export", "-d", str(tmp_path / "other.db")).stdout.encode()
    content = {
        "jsonl": lambda: jsonl,
        "zip": exported.read_bytes,
        "sqlite": (tmp_path / "other.db").read_bytes,
    }[form]()
    result = llm("logs", "import", "-", stdin=content)
    assert (result.returncode, result.stderr) == (0, "Imported 6 calls of 2 conversations\n")
    assert call_ids(user_path / "logs.db") == call_ids(tmp_path / "other.db")


def test_standard_input_that_cannot_be_imported(llm, tmp_path):
    """It is called what it is."""
    for content in (b"", b"[1]", b"\xff\xfe"):
        result = llm("logs", "import", "-", stdin=content)
        assert (result.returncode, result.stdout) == (1, "")
        (line,) = result.stderr.splitlines()
        assert line.startswith("Error: Standard input ")
