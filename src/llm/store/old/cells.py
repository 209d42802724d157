"""What older releases put into single columns: times, JSON, texts. Anything can be read."""

from __future__ import annotations

import datetime as dt
import json
import math
from typing import Any


def text_in(value: Any) -> str | None:
    """A column of text; None for NULL. SQLite keeps anything in it."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if value is None or isinstance(value, str) else str(value)


def number_in(value: Any) -> int | None:
    """A column with a whole number; None for what is none."""
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return None


def time_in(value: Any) -> dt.datetime | None:
    """A column with a time, which is UTC where it names no zone; None for what is no time."""
    try:
        when = dt.datetime.fromisoformat(text_in(value) or "")
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=dt.UTC)


def json_in(value: Any) -> Any:
    """A column with JSON; text that is none as it is. Numbers that JSON cannot say are texts."""
    text = text_in(value)
    if not text:
        return None
    try:
        return json.loads(text, parse_constant=str, parse_float=_finite)
    except (ValueError, RecursionError):
        return text


def object_in(value: Any) -> dict[str, Any]:
    """A column with a JSON object; `{}` for what is none."""
    found = json_in(value)
    return found if isinstance(found, dict) else {}


def _finite(written: str) -> float | str:
    number = float(written)
    return number if math.isfinite(number) else written
