"""What the items of a streamed answer are made of: numbered events, and parts that arrive. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import ref

from llm.core.assembler import assemble
from llm.core.compact_log import CompactLog
from llm.core.recorder import joined
from llm.events import StreamEvent
from llm.server.protocols.responses.content import kept
from llm.server.protocols.sse import compact

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llm.parts import Part
    from llm.server.protocols.responses.writing import Item

_KINDS = {
    "text": "text",
    "reasoning": "reasoning",
    "tool_call_name": "call",
    "tool_call_args": "call",
    "tool_result": "result",
    "attachment": "attachment",
}


class Frames:
    """Events of the protocol as they are sent, each with its number.

    Events up to the number *after* are counted, but not written.
    """

    def __init__(self, after: int = -1) -> None:
        self.number = 0
        self.after = after
        self.written: list[str] = []

    def add(self, kind: str, fields: Mapping[str, Any]) -> None:
        """The next event."""
        if self.number > self.after:
            data = compact({"type": kind, "sequence_number": self.number, **fields})
            self.written.append(f"event: {kind}\ndata: {data}\n\n")
        self.number += 1

    def taken(self) -> bytes:
        """What was written since this was last called."""
        text = "".join(self.written)
        self.written.clear()
        return text.encode("ascii")


def beginning(kind: str, fields: Mapping[str, Any]) -> str:
    """An event that has its number and its `delta` yet to be written behind."""
    shared = compact({"type": kind, **fields})[:-1]
    return f'event: {kind}\ndata: {shared},"sequence_number":'


class Slot:
    """A part of ours while it arrives.

    Attributes:
        kind: `text`, `reasoning`, `call`, `server_call`, `result` or `attachment`.
        log: its events; a string is one more piece like the one before it.
        message: the number of its message.
        name: the tool that it calls.
        call_id: the id of the call, as far as it is known.
        item: the item that it is in, or is; None as long as that cannot be told.
        place: its place in that item.
        closed: its end was told.

    """

    __slots__ = ("_item", "call_id", "closed", "kind", "log", "message", "name", "place")

    def __init__(self, kind: str, message: int) -> None:
        self.kind = kind
        self.log = CompactLog()
        self.message = message
        self.name = ""
        self.call_id: str | None = None
        self.item = None
        self.place = 0
        self.closed = False

    @property
    def item(self) -> ArrivingItem | None:
        """See above. The item has its slots: they do not have it, or both would be kept longer."""
        return None if self._item is None else self._item()

    @item.setter
    def item(self, item: ArrivingItem | None) -> None:
        self._item = None if item is None else ref(item)

    def add(self, event: StreamEvent) -> None:
        """Take *event* up."""
        self.log.append(event)
        self.call_id = self.call_id or event.tool_call_id
        if event.type == "tool_call_name":
            self.name += event.chunk

    def part(self) -> Part | None:
        """What has arrived of the part."""
        messages = assemble(joined(self.log))
        return messages[0].parts[0] if messages else None

    def arguments(self) -> str:
        """The arguments of a call, as the model writes them."""
        pieces, are_arguments = [], False
        for entry in joined(self.log):
            if isinstance(entry, StreamEvent):
                are_arguments = entry.type == "tool_call_args"
            if are_arguments:
                pieces.append(entry if isinstance(entry, str) else entry.chunk)
        return "".join(pieces)

    def first_kept(self, name: str) -> Any:
        """What the first event of the part keeps under *name* for this protocol."""
        return kept(self.log[0]).get(name) if self.log else None


def kind_of(event: StreamEvent) -> str | None:
    """What kind of slot *event* belongs to; None for what says nothing here."""
    kind = _KINDS.get(event.type)
    if kind == "call" and event.server_executed:
        return "server_call"
    if kind in ("text", "reasoning"):
        says = event.chunk or event.provider_metadata or event.redacted
        return kind if says else None
    return kind


class ArrivingItem:
    """An item of the protocol that was opened. Each kind of item is a subclass.

    Attributes:
        kind: its type.
        id: its id.
        message: the number of the message of ours that it belongs to.
        slots: what is in it; in most kinds of items it is one.
        closed: its end was told.
        at: what its events have in common.
        fast: what the next events begin with, as long as they say the same of another piece.

    """

    kind = ""

    def __init__(self, id_: str, index: int, slot: Slot, frames: Frames) -> None:
        self.id = id_
        self.message = slot.message
        self.slots: list[Slot] = []
        self.closed = False
        self.at = {"item_id": id_, "output_index": index}
        self.fast: str | None = None
        self._index = index
        self._frames = frames
        self.put(slot)

    def put(self, slot: Slot) -> None:
        """Let *slot* be in it."""
        slot.item, slot.place = self, len(self.slots)
        self.slots.append(slot)

    def takes(self, slot: Slot) -> bool:  # noqa: ARG002 - most kinds take none
        """Whether *slot*, which is new, may be in it."""
        return False

    def opened(self) -> None:
        """Tell that it is there."""
        told = {"output_index": self._index, "item": self.beginning()}
        self._frames.add("response.output_item.added", told)

    def beginning(self) -> Item:
        """The item while it is empty."""
        raise NotImplementedError

    def piece(self, slot: Slot, event: StreamEvent) -> None:
        """Tell what *event* says."""
        raise NotImplementedError

    def left(self, slot: Slot) -> None:
        """Tell the end of *slot*, as far as another may follow in the same item."""

    def is_over(self) -> bool:
        """Whether it has come to its end when something else follows."""
        return True

    def close(self, status: str = "completed") -> None:
        """Tell its end."""
        self.ending()
        self.closed = True
        told = {"output_index": self._index, "item": self.data(status)}
        self._frames.add("response.output_item.done", told)

    def ending(self) -> None:
        """Tell the end of what is in it."""
        raise NotImplementedError

    def data(self, status: str) -> Item:
        """The whole item."""
        raise NotImplementedError
