"""What a model says and thinks, as items of a streamed answer. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.parts import ReasoningPart, TextPart
from llm.server.protocols.responses.arriving import ArrivingItem, Frames, Slot, beginning
from llm.server.protocols.responses.content import metadata_of, said_content
from llm.server.protocols.responses.writing import message_item, reasoning_item

if TYPE_CHECKING:
    from llm.events import StreamEvent
    from llm.server.protocols.responses.writing import Item

_TEXT = "response.output_text"
_SUMMARY = "response.reasoning_summary_text"


class MessageItem(ArrivingItem):
    """Texts that follow one another in one message."""

    kind = "message"

    def takes(self, slot: Slot) -> bool:  # noqa: D102 - as in the base
        return (
            slot.kind == "text"
            and not self.closed
            and slot.message == self.message
            and slot.first_kept("phase") == self.slots[0].first_kept("phase")
        )

    def beginning(self) -> Item:  # noqa: D102 - as in the base
        return message_item(self.id, [], "in_progress")

    def piece(self, slot: Slot, event: StreamEvent) -> None:  # noqa: D102 - as in the base
        where = {**self.at, "content_index": slot.place}
        refused = slot.first_kept("refusal")
        if len(slot.log) == 1:
            part = said_content(TextPart("", metadata_of({"refusal": refused})))
            self._frames.add("response.content_part.added", {**where, "part": part})
        slot.closed = self.closed = False
        self.fast = None
        if not event.chunk:
            return
        if refused:
            self._frames.add("response.refusal.delta", {**where, "delta": event.chunk})
            return
        told: dict[str, Any] = {**where, "logprobs": []}
        self._frames.add(f"{_TEXT}.delta", {**told, "delta": event.chunk})
        self.fast = beginning(f"{_TEXT}.delta", told)

    def left(self, slot: Slot) -> None:  # noqa: D102 - as in the base
        part = slot.part()
        if slot.closed or not isinstance(part, TextPart):
            return
        slot.closed = True
        where = {**self.at, "content_index": slot.place}
        content = said_content(part)
        if content["type"] == "refusal":
            self._frames.add("response.refusal.done", {**where, "refusal": part.text})
        else:
            for number, each in enumerate(content["annotations"]):
                noted = {"annotation_index": number, "annotation": each}
                self._frames.add(f"{_TEXT}.annotation.added", {**where, **noted})
            self._frames.add(f"{_TEXT}.done", {**where, "text": part.text, "logprobs": []})
        self._frames.add("response.content_part.done", {**where, "part": content})

    def ending(self) -> None:  # noqa: D102 - as in the base
        for slot in self.slots:
            self.left(slot)

    def data(self, status: str) -> Item:  # noqa: D102 - as in the base
        parts = [slot.part() for slot in self.slots]
        return message_item(self.id, [each for each in parts if isinstance(each, TextPart)], status)


class ReasoningItem(ArrivingItem):
    """Reasoning; its text is the one section of the summary."""

    kind = "reasoning"

    def __init__(
        self, id_: str, index: int, slot: Slot, frames: Frames, *, seals: bool = False
    ) -> None:
        super().__init__(id_, index, slot, frames)
        self._seals = seals
        self._has_text = False

    @property
    def _where(self) -> dict[str, Any]:
        return {**self.at, "summary_index": 0}

    def beginning(self) -> Item:  # noqa: D102 - as in the base
        return reasoning_item(self.id, ReasoningPart(), status="in_progress")

    def piece(self, slot: Slot, event: StreamEvent) -> None:  # noqa: ARG002, D102 - as in the base
        self.closed = False
        if not event.chunk:
            return
        if not self._has_text:
            self._has_text = True
            empty = {"type": "summary_text", "text": ""}
            added = {**self._where, "part": empty}
            self._frames.add("response.reasoning_summary_part.added", added)
        self._frames.add(f"{_SUMMARY}.delta", {**self._where, "delta": event.chunk})
        self.fast = beginning(f"{_SUMMARY}.delta", self._where)

    def ending(self) -> None:  # noqa: D102 - as in the base
        part = self.slots[0].part()
        if isinstance(part, ReasoningPart) and part.text:
            told = {"type": "summary_text", "text": part.text}
            self._frames.add(f"{_SUMMARY}.done", {**self._where, "text": part.text})
            done = {**self._where, "part": told}
            self._frames.add("response.reasoning_summary_part.done", done)

    def data(self, status: str) -> Item:  # noqa: D102 - as in the base
        part = self.slots[0].part()
        thought = part if isinstance(part, ReasoningPart) else ReasoningPart(redacted=True)
        unfinished = status if status == "incomplete" else None
        return reasoning_item(self.id, thought, seals=self._seals, status=unfinished)
