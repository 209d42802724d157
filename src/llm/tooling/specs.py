"""Reading `Name(argument=1)`: how a user writes a configured toolbox or server-side tool."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, TypeVar

from llm.errors import InvalidInput

T = TypeVar("T")
_SPEC = re.compile(r"\s*(?P<name>[A-Za-z_]\w*)\s*(?:\((?P<arguments>.*)\))?\s*", re.DOTALL)
_KEYWORD = re.compile(r"([A-Za-z_]\w*)\s*=\s*")


def instantiate_from_spec(class_map: Mapping[str, type[T]], spec: str) -> T:
    """An instance of the class that *spec* names, configured as it says.

    `Name`, `Name()`, `Name("value", other=[1, 2])` and `Name({"argument": "value"})` are
    understood; every value is JSON. Nothing in a spec is run as Python.

    Raises `InvalidInput`, a `ValueError`, for a class that is not in *class_map* and for anything
    else that a spec is not.
    """
    found = _SPEC.fullmatch(spec)
    if found is None:
        raise InvalidInput(f"Invalid spec {spec!r}: write Name or Name(argument=1)")
    name = found["name"]
    if name not in class_map:
        known = ", ".join(sorted(class_map)) or "none"
        raise InvalidInput(f"Unknown class {name!r}: there are {known}")
    positional, named = _arguments((found["arguments"] or "").strip(), spec)
    if len(positional) == 1 and not named and isinstance(positional[0], dict):
        positional, named = [], positional[0]
    return class_map[name](*positional, **named)


def _arguments(written: str, spec: str) -> tuple[list[Any], dict[str, Any]]:
    """The values in *written*: those without a name, and those with one."""
    positional: list[Any] = []
    named: dict[str, Any] = {}
    decode = json.JSONDecoder().raw_decode
    while written:
        keyword = _KEYWORD.match(written)
        value_at = written[keyword.end() :] if keyword else written
        try:
            value, end = decode(value_at)
        except (ValueError, RecursionError):
            raise InvalidInput(f"Invalid spec {spec!r}: {value_at!r} is not valid JSON") from None
        if keyword:
            named[keyword[1]] = value
        elif named:
            raise InvalidInput(f"Invalid spec {spec!r}: {value_at!r} needs a name")
        else:
            positional.append(value)
        rest = value_at[end:].lstrip()
        if rest and not rest.startswith(","):
            raise InvalidInput(f"Invalid spec {spec!r}: {rest!r} is not expected")
        written = rest.removeprefix(",").lstrip()
    return positional, named
