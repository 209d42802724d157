"""`llm collections`: which there are, what lies in them, and what is deleted."""

from __future__ import annotations

import json
import os
import sys

import pytest

from tests.terminal import Terminal


@pytest.fixture
def notes(place):
    """Two collections."""
    lines = '{"id": "a", "text": "one", "n": 1}\n{"id": "b/c", "text": "two\\nlines"}\n'
    columns = ("--metadata-columns", "n")
    place.ok("embed-multi", "notes", "-", "-m", "letters", "--store", *columns, stdin=lines)
    place.ok("embed", "other", "x", "-c", "x", "-m", "words")
    return place


def test_collections_are_listed(notes):
    """With their models, and how many items they have."""
    shown = "notes: letters\n  2 embeddings\nother: words\n  1 embedding\n"
    assert notes.ok("collections") == notes.ok("collections", "list") == shown
    assert json.loads(notes.ok("collections", "--json"))[1] == {
        "name": "other",
        "model": "words",
        "num_embeddings": 1,
    }


def test_a_first_look(place):
    """Before anything was embedded there is nothing to list, and nothing is made."""
    assert place.ok("collections") == ""
    assert json.loads(place.ok("collections", "--json")) == []
    assert not (place.user / "embeddings.db").exists()


def test_where_they_are(place):
    """In the user directory, or where the variable says."""
    assert place.ok("collections", "path") == f"{place.user / 'embeddings.db'}\n"
    assert place.ok("collections", "path", LLM_EMBEDDINGS_DB="/tmp/e.db") == "/tmp/e.db\n"


def test_items(notes):
    """Ids, metadata and texts; those that are asked for."""
    assert notes.ok("collections", "items", "notes") == 'a\n  {"n": 1}\n  one\nb/c\n  two lines\n'
    assert notes.ok("collections", "items", "notes", "--prefix", "b/") == "b/c\n  two lines\n"
    (found,) = json.loads(notes.ok("collections", "items", "notes", "--where", "n=1", "--json"))
    assert found.pop("updated") > 1_700_000_000
    assert found == {"id": "a", "content": "one", "metadata": {"n": 1}}


def test_single_items(notes):
    """They may be deleted, and what is said of them replaced or removed."""
    notes.ok("collections", "update", "notes", "b/c", "--metadata", '{"z": 2}')
    notes.ok("collections", "update", "notes", "a", "--metadata", "{}")
    assert notes.rows("id, metadata")[:2] == [("a", None), ("b/c", '{"z": 2}')]
    done = notes.run("collections", "remove", "notes", "a", "nothing")
    assert (done.status, done.stdout) == (0, "Removed 1 item.\n")
    assert done.stderr == "1 id of those named is not there.\n"
    assert [name for (name,) in notes.rows("id")] == ["b/c", "x"]


def test_a_collection_is_deleted(notes):
    """With all its items; nobody is asked where nobody can be."""
    notes.found("notes", "a")
    assert notes.ok("collections", "delete", "notes") == ""
    assert notes.ok("collections") == "other: words\n  1 embedding\n"
    assert [name for (name,) in notes.rows("id")] == ["x"]
    done = notes.run("collections", "delete", "notes")
    assert (done.status, done.stderr) == (1, "Error: Collection 'notes' does not exist\n")


@pytest.mark.skipif(os.name == "nt", reason="terminals")
def test_a_person_is_asked(notes):
    """On a terminal, unless -y says that it is meant."""
    line = [sys.executable, "-m", "llm", "collections", "delete", "notes"]
    with Terminal(line, cwd=notes.here, env=notes.environment) as terminal:
        terminal.wait_for("Delete notes with 2 items?")
        terminal.type("n\r")
        assert terminal.end() == 1
    assert len(notes.rows()) == 3
    with Terminal([*line, "-y"], cwd=notes.here, env=notes.environment) as terminal:
        assert terminal.end() == 0
    assert len(notes.rows()) == 1


def test_other_databases_stay_as_they_are(place):
    """A database without embeddings is no collection of any, and is not written to."""
    place.ok("logs", "on")
    place.ok("hello", "-m", "echo")
    history = place.user / "logs.db"
    before = history.read_bytes()
    for line in (("collections", "list"), ("similar", "x", "a"), ("collections", "delete", "x")):
        done = place.run(*line, "-d", str(history))
        assert (done.status, done.stdout) == (1, ""), line
        assert done.stderr == f"Error: There are no embeddings in {history} yet\n"
    assert history.read_bytes() == before


def test_completion(notes):
    """A shell completes the names of collections."""
    asked = {"_LLM_COMPLETE": "bash_complete", "COMP_LINE": "llm similar n", "COMP_WORDBREAKS": " "}
    assert "notes" in notes.run(**asked).stdout
    assert "other" not in notes.run(**asked).stdout
