"""The output of an answer while it arrives: which item each event of ours belongs to. Pure.

Texts and reasoning are closed when something else follows; a call when its arguments are complete,
as those of several may come mixed; everything else at the end. Of an item that is closed and goes
on all the same, what comes then is told, and its end once more.
"""

from __future__ import annotations

import json
from json.encoder import encode_basestring_ascii as quoted
from typing import TYPE_CHECKING

from llm.events import StreamEvent
from llm.parts import AttachmentPart
from llm.server.protocols.responses.arriving import ArrivingItem, Frames, Slot, kind_of
from llm.server.protocols.responses.called import CustomItem, FunctionItem, ImageItem, ServerItem
from llm.server.protocols.responses.ids import item_id
from llm.server.protocols.responses.spoken import MessageItem, ReasoningItem
from llm.server.protocols.responses.writing import image_item

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llm.parts import ToolCallPart
    from llm.server.protocols.responses.writing import Item, Writing


class StreamedItems:
    """The output of one answer: `take` what arrives, then `finish`."""

    def __init__(self, frames: Frames, how: Writing) -> None:
        self._frames = frames
        self._how = how
        self._items: list[ArrivingItem] = []
        self._slots: dict[tuple[int, int], Slot] = {}
        self._current: Slot | None = None
        # What the next event is like if it only says another piece of what is arriving, and what
        # it is told with then.
        self._type, self._message, self._part, self._opening = "", -1, -1, ""

    def take(self, batch: Sequence[StreamEvent]) -> None:
        """Tell what *batch* says."""
        frames = self._frames
        for event in batch:
            if (
                event.part_index == self._part
                and event.type == self._type
                and event.message_index == self._message
                and event.provider_metadata is None
                and self._current is not None
            ):  # nearly all events of a long answer
                chunk = event.chunk
                self._current.log.append(chunk)
                if frames.number > frames.after:
                    frames.written.append(
                        f'{self._opening}{frames.number},"delta":{quoted(chunk)}}}\n\n'
                    )
                frames.number += 1
            else:
                self._take(event)

    def _take(self, event: StreamEvent) -> None:
        key = (event.message_index, event.part_index or 0)
        slot = self._slots.get(key)
        if slot is None:
            kind = kind_of(event)
            if kind is None:
                return
            slot = self._slots[key] = Slot(kind, event.message_index)
        slot.add(event)
        if slot is not self._current:
            self._leave(slot)
            self._current = slot
        if slot.item is None:
            self._open(slot)
        item = slot.item
        if item is None:
            return
        item.piece(slot, event)
        self._part = -1
        if item.fast is not None:
            self._type, self._message = event.type, event.message_index
            self._part, self._opening = event.part_index or 0, item.fast

    def _leave(self, following: Slot) -> None:
        """Tell the end of what came before *following*, if it is one."""
        self._part = -1
        slot = self._current
        item = slot.item if slot is not None else None
        if slot is None or item is None or item.closed:
            return
        item.left(slot)
        if not (following.item is None and item.takes(following)) and item.is_over():
            item.close()

    def _open(self, slot: Slot) -> None:
        """Put *slot* into an item, as soon as it can be told which one."""
        for before in reversed(self._items):
            if before.takes(slot):
                before.put(slot)
                return
            if slot.kind == "text":
                break  # only the last one goes on
        item = self._made(slot)
        if item is not None:
            self._items.append(item)
            item.opened()

    def _made(self, slot: Slot) -> ArrivingItem | None:
        index, frames, how = len(self._items), self._frames, self._how
        place = sum(item.message == slot.message for item in self._items)

        def named(kind: type[ArrivingItem]) -> str:
            return item_id(kind.kind, how.origin, slot.message, place)

        if slot.kind == "text":
            return MessageItem(named(MessageItem), index, slot, frames)
        if slot.kind == "reasoning":
            return ReasoningItem(named(ReasoningItem), index, slot, frames, seals=how.seals)
        if slot.kind == "call":
            kind = CustomItem if slot.name in how.custom else FunctionItem
            known = slot.name and slot.call_id  # a model that gives no ids is given one at the end
            return kind(named(kind), index, slot, frames) if known else None
        if slot.kind == "attachment":
            part = slot.part()
            id_ = named(ImageItem)
            seen = isinstance(part, AttachmentPart) and image_item(id_, part) is not None
            return ImageItem(id_, index, slot, frames) if seen else None
        ready = slot.name or slot.kind == "result"
        return ServerItem(named(ServerItem), index, slot, frames) if ready else None

    def finish(self, calls: Sequence[ToolCallPart], *, whole: bool) -> list[Item]:
        """Tell the end of what is open, and give the whole output.

        *calls* are all that the model asks its client for, also without an event; *whole* says that
        the answer is complete.
        """
        status = "completed" if whole else "incomplete"
        streamed = [slot for slot in self._slots.values() if slot.kind == "call"]
        streamed.sort(key=lambda slot: slot.message)
        for place, call in enumerate(calls):
            slot = streamed[place] if place < len(streamed) else self._handed_over(call)
            self._settle(slot, call)
        said = {item.id: "completed" if item.closed else status for item in self._items}
        for item in self._items:
            if not item.closed:
                item.close(status)
        return [item.data(said[item.id]) for item in self._items]

    def _handed_over(self, call: ToolCallPart) -> Slot:
        """A call that the model made without an event."""
        message = max((slot.message for slot in self._slots.values()), default=0)
        slot = self._slots[message, -1 - len(self._slots)] = Slot("call", message)
        slot.add(StreamEvent("tool_call_name", call.name, tool_call_id=call.tool_call_id))
        return slot

    def _settle(self, slot: Slot, call: ToolCallPart) -> None:
        """Tell what is known of a call only at the end: its id, and what was handed over."""
        slot.call_id = slot.call_id or call.tool_call_id
        rest = call.arguments and not slot.arguments()
        written = json.dumps(call.arguments, ensure_ascii=False) if rest else ""
        if slot.item is not None and not rest:
            return
        event = StreamEvent("tool_call_args", written, tool_call_id=slot.call_id)
        slot.name = slot.name or call.name
        slot.add(event)
        if slot.item is None:
            self._open(slot)
        if slot.item is not None:
            slot.item.piece(slot, event)
