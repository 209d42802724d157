"""Text that stands outside of blobs: titles, tags, names, addresses, pieces of an answer."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from llm.events import StreamEvent
from llm.store.copies import as_written
from llm.store.sqlite.deleting import make_title
from llm.store.sqlite.streams import entries_to_json

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from llm.store.sqlite.backend import SQLiteStore

_COLUMNS = (
    ("calls", "model"),
    ("calls", "resolved_model"),
    ("calls", "finish_reason"),
    ("calls", "client"),
    ("conversations", "model"),
    ("conversation_tags", "tag"),
    ("known_fragments", "source"),
    ("fragment_aliases", "alias"),
)
_JSON_COLUMNS = (("calls", "origins"), ("calls", "token_details"))
# Where names are a provider's; elsewhere, outside of blobs, they are ours.
_NAMED_BY_OTHERS = {"token_details"}
# Fewer characters in common do not make a title one of the text.
_TELLING = 4
_HEAD = 64
# What stands for the rest of a title: ours, and that of titles that came from elsewhere.
_CUT = re.compile(r"(…|\.\.\.)$")


class Passages:
    """What is said outside of the blobs of *store*; *note* takes its place, in a transaction.

    Attributes:
        changed: how many places were changed.

    """

    def __init__(self, store: SQLiteStore, note: str) -> None:
        self._store = store
        self._connection = store.connection
        self._note = note
        self.changed = 0

    def replace(self, text: str) -> set[int]:
        """Put the note in place of *text*; returns blobs that are to be redacted as well.

        These are linked to the messages in whose bodies something was replaced, so that it is
        known why their hashes are not those of what they say now.
        """
        for table, column in _COLUMNS:
            self.changed += self._connection.execute(
                f"UPDATE OR REPLACE {table} SET {column} = replace({column}, ?1, ?2)"  # noqa: S608 - our own names
                f" WHERE instr({column}, ?1)",
                (text, self._note),
            ).rowcount
        for table, column in _JSON_COLUMNS:
            for row, value, _ in self._json_with(table, column, text):
                self._write(table, column, row, value)
        linked: set[int] = set()
        for message, body, replaced in self._json_with("stored_messages", "body", text):
            self._write("stored_messages", "body", message, body)
            blobs = {self._store.blobs.put_text(each) for each in replaced}
            self._connection.executemany(
                "INSERT OR IGNORE INTO message_blobs (blob, message) VALUES (?, ?)",
                [(blob, message) for blob in blobs],
            )
            linked |= blobs
        self._replace_in_streams(text)
        return linked

    def end_streams(self, calls: Iterable[int]) -> None:
        """Let the note be all that has arrived of these calls, by their numbers."""
        for call in calls:
            deleted = self._connection.execute("DELETE FROM streams WHERE call = ?", (call,))
            if deleted.rowcount:
                self.changed += 1
                self._connection.execute(
                    "INSERT INTO streams (call, number, events) VALUES (?, 0, ?)",
                    (call, json.dumps(entries_to_json([StreamEvent("text", self._note)]))),
                )

    def retitle(self, texts: Sequence[str], text: str | None) -> None:
        """Make the titles anew that were made of *texts*, or that hold *text* or a piece of it."""
        heads = {re.sub(r"\s+", " ", each.strip())[:_HEAD] for each in texts} - {""}
        rows = self._connection.execute(
            "SELECT number, name FROM conversations WHERE name IS NOT NULL"
        ).fetchall()
        for conversation, name in rows:
            if not _tells(name, heads, text):
                continue
            self.changed += 1
            make_title(self._store, conversation)
            (title,) = self._connection.execute(
                "SELECT name FROM conversations WHERE number = ?", (conversation,)
            ).fetchone()
            if title is not None and _tells(title, heads, text):
                replaced = title.replace(text, self._note) if text else title
                self._connection.execute(
                    "UPDATE conversations SET name = ? WHERE number = ?",
                    (self._note if _tells(replaced, heads, text) else replaced, conversation),
                )

    def _json_with(self, table: str, column: str, text: str) -> list[tuple[int, Any, list[str]]]:
        """The rows whose JSON holds *text*: the value without it, and the strings that went."""
        key = "number" if table == "calls" else "id"
        rows = self._connection.execute(
            f"SELECT {key}, {column} FROM {table} WHERE EXISTS"  # noqa: S608 - our own names
            f" (SELECT 1 FROM json_each(?) AS written WHERE instr({column}, written.value))",
            (json.dumps(as_written(text)),),
        ).fetchall()
        found = []
        for row, written in rows:
            replaced: list[str] = []
            names = column in _NAMED_BY_OTHERS
            value = self._without(json.loads(written), text, replaced, names=names)
            if replaced:
                found.append((row, value, replaced))
        return found

    def _without(self, value: Any, text: str, replaced: list[str], *, names: bool) -> Any:
        """*value* without *text*, also in the names within it where *names* may hold it."""
        if isinstance(value, dict):
            without: dict[str, Any] = {}
            for name, inner in value.items():
                kept = name
                if names and text in name:
                    replaced.append(name)
                    kept = _unused(name.replace(text, self._note), {*value, *without})
                # The type of a part, or of an attachment, is a word of ours.
                ours = name == "type" and not names
                without[kept] = inner if ours else self._without(inner, text, replaced, names=names)
            return without
        if isinstance(value, list):
            return [self._without(inner, text, replaced, names=names) for inner in value]
        if isinstance(value, str) and text in value:
            replaced.append(value)
            return self._note
        return value

    def _write(self, table: str, column: str, row: int, value: Any) -> None:
        key = "number" if table == "calls" else "id"
        written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        self._connection.execute(
            f"UPDATE {table} SET {column} = ? WHERE {key} = ?",  # noqa: S608 - our own names
            (written, row),
        )
        self.changed += 1

    def _replace_in_streams(self, text: str) -> None:
        """Pieces of an answer may say *text* together, and none of them alone."""
        written = as_written(text)
        said: dict[int, str] = {}
        meant: set[int] = set()
        for call, events in self._connection.execute(
            "SELECT call, events FROM streams ORDER BY call, number"
        ):
            said[call] = said.get(call, "") + "".join(map(_chunk, json.loads(events)))
            if any(each in events for each in written):
                meant.add(call)
        self.end_streams(meant | {call for call, arrived in said.items() if text in arrived})


def _unused(name: str, taken: Collection[str]) -> str:
    """*name*, with a number behind it where it is *taken*."""
    numbered = (f"{name} {number}" for number in range(2, len(taken) + 2))
    return name if name not in taken else next(each for each in numbered if each not in taken)


def _chunk(entry: Any) -> str:
    return str(entry.get("chunk", "") if isinstance(entry, dict) else entry)


def _tells(title: str, heads: set[str], text: str | None) -> bool:
    """Whether *title* was made of a text with one of *heads*, or holds *text* or its beginning."""
    if text is not None and (text in title or _goes_over(title, text)):
        return True
    stem = _CUT.sub("", title)
    for head in heads:
        if head == title or (stem != title and head.startswith(stem)):
            return True
        if len(head) >= _TELLING and (head in stem or _goes_over(title, head)):
            return True
    return False


def _goes_over(title: str, text: str) -> bool:
    """Whether *title* was cut within *text*, so that it ends with the beginning of that."""
    stem = _CUT.sub("", title)
    return stem != title and any(
        text.startswith(stem[-count:]) for count in range(_TELLING, len(stem) + 1)
    )
