"""`llm similar`: what is near, and what is printed of it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

MODULES = """
import sys
from llm.cli import cli
cli.main(["similar", "notes", "one"], standalone_mode=False)
print(*sorted(sys.modules), file=sys.stderr)
"""


@pytest.fixture
def notes(place):
    """A collection with four items."""
    rows = [
        {"id": "one", "text": "a pelican", "year": 1990},
        {"id": "two", "text": "two pelicans\nat sea\n", "year": 2000},
        {"id": "sea/three", "text": "zzz", "year": 2000, "tags": ["x"]},
    ]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    columns = ("--metadata-columns", "year,tags")
    place.ok("embed-multi", "notes", "-", "-m", "letters", "--store", *columns, stdin=lines)
    place.ok("embed", "notes", "sea/four", "-c", "yyy")
    return place


def test_lines_of_json(notes):
    """Each line is an item, the most similar first."""
    lines = notes.ok("similar", "notes", "-c", "a pelican").splitlines()
    found = [json.loads(line) for line in lines]
    assert [json.dumps(each) for each in found] == lines
    assert found[0].pop("score") == pytest.approx(1)
    assert found[0] == {"id": "one", "content": "a pelican", "metadata": {"year": 1990}}
    found[0]["score"] = 1
    assert [each["score"] for each in found] == sorted(
        (each["score"] for each in found), reverse=True
    )
    assert {each["id"] for each in found} == {"one", "two", "sea/three", "sea/four"}


def test_for_people(notes):
    """-p shows the id with its score, then what is stored."""
    shown = notes.ok("similar", "notes", "two", "-p", "-n", "1", "--where", "year=1990")
    score = json.loads(notes.ok("similar", "notes", "two", "--where", "year=1990"))["score"]
    assert shown == f'one ({score})\n\n  a pelican\n  {{"year": 1990}}\n\n'


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (("--prefix", "sea/"), {"sea/three", "sea/four"}),
        (("--where", "year=2000"), {"two", "sea/three"}),
        (("--where", "year>1995", "--prefix", "sea/"), {"sea/three"}),
        (("--where", "year=2000", "--where", "tags=x"), {"sea/three"}),
        (("--where", "year"), {"one", "two", "sea/three"}),
        (("-n", "0"), set()),
        (("--exact", "-n", "9"), {"one", "two", "sea/three", "sea/four"}),
    ],
)
def test_what_may_be_found(notes, options, found):
    """Ids may have to begin in a way, and metadata to fit."""
    assert set(notes.found("notes", "-c", "a pelican", *options)) == found


def test_words_count_as_well(notes):
    """With --hybrid an item that says the words comes before one whose vector is as near."""
    plain = notes.found("notes", "-c", "sea")
    hybrid = notes.found("notes", "-c", "sea", "--hybrid")
    assert sorted(plain) == sorted(hybrid)
    assert hybrid.index("two") <= plain.index("two")
    assert notes.found("notes", "two", "--hybrid")[0] == "one"


def test_standard_input_and_files(notes):
    """The text may be piped in, or stand in a file."""
    wanted = notes.found("notes", "-c", "zzz")
    path = notes.write("text.txt", "zzz")
    assert notes.found("notes", "-i", str(path)) == wanted
    done = notes.run("similar", "notes", stdin="zzz")
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == wanted


def test_by_id(notes):
    """The item itself is not among those that are similar."""
    assert "one" not in notes.found("notes", "one")


def test_by_id_loads_no_plugin_and_no_model(notes):
    """Who looks for what is like an item waits for nothing that only models need."""
    done = subprocess.run(
        [sys.executable, "-c", MODULES],
        cwd=notes.here,
        env=notes.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert len(done.stdout.splitlines()) == 3
    loaded = set(done.stderr.split())
    assert "llm.embeddings.collection" in loaded
    unwanted = {"llm_scripted", "pluggy", "pydantic", "sqlite_utils", "yaml", "numpy"}
    assert not loaded & {*unwanted, "llm.plugins.host", "llm.providers.local.embedding"}


def test_a_slow_search_without_numpy(notes, monkeypatch, capsys):
    """Where numpy would have made it faster, and it took long, that is said once."""
    from llm.cli.commands import similar

    monkeypatch.setattr(similar, "_SLOW", -1.0)
    monkeypatch.chdir(notes.here)
    database = str(notes.user / "embeddings.db")
    arguments = ["notes", "one", "-d", database]
    similar.command.main(arguments, standalone_mode=False)
    assert not capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "numpy", None)
    similar.command.main(arguments, standalone_mode=False)
    said = capsys.readouterr()
    assert said.err == "llm install 'llm[vectors]' makes this search faster: it brings numpy\n"
    assert len(said.out.splitlines()) == 3


def test_a_terminal_obeys_nothing(place):
    """Ids and texts in JSON are escaped."""
    place.ok("embed", "n", "a", "-c", "\x1b[31mred", "-m", "letters", "--store")
    assert "\x1b" not in place.ok("similar", "n", "-c", "x")


def test_nothing_that_fits(notes):
    """People are told that nothing was found; programs get no line."""
    for words in (("similar", "notes", "two", "-p"), ("collections", "items", "notes")):
        done = notes.run(*words, "--where", "year=1")
        assert (done.status, done.stdout, done.stderr) == (0, "", "Nothing was found\n")
    assert notes.ok("similar", "notes", "two", "--where", "year=1") == ""
    assert notes.ok("collections", "items", "notes", "--where", "year=1", "--json") == "[]\n"
