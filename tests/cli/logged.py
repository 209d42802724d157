"""A history for tests of `llm logs`: calls that are kept without asking a model."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from llm import Message, assistant, user
from llm.store.opening import open_store
from llm.store.records import CallRecord, Selection, ToolDefinition, ToolInstance
from llm.usage import Usage

NOON = dt.datetime(2026, 11, 22, 12, 0, 0, 250000, tzinfo=dt.UTC)
TEXT = {"properties": {"text": {"type": "string"}}, "required": ["text"], "type": "object"}
UPPER = ToolDefinition("upper", "In capitals.\nAll of it.", TEXT, "plugin_a")
SHELF = ToolDefinition(
    "Shelf_count", None, {}, "plugin_b", ToolInstance("Shelf", "plugin_b", {"place": "there"})
)


def call(
    number: int,
    prompt: str | Message | Sequence[Message] | None = None,
    answer: str | Message | Sequence[Message] | None = None,
    conversation: str = "c1",
    **more: Any,
) -> CallRecord:
    """The call `call0001`, …, made *number* minutes after noon, by default of the model `m`."""
    asked = [] if prompt is None else [prompt]
    answered = [] if answer is None else [answer]
    return CallRecord(
        f"call{number:04}",
        more.pop("model", "m"),
        [user(each) if isinstance(each, str) else each for each in _flat(asked)],
        [assistant(each) if isinstance(each, str) else each for each in _flat(answered)],
        conversation=conversation,
        **{
            "started": NOON + dt.timedelta(minutes=number),
            "duration_ms": 1500,
            "usage": Usage(1234, 5),
            **more,
        },
    )


def keep(*calls: CallRecord, path: Path | None = None) -> None:
    """Keep *calls* in the user's history, or in the one at *path*."""
    store = open_store(path)
    try:
        for each in calls:
            store.finish(each)
    finally:
        store.close()


def follow(number: int, before: CallRecord, prompt: str, answer: str, **more: Any) -> CallRecord:
    """The call that goes on after *before*, in its conversation."""
    following = call(number, prompt, answer, before.conversation or "c1", **more)
    following.messages = [*before.messages, *before.output, *following.messages]
    return following


def kept() -> list[str]:
    """The ids of the calls in the user's history."""
    store = open_store(must_exist=True)
    try:
        return [each.id for each in store.calls(Selection(), newest_first=False)]
    finally:
        store.close()


def _flat(given: Sequence[Any]) -> list[Any]:
    return [each for one in given for each in (one if isinstance(one, (list, tuple)) else [one])]
