"""Values of a file that others wrote, in a format that nobody promised: as expected, or nothing."""

from __future__ import annotations

import json
import math
from typing import Any


def text(value: Any) -> str | None:
    """*value*, if it is a text that says something."""
    return value if isinstance(value, str) and value.strip() else None


def mapping(value: Any) -> dict[str, Any]:
    """*value*, if it is an object; else an empty one."""
    return value if isinstance(value, dict) else {}


def sequence(value: Any) -> list[Any]:
    """*value*, if it is a list; else an empty one."""
    return value if isinstance(value, list) else []


def mappings(value: Any) -> list[dict[str, Any]]:
    """The objects in *value*, if it is a list."""
    return [each for each in sequence(value) if isinstance(each, dict)]


def seconds(value: Any) -> float | None:
    """*value*, if it is a time in seconds since 1970, in this century or near it."""
    usable = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < 1e10
    return float(value) if usable else None


def _number(written: str) -> float | None:
    number = float(written)
    return number if math.isfinite(number) else None


DECODER = json.JSONDecoder(parse_constant=lambda _: None, parse_float=_number)
"""Reads JSON; a number that JSON cannot say is None."""
