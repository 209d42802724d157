"""OldHistory: everything that older releases wrote into a file, whichever of them did."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

from llm.core.history import without_instructions
from llm.lazy_dataclass import dataclass
from llm.store.old.attachments import OldAttachments
from llm.store.old.cells import text_in, time_in
from llm.store.old.logs import conversations_in, log_id, log_records
from llm.store.old.offers import OldOffers
from llm.store.old.responses import OldResponses
from llm.store.old.retold import Retold
from llm.store.old.tables import OldTables
from llm.store.old.turns import OldTurns
from llm.store.records import FragmentRecord

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping

    from llm.parts import Message
    from llm.store.records import CallRecord

Row = dict[str, Any]


@dataclass
class OldConversation:
    """A conversation of an older release.

    Attributes:
        id: its id; None for calls that were in no conversation.
        name: its title.
        model: the model that it was begun with, where that is known.
        forked_from: id of the conversation that it was forked from.
        tip: the id of the message that it goes on from, in the releases that had one.
        responses: the calls that releases before 0.32 made in it.
        turns: the calls that later releases made in it.
        logs: the calls that releases before 0.6 made in it.

    """

    id: str | None
    name: str | None = None
    model: str | None = None
    forked_from: str | None = None
    tip: str | None = None
    responses: list[str] = field(default_factory=list)
    turns: list[str] = field(default_factory=list)
    logs: list[Row] = field(default_factory=list)

    def ids(self) -> list[str]:
        """The ids of its calls."""
        return [*self.responses, *self.turns, *(log_id(row, "call") for row in self.logs)]

    def begun(self) -> str:
        """What conversations are put in order by."""
        return min([*self.responses[:1], *self.turns[:1], self.id or ""], default="")


class OldHistory:
    """What older releases wrote, as records of ours; nothing is written.

    Args:
        connection: the database.
        names: where the tables were renamed, the names that they go by now.

    """

    def __init__(
        self, connection: sqlite3.Connection, names: Mapping[str, str] | None = None
    ) -> None:
        self._tables = OldTables(connection, names)
        self._attachments = OldAttachments(self._tables)
        self._offers = OldOffers(self._tables)
        self._responses = OldResponses(self._tables, self._attachments, self._offers)
        self._turns = OldTurns(self._tables, self._attachments, self._offers)
        self._retold = Retold()

    def conversations(self) -> list[OldConversation]:
        """Every conversation, that which was begun first in front; those without a call, too."""
        found: dict[str, OldConversation] = {}
        for row in self._tables.rows("SELECT * FROM {conversations}"):
            named = text_in(row["id"]) or ""
            found[named] = OldConversation(named, text_in(row["name"]), text_in(row["model"]))
        for row in self._tables.rows("SELECT * FROM {threads}"):
            named = text_in(row["id"]) or ""
            known = found.setdefault(named, OldConversation(named, text_in(row["name"])))
            known.forked_from = text_in(row["forked_from"])
            known.tip = text_in(row["tip_message_hash"])
        alone = self._put_calls(found)
        oldest = [OldConversation(named, logs=rows) for named, rows in self._logs().items()]
        return [*oldest, *sorted([*found.values(), *alone], key=OldConversation.begun)]

    def _put_calls(self, found: dict[str, OldConversation]) -> list[OldConversation]:
        """Put the calls into their conversations; returns one for each call that has none."""
        alone = []
        # Where both generations know a call, the later one knows more.
        told = set()
        for table, key in (("turns", "thread_id"), ("responses", "conversation_id")):
            query = f"SELECT id, {key} AS of FROM {{{table}}} WHERE id IS NOT NULL ORDER BY id"  # noqa: S608 - our own names
            for row in self._tables.rows(query):
                if row["id"] in told:
                    continue
                told.add(row["id"])
                named = text_in(row["of"])
                if named is None:
                    known = OldConversation(None)
                    alone.append(known)
                else:
                    known = found.setdefault(named, OldConversation(named))
                (known.turns if table == "turns" else known.responses).append(row["id"])
        return alone

    def records(self, conversation: OldConversation) -> Iterator[CallRecord]:
        """The calls of *conversation*, the oldest first.

        Messages that several of them hold are the same objects.
        """
        self._retold = Retold()
        for record in self._told(conversation):
            record.conversation = conversation.id
            record.conversation_name = conversation.name
            yield record
        self._attachments.forget()

    def tip_of(self, conversation: OldConversation) -> list[Message]:
        """What was said up to the point from which *conversation*, told just before, goes on."""
        said = self._retold.richer(self._turns.chain(conversation.tip))
        return list(without_instructions(said))

    def fragments(self) -> list[FragmentRecord]:
        """Every fragment, the first first."""
        aliases: dict[int, list[str]] = {}
        for row in self._tables.rows("SELECT alias, fragment_id FROM {fragment_aliases}"):
            aliases.setdefault(row["fragment_id"], []).append(str(row["alias"]))
        return [
            FragmentRecord(
                hash=text_in(row["hash"]) or "",
                content=text_in(row["content"]) or "",
                source=text_in(row["source"]) or "",
                aliases=sorted(aliases.get(row["id"], [])),
                added=time_in(row["datetime_utc"]),
            )
            for row in self._tables.rows("SELECT * FROM {fragments} ORDER BY id")
        ]

    def schemas(self) -> list[dict[str, Any]]:
        """Every schema."""
        return self._offers.schemas()

    def _told(self, conversation: OldConversation) -> Iterator[CallRecord]:
        if conversation.logs:
            yield from log_records(conversation.logs)
            return
        rows = self._rows("responses", conversation.responses)
        for record, said in self._responses.records(rows):
            self._retold.add(record, said)
            yield record
        for row in self._rows("turns", conversation.turns):
            yield self._turns.record(row, self._retold.richer)

    def _rows(self, table: str, ids: list[str]) -> list[Row]:
        chosen = "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"
        query = f"SELECT * FROM {{{table}}} {chosen}"  # noqa: S608 - our own names
        return self._tables.rows(query, wanted=ids) if ids else []

    def _logs(self) -> dict[str, list[Row]]:
        table = self._tables.log_table()
        if table is None:
            return {}
        return conversations_in(self._tables.rows(f"SELECT * FROM {{{table}}} ORDER BY id"))  # noqa: S608 - our own names
