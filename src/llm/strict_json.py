"""JSON as others write it: taken where its numbers are finite and it is not nested too deeply."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

DEEPEST = 200
"""Lists and objects within each other; what walks through data needs some calls for each."""


class TooDeep(ValueError):  # noqa: N818 - reads as what is wrong
    """Lists and objects are nested deeper than is taken."""


def decoded(text: str, deepest: int = DEEPEST) -> Any:
    """What *text* says.

    Raises ValueError for what is no JSON or has a number that is not finite, and TooDeep.
    """
    try:
        value = _DECODER.decode(text)
    except RecursionError:
        raise TooDeep from None
    if is_deeper(value, deepest):
        raise TooDeep
    return value


def is_deeper(value: Any, deepest: int = DEEPEST) -> bool:
    """Whether lists and objects in *value* are nested deeper than *deepest*, itself included."""
    level: list[Any] = [value] if isinstance(value, (dict, list, tuple)) else []
    for _ in range(deepest):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if type(inner) is not str and isinstance(inner, (dict, list, tuple))  # most are texts
        ]
        if not level:
            return False
    return bool(level)


def _finite(written: str) -> float:
    number = float(written)
    if not math.isfinite(number):
        raise ValueError("it has a number that is too large")
    return number


def _refuse_constant(written: str) -> NoReturn:
    raise ValueError(f"it has {written}, which is no number of JSON")


_DECODER = json.JSONDecoder(parse_float=_finite, parse_constant=_refuse_constant)
