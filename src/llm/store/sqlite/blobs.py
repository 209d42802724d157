"""Blobs: every text and every run of bytes, stored once and found by its hash."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from llm.errors import InvalidInput
from llm.store.canonical import digest
from llm.store.sqlite.indexing import FRAGMENTS
from llm.text import valid_text

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

LONG = 64
"""Characters from which on a string inside a JSON value is a blob of its own."""

_REFERENCE = "$blob"
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


class Blobs:
    """The table `blobs`. Writing takes place inside a transaction of the caller.

    A text that was redacted reads as `[redacted: reason]`, and stays so when it is said again.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def put_text(self, text: str, *, places: int = 0) -> int:
        """The id of *text*, which is stored if it is new.

        *places*: where it is said, as bits of `indexing.py`; the search finds it there.
        """
        content = valid_text(text)
        return self._put(digest(content.encode()), content, None, places)

    def put_joined(self, pieces: Sequence[str], places: Sequence[int]) -> int:
        """The id of the text that *pieces* make together; each of them is stored once, too.

        *places*: for each piece, as for `put_text`.
        """
        text = valid_text("".join(pieces))
        hashed = digest(text.encode())
        found = self._found(hashed)
        if found is not None and not self._is_made_of(found[0], pieces):
            # Its fragments are found as such.
            self._note_said(found, sum({each for each in places if each != FRAGMENTS}))
            return found[0]
        parts = [
            self.put_text(piece, places=said if len(piece) > 1 else 0)
            for piece, said in zip(pieces, places, strict=True)
        ]
        if found is not None:
            return found[0]
        return self._insert_whole(hashed, json.dumps(parts), "joined", parts)

    def _is_made_of(self, blob: int, pieces: Sequence[str]) -> bool:
        """Whether *blob* is these *pieces*, joined, each of which is stored."""
        content, form = self._connection.execute(
            "SELECT content, form FROM blobs WHERE id = ?", (blob,)
        ).fetchone()
        if form != "joined":
            return False
        found = [self._found(digest(valid_text(piece).encode())) for piece in pieces]
        return bool(json.loads(content) == [each and each[0] for each in found])

    def put_bytes(self, content: bytes) -> int:
        """The id of *content*."""
        return self._put(digest(content), content, None)

    def put_json(self, value: Any, *, places: int = 0) -> int:
        """The id of *value*, JSON-like data; long strings in it are blobs of their own.

        Its hash is that of its JSON, without spaces. *places*: as for `put_text`. Raises
        `InvalidInput` for what JSON cannot say.
        """
        content = _compact(value)
        hashed = digest(content.encode())
        if (found := self._found(hashed)) is not None and found[1] & places == places:
            return found[0]
        parts: list[int] = []
        outside = self._with_references(value, parts, places)
        if found is not None:
            self._note_said(found, places)
            self._note_parts(found[0], parts)
            return found[0]
        if not parts:
            return self._insert(hashed, content, None, places)
        return self._insert_whole(hashed, _compact(outside), "json", parts, places)

    def put_list(self, values: Sequence[Any]) -> int:
        """The id of a list of JSON-like *values*, each of which is a blob of its own."""
        content = _compact(values)
        hashed = digest(content.encode())
        if (found := self._found(hashed)) is not None:
            return found[0]
        parts = [self.put_json(value) for value in values]
        return self._insert_whole(hashed, json.dumps(parts), "list", parts)

    def _with_references(self, value: Any, parts: list[int], places: int) -> Any:
        if isinstance(value, str):
            if len(value) < LONG:
                return value
            parts.append(self.put_text(value, places=places))
            return {_REFERENCE: parts[-1]}
        if isinstance(value, dict):
            return {
                f"${name}" if _is_reserved(name) else name: self._with_references(
                    inner, parts, places
                )
                for name, inner in value.items()
            }
        if isinstance(value, (list, tuple)):
            return [self._with_references(inner, parts, places) for inner in value]
        return value

    def _put(self, hashed: bytes, content: str | bytes, form: str | None, places: int = 0) -> int:
        found = self._found(hashed, said=isinstance(content, str))
        if found is None:
            return self._insert(hashed, content, form, places)
        self._note_said(found, places)
        return found[0]

    def _insert(
        self, hashed: bytes, content: str | bytes, form: str | None, places: int = 0
    ) -> int:
        made = self._connection.execute(
            "INSERT INTO blobs (hash, content, form, searched) VALUES (?, ?, ?, ?)",
            (hashed, content, form, places),
        )
        return made.lastrowid or 0

    def _insert_whole(
        self, hashed: bytes, content: str, form: str, parts: Iterable[int], places: int = 0
    ) -> int:
        blob = self._insert(hashed, content, form, places)
        self._note_parts(blob, parts)
        return blob

    def _note_parts(self, blob: int, parts: Iterable[int]) -> None:
        self._connection.executemany(
            "INSERT OR IGNORE INTO blob_parts (part, whole) VALUES (?, ?)",
            [(part, blob) for part in parts],
        )

    def _note_said(self, found: tuple[int, int], places: int) -> None:
        """Note that a blob, as it was *found*, is said in *places* as well."""
        blob, searched = found
        if searched | places != searched:
            self._connection.execute(
                "UPDATE blobs SET searched = ? WHERE id = ?", (searched | places, blob)
            )

    def _found(self, hashed: bytes, *, said: bool = True) -> tuple[int, int] | None:
        """The blob with this hash, and where it is said.

        Bytes of a file that somebody has *said* as well, word for word, are a text from then on.
        """
        row = self._connection.execute(
            "SELECT id, searched, typeof(content) FROM blobs"
            " WHERE substr(hash, 1, 8) = ? AND hash = ?",
            (hashed[:8], hashed),
        ).fetchone()
        if row is None:
            return None
        if said and row[2] == "blob":
            self._connection.execute(
                "UPDATE blobs SET content = CAST(content AS TEXT) WHERE id = ?", (row[0],)
            )
        return row[0], row[1]

    def contents(self, blobs: Iterable[int]) -> dict[int, Any]:
        """What is in each of *blobs*: text, bytes, or the JSON text of a value, put together."""
        found: dict[int, Any] = {}
        wanted = set(blobs)
        while wanted:
            rows = self._connection.execute(
                "SELECT id, content, form, redacted FROM blobs"
                " WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps(sorted(wanted)),),
            ).fetchall()
            wanted = set()
            for blob, content, form, redacted in rows:
                if redacted is not None:
                    found[blob] = Redacted(note_on(redacted))
                elif form is None:
                    found[blob] = content
                else:
                    found[blob] = _Unread(form, json.loads(content))
                    wanted |= found[blob].parts() - set(found)
        return {blob: _read(blob, found) for blob in found}

    def text(self, blob: int) -> str:
        """The text of *blob*."""
        return str(self.contents([blob])[blob])

    def json(self, blob: int) -> Any:
        """The value of *blob*; the note that stands for it where it was redacted."""
        return as_value(self.contents([blob])[blob])


def _compact(value: Any) -> str:
    try:
        written = _ENCODER.encode(value)
    except (TypeError, ValueError) as error:
        raise InvalidInput(f"This cannot be kept in the history as JSON: {error}") from error
    return valid_text(written)


def note_on(reason: str) -> str:
    """What is read in place of a text that was redacted for *reason*."""
    return f"[redacted: {reason}]" if reason else "[redacted]"


class Redacted(str):
    """The note that stands for a blob whose content was redacted."""

    __slots__ = ()


def as_value(content: Any) -> Any:
    """The JSON value that `Blobs.contents` gave as text; a note on its redaction as it is."""
    return content if isinstance(content, Redacted) else json.loads(content)


class _Unread:
    """A blob that is made of others."""

    def __init__(self, form: str, value: Any) -> None:
        self.form = form
        self.value = value

    def parts(self) -> set[int]:
        return set(_references(self.value)) if self.form == "json" else set(self.value)


def _is_reserved(name: Any) -> bool:
    """Whether a dictionary's *name* would pass for a reference, or for one that was escaped."""
    return isinstance(name, str) and name.startswith("$") and name.lstrip("$") == "blob"


def _references(value: Any) -> Iterable[int]:
    if isinstance(value, dict):
        if (blob := value.get(_REFERENCE)) is not None:
            yield blob
            return
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _references(inner)


def _read(blob: int, found: dict[int, Any]) -> Any:
    content = found[blob]
    if not isinstance(content, _Unread):
        return content
    parts = content.value
    if content.form == "joined":
        return "".join(str(_read(part, found)) for part in parts)
    if content.form == "list":
        read = [_read(part, found) for part in parts]
        return (
            f"[{','.join(_compact(each) if isinstance(each, Redacted) else each for each in read)}]"
        )
    return _compact(_without_references(content.value, found))


def _without_references(value: Any, found: dict[int, Any]) -> Any:
    if isinstance(value, dict):
        if (blob := value.get(_REFERENCE)) is not None:
            return _read(blob, found)
        return {
            name[1:] if name.startswith("$$") and name.lstrip("$") == "blob" else name: (
                _without_references(inner, found)
            )
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [_without_references(inner, found) for inner in value]
    return value
