"""Which blobs say something: those that contain a text, and those of calls and messages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from llm.store.canonical import digest
from llm.store.copies import as_written
from llm.text import valid_text

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from llm.store.records import Reference
    from llm.store.sqlite.backend import SQLiteStore

_AT_ONCE = 200


def blobs_containing(store: SQLiteStore, text: str) -> set[int]:
    """The blobs in which *text* is written, in any form, or which read so, put together."""
    written = as_written(valid_text(text))
    rows = store.connection.execute(
        "SELECT blobs.id, form, content FROM blobs JOIN json_each(?) AS written"
        " ON instr(CAST(content AS BLOB), CAST(written.value AS BLOB))"
        " WHERE form IS NULL OR form = 'json'",
        (json.dumps(written),),
    )
    found = {
        blob
        for blob, form, content in rows
        if form is None or any(text in said for said in _strings(json.loads(content)))
    }
    return found | set(_joined_across(store, text, found))


def blobs_exactly(store: SQLiteStore, text: str) -> set[int]:
    """The blob that is *text*, and the pieces that it is put together of; redacted or not."""
    hashed = digest(valid_text(text).encode())
    rows = store.connection.execute(
        "SELECT id FROM blobs WHERE substr(hash, 1, 8) = ? AND hash = ?", (hashed[:8], hashed)
    )
    return _with_parts(store.connection, {blob for (blob,) in rows})


def blobs_of(store: SQLiteStore, references: Sequence[Reference]) -> set[int]:
    """The blobs of what was said there, with all their parts; of calls the payload and the error.

    Left out are those without any letter or digit, which hold other texts together.
    """
    nodes = [store.graph.named(each.id).node for each in references if each.kind == "node"]
    payloads: set[int] = set()
    for given, output, *kept in _calls(store.connection, references):
        nodes += [node for node, _ in store.graph.turn_to(given)]
        if output is not None:
            nodes += [node for node, _ in store.graph.path_to(output, after=given)]
        payloads |= {blob for blob in kept if blob is not None}
    rows = store.connection.execute(
        "SELECT blob FROM message_blobs WHERE message IN (SELECT message FROM nodes"
        " WHERE id IN (SELECT value FROM json_each(?)))",
        (json.dumps(nodes),),
    )
    said = _with_parts(store.connection, {blob for (blob,) in rows})
    return {blob for blob in said | payloads if _says_something(store.connection, blob)}


def calls_of(references: Iterable[Reference]) -> tuple[str, str]:
    """The ids of calls and of conversations among *references*, each as a JSON list."""
    calls = [each.id for each in references if each.kind == "call"]
    conversations = [each.id for each in references if each.kind == "conversation"]
    return json.dumps(calls), json.dumps(conversations)


def _calls(
    connection: sqlite3.Connection, references: Sequence[Reference]
) -> list[tuple[int, int | None, int | None, int | None]]:
    return connection.execute(
        "SELECT input, output, payload, error FROM calls"
        " WHERE id IN (SELECT value FROM json_each(?)) OR conversation IN"
        " (SELECT number FROM conversations WHERE id IN (SELECT value FROM json_each(?)))",
        calls_of(references),
    ).fetchall()


def _with_parts(connection: sqlite3.Connection, blobs: set[int]) -> set[int]:
    found = set(blobs)
    while blobs:
        rows = connection.execute(
            "SELECT part FROM blob_parts WHERE whole IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(blobs)),),
        )
        blobs = {part for (part,) in rows} - found
        found |= blobs
    return found


def _says_something(connection: sqlite3.Connection, blob: int) -> bool:
    (content,) = connection.execute("SELECT content FROM blobs WHERE id = ?", (blob,)).fetchone()
    return not isinstance(content, str) or any(each.isalnum() for each in content)


def _joined_across(store: SQLiteStore, text: str, found: set[int]) -> Iterator[int]:
    """The texts put together of pieces in which *text* goes over from one piece to the next."""
    wholes = store.connection.execute(
        "SELECT id, content FROM blobs WHERE form = 'joined' AND redacted IS NULL"
    ).fetchall()
    for begin in range(0, len(wholes), _AT_ONCE):
        some = {whole: json.loads(content) for whole, content in wholes[begin : begin + _AT_ONCE]}
        edges = _edges(store, {piece for pieces in some.values() for piece in pieces}, len(text))
        for whole, pieces in some.items():
            # A piece that says it is redacted itself; what is read of the whole is a note then.
            if not found & {*pieces} and text in "".join(edges[piece] for piece in pieces):
                yield whole


def _edges(store: SQLiteStore, pieces: set[int], length: int) -> dict[int, str]:
    """Each piece, of which only *length* characters at either end are left where it is longer."""
    rows = store.connection.execute(
        "SELECT id, form, length(content), substr(content, 1, ?1), substr(content, -?2),"
        " redacted IS NOT NULL FROM blobs WHERE id IN (SELECT value FROM json_each(?3))",
        (2 * length, length, json.dumps(sorted(pieces))),
    ).fetchall()
    edges: dict[int, str] = {}
    for piece, form, size, start, end, redacted in rows:
        if redacted:
            edges[piece] = "\0"
        elif form is not None:
            edges[piece] = store.blobs.text(piece)
        else:
            edges[piece] = start if size <= 2 * length else f"{start[:length]}\0{end}"
    return edges


def _strings(value: Any) -> Iterator[str]:
    """Everything in a JSON value that is written out, but for references to other blobs."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name != "$blob":
                yield name
                yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
    else:
        yield value if isinstance(value, str) else json.dumps(value)
