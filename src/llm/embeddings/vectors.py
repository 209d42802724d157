"""Vectors as bytes, and how alike two of them are."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence


def encode(values: Iterable[float]) -> bytes:
    """*values* as 32-bit floats, little end first."""
    numbers = values if isinstance(values, (list, tuple)) else list(values)
    return struct.pack(f"<{len(numbers)}f", *numbers)


def decode(binary: bytes) -> tuple[float, ...]:
    """The values that `encode` packed."""
    return struct.unpack(f"<{len(binary) // 4}f", binary)


def cosine_similarity(a: Sequence[float], b: Sequence[float]) -> float:
    """The cosine of the angle between *a* and *b*: 1 for the same direction, 0 for none in common.

    Raises `ValueError` for vectors of different lengths and `ZeroDivisionError` for one that
    points nowhere.
    """
    product = sum(x * y for x, y in zip(a, b, strict=True))
    lengths = sum(x * x for x in a) ** 0.5 * sum(y * y for y in b) ** 0.5
    return float(product / lengths)
