"""What a server sent, as far as it is what it should be: not all keep to the API. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def text_of(value: Any) -> str:
    """*value*, if it is text."""
    return value if isinstance(value, str) else ""


def text_in(data: Mapping[str, Any], name: str) -> str:
    """What *data* has under *name*, if that is text."""
    return text_of(data.get(name))


def dicts_in(value: Any) -> list[dict[str, Any]]:
    """The objects in *value*, if it is a list."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def mapping_of(value: Any) -> Mapping[str, Any]:
    """*value*, if it is an object."""
    return value if isinstance(value, Mapping) else {}


def count_in(data: Any, name: str) -> int | None:
    """The whole number that *data* has under *name*, if it is an object that has one."""
    value = mapping_of(data).get(name)
    return value if type(value) is int else None
