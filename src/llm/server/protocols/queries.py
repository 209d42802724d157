"""Numbers and flags in the query of an address, or in headers. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llm.server.protocols.fields import one_of, refused

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST = 10**15 - 1


def number_in(
    query: Mapping[str, str], name: str, default: int, *, least: int = 0, most: int = _MOST
) -> int:
    """The whole number *name* of a query, or *default* where it is missing or empty.

    Raises Refused, 400, for what is none from *least* to *most*, however long it is.
    """
    said = query.get(name, "")
    if not said:
        return default
    digits = said.removeprefix("-")
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= len(str(_MOST))
    if not is_number or not least <= int(said) <= most:
        upper = f" to {most}" if most < _MOST else " on"
        raise refused(f"'{name}' has to be a whole number, from {least}{upper}.", name)
    return int(said)


def flag_in(query: Mapping[str, str], name: str) -> bool:
    """Whether a query, or headers, say that *name* is true; raises Refused for what is neither."""
    return one_of(query.get(name, "false").lower(), ("true", "false"), name) == "true"
