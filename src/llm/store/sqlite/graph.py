"""The graph: messages, and the nodes that say where each was said."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from llm.core.history import unanswered
from llm.errors import NotInHistory
from llm.store.canonical import message_hash, node_hash, wire_path
from llm.store.recognising import Stored, agreeing, is_plain
from llm.store.sqlite.given import GivenAttachments, Origins
from llm.store.sqlite.message_bodies import (
    BodyWriter,
    blobs_in,
    message_from,
    opened,
)
from llm.store.sqlite.remembered import (
    NEAR,
    ROOT,
    History,
    Place,
    Remembered,
    remembered_of,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence
    from typing import Any

    from llm.parts import Message
    from llm.store.records import Owners
    from llm.store.sqlite.blobs import Blobs

NO_CLIENT: Owners = (None,)
"""Whoever asks without a server."""

# Places are looked for so many at a time: SQLite takes twice as many values.
_AT_ONCE = 16_000


class Link(NamedTuple):
    """A message at a place: the place, the stored message and its hash."""

    place: Place
    message: int
    hash: bytes | None


class Graph:
    """The tables `stored_messages` and `nodes`. Writing takes place in the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection, blobs: Blobs) -> None:
        self._connection = connection
        self._blobs = blobs
        self._given = GivenAttachments(connection, blobs)
        self._remembered = Remembered()

    def remember_with_others(self) -> None:
        """Know again the histories that other graphs of this process saw, in the same file."""
        self._remembered = remembered_of(self._connection)

    def put_history(
        self,
        history: Sequence[Message],
        fragments: Sequence[str],
        origins: Origins,
        owners: Owners = NO_CLIENT,
    ) -> History:
        """*history*, of which only what is new is stored, and the place where it ends.

        Whoever sends a history back may leave out reasoning and provider metadata: it is recognised
        by what is left, and what is stored stays. That is so where calls of *owners* went; with
        what others said it shares what is the same to the last detail. *origins* takes what is to
        be noted of it.
        """
        known = self._known(history, owners)
        added = history[len(known.messages) :]
        new: Origins = []
        place = self.put_after(known.place, added, fragments, new)
        origins += [*known.origins, *new]
        return known.then(added, place, new)

    def put_after(
        self,
        place: Place,
        messages: Iterable[Message],
        fragments: Sequence[str] = (),
        origins: Origins | None = None,
    ) -> Place:
        """The place at the end of *messages*, said after *place*."""
        is_end = False
        for message in messages:
            hashed = message_hash(message)
            stored, is_new = self._put_message(message, hashed, fragments)
            # What was said for the first time, or after what was, has no place yet.
            found = None if is_new or is_end else self._node_after(place, stored, message)
            place = found or self._put_node(place, stored, hashed, message)
            is_end = found is None
            if origins is not None and not is_new:
                origins += self._given.origins([(message, stored, place.node)])
        return place

    def remember(self, history: History) -> None:
        """Know *history* again, without a look at its messages, when it is gone on from."""
        self._remembered.add(history)

    def forget(self) -> None:
        """Remember nothing: what was undone is not there."""
        self._remembered.forget()

    def _known(self, history: Sequence[Message], owners: Owners) -> History:
        """As much of *history* as is in the graph."""
        found = self._remembered.longest(history)
        if found is not None:
            if self._is_there(found.place):
                return found
            self.forget()
        found = self._recognised(history, owners)
        self._remembered.supersede(found.place)
        return found

    def _is_there(self, place: Place) -> bool:
        """Whether nobody has deleted *place* since."""
        row = self._connection.execute("SELECT hash FROM nodes WHERE id = ?", (place.node,))
        found = row.fetchone()
        return found is not None and found[0] == place.hash

    def recognised(
        self, history: Sequence[Message], owners: Owners = NO_CLIENT
    ) -> tuple[int, Place]:
        """How many messages of *history* are known, and the place where they end.

        As when a call of one of *owners* is stored, but nothing is written.
        """
        count, place, _, _ = self._agreeing(history, owners)
        return count, place

    def _recognised(self, history: Sequence[Message], owners: Owners) -> History:
        count, place, paths, chain = self._agreeing(history, owners)
        links = {link.place.path: link for link in chain}
        origins = self._given.origins(
            (message, link.message, link.place.node)
            for message, path in zip(history[:count], paths, strict=False)
            if (link := links.get(path)) is not None
        )
        return History().then(history[:count], place, origins)

    def _agreeing(
        self, history: Sequence[Message], owners: Owners
    ) -> tuple[int, Place, Sequence[bytes], Sequence[Link]]:
        """How much of *history* is known; where that ends; the wire paths; the links to there.

        There are no links where all that is known is plain.
        """
        paths: list[bytes] = []
        path = b""
        for message in history:
            path = wire_path(path, message)
            paths.append(path)
        answered = len(history) - len(unanswered(history))
        # What is said now is known where it is just the same; whoever stores it finds that out.
        sought = answered if all(map(is_plain, history)) else len(history)
        count, place = self._deepest(history, paths[:sought], owners)
        if count <= answered and all(map(is_plain, history[:count])):
            return count, place, paths, ()
        chain = self.chain(place.node)
        stored = Stored(
            [each.place.path for each in chain],
            [each.hash for each in chain],
            lambda start, end: self._said(chain[start:end]),
        )
        count, agreed = agreeing(history[:count], paths[:count], stored, answered)
        place = chain[agreed - 1].place if agreed else Place()
        return count, place, paths, chain[:agreed]

    def _said(self, links: Sequence[Link]) -> list[Message]:
        stored = self.stored(link.message for link in links)
        return [stored[link.message] for link in links]

    def _deepest(
        self, history: Sequence[Message], paths: Sequence[bytes], owners: Owners
    ) -> tuple[int, Place]:
        """How many messages of *history*, with these wire *paths*, are known; where they end."""
        end, size = len(paths), NEAR
        while end:
            start = max(end - size, 0)
            near = self._places(paths[start:end], owners)
            for count in range(end, start, -1):
                if here := near.get((paths[count - 1], history[count - 1].role)):
                    return count, here
            end, size = start, min(size * NEAR, _AT_ONCE)
        return 0, Place()

    def _places(self, paths: Sequence[bytes], owners: Owners) -> dict[tuple[bytes, str], Place]:
        """For each of *paths* that is known, and the role of who spoke last there, the place.

        It is one at which a call of *owners* ends or begins: they were told, or said, all that was
        said there and before. Of several it is one that answers, the deepest.
        """
        ends, begins = (
            " OR ".join(
                f"EXISTS (SELECT 1 FROM calls WHERE {column} = nodes.id AND client IS ?{number})"  # noqa: S608 - our own names
                for number, _ in enumerate(owners, start=1)
            )
            for column in ("output", "input")
        )
        marks = ",".join("?" * len(paths))
        rows = self._connection.execute(
            f"SELECT nodes.id, nodes.hash, path, role, {ends} AS answers"  # noqa: S608 - our own names, and marks
            " FROM nodes JOIN stored_messages ON stored_messages.id = message"
            f" WHERE path IN ({marks}) AND (answers OR {begins}) ORDER BY answers, nodes.id",
            (*owners, *paths),
        )
        return {(path, role): Place(node, named, path) for node, named, path, role, _ in rows}

    def _put_message(
        self, message: Message, hashed: bytes, fragments: Sequence[str]
    ) -> tuple[int, bool]:
        """The stored message, and whether it was not there before."""
        found = self._connection.execute(
            "SELECT id FROM stored_messages WHERE substr(hash, 1, 8) = ? AND hash = ?",
            (hashed[:8], hashed),
        ).fetchone()
        if found is not None:
            return int(found[0]), False
        writer = BodyWriter(self._blobs, fragments)
        body = writer.body(message)
        new = self._connection.execute(
            "INSERT INTO stored_messages (hash, role, body) VALUES (?, ?, ?)",
            (hashed, message.role, body),
        ).lastrowid
        self._connection.executemany(
            "INSERT OR IGNORE INTO message_blobs (blob, message) VALUES (?, ?)",
            [(blob, new) for blob in writer.used],
        )
        return new or 0, True

    def _node_after(self, parent: Place, stored: int, message: Message) -> Place | None:
        row = self._connection.execute(
            "SELECT id, hash FROM nodes WHERE parent = ? AND message = ?", (parent.node, stored)
        ).fetchone()
        return Place(row[0], row[1], wire_path(parent.path, message)) if row else None

    def _put_node(self, parent: Place, stored: int, hashed: bytes, message: Message) -> Place:
        path, named = wire_path(parent.path, message), node_hash(parent.hash, hashed)
        new = self._connection.execute(
            "INSERT INTO nodes (parent, message, hash, path) VALUES (?, ?, ?, ?)",
            (parent.node, stored, named, path),
        )
        return Place(new.lastrowid or 0, named, path)

    def place(self, node: int) -> Place:
        """The place of *node*."""
        if node == ROOT:
            return Place()
        row = self._connection.execute(
            "SELECT hash, path FROM nodes WHERE id = ?", (node,)
        ).fetchone()
        return Place(node, *row)

    def named(self, hexadecimal: str) -> Place:
        """The place of the node with this hash. Raises `NotInHistory`."""
        return node_named(self._connection, hexadecimal)

    def chain(self, node: int) -> list[Link]:
        """The links of the chain from the first message to *node*."""
        rows = self._connection.execute(
            "WITH RECURSIVE up(id, parent, message, hash, path, depth) AS ("
            "  SELECT id, parent, message, hash, path, 0 FROM nodes WHERE id = ?"
            "  UNION ALL SELECT nodes.id, nodes.parent, nodes.message, nodes.hash, nodes.path,"
            "  depth + 1 FROM up JOIN nodes ON nodes.id = up.parent)"
            " SELECT up.id, up.hash, path, message, stored_messages.hash"
            " FROM up JOIN stored_messages ON stored_messages.id = up.message ORDER BY depth DESC",
            (node,),
        )
        return [
            Link(Place(node, named, path), message, hashed)
            for node, named, path, message, hashed in rows
        ]

    def path_to(self, node: int, *, after: int = ROOT) -> list[tuple[int, int]]:
        """Each node from *after*, which is left out, to *node*, with its message."""
        return self._connection.execute(
            "WITH RECURSIVE up(id, parent, message, depth) AS ("
            "  SELECT id, parent, message, 0 FROM nodes WHERE id = ? AND id <> ?"
            "  UNION ALL SELECT nodes.id, nodes.parent, nodes.message, depth + 1"
            "  FROM up JOIN nodes ON nodes.id = up.parent WHERE up.parent <> ?)"
            " SELECT id, message FROM up ORDER BY depth DESC",
            (node, after, after),
        ).fetchall()

    def turn_to(self, node: int) -> list[tuple[int, int]]:
        """Each node after the last answer before *node*, and *node*, with its message."""
        return self._connection.execute(
            "WITH RECURSIVE up(id, parent, message, depth) AS ("
            "  SELECT nodes.id, parent, message, 0 FROM nodes"
            "  JOIN stored_messages AS said ON said.id = message"
            "  WHERE nodes.id = ? AND role <> 'assistant'"
            "  UNION ALL SELECT nodes.id, nodes.parent, nodes.message, depth + 1"
            "  FROM up JOIN nodes ON nodes.id = up.parent"
            "  JOIN stored_messages AS said ON said.id = nodes.message WHERE role <> 'assistant')"
            " SELECT id, message FROM up ORDER BY depth DESC",
            (node,),
        ).fetchall()

    def stored(self, messages: Iterable[int]) -> dict[int, Message]:
        """The stored *messages*, by their numbers."""
        rows = self._connection.execute(
            "SELECT id, role, body FROM stored_messages"
            " WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(set(messages))),),
        ).fetchall()
        bodies = [(number, role, opened(body)) for number, role, body in rows]
        used: set[int] = set()
        for _, _, body in bodies:
            used |= blobs_in(body)
        contents: dict[int, Any] = self._blobs.contents(used)
        return {number: message_from(role, body, contents) for number, role, body in bodies}

    def messages(self, path: Sequence[tuple[int, int]]) -> list[Message]:
        """The messages of *path*, in order, each an object of its own."""
        stored = self.stored(message for _, message in path)
        taken: set[int] = set()
        messages = []
        for _, number in path:
            message = stored[number]
            messages.append(replace(message) if number in taken else message)
            taken.add(number)
        return messages


def node_named(connection: sqlite3.Connection, hexadecimal: str) -> Place:
    """The place of the node with this hash. Raises `NotInHistory`."""
    hashed = bytes.fromhex(hexadecimal)
    row = connection.execute(
        "SELECT id, hash, path FROM nodes WHERE substr(hash, 1, 4) = ? AND hash = ?",
        (hashed[:4], hashed),
    ).fetchone()
    if row is None:
        raise NotInHistory(f"The history has no message {hexadecimal}")
    return Place(*row)
