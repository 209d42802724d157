"""`llm embed`: one vector, printed or stored."""

from __future__ import annotations

import base64
import json

import pytest

from llm.embeddings import decode


def test_a_vector_is_printed(place):
    """As JSON, or as the bytes that are stored, in one of three spellings."""
    vector = json.loads(place.ok("embed", "-c", "hello", "-m", "letters"))
    assert len(vector) == 6
    assert vector == json.loads(place.ok("embed", "-c", "hello", "-m", "let", "-f", "json"))
    as_hex = bytes.fromhex(place.ok("embed", "-c", "hello", "-m", "letters", "-f", "hex"))
    as_base64 = base64.b64decode(
        place.ok("embed", "-c", "hello", "-m", "letters", "-f", "base64"), validate=False
    )
    assert as_hex == as_base64
    assert list(decode(as_hex)) == pytest.approx(vector)


def test_where_the_text_comes_from(place):
    """From -c, a file, or standard input."""
    path = place.write("text.txt", "hello")
    wanted = place.ok("embed", "-c", "hello", "-m", "letters")
    assert place.ok("embed", "-i", str(path), "-m", "letters") == wanted
    assert place.ok("embed", "-i", "-", "-m", "letters", stdin="hello") == wanted
    assert place.ok("embed", "-m", "letters", stdin="hello") == wanted
    assert place.ok("embed", "-m", "letters", "--binary", stdin="hello") == wanted


def test_which_model(place):
    """The one that is named, that of the variable, or the one that was chosen."""
    wanted = place.ok("embed", "-c", "x", "-m", "letters")
    assert place.ok("embed", "-c", "x", LLM_EMBEDDING_MODEL="letters") == wanted
    place.ok("embed-models", "default", "letters")
    assert place.ok("embed", "-c", "x") == wanted


def test_what_is_stored(place):
    """The vector, with the content and the metadata where that is asked for."""
    place.ok("embed", "notes", "a", "-c", "one", "-m", "letters")
    place.ok("embed", "notes", "b", "-c", "two", "--store", "--metadata", '{"n": 1}')
    place.ok("embed", "notes", "c", "--binary", "--store", stdin=b"\xff\x00")
    assert place.rows("id, content, content_blob, metadata") == [
        ("a", None, None, None),
        ("b", "two", None, '{"n": 1}'),
        ("c", None, b"\xff\x00", None),
    ]


def test_the_model_of_a_collection(place):
    """It is the one that made it, whatever is chosen for others; naming another is a mistake."""
    place.ok("embed", "notes", "a", "-c", "one", "-m", "letters")
    place.ok("embed", "notes", "b", "-c", "two", LLM_EMBEDDING_MODEL="words")
    place.ok("embed", "notes", "c", "-c", "three", "-m", "let")
    done = place.run("embed", "notes", "d", "-c", "four", "-m", "words")
    assert done.status == 1
    assert done.stderr.startswith("Error: The collection notes was made with letters")
    assert [name for (name,) in place.rows("id")] == ["a", "b", "c"]


def test_only_metadata(place):
    """Without content, what is said of an item is replaced, and no model is asked."""
    place.ok("embed", "notes", "a", "-c", "one", "-m", "keyed-letters", "--key", "k", "--store")
    place.ok("embed", "notes", "a", "--metadata", '{"n": 1}')
    assert place.rows("id, content, metadata") == [("a", "one", '{"n": 1}')]
    done = place.run("embed", "notes", "b", "--metadata", '{"n": 1}')
    assert (done.status, done.stderr) == (1, "Error: There is no 'b' in the collection notes\n")


def test_keys(place):
    """A key is given, and goes to the model."""
    assert json.loads(place.ok("embed", "-c", "x", "-m", "keyed-letters", "--key", "abc")) == [1, 3]
    done = place.run("embed", "-c", "x", "-m", "keyed-letters")
    assert done.status == 1
    assert "No key found" in done.stderr


def test_json_of_what_is_stored(place):
    """As ever, -f json prints null for what is stored; the other forms have nothing to print."""
    assert place.ok("embed", "n", "a", "-c", "x", "-m", "letters", "-f", "json") == "null\n"
    done = place.run("embed", "n", "b", "-c", "x", "-f", "hex")
    assert done.status == 2
    assert [name for (name,) in place.rows("id")] == ["a"]
