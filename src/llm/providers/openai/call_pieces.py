"""CallPieces: the tool calls of one answer, put in order while they arrive in pieces. Pure.

Servers differ in how they tell whose piece it is: by index, by id, by both, or by the order alone.
"""

from __future__ import annotations

import json
from typing import Any

from llm.events import StreamEvent
from llm.ids import new_id
from llm.providers.openai.kept import NAMESPACE
from llm.providers.openai.sent import mapping_of, text_in


class CallPieces:
    """Understands the entries of `tool_calls`, one after the other.

    Args:
        model_id: our id of the model, which is marked on what it wants back with a call.

    """

    def __init__(self, model_id: str) -> None:
        self._model_id = model_id
        self._calls: list[_Call] = []
        self._at: dict[int, _Call] = {}

    def add(self, piece: dict[str, Any]) -> list[StreamEvent]:
        """The events that *piece* of a call amounts to; none while its id may still come."""
        function = mapping_of(piece.get("function"))
        call_id, name = text_in(piece, "id"), text_in(function, "name")
        call = self._call(piece.get("index"), call_id, name)
        call.id = call.id or call_id
        if name and name != call.name:
            call.name += name
            call.waiting.append(StreamEvent("tool_call_name", name))
        if arguments := _written(function.get("arguments")):
            call.arguments.append(arguments)
            call.waiting.append(StreamEvent("tool_call_args", arguments))
        if isinstance(extra := piece.get("extra_content"), dict) and extra:
            kept = {NAMESPACE: {"extra_content": extra, "model": self._model_id}}
            call.waiting.append(StreamEvent("tool_call_args", "", provider_metadata=kept))
        if not (call.id or call.arguments):
            return []
        # Parts stand in the order in which they begin: a call that still waits goes first.
        before = self._calls[: self._calls.index(call) + 1]
        return [event for each in before for event in each.told()]

    def rest(self) -> list[StreamEvent]:
        """The events that are still held back, once the answer has ended."""
        return [event for call in self._calls for event in call.told()]

    def _call(self, index: Any, call_id: str, name: str) -> _Call:
        """The call that a piece belongs to."""
        numbered = type(index) is int
        if numbered:
            call = self._at.get(index)
        else:
            same = (each for each in self._calls if call_id and each.id == call_id)
            call = next(same, self._calls[-1] if self._calls else None)
        if call is None or _begins_another(call, call_id, name, numbered):
            call = _Call()
            self._calls.append(call)
        if numbered:
            self._at[index] = call
        return call


class _Call:
    """What has arrived of one call."""

    def __init__(self) -> None:
        self.id = ""
        self.name = ""
        self.arguments: list[str] = []
        self.waiting: list[StreamEvent] = []

    def told(self) -> list[StreamEvent]:
        """What waits to be told, all of it under one id: ours where the server gave none."""
        if self.waiting and not self.id:
            self.id = f"tc_{new_id()}"
        events, self.waiting = self.waiting, []
        for event in events:
            event.tool_call_id = self.id
        return events

    def has_all_arguments(self) -> bool:
        """Whether the arguments are whole as they stand."""
        try:
            return isinstance(json.loads("".join(self.arguments)), dict)
        except (ValueError, RecursionError):
            return False


def _begins_another(call: _Call, call_id: str, name: str, numbered: bool) -> bool:
    """Whether a piece that seems to belong to *call* is the first of the next one.

    Some servers number every call 0, or none; others repeat the name, or give each piece an id.
    """
    if not name or not call.name:
        return False
    if call_id and call.id:
        return call_id != call.id
    return call.has_all_arguments() or (not numbered and name != call.name)


def _written(arguments: Any) -> str:
    """Arguments as text: some servers send them decoded."""
    if arguments is None or isinstance(arguments, str):
        return arguments or ""
    return json.dumps(arguments, ensure_ascii=False)
