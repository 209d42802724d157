"""Remembered: the histories whose message objects were seen, and where in the graph they lead.

A program that goes on from a history hands in the very objects that it handed in before: they are
known again at a glance, however many they are. Objects can be changed, so the last of them are
compared with what they said then. An older one that is changed in place is taken for what it was.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from copy import deepcopy
from dataclasses import field
from typing import TYPE_CHECKING

from llm.attachments import Attachment
from llm.core.sizes import size_of_message
from llm.lazy_dataclass import dataclass
from llm.parts import Message, Part

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from llm.store.sqlite.given import Origins

ROOT = 0
"""The parent of a first message."""

NEAR = 8
"""So many messages may have been added since a history was remembered."""

_COMPARED = 32
# Together the histories keep so many messages alive; one alone may have more. Long texts and
# attachments count as several: one for so many bytes.
_MESSAGES = 16_000
_AS_ONE = 8_192
_HISTORIES = 256


@dataclass(frozen=True)
class Place:
    """A point in the graph: its node, the node's hash, and the wire path to it."""

    node: int = ROOT
    hash: bytes | None = None
    path: bytes = b""


@dataclass
class History:
    """The messages that lead to a place.

    Attributes:
        messages: all of them, from the beginning.
        place: where they lead.
        copies: what the last of them said when they were stored.
        origins: what is to be noted of calls that are sent them; see `given.py`.
        weight: as how many messages they count.

    """

    messages: list[Message] = field(default_factory=list)
    place: Place = field(default_factory=Place)
    copies: list[Message] = field(default_factory=list)
    origins: Origins = field(default_factory=list)
    weight: int = 0

    def then(
        self, messages: Sequence[Message], place: Place, origins: Origins | None = None
    ) -> History:
        """The history that goes on with *messages*, which lead on to *place*.

        *origins* are what is to be noted of these.
        """
        copies = [*self.copies, *map(_copied, messages[-_COMPARED:])]
        noted = [*self.origins, *(origins or ())]
        weight = self.weight + sum(map(_weight, messages))
        return History([*self.messages, *messages], place, copies[-_COMPARED:], noted, weight)

    def is_start_of(self, history: Sequence[Message]) -> bool:
        """Whether *history* begins with these objects, and they still say the same."""
        count = len(self.messages)
        # Lists are equal at once where they hold the same objects.
        return self.messages == history[:count] and (
            self.copies == self.messages[count - len(self.copies) :]
        )


class Remembered:
    """The histories that were used last; of all threads."""

    def __init__(self) -> None:
        self._by_last: OrderedDict[int, History] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, history: History) -> None:
        """Remember *history*; in its place, those that nobody has used for long are forgotten."""
        if not history.messages:
            return
        key = id(history.messages[-1])
        with self._lock:
            self._by_last[key] = history
            self._by_last.move_to_end(key)
            kept = sum(each.weight for each in self._by_last.values())
            while len(self._by_last) > 1 and (kept > _MESSAGES or len(self._by_last) > _HISTORIES):
                kept -= self._by_last.popitem(last=False)[1].weight

    def longest(self, history: Sequence[Message]) -> History | None:
        """The remembered history that *history* goes on from, or is."""
        for count in range(len(history), max(len(history) - NEAR, 0), -1):
            found = self._by_last.get(id(history[count - 1]))
            if found is not None and len(found.messages) == count and found.is_start_of(history):
                return found
        return None

    def supersede(self, place: Place) -> None:
        """Forget what leads to *place*: somebody goes on from there with other objects."""
        with self._lock:
            for key, history in list(self._by_last.items()):
                if history.place.node == place.node:
                    del self._by_last[key]

    def forget(self) -> None:
        """Remember nothing: what was undone, or deleted, is not there."""
        with self._lock:
            self._by_last.clear()


_OF_FILES: OrderedDict[tuple[str, int, int], Remembered] = OrderedDict()
_FILES = 4


def remembered_of(connection: sqlite3.Connection) -> Remembered:
    """What is remembered of the file behind *connection*, whichever store it was seen by.

    A database in memory, and a file that cannot be told from others, begin afresh.
    """
    path = connection.execute("PRAGMA database_list").fetchone()[2]
    try:
        found = os.stat(path)
    except OSError:
        return Remembered()
    kept = _OF_FILES.setdefault((path, found.st_dev, found.st_ino), Remembered())
    while len(_OF_FILES) > _FILES:
        _OF_FILES.popitem(last=False)
    return kept


def _weight(message: Message) -> int:
    """As how many messages *message* counts."""
    return 1 + size_of_message(message) // _AS_ONE


def _copied(message: Message) -> Message:
    metadata = message.provider_metadata
    parts = [_part_copied(part) for part in message.parts]
    return Message(message.role, parts, deepcopy(metadata) if metadata else metadata)


def _part_copied(part: Part) -> Part:
    """A copy of *part*; `copy.deepcopy` takes ten times as long."""
    copied: Part = object.__new__(type(part))
    for name, value in vars(part).items():
        if not isinstance(value, (dict, list, Attachment)):
            vars(copied)[name] = value
        else:
            vars(copied)[name] = deepcopy(value) if value else type(value)()
    return copied
