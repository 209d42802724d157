"""Which items are searched at all: the beginning of their ids, and conditions on their metadata."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

from llm.embeddings.search.reading import Snapshot
from llm.errors import InvalidInput

Operator: TypeAlias = Literal["exists", "=", "!=", "<", "<=", ">", ">="]

_CONDITION = re.compile(r"\s*([^=!<>]*?)\s*(?:(!=|<=|>=|==?|<|>)\s*(.*))?", re.DOTALL)

# A list has the value when one of its members has. Members of objects are found by their own path.
_SAME = """
EXISTS (SELECT 1 FROM json_each({metadata}, ?) AS each
  WHERE json_type({metadata}, ?) <> 'object' AND CASE each.type
    WHEN 'text' THEN each.value = ? WHEN 'integer' THEN each.value = ?
    WHEN 'real' THEN each.value = ? WHEN 'array' THEN false WHEN 'object' THEN false
    ELSE each.type = ? END)
"""
_ORDERED = """
EXISTS (SELECT 1 FROM json_each({metadata}, ?) AS each
  WHERE json_type({metadata}, ?) <> 'object'
    AND each.type IN (SELECT value FROM json_each(?)) AND each.value {operator} ?)
"""
# Other programs may have written something else there.
_METADATA = "CASE WHEN json_valid(metadata) THEN metadata ELSE '{}' END"


class Condition(NamedTuple):
    """One condition on the metadata of an item.

    Attributes:
        path: the keys from the outermost object inwards.
        operator: how the value there compares; `exists` where it only has to be there, and `!=`
            holds where it is not there, too.
        value: what it is compared with, as it was typed: a number compares with numbers and
            equals a text that is written so; `true`, `false` and `null` equal these.

    """

    path: tuple[str, ...]
    operator: Operator
    value: str = ""

    def sql(self) -> tuple[str, list[Any]]:
        """The condition on a row of `embeddings`, and the values for its parameters."""
        parts, values = [], list[Any]()
        for path in self._paths():
            part, more = self._at(path)
            parts.append(part)
            values += more
        somewhere = " OR ".join(parts)
        return f"{'NOT ' * (self.operator == '!=')}({somewhere})", values

    def _paths(self) -> set[str]:
        """The path as SQLite compares it: with what is written in the file, sign by sign."""
        spellings: list[Callable[[str], str]] = [
            lambda key: key,
            lambda key: json.dumps(key)[1:-1],
            lambda key: json.dumps(key, ensure_ascii=False)[1:-1],
        ]
        return {"$" + "".join(f'."{spelled(key)}"' for key in self.path) for spelled in spellings}

    def _at(self, path: str) -> tuple[str, list[Any]]:
        if self.operator == "exists":
            return f"json_type({_METADATA}, ?) IS NOT NULL", [path]
        number = _number(self.value)
        if self.operator in ("=", "!="):
            values = [path, path, self.value, number, number, self.value]
            return _SAME.format(metadata=_METADATA), values
        kinds = '["text"]' if number is None else '["integer", "real"]'
        compared = self.value if number is None else number
        ordered = _ORDERED.format(metadata=_METADATA, operator=self.operator)
        return ordered, [path, path, kinds, compared]


class Filter(NamedTuple):
    """Which items are meant.

    Attributes:
        prefix: how their ids begin; None: in any way.
        conditions: all of which hold for their metadata.

    """

    prefix: str | None = None
    conditions: tuple[Condition, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.prefix or self.conditions)

    def sql(self) -> tuple[str, list[Any]]:
        """What is asked of a row of `embeddings`, and the values for its parameters."""
        parts, values = ["true"], list[Any]()
        if self.prefix:
            if not _is_text(self.prefix):
                return "false", []
            parts.append("id >= ?")
            values.append(self.prefix)
            if (end := _after(self.prefix)) is not None:
                parts.append("id < ?")
                values.append(end)
        for condition in self.conditions:
            part, more = condition.sql()
            parts.append(part)
            values += more
        return " AND ".join(parts), values


def conditions_of(texts: Iterable[str]) -> tuple[Condition, ...]:
    """The conditions that *texts* are, each `KEY`, `KEY=VALUE`, or with `!=`, `<`, `<=`, `>`, `>=`.

    `KEY` names what is in an object in another as `outer.inner`. Raises InvalidInput for what is
    no condition.
    """
    return tuple(map(_condition, texts))


def rowids_of(snapshot: Snapshot, collection_id: int, wanted: Filter) -> list[int]:
    """The rows of a collection that *wanted* means, in order."""
    condition, values = wanted.sql()
    found = snapshot.rows(
        "SELECT rowid FROM embeddings WHERE collection_id = ?"  # noqa: S608 - our own SQL
        f" AND {condition}",
        [collection_id, *values],
    )
    return sorted(rowid for (rowid,) in found)


def _condition(text: str) -> Condition:
    match = _CONDITION.fullmatch(text)
    key, sign, value = match.groups() if match else ("", None, None)
    path = tuple(key.split("."))
    if not all(path) or '"' in key or "\0" in text or not _is_text(text):
        raise InvalidInput(
            f"{text!r} is no condition on metadata: write KEY=VALUE, KEY!=VALUE, KEY<VALUE,"
            " KEY<=VALUE, KEY>VALUE, KEY>=VALUE or KEY, and outer.inner for a key in an object"
        )
    wanted = "exists" if sign is None else sign.replace("==", "=")
    operator = next(known for known in get_args(Operator) if known == wanted)
    return Condition(path, operator, value or "")


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _number(text: str) -> int | float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    if not math.isfinite(number):
        return None
    with suppress(ValueError):
        # SQLite has no larger whole numbers.
        return whole if abs(whole := int(text)) < 1 << 63 else number
    return number


def _after(prefix: str) -> str | None:
    """The first text that comes after all that begin with *prefix*, in SQLite's order."""
    kept = prefix.rstrip(chr(0x10FFFF))
    if not kept:
        return None
    last = ord(kept[-1]) + 1
    # No text has what stands between these.
    return kept[:-1] + chr(0xE000 if last == 0xD800 else last)
