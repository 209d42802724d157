"""Files of directories as rows."""

from __future__ import annotations

import os

import pytest

from llm.embeddings.reading import files_in
from llm.errors import InvalidInput
from tests.embeddings.reading.reading_of import read, texts


@pytest.fixture
def notes(tmp_path):
    """A directory with files, and one below it."""
    for path, content in {
        "b.md": b"second",
        "a.md": b"one\r\ntwo\n",
        "deep/c.md": b"\xef\xbb\xbfthird",
        "latin.txt": b"caf\xe9",
        "empty.md": b"",
    }.items():
        target = tmp_path / "notes" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return tmp_path / "notes"


def test_paths_are_ids(notes):
    """Each file is a row, in the order of the names; ends of lines are the same everywhere."""
    items, refused = read(files_in([(notes, "**/*.md")]))
    assert items == [
        ("a.md", "one\ntwo\n", None),
        ("b.md", "second", None),
        ("deep/c.md", "third", None),
    ]
    assert refused == [(str(notes / "empty.md"), "has no content")]


def test_several_patterns(notes):
    """Patterns add up; a file that two of them match comes once."""
    items, _ = read(files_in([(notes, "*.md"), (notes, "a*"), (notes / "deep", "*")]))
    assert list(texts(items)) == ["a.md", "b.md", "c.md"]


def test_encodings(notes):
    """A file that is no UTF-8 is read as Latin-1, unless other encodings are named."""
    assert texts(read(files_in([(notes, "*.txt")]))[0]) == {"latin.txt": "café"}
    items, refused = read(files_in([(notes, "*.txt")], ["utf-8"]))
    assert not items
    assert refused == [(str(notes / "latin.txt"), "is no UTF-8 text")]


def test_bytes(notes):
    """Files may be taken as they are."""
    source = files_in([(notes, "[ae]*.*")], binary=True)
    items, refused = read(source, prepend="not put before bytes")
    assert texts(items) == {"a.md": b"one\r\ntwo\n"}
    assert refused == [(str(notes / "empty.md"), "is empty")]


def test_unreadable_files(notes):
    """A file that cannot be read is named, and the others are read."""
    source = files_in([(notes, "*.md")])
    (notes / "a.md").unlink()  # as if somebody had just done it
    items, refused = read(source)
    assert texts(items) == {"b.md": "second"}
    assert refused[0] == (str(notes / "a.md"), "cannot be read: No such file or directory")


@pytest.mark.skipif(os.name == "nt", reason="there are no FIFOs")
def test_only_files(notes):
    """Directories, and what would never end, are left out."""
    os.mkfifo(notes / "pipe.md")
    (notes / "loop.md").symlink_to("loop.md")
    assert list(texts(read(files_in([(notes, "*")]))[0])) == ["a.md", "b.md", "latin.txt"]


@pytest.mark.parametrize("pattern", ["/etc/*", "", "a**"])
def test_bad_patterns(notes, pattern):
    """What is no pattern is an error that shows one."""
    with pytest.raises(InvalidInput, match=r"such as '\*\*/\*.md'"):
        files_in([(notes, pattern)])


def test_no_directory(notes):
    """What is no directory is an error."""
    with pytest.raises(InvalidInput, match="is no directory"):
        files_in([(notes / "a.md", "*")])


def test_how_many(notes):
    """How many files there are is known before they are read."""
    with files_in([(notes, "*.md")]) as source:
        records = source.records()
        next(records)
        assert source.share() == 1 / 3
