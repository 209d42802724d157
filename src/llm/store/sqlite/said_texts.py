"""The texts that users typed and models answered, each once: by hash, and where it was said last.

Whoever keeps something of each text - a vector, for recall - keeps it under its hash. What counts
as said is what the search index has as a prompt or a response: of a prompt that was put together
of fragments, the pieces between them. Fragments, attachments, reasoning, instructions, and what
tools were given and gave back do not count, and nothing does that was redacted.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

from llm.lazy_dataclass import dataclass
from llm.store.records import Selection
from llm.store.sqlite.indexing import PLACE_BITS, PLACE_MASK, PLACES, PROMPT, RESPONSE
from llm.store.sqlite.saying_calls import SayingCalls
from llm.store.sqlite.times import when_of

if TYPE_CHECKING:
    import datetime as dt
    import sqlite3
    from collections.abc import Mapping, Sequence

    from llm.store.sqlite.backend import SQLiteStore

SPEAKERS: dict[int, Literal["user", "assistant"]] = {
    PLACES.index("prompt"): "user",
    PLACES.index("response"): "assistant",
}
"""Who says what is in these places."""

_NUMBERS = json.dumps([*SPEAKERS])

# The index lists its texts in little room; to look at each blob is to go through all of them, the
# bytes of attachments too.
_SAID = f"""
SELECT rowid >> {PLACE_BITS} AS id FROM search WHERE rowid & {PLACE_MASK} IN
  (SELECT value FROM json_each(:places))
UNION SELECT id FROM blobs WHERE searched <> indexed AND searched & {PROMPT | RESPONSE}
"""  # noqa: S608 - our own numbers
_HASHES = f"""
SELECT lower(hex(hash)), blobs.id FROM (SELECT id FROM ({_SAID}) ORDER BY id DESC LIMIT :newest)
AS said CROSS JOIN blobs ON blobs.id = said.id
WHERE hash IS NOT NULL AND content IS NOT NULL ORDER BY blobs.id
"""  # noqa: S608 - our own SQL
_LAST = """
SELECT calls.id, conversations.id, conversations.name, calls.model, calls.started
FROM json_each(?) AS wanted JOIN calls ON calls.id = wanted.value
JOIN conversations ON conversations.number = calls.conversation
WHERE conversations.id IS NOT ? ORDER BY calls.id DESC LIMIT 1
"""


@dataclass(frozen=True)
class Said:
    """Where a text was said last.

    Attributes:
        by: who said it: `user` or `assistant`.
        call: id of the call.
        conversation: id of the conversation.
        title: of the conversation.
        model: id of the model that was asked.
        when: when it was asked.

    """

    by: Literal["user", "assistant"]
    call: str
    conversation: str
    title: str | None
    model: str
    when: dt.datetime | None


def said_texts(store: SQLiteStore, newest: int | None = None) -> dict[str, int]:
    """The number of each text's blob by its hash in hexadecimal digits, the oldest first.

    Of all texts, or of the *newest*, so many.
    """
    with store.reading():
        return hashes_in(store.connection, newest)


def hashes_in(connection: sqlite3.Connection, newest: int | None = None) -> dict[str, int]:
    """The same, of the database behind *connection*. Raises sqlite3.Error."""
    values = {"places": _NUMBERS, "newest": -1 if newest is None else newest}
    return dict(connection.execute(_HASHES, values).fetchall())


def count_said(store: SQLiteStore) -> int:
    """How many texts there are, which is known sooner than which."""
    with store.reading():
        sql = f"SELECT count(*) FROM ({_SAID})"  # noqa: S608 - our own SQL
        (count,) = store.connection.execute(sql, {"places": _NUMBERS}).fetchone()
    return int(count)


def hashes_of(store: SQLiteStore, blobs: Sequence[int]) -> list[str]:
    """The hashes of the texts with these numbers, in their order; without those that are gone."""
    with store.reading():
        rows = store.connection.execute(
            "SELECT lower(hex(hash)) FROM json_each(?) AS wanted JOIN blobs ON blobs.id = value"
            " WHERE content IS NOT NULL AND hash IS NOT NULL ORDER BY wanted.key",
            (json.dumps(list(blobs)),),
        ).fetchall()
    return [hashed for (hashed,) in rows]


def blob_with(store: SQLiteStore, hashed: str) -> int | None:
    """The number of the text with that hash; None where it is gone."""
    digest = bytes.fromhex(hashed)
    with store.reading():
        row = store.connection.execute(
            "SELECT id FROM blobs WHERE substr(hash, 1, 8) = ? AND hash = ?"
            " AND content IS NOT NULL",
            (digest[:8], digest),
        ).fetchone()
    return None if row is None else int(row[0])


def still_there(store: SQLiteStore, texts: Mapping[str, int]) -> set[str]:
    """The hashes of those of *texts*, as of `said_texts`, that nobody has deleted or redacted."""
    return texts.keys() & hashes_of(store, [*texts.values()])


def last_said(store: SQLiteStore, blob: int, *, besides: str | None = None) -> Said | None:
    """Where the text *blob* was said last, in no conversation *besides*; None where nowhere is."""
    last: Said | None = None
    with store.reading():
        calls = SayingCalls(store.connection, Selection())
        for place, by in SPEAKERS.items():
            ids = list(calls.of([(blob << PLACE_BITS | place, 0.0)]))
            row = store.connection.execute(_LAST, (json.dumps(ids), besides)).fetchone()
            if row is not None and (last is None or row[0] > last.call):
                call, conversation, title, model, started = row
                last = Said(by, call, conversation, title, model, when_of(started))
    return last
