"""What the anthropic SDK's own types make of what is sent to it, more strictly than the SDK is."""

from __future__ import annotations

import json
from typing import Any

from anthropic.lib.streaming._messages import accumulate_event
from anthropic.types import Message, RawMessageStreamEvent
from pydantic import BaseModel, TypeAdapter

_EVENTS: TypeAdapter[Any] = TypeAdapter(RawMessageStreamEvent)


def strictly(model: type[BaseModel], data: Any) -> Any:
    """*data* as the SDK's *model*, which has to know each of its fields."""
    made = model.model_validate(data)
    assert_known(made)
    return made


def assert_known(value: Any) -> None:
    """Fail where *value*, or what is inside of it, has a field that its type does not know."""
    if isinstance(value, BaseModel):
        assert not value.model_extra, (type(value).__name__, value.model_extra)
        for each in vars(value).values():
            assert_known(each)
    elif isinstance(value, list):
        for each in value:
            assert_known(each)


def frames(stream: bytes) -> list[tuple[str, dict[str, Any]]]:
    """The names and the data of the events in *stream*."""
    found = []
    for frame in stream.decode("ascii").split("\n\n")[:-1]:
        name, data = frame.split("\n")
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def accumulated(stream: bytes) -> Any:
    """The `Message` that the SDK makes of *stream*, each event of which it has to know."""
    message: Any = None
    buffers: dict[int, bytes] = {}
    open_block: int | None = None
    for name, data in frames(stream):
        assert name == data["type"]
        if name == "ping":
            continue
        event = _EVENTS.validate_python(data)
        assert_known(event)
        if name == "content_block_start":
            assert open_block is None, "one block at a time"
            open_block = event.index
            assert open_block == len(message.content)
        elif name.startswith("content_block"):
            assert event.index == open_block
            open_block = None if name == "content_block_stop" else open_block
        message = accumulate_event(event=event, current_snapshot=message, json_bufs=buffers)
    assert open_block is None
    return strictly(
        Message, json.loads(message.model_dump_json(exclude={"parsed_output"}, warnings=False))
    )
