"""The graph: messages, and the nodes that say where each was said."""

from __future__ import annotations

import json
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from llm.errors import NotInHistory
from llm.parts import Message, TextPart, ToolCallPart, ToolResultPart
from llm.store.canonical import message_hash, node_hash, wire_path
from llm.store.sqlite.message_bodies import (
    BodyWriter,
    attachments_of,
    blobs_in,
    message_from,
    reference_of,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence
    from typing import Any

    from llm.store.sqlite.blobs import Blobs

ROOT = 0
"""The parent of a first message."""

_NEAR = 8
_REMEMBERED = 256


@dataclass(frozen=True)
class Place:
    """A point in the graph: its node, the node's hash, and the wire path to it."""

    node: int = ROOT
    hash: bytes | None = None
    path: bytes = b""


_Origins = list[list[object]]
"""For each attachment that was given in another way than the stored one: the message's node, the
attachment's number in it, and how it was given."""


class Graph:
    """The tables `stored_messages` and `nodes`. Writing takes place in the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection, blobs: Blobs) -> None:
        self._connection = connection
        self._blobs = blobs
        self._remembered: OrderedDict[int, tuple[list[Message], Place]] = OrderedDict()

    # --- writing

    def put_history(
        self, history: Sequence[Message], fragments: Sequence[str], origins: _Origins
    ) -> Place:
        """The place at the end of *history*, of which only what is new is stored.

        Whoever sends a history back may leave out reasoning and provider metadata: it is recognised
        by what is left, and what is stored stays.
        """
        place, known = self._known(history)
        place = self.put_after(place, history[known:], fragments, origins)
        self.remember(history, place)
        return place

    def put_after(
        self,
        place: Place,
        messages: Iterable[Message],
        fragments: Sequence[str] = (),
        origins: _Origins | None = None,
    ) -> Place:
        """The place at the end of *messages*, said after *place*."""
        for message in messages:
            hashed = message_hash(message)
            stored, is_new = self._put_message(message, hashed, fragments)
            place = self._put_node(place, stored, hashed, message, is_new=is_new)
            if origins is not None:
                self._note_origins(message, stored, place.node, origins)
        return place

    def remember(self, history: Sequence[Message], place: Place) -> None:
        """Know *history* again, without a look at its messages, when it is gone on from."""
        if history:
            self._remembered[id(history[-1])] = (list(history), place)
            if len(self._remembered) > _REMEMBERED:
                self._remembered.popitem(last=False)

    def forget(self) -> None:
        """Remember nothing: what was undone is not there."""
        self._remembered.clear()

    def _known(self, history: Sequence[Message]) -> tuple[Place, int]:
        """The deepest place that *history* leads to already, and how many messages lead there."""
        for count in range(len(history), max(len(history) - _NEAR, 0), -1):
            kept = self._remembered.get(id(history[count - 1]))
            if kept is not None and len(kept[0]) == count and kept[0] == list(history[:count]):
                if self._is_there(kept[1]):
                    return kept[1], count
                self.forget()
        return self._recognised(history)

    def _is_there(self, place: Place) -> bool:
        """Whether nobody has deleted *place* since."""
        row = self._connection.execute("SELECT hash FROM nodes WHERE id = ?", (place.node,))
        found = row.fetchone()
        return found is not None and found[0] == place.hash

    def _recognised(self, history: Sequence[Message]) -> tuple[Place, int]:
        paths: list[bytes] = []
        path = b""
        for message in history:
            path = wire_path(path, message)
            paths.append(path)
        count, place = self._deepest(paths)
        rich = [index for index in range(count) if not _is_plain(history[index])]
        if rich:
            count, place = self._agreeing(history, rich, count, place, paths)
        return place, count

    def _deepest(self, paths: list[bytes]) -> tuple[int, Place]:
        """How many messages of a history with these wire *paths* are known, and where they end."""
        far = max(len(paths) - _NEAR, 0)
        near = self._places(paths[far:])
        for count in range(len(paths), far, -1):
            if paths[count - 1] in near:
                return count, near[paths[count - 1]]
        # Whatever a place follows is there, too: what is known is found by halving.
        known, place = 0, Place()
        while known < far:
            middle = (known + far + 1) // 2
            if here := self._places([paths[middle - 1]]):
                known, place = middle, here[paths[middle - 1]]
            else:
                far = middle - 1
        return known, place

    def _places(self, paths: list[bytes]) -> dict[bytes, Place]:
        """The place for each of *paths* that is known: one that answers, the deepest."""
        marks = ",".join("?" * len(paths))
        rows = self._connection.execute(
            "SELECT id, hash, path, EXISTS (SELECT 1 FROM calls WHERE output = nodes.id) AS answers"  # noqa: S608 - marks only
            f" FROM nodes WHERE path IN ({marks}) ORDER BY answers, id",
            paths,
        )
        return {path: Place(node, hashed, path) for node, hashed, path, _ in rows}

    def _agreeing(
        self,
        history: Sequence[Message],
        rich: Sequence[int],
        count: int,
        place: Place,
        paths: Sequence[bytes],
    ) -> tuple[int, Place]:
        """As much of what is known as says all that *history* says in its *rich* messages."""
        chain = self.chain(place.node)
        if len(chain) != count:
            # Messages are cut differently: nothing but the whole can be compared.
            return 0, Place()
        for index in rich:
            if chain[index][2] != message_hash(history[index]):
                if index == 0:
                    return 0, Place()
                node, hashed, _ = chain[index - 1]
                return index, Place(node, hashed, paths[index - 1])
        return count, place

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

    def _put_node(
        self, parent: Place, stored: int, hashed: bytes, message: Message, *, is_new: bool
    ) -> Place:
        path = wire_path(parent.path, message)
        if not is_new:
            found = self._connection.execute(
                "SELECT id, hash FROM nodes WHERE parent = ? AND message = ?",
                (parent.node, stored),
            ).fetchone()
            if found is not None:
                return Place(found[0], found[1], path)
        named = node_hash(parent.hash, hashed)
        new = self._connection.execute(
            "INSERT INTO nodes (parent, message, hash, path) VALUES (?, ?, ?, ?)",
            (parent.node, stored, named, path),
        )
        return Place(new.lastrowid or 0, named, path)

    def _note_origins(self, message: Message, stored: int, node: int, origins: _Origins) -> None:
        """Note how attachments were given, where that is not how the stored message has them."""
        given = [reference_of(attachment) for attachment in attachments_of(message)]
        if not given:
            return
        kept = [reference_of(each) for each in attachments_of(self.stored([stored])[stored])]
        origins += [
            [node, number, reference]
            for number, (reference, other) in enumerate(zip(given, kept, strict=True))
            if reference != other
        ]

    # --- reading

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
        hashed = bytes.fromhex(hexadecimal)
        row = self._connection.execute(
            "SELECT id, hash, path FROM nodes WHERE substr(hash, 1, 4) = ? AND hash = ?",
            (hashed[:4], hashed),
        ).fetchone()
        if row is None:
            raise NotInHistory(f"The history has no message {hexadecimal}")
        return Place(*row)

    def chain(self, node: int) -> list[tuple[int, bytes | None, bytes | None]]:
        """From the first message to *node*: the node, its hash and the hash of the message."""
        return self._connection.execute(
            "WITH RECURSIVE up(id, parent, message, hash, depth) AS ("
            "  SELECT id, parent, message, hash, 0 FROM nodes WHERE id = ?"
            "  UNION ALL SELECT nodes.id, nodes.parent, nodes.message, nodes.hash, depth + 1"
            "  FROM up JOIN nodes ON nodes.id = up.parent)"
            " SELECT up.id, up.hash, stored_messages.hash"
            " FROM up JOIN stored_messages ON stored_messages.id = up.message ORDER BY depth DESC",
            (node,),
        ).fetchall()

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
        used: set[int] = set()
        for _, _, body in rows:
            used |= blobs_in(body)
        contents: dict[int, Any] = self._blobs.contents(used)
        return {number: message_from(role, body, contents) for number, role, body in rows}

    def messages(self, path: Sequence[tuple[int, int]]) -> list[Message]:
        """The messages of *path*, in order, each an object of its own."""
        stored = self.stored(message for _, message in path)
        return [stored[message] for _, message in path]


def _is_plain(message: Message) -> bool:
    """Whether *message* says nothing beyond what any protocol can say."""
    if message.provider_metadata or not message.parts:
        return False
    for part in message.parts:
        if isinstance(part, TextPart):
            if part.provider_metadata or not part.text:
                return False
        elif isinstance(part, ToolCallPart):
            if part.provider_metadata or part.server_executed:
                return False
        elif isinstance(part, ToolResultPart):
            if part.provider_metadata or part.server_executed or part.exception:
                return False
        else:
            return False
    return True
