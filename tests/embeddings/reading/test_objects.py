"""Rows of JSON."""

from __future__ import annotations

import io
import json

import pytest

from llm.embeddings.reading import stream_source
from llm.errors import InvalidInput
from tests.embeddings.reading.reading_of import piped, texts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('[{"id": 1, "t": "one"}, {"id": "b", "t": "two"}]', {"1": "one", "b": "two"}),
        (' [ {"id": 1, "t": "one"} ] ', {"1": "one"}),
        ("[]", {}),
        ('{"id": 1,\n "t": "one"}', {"1": "one"}),
        ('{"id": 1, "t": "one"}\n{"id": 2, "t": "two"}\n', {"1": "one", "2": "two"}),
        ('{"id": 1, "t": "one"}\n\n\n{"id": 2, "t": "two"}', {"1": "one", "2": "two"}),
        ('{"id": 1,\n"t": "one"} {"id": 2, "t": "two"}', {"1": "one", "2": "two"}),
        ('\ufeff[{"id": 1, "t": "one"}]', {"1": "one"}),
        ('[{"key": "a", "id": "b"}]', {"a": "b"}),
        ('[{"id": 1.5, "t": "a"}]', {"1.5": "a"}),
        (
            '[{"id": 1, "a": "x", "b": null, "c": 0, "d": true, "e": ["é"]}]',
            {"1": 'x  0 true ["é"]'},
        ),
    ],
)
def test_what_json_holds(text, found):
    """A list of objects, objects after each other, or one on each line: that is found out."""
    items, refused = piped(text)
    assert (texts(items), refused) == (found, [])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("no", "is no JSON: Expecting value at column 1"),
        ('{"id": 1', "is no JSON: Expecting ',' delimiter at column"),
        ("[1]", "is no JSON object"),
        ("{}", "is an empty object"),
        ('{"id": null, "t": "x"}', "has no id"),
        ('{"id": [1], "t": "x"}', "has no id: what comes first is [1]"),
        ("[" * 100_000, "is no JSON: it is nested too deeply"),
        (b'{"id": "\xff"}', "is no UTF-8 text"),
    ],
)
def test_a_bad_line(line, said):
    """A bad row 10,000 is named with its line, and the rows before and after it are read."""
    good = [json.dumps({"id": number, "t": f"text {number}"}).encode() for number in range(10_010)]
    bad = line if isinstance(line, bytes) else line.encode()
    items, refused = piped(b"\n".join([*good[:9_999], bad, *good[9_999:]]))
    ((place, error),) = refused
    assert place == "line 10,000"
    assert said in error
    assert len(items) == 10_010


def test_a_bad_item():
    """An item that is no row is named by its number, and the others are read."""
    items, refused = piped('[{"id": 1, "t": "a"}, 33, {"id": 2, "t": "b"}, {"id": "", "t": "c"}]')
    assert texts(items) == {"1": "a", "2": "b"}
    assert [place for place, _ in refused] == ["item 2", "item 4"]


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ('{"id": 10000, "t": }', "Expecting value"),
        ('{"id": 10000, "t": "x"} {', "a comma or ] is missing"),
        ("", "Illegal trailing comma|Expecting value"),
    ],
)
def test_broken_json(broken, said):
    """Where a list is no JSON any more, the items before that were given."""
    good = [json.dumps({"id": number, "t": "x"}) for number in range(1, 10_000)]
    text = "[" + ",\n".join([*good, broken]) + "]"
    given: list[object] = []
    source = stream_source(io.BytesIO(text.encode()))
    with source, pytest.raises(InvalidInput, match=said) as caught:
        given.extend(source.records())
    assert "in line 10,000, at item 10,000" in str(caught.value)
    assert len(given) == 9_999 + ("} {" in broken)


def test_metadata():
    """Values of metadata stay as they are; an object that has none of them has no metadata."""
    text = '[{"id": 1, "t": "a", "tags": ["x"], "n": {"y": 1}}, {"id": 2, "t": "b"}]'
    items, _ = piped(text, metadata=("tags", "n"))
    assert items == [("1", "a", {"tags": ["x"], "n": {"y": 1}}), ("2", "b", None)]
