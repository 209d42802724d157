"""Vectors as bytes, and how alike they are."""

import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm import cosine_similarity, decode, encode

singles = st.floats(width=32, allow_nan=False)


@given(st.lists(singles, max_size=20))
def test_vectors_survive(values):
    """Any vector of 32-bit floats comes back from its bytes, four for each number."""
    packed = encode(values)
    assert len(packed) == 4 * len(values)
    assert decode(packed) == tuple(values)


def test_the_format():
    """Numbers are 32-bit floats, little end first."""
    assert encode([1.5, -2]) == struct.pack("<ff", 1.5, -2.0)
    assert encode(iter([1.0])) == b"\x00\x00\x80?"


@pytest.mark.parametrize(
    ("a", "b", "similarity"),
    [([1, 0], [2, 0], 1), ([1, 0], [0, 3], 0), ([1, 0], [-1, 0], -1), ([1, 0], [1, 1], 0.5**0.5)],
)
def test_cosine(a, b, similarity):
    """Likeness is the cosine of the angle, whatever the lengths."""
    assert math.isclose(cosine_similarity(a, b), similarity, abs_tol=1e-12)


def test_vectors_that_cannot_be_compared():
    """A vector that points nowhere, or one of another length, is an error."""
    with pytest.raises(ZeroDivisionError):
        cosine_similarity([0, 0], [1, 0])
    with pytest.raises(ValueError, match=r"zip\(\)"):
        cosine_similarity([1], [1, 0])
