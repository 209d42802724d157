"""What a search looks for, and where a text says it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.store.matching import highlighted, words_of
from llm.store.records import Query


def marked(text: str, query: str, *, fts: bool = False) -> list[str]:
    """What is highlighted in *text*."""
    return [text[start:end] for start, end in highlighted(text, Query(query, fts=fts))]


@pytest.mark.parametrize(
    ("query", "text", "places"),
    [
        ("cat", "Cat, cats and a concat", ["Cat", "cats"]),
        ("cat ", "Cat, cats and a concat", ["Cat"]),
        ("at", "At the cat: at last", ["At", "at"]),
        ("c++", "C++ is not c", ["C++"]),
        ("c++", "vitamin c", ["c"]),
        ("what's up", "What's up? what is up", ["What's", "up", "up"]),
        ("cafe", "Café, Cafe\u0301", ["Café", "Cafe\u0301"]),
        ("喜欢", "我喜欢喜剧", ["喜欢"]),
        ("???", "why ??? and why?", ["???"]),
        ("a - b", "a b - c", ["a", "b"]),
        ("", "anything", []),
        (" ", "any thing", []),
    ],
)
def test_what_was_typed_is_marked(query: str, text: str, places: list[str]) -> None:
    """Words are marked whatever their case and accents, signs where they stand as typed."""
    assert marked(text, query) == places


@pytest.mark.parametrize(
    ("query", "text", "places"),
    [
        ('"a big" OR foo*', "A big foobar, big a", ["A big", "foobar"]),
        ("one NOT two", "one two", ["one"]),
        ("text: one", "text one", ["one"]),
        ("NEAR(one two, 5)", "one and two", ["one", "two"]),
        ('one"', "one", ["one"]),
    ],
)
def test_words_of_full_text_syntax_are_marked(query: str, text: str, places: list[str]) -> None:
    """Operators, columns and what must not be there are not marked."""
    found = marked(text, query, fts=True)
    assert [place for place in found if place != "5"] == places


@given(st.text(), st.text(), st.booleans())
def test_any_text_can_be_looked_for(query: str, text: str, fts: bool) -> None:
    """Places are in order, apart from each other, and inside the text."""
    places = highlighted(text, Query(query, fts=fts))
    ends = [0, *(end for _, end in places)]
    assert all(before <= start < end for before, (start, end) in zip(ends, places, strict=False))
    assert not places or places[-1][1] <= len(text)
    assert all(word.tokens for word in words_of(Query(query, fts=fts)))
