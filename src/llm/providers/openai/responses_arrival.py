"""Which item of an answer an event is about, and which message of ours the item belongs to.

Each message of theirs is one of ours, with the reasoning and the calls around it. Reasoning opens
a new one where it would otherwise no longer stand before what followed from it, or would run
together with the reasoning before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from llm.events import StreamEvent

# What goes back to the model with the next request: reasoning must keep its place before it.
_SENT_BACK = {"message", "function_call", "custom_tool_call", "image_generation_call"}


@dataclass(slots=True)
class ArrivingItem:
    """One item of the answer, while it arrives.

    Attributes:
        kind: its type.
        message_index: the message of ours that it belongs to.
        call_id: for calls, the id that their result is to name.
        first: the first event that it gave; whoever records it gives it the index of its part.
        sent: how many characters of it were given.
        section: which of its texts came last.
        done: it has been given in full.

    """

    kind: str
    message_index: int
    call_id: str | None = None
    first: StreamEvent | None = None
    sent: int = 0
    section: Any = None
    done: bool = False

    def event(self, type_: str, chunk: str, **fields: Any) -> StreamEvent:
        """An event of the part that this item is."""
        index = self.first.part_index if self.first else None
        event = StreamEvent(
            type_, chunk, index, self.call_id, message_index=self.message_index, **fields
        )
        self.first = self.first or event
        return event


class ArrivingItems:
    """The items of one answer, in the order in which they began.

    Attributes:
        order: the items.

    """

    def __init__(self) -> None:
        self.order: list[ArrivingItem] = []
        self._named: dict[str | int, ArrivingItem] = {}
        self._message_index = 0
        # Of the message that the next item belongs to: it has text; it has something that is sent
        # back; what came last is reasoning.
        self._spoken = self._fixed = self._thinking = False

    def find(self, kind: str, data: Mapping[str, Any]) -> ArrivingItem:
        """The item of that *kind* that the event *data* is about; a new one, if it is the first.

        Not every server names items in every event: without a name it is the one that is open.
        """
        named = False
        for name in _names(data):
            named = True
            held = self._named.get(name)
            if held is not None and held.kind == kind:
                return held
        if not named and self.order and self.order[-1].kind == kind and not self.order[-1].done:
            return self.order[-1]
        return self.open(kind, data)

    def open(self, kind: str, data: Mapping[str, Any]) -> ArrivingItem:
        """A new item of that *kind*, which later events name as *data* does."""
        if kind == "message":
            self._begin_message(self._spoken)
            self._spoken = True
        elif kind == "reasoning":
            self._begin_message(self._fixed or self._thinking)
            self._thinking = True
        self._fixed = self._fixed or kind in _SENT_BACK
        held = ArrivingItem(kind, self._message_index)
        self.order.append(held)
        for name in _names(data):
            self._named[name] = held
        return held

    def interrupt(self) -> None:
        """Note that something else came after the reasoning."""
        self._thinking = False

    def _begin_message(self, new: bool) -> None:
        if new:
            self._message_index += 1
            self._spoken = self._fixed = self._thinking = False


def _names(data: Mapping[str, Any]) -> Iterator[str | int]:
    """What the event *data* calls its item: its ids, and its place in the answer."""
    item = data.get("item")
    if isinstance(item, dict):
        given = (item.get("id"), item.get("call_id"), data.get("output_index"))
    else:
        given = (data.get("item_id"), data.get("output_index"), None)
    for name in given:
        if isinstance(name, (str, int)) and name != "":
            yield name
