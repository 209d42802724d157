"""The part of a text that is shown."""

import pytest

from llm.embeddings.recall.excerpts import excerpt

LONG = "one two three " * 40 + "a pelican and a heron" + " four five six" * 40


def test_a_short_text_is_shown_as_it_is():
    """In one line."""
    assert excerpt("  a pelican\n\n  flies ", "heron", 50) == "a pelican flies"


def test_the_part_that_says_most():
    """Where several of the words stand near each other, cut between words."""
    shown = excerpt("a heron. " + LONG, "pelican heron", 60)
    assert "a pelican and a heron" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) <= 62
    assert {word.strip("…") for word in shown.split()} <= set(LONG.split())


@pytest.mark.parametrize("question", ["walrus", "", "?!"])
def test_the_beginning_where_no_word_is_said(question):
    """What was found by its meaning begins at its beginning."""
    assert excerpt(LONG, question, 30) == "one two three one two three…"


def test_the_end():
    """A word at the end is shown with what comes before it."""
    shown = excerpt("one two " * 40 + "pelican", "pelican", 40)
    assert shown.endswith("one two pelican")


def test_a_text_without_spaces():
    """It is cut anywhere."""
    assert excerpt("x" * 100, "y", 20) == "x" * 20 + "…"
