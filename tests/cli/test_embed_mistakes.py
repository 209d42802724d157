"""Mistakes with embeddings: each is one line that says what is wrong, and loses nothing."""

from __future__ import annotations

import shlex
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

FILES = {
    "rows.csv": "id,text\n1,one\n2,two\n",
    "row.csv": "id,text\n1,one\n2,a,b\n3,three\n",
    "row.nl": '{"id": 1, "t": "one"}\nno\n{"id": 3, "t": "three"}\n',
    "row.json": '[{"id": 1, "t": "one"}, {"id": 2, "t"',
    "empty.csv": "",
    "words.txt": "words",
    "ids.csv": "id\n1\n",
    "returns.csv": "id,text\r1,one\r2,two\r",
    "picture.png": b"\x89PNG\r\n\x1a\n\xff",
    "zeros": b"\0" * 6,
}
MISTAKES = {
    "embed -m nothing -c x": "Unknown model: nothing",
    "embed -m echo -c x": "echo answers prompts, and makes no vectors",
    "embed-multi new rows.csv -m nothing": "Unknown model: nothing",
    "embed notes b -c x -m words": "was made with letters, whose vectors those of words cannot",
    "embed-multi notes rows.csv -m words": "was made with letters, whose vectors those of words",
    "embed -m letters": "No content provided",
    "embed -m letters -c ''": "No content provided",
    "embed notes b -c ''": "No content provided",
    "similar notes -c ''": "Must provide content or an ID for the comparison",
    "similar notes -i -": "No content provided",
    "embed -m words --binary -i picture.png": "words embeds text, not binary content",
    "embed -m letters -i picture.png": "picture.png is no UTF-8 text, from byte 0 on: --binary",
    "similar notes -i picture.png": "picture.png is no UTF-8 text",
    "embed -m letters -c REFUSED": "no such content",
    "embed notes b -c REFUSED": "no such content",
    "embed-multi notes row.csv": "1 row could not be embedded: 2 stored and 1 failed",
    "embed-multi notes row.nl": "1 row could not be embedded: 2 stored and 1 failed",
    "embed-multi notes ids.csv": "ids.csv has a single column: the first is the id",
    "embed-multi notes returns.csv": "line 1 of returns.csv: is no row of a table: a carriage",
    "embed-multi '' rows.csv -m letters": "The name of the collection is empty",
    "embed '' b -c x -m letters": "The name of the collection is empty",
    "embed-multi notes row.json": "row.json is no JSON in line 1, at item 2",
    "embed-multi notes --sql 'selec 1'": 'The SQL cannot be run: near "selec": syntax error',
    "embed-multi notes --sql 'drop table embeddings'": "attempt to write a readonly database",
    "embed-multi notes --sql 'select 1, 2' --attach w words.txt": "file is not a database",
    "embed-multi notes rows.csv --metadata-columns year": "There is no column 'year' in rows.csv",
    "embed-multi notes --files . '/*'": "cannot be looked for in .",
    "embed-multi notes --files . 'picture.png' --binary --fail-fast -m words": "was made with",
    "similar notes -i zeros --binary": "has no direction",
    "similar nothing a": "Collection 'nothing' does not exist",
    "similar note a": "Collection 'note' does not exist - did you mean notes?",
    "similar notes nothing": "There is no 'nothing' in the collection notes: a text to look for is",
    "similar notes a -d words.txt": "words.txt cannot be used (file is not a database)",
    "similar notes a -d missing.db": "There are no embeddings at missing.db yet",
    "similar notes a --where =1": "'=1' is no condition on metadata",
    "similar notes a --index nothing": "There is no index called 'nothing'",
    "collections list -d words.txt": "words.txt cannot be used (file is not a database)",
    "collections delete nothing": "Collection 'nothing' does not exist",
    "collections items nothing": "Collection 'nothing' does not exist",
    "collections update notes nothing --metadata '{}'": "There is no 'nothing' in the collection",
    "embed notes": "Must provide both collection and id; a text to embed is given with -c",
}
"""What is typed, and what is said of it."""
OF_USAGE = {
    "embed -m letters -i missing.txt": "'missing.txt' does not exist",
    "embed -m letters -i .": "'.' is a directory",
    "embed notes b -c x --metadata '{'": "metadata must be valid JSON",
    "embed notes b -c x --metadata '[1]'": "metadata must be a JSON object",
    "embed notes b -c x -f hex": "What is stored is not printed",
    "embed-multi notes": "Either --sql or input path or --files is required; - is standard input",
    "embed-multi rows.csv": "rows.csv stands where the name of the collection belongs",
    "embed-multi notes rows.csv --sql 'select 1'": "Cannot use --sql with",
    "embed-multi notes rows.csv --binary": "--binary must be used with --files",
    "embed-multi notes rows.csv --attach a words.txt": "--attach must be used with --sql",
    "embed-multi notes rows.csv --encoding hex": "'hex' is no encoding such as latin-1",
    "embed-multi notes rows.csv --encoding nothing": "'nothing' is no encoding",
    "embed-multi notes --files missing '*'": "'missing' does not exist",
    "embed-multi notes --files . '*' --format csv": "Cannot use --files with",
    "collections update notes a": "Missing option '--metadata'",
    "collections list -d .": "'.' is a directory",
}
"""The same of the command line itself."""


@pytest.fixture
def notes(place):
    """A collection with an item, and files."""
    for name, content in FILES.items():
        place.write(name, content)
    place.ok("embed", "notes", "a", "-c", "first", "-m", "letters", "--store")
    return place


def said_of(place, line):
    """The exit status and the error of a command line; there is one, in one line, at the end."""
    done = place.run(*shlex.split(line))
    *_, error = done.stderr.splitlines()
    assert done.stderr.count("Error:") == 1
    assert "Traceback" not in done.stderr
    assert "a bug" not in done.stderr
    assert done.stdout == ""
    assert error.startswith("Error: ")
    return done.status, error


@pytest.mark.parametrize("line", MISTAKES)
def test_mistakes(notes, line):
    """Each ends with status 1 and says what was wrong; what was stored is still there."""
    status, error = said_of(notes, line)
    assert status == 1
    assert MISTAKES[line] in error
    assert ("a", "first") in notes.rows()


@pytest.mark.parametrize("line", OF_USAGE)
def test_mistakes_of_usage(notes, line):
    """Each ends with status 2, and nothing is changed."""
    status, error = said_of(notes, line)
    assert status == 2
    assert OF_USAGE[line] in error
    assert notes.rows() == [("a", "first")]


def test_a_wrong_dimension(notes):
    """A model that has changed under its name is found out before anything is stored."""
    with closing(sqlite3.connect(notes.user / "embeddings.db")) as connection:
        connection.execute("UPDATE embeddings SET embedding = ?", (b"\0\0\x80?" * 3,))
        connection.commit()
    for line in ("embed notes b -c x", "embed-multi notes rows.csv", "similar notes -c x"):
        status, error = said_of(notes, line)
        assert status == 1
        assert "6 numbers, and the vectors of th" in error, line
    assert notes.rows() == [("a", "first")]


UNREADABLE = Path("/proc/self/mem")


@pytest.mark.skipif(not UNREADABLE.exists(), reason="no file that nobody, not even root, can read")
def test_unreadable_files(notes):
    """A file that cannot be read is named, with the reason."""
    said = "cannot be read: Input/output error"
    assert said_of(notes, f"embed -m letters -i {UNREADABLE}") == (1, f"Error: {UNREADABLE} {said}")
    assert said_of(notes, f"embed-multi notes {UNREADABLE}")[1].endswith(said)
    done = notes.run("embed-multi", "notes", "--files", "/proc/self", "m[e]m")
    listed, error = done.stderr.splitlines()
    assert listed == f"{UNREADABLE} {said}"
    assert error == "Error: 1 row could not be embedded: 0 stored and 1 failed"
