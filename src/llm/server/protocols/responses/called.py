"""Calls of tools, and pictures, as items of a streamed answer. Pure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from llm.parts import AttachmentPart, ToolCallPart, ToolResultPart
from llm.server.protocols.responses.arriving import ArrivingItem, Slot, beginning
from llm.server.protocols.responses.writing import call_item, free_text, image_item, server_item

if TYPE_CHECKING:
    from llm.events import StreamEvent
    from llm.server.protocols.responses.writing import Item


class _Call(ArrivingItem):
    """What calls of all kinds have in common: a call, in the first of the slots."""

    arguments = ""
    """What the events are called that tell of the arguments."""

    def _called(self, *, empty: bool = False) -> ToolCallPart:
        """The call; *empty* with no arguments yet."""
        slot = self.slots[0]
        part = slot.part()
        made = part if isinstance(part, ToolCallPart) else ToolCallPart(slot.name)
        made.tool_call_id = made.tool_call_id or slot.call_id
        return ToolCallPart(made.name, {}, made.tool_call_id) if empty else made

    def _written(self) -> str:
        return self.slots[0].arguments() or "{}"

    def piece(self, slot: Slot, event: StreamEvent) -> None:
        if event.type != "tool_call_args" and len(slot.log) > 1 and self.fast is not None:
            return  # a piece of its name; the whole of it is told at the end
        written = slot.arguments() if self.fast is None else event.chunk
        if written:
            self._frames.add(f"{self.arguments}.delta", {**self.at, "delta": written})
        self.fast = beginning(f"{self.arguments}.delta", self.at)
        self.closed = False

    def ending(self) -> None:
        self._frames.add(f"{self.arguments}.done", {**self.at, "arguments": self._written()})


class FunctionItem(_Call):
    """A tool that the client is asked to run."""

    kind = "function_call"
    arguments = "response.function_call_arguments"

    def beginning(self) -> Item:  # noqa: D102 - as in the base
        return call_item(self.id, self._called(empty=True), status="in_progress", written="")

    def is_over(self) -> bool:
        """Whether its arguments are complete: those of several calls may come mixed."""
        return _is_whole(self.slots[0].arguments())

    def data(self, status: str) -> Item:  # noqa: D102 - as in the base
        return call_item(self.id, self._called(), status=status, written=self._written())


class CustomItem(_Call):
    """A tool that the client is asked to run, and that takes free text.

    The text is one string of the arguments; it is told when that is complete.
    """

    kind = "custom_tool_call"

    def beginning(self) -> Item:  # noqa: D102 - as in the base
        empty = self._called(empty=True)
        empty.arguments = {"input": ""}
        return call_item(self.id, empty, custom=True)

    def piece(self, slot: Slot, event: StreamEvent) -> None:  # noqa: D102 - as in the base
        pass

    def is_over(self) -> bool:  # noqa: D102 - as in the base
        return _is_whole(self.slots[0].arguments())

    def ending(self) -> None:  # noqa: D102 - as in the base
        text, name = free_text(self._called()), "response.custom_tool_call_input"
        self._frames.add(f"{name}.delta", {**self.at, "delta": text})
        self._frames.add(f"{name}.done", {**self.at, "input": text})

    def data(self, status: str) -> Item:  # noqa: ARG002, D102 - as in the base
        return call_item(self.id, self._called(), custom=True)


class ServerItem(_Call):
    """A tool that the model's provider runs, with its result, which may come without the call."""

    kind = "mcp_call"
    arguments = "response.mcp_call_arguments"

    def takes(self, slot: Slot) -> bool:  # noqa: D102 - as in the base
        return (
            slot.kind == "result"
            and len(self.slots) == 1
            and self.slots[0].kind == "server_call"
            and slot.message == self.message
            and slot.call_id == self.slots[0].call_id
        )

    def beginning(self) -> Item:  # noqa: D102 - as in the base
        call = self._called(empty=True)
        call.name = call.name or self._result().name
        return {**server_item(self.id, call, None, "in_progress"), "arguments": ""}

    def opened(self) -> None:  # noqa: D102 - as in the base
        super().opened()
        self._frames.add("response.mcp_call.in_progress", self.at)

    def piece(self, slot: Slot, event: StreamEvent) -> None:  # noqa: D102 - as in the base
        if slot.kind == "server_call":
            super().piece(slot, event)

    def is_over(self) -> bool:
        """Whether its result is there: it may come much later."""
        return self.slots[-1].kind == "result"

    def ending(self) -> None:  # noqa: D102 - as in the base
        super().ending()
        self._frames.add("response.mcp_call.completed", self.at)

    def data(self, status: str) -> Item:  # noqa: D102 - as in the base
        call, has_result = self._called(), self.slots[-1].kind == "result"
        result = self._result() if has_result else None
        call.name = call.name or (result.name if result else "")
        return server_item(self.id, call, result, status)

    def _result(self) -> ToolResultPart:
        part = self.slots[-1].part()
        return part if isinstance(part, ToolResultPart) else ToolResultPart()


class ImageItem(ArrivingItem):
    """A picture, which comes as a whole."""

    kind = "image_generation_call"

    def beginning(self) -> Item:  # noqa: D102 - as in the base
        return {"type": self.kind, "id": self.id, "status": "in_progress", "result": None}

    def opened(self) -> None:  # noqa: D102 - as in the base
        super().opened()
        self._frames.add("response.image_generation_call.in_progress", self.at)

    def piece(self, slot: Slot, event: StreamEvent) -> None:  # noqa: D102 - as in the base
        pass

    def ending(self) -> None:  # noqa: D102 - as in the base
        self._frames.add("response.image_generation_call.completed", self.at)

    def data(self, status: str) -> Item:  # noqa: ARG002, D102 - as in the base
        part = self.slots[0].part()
        item = image_item(self.id, part) if isinstance(part, AttachmentPart) else None
        return item or {**self.beginning(), "status": "failed"}


def _is_whole(arguments: str) -> bool:
    """Whether the arguments of a call have come to their end."""
    try:
        return isinstance(json.loads(arguments), dict)
    except (ValueError, RecursionError):
        return False
