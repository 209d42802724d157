"""JSON as others write it."""

import json

import pytest

from llm.strict_json import TooDeep, decoded, is_deeper


def test_what_json_can_say_is_taken():
    """Objects, lists, texts and finite numbers are as `json` has them."""
    text = '{"a": [1, 2.5, -1e300, "x", null, true], "b": {}}'
    assert decoded(text) == json.loads(text)


@pytest.mark.parametrize("text", ["", "x", "NaN", "[-Infinity]", '{"a": 1e999}', "9" * 5000])
def test_what_it_cannot_say_is_refused(text):
    """No JSON, numbers that are not finite, and such as nobody can read."""
    with pytest.raises(ValueError, match=r"."):
        decoded(text)


@pytest.mark.parametrize("inner", ["[{text}]", '{{"a": {text}}}'])
def test_it_is_as_deep_as_allowed(inner):
    """Each list and each object counts; one more is too many, however many there are."""
    text = "1"
    for _ in range(5):
        text = inner.format(text=text)
    assert decoded(text, 5)
    assert not is_deeper(decoded(text, 5), 5)
    assert is_deeper(decoded(text, 5), 4)
    with pytest.raises(TooDeep):
        decoded(text, 4)
    with pytest.raises(TooDeep):
        decoded("[" * 100_000 + "]" * 100_000)


def test_what_is_flat_may_be_long():
    """Depth is counted, not size; what is no list and no object has none."""
    assert not is_deeper([[1]] * 10_000, 2)
    assert not is_deeper("text", 0)
    assert is_deeper({"a": ([],)}, 2)
