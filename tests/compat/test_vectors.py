"""Commands and tools of plugins on stored vectors."""

from __future__ import annotations

import json

import pytest

from tests.compat.conftest import Host


@pytest.fixture
def stored(host: Host) -> Host:
    """A collection of two items."""
    host.install("compat_vectors", "compat_old")
    for name, text in (("one", "aab"), ("two", "ccc")):
        done = host.llm("embed", "words", name, "-m", "letters", "--store", "-c", text)
        assert done.returncode == 0, done.stderr
    return host


def test_the_database_is_read(stored: Host) -> None:
    """SQL on `collections` and `embeddings` finds the vectors, and `llm.decode` opens them."""
    shown = stored.llm("groups", "words").stdout
    rows = [line.split(maxsplit=1) for line in shown.rstrip().splitlines()]
    assert [[cell.strip() for cell in row] for row in rows] == [
        ["id", "vector"],
        ["one", "[2.0, 1.0, 0.0]"],
        ["two", "[0.0, 0.0, 3.0]"],
    ]


def test_they_are_summed_up(stored: Host) -> None:
    """The command finds the default model and its key, with a name that 0.36 had lost."""
    stored.llm("models", "default", "op")
    shown = stored.llm("groups", "words", "--summary", OLD_API_KEY="k").stdout
    assert shown.startswith("heard 2\n")


def test_a_toolbox_searches(stored: Host) -> None:
    """`llm.Collection(name, db).similar(query, number=…)` on a database of the plugin's."""
    told = stored.ask(
        """
        box = llm.get_tools()["Rag"]("words")
        print(json.dumps([box.name, box.collections(), box.search("c")]))
        """
    )
    assert told[0] == "Rag"
    assert [json.loads(each) for each in told[1:]] == [[1, ["words"]], [["two", "ccc"]]]


def test_a_short_name(stored: Host) -> None:
    """`llm.set_alias` takes an embedding model; where and whether things are logged is known."""
    assert json.loads(stored.llm("default-vectors", "l").stdout) == ["letters", True, "logs.db"]
    assert "l " in stored.llm("aliases").stdout
    stored.llm("logs", "off")
    assert json.loads(stored.llm("default-vectors", "l").stdout)[1] is False
