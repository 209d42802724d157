"""`llm embed-multi`: many vectors, stored; what failed is told at the end."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

from tests.terminal import Terminal

SLOW = """
import time
import llm


class Slow(llm.EmbeddingModel):
    model_id = "slow"
    batch_size = 1

    def embed_batch(self, items):
        for item in items:
            time.sleep(0.05)
            yield [float(len(item)), 1.0]


@llm.hookimpl
def register_embedding_models(register):
    register(Slow())
"""


def csv_of(count, **changed):
    """A table of *count* rows, some *changed* by their numbers, as `_3="3,text"`."""
    rows = [changed.get(f"_{number}", f"{number},text {number}") for number in range(1, count + 1)]
    return "\n".join(["id,text", *rows, ""])


def test_rows_are_stored(place):
    """Nothing is said where all is well, and nothing is embedded again by the same command."""
    place.write("rows.csv", csv_of(250))
    line = ("embed-multi", "rows", "rows.csv", "-m", "letters", "--store")
    assert place.ok(*line) == ""
    assert len(place.rows()) == 250
    done = place.run(*line)
    assert (done.status, done.stdout, done.stderr) == (0, "", "0 stored and 250 unchanged\n")
    place.write("rows.csv", csv_of(251, _7="7,other text"))
    assert place.run(*line).stderr == "2 stored and 249 unchanged\n"
    assert ("7", "other text") in place.rows()


def test_bad_rows(place):
    """The first ten are listed, the others counted; all good rows are stored."""
    bad = {f"_{number}": f"{number},a,b" for number in range(10, 43)}
    place.write("rows.csv", csv_of(200, **bad, _5="5,REFUSED", _6="6,"))
    done = place.run("embed-multi", "rows", "rows.csv", "-m", "letters", "--store")
    assert done.status == 1
    lines = done.stderr.splitlines()
    assert lines[0] == "line 7 has no content"
    listed = [f"line {number} has 3 fields, and there are 2 columns" for number in range(11, 44)]
    told = {*listed, "5: no such content"}
    assert len(lines[1:11]) == 10
    assert told.issuperset(lines[1:11])
    assert lines[11:] == [
        "… and 24 more not embedded",
        "Error: 34 rows could not be embedded: 165 stored, 1 skipped and 34 failed",
    ]
    assert len(place.rows()) == 165


def test_fail_fast(place):
    """The first bad row ends it; what was before it is stored."""
    place.write("rows.csv", csv_of(2000, _1500="1500,a,b"))
    done = place.run("embed-multi", "rows", "rows.csv", "-m", "letters", "--fail-fast")
    assert done.status == 1
    assert done.stderr.splitlines()[-1] == "Error: line 1,501 has 3 fields, and there are 2 columns"
    assert len(place.rows()) == 1499
    place.write("rows.csv", csv_of(9, _5="5,REFUSED"))
    done = place.run("embed-multi", "other", "rows.csv", "-m", "letters", "--fail-fast")
    assert done.stderr.splitlines()[-1] == "Error: no such content"


def test_json_that_breaks_off(place):
    """What was read before that is stored, and the same command goes on from there."""
    rows = [json.dumps({"id": number, "text": f"text {number}"}) for number in range(10_000)]
    place.write("rows.json", "[" + ",\n".join(rows)[:-5])
    done = place.run("embed-multi", "rows", "rows.json", "-m", "letters")
    assert done.status == 1
    told, error = done.stderr.splitlines()
    assert told == "9,999 items are stored; the same command goes on from there"
    assert error.startswith("Error: rows.json is no JSON in line 10,000, at item 10,000: ")
    assert len(place.rows()) == 9999


def test_sources(place):
    """Standard input, files and queries, with everything that can be said of them."""
    place.write("notes/a.md", "first")
    place.write("notes/b.md", "second")
    store = ("-m", "letters", "--store")
    place.ok("embed-multi", "x", "-", *store, stdin="id\ttext\n1\tpiped\n")
    place.ok("embed-multi", "x", "--files", "notes", "*.md", *store, "--prefix", "notes/")
    sql = "SELECT id || '!', content FROM old.embeddings WHERE id = '1'"
    attach = ("--attach", "old", str(place.user / "embeddings.db"))
    place.ok("embed-multi", "x", "--sql", sql, *attach, *store, "--prepend", "say: ")
    own = "SELECT id || '?', content FROM embeddings WHERE id = '1'"
    place.ok("embed-multi", "x", "--sql", own, *store)
    assert place.rows() == [
        ("1", "piped"),
        ("1!", "say: piped"),
        ("1?", "piped"),
        ("notes/a.md", "first"),
        ("notes/b.md", "second"),
    ]


def test_metadata_and_dedupe(place):
    """Columns may be metadata; the same content under two ids is stored twice unless refused."""
    place.write("rows.csv", "id,text,year\n1,a,1990\n2,a,1991\n")
    columns = ("--metadata-columns", "year")
    place.ok("embed-multi", "x", "rows.csv", "-m", "letters", *columns)
    assert place.rows("id, metadata") == [("1", '{"year": 1990}'), ("2", '{"year": 1991}')]
    done = place.run("embed-multi", "y", "rows.csv", "-m", "letters", *columns, "--dedupe")
    assert (done.status, done.stderr) == (0, "1 stored and 1 unchanged\n")
    place.write("rows.csv", "id,text,year\n1,a,2000\n")
    place.ok("embed-multi", "x", "rows.csv", *columns)
    assert ("1", '{"year": 2000}') in place.rows("id, metadata")


def test_several_batches_at_once(place):
    """The table is the same, however many batches are under way."""
    place.write("rows.csv", csv_of(500))
    one = ("-m", "letters", "-d", str(place.here / "one.db"))
    many = ("-m", "letters", "-d", str(place.here / "many.db"), "--parallel", "4")
    place.ok("embed-multi", "x", "rows.csv", *one)
    place.ok("embed-multi", "x", "rows.csv", *many, "--batch-size", "7")
    columns = "id, hex(embedding)"
    assert place.rows(columns, place.here / "one.db") == place.rows(columns, place.here / "many.db")


def test_nothing_to_embed(place):
    """That there was nothing is said."""
    done = place.run("embed-multi", "x", "--files", ".", "*.nothing", "-m", "letters")
    assert (done.status, done.stderr) == (0, "There was nothing to embed\n")


@pytest.fixture
def slow(place):
    """`place`, with a model that takes its time."""
    site = place.here / "site"
    info = site / "llm_slow-1.dist-info"
    info.mkdir(parents=True)
    (site / "llm_slow.py").write_text(SLOW)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: llm-slow\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[llm]\nllm_slow = llm_slow\n")
    place.site = site
    place.write("rows.csv", csv_of(60))
    return place


LINE = [sys.executable, "-m", "llm", "embed-multi", "x", "rows.csv", "-m", "slow"]


def stored(place):
    """How many items there are, while others write."""
    path = place.user / "embeddings.db"
    if not path.exists():
        return 0
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        try:
            return connection.execute("SELECT count(*) FROM embeddings").fetchone()[0]
        except sqlite3.OperationalError:  # no table yet
            return 0


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_ctrl_c(slow):
    """What is stored stays, a line says how to go on, and the same command does."""
    with subprocess.Popen(
        LINE, cwd=slow.here, env=slow.environment, stderr=subprocess.PIPE, text=True
    ) as process:
        until = time.monotonic() + 30
        while not stored(slow) and time.monotonic() < until:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    count = stored(slow)
    assert 0 < count < 60
    are = "item is" if count == 1 else "items are"
    assert f"{count} {are} stored; the same command goes on from there\n\nAborted!\n" in said
    done = subprocess.run(
        LINE, cwd=slow.here, env=slow.environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, f"{60 - count} stored and {count} unchanged\n")


@pytest.mark.skipif(os.name == "nt", reason="terminals")
def test_progress_on_a_terminal(slow):
    """A bar says how many of how many, how many a second and how long; it leaves no trace."""
    env = {**slow.environment, "TERM": "xterm"}
    with Terminal(LINE, cwd=slow.here, env=env) as terminal:
        assert terminal.end() == 0
    assert " of 60, " in terminal.written
    assert " a second, " in terminal.written
    assert " s left" in terminal.written
    assert terminal.screen.text() == ""


@pytest.mark.skipif(os.name == "nt", reason="terminals")
def test_progress_of_what_has_no_end(slow):
    """Of what is piped in nobody knows how much there is: it is counted."""
    env = {**slow.environment, "TERM": "xterm"}
    piped = ["-" if word == "rows.csv" else word for word in LINE]
    with Terminal(piped, cwd=slow.here, env=env, shell='cat rows.csv | "$@"') as terminal:
        assert terminal.end() == 0
    assert re.search(r"Embedding \d+, \d+ a second", terminal.written)
    assert " left" not in terminal.written
    assert len(slow.rows()) == 60
