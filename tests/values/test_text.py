"""Making text valid, and finding and shortening what is in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.text import (
    extract_fenced_code_block,
    fenced,
    find_unused_key,
    maybe_fenced_code,
    remove_dict_none_values,
    truncate_string,
    valid_text,
)

any_text = st.text(st.characters(exclude_categories=()), max_size=20)


@given(any_text)
def test_valid_text_can_be_encoded_and_is_stable(text):
    """Any string becomes one that can be written as UTF-8, and then stays as it is."""
    valid = valid_text(text)
    valid.encode()
    assert valid_text(valid) == valid


@given(st.text(max_size=20))
def test_valid_text_is_kept(text):
    """Text that is valid is not touched."""
    assert valid_text(text) is text


def test_halves_of_a_pair_are_joined():
    """The two halves of a surrogate pair become their character; lone ones are replaced."""
    assert valid_text("\ud83d\ude00 \ud83d") == "😀 \ufffd"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a\n```py\nx\n```\n", "x\n"),
        ("```\nx", None),
        ("~~~\nx\n~~~", None),
        ("````md\n```\na\n```\n````", "```\na\n```\n"),
        ("  ```\n  x\n  ```\n", None),
        ("```a b\nx\n```", None),
        ("```py\r\nx\r\n```\r\n", "x\r\n"),
        ("```\n```", ""),
    ],
)
def test_first_fenced_code_block(text, code):
    """The first fenced block is found by its fence; what is not fenced properly is none."""
    assert extract_fenced_code_block(text) == code


def test_last_fenced_code_block():
    """The last block can be asked for."""
    assert extract_fenced_code_block("```\na\n```\n\n```\nb\n```\n", last=True) == "b\n"


@given(st.text(max_size=60), st.integers(1, 40), st.booleans(), st.booleans())
def test_truncated_text_is_short_enough(text, length, normalize, keep_end):
    """Shortened text never exceeds its length; text that fits is kept."""
    short = truncate_string(text, length, normalize, keep_end)
    assert len(short) <= length
    if len(text) <= length and not normalize:
        assert short == text


def test_truncating_keeps_what_is_asked_for():
    """The end, or the middle, gives way."""
    assert truncate_string("abcdefghij", 8) == "abcde..."
    assert truncate_string("a  b\nc" * 30, 20, True, True) == "a b ca ...  ca b c"


def test_none_is_removed_at_any_depth():
    """Keys that hold `None` go, in dictionaries within lists too."""
    given_ = {"a": None, "b": {"c": None, "d": 1}, "e": [{"f": None}, 0]}
    assert remove_dict_none_values(given_) == {"b": {"d": 1}, "e": [{}, 0]}


@pytest.mark.parametrize(
    ("item", "key"), [({}, "a"), ({"a": 1}, "a_"), ({"a": 1, "a_": 2}, "a__"), ({"b": 1}, "a")]
)
def test_a_key_that_is_free(item, key):
    """Underscores are added until nothing is overwritten."""
    assert find_unused_key(item, "a") == key


@pytest.mark.parametrize(
    ("content", "fenced"),
    [
        ("a\nb\nc", "a\nb\nc"),
        ("a\nb\nc\nd\n", "\n```\na\nb\nc\nd\n```"),
        ("<" * 10, "<" * 10),
        ("<" * 11, "\n```\n" + "<" * 11 + "\n```"),
        ("a\nb\nc\n````", "\n`````\na\nb\nc\n````\n`````"),
        ("a\nb\nc\n" + "x" * 120, "a\nb\nc\n" + "x" * 120),
    ],
)
def test_what_looks_like_code_is_fenced(content, fenced):
    """Many short lines, or many tags, are code; the fence is longer than any within."""
    assert maybe_fenced_code(content) == fenced


@pytest.mark.parametrize(
    ("text", "language", "fence"),
    [
        ("a", "", "```"),
        ("a `b` ``c``", "json", "```"),
        ("```\nx\n```", "", "````"),
        ("``````", "", "```````"),
    ],
)
def test_fences(text, language, fence):
    """A fence is longer than any run of backticks in what it holds."""
    assert fenced(text, language) == f"{fence}{language}\n{text}\n{fence}"
