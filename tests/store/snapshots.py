"""A call of the history in the form of `Response.to_dict`, to compare the two."""

from __future__ import annotations

from typing import Any

from llm.store.records import CallRecord


def response_dict(record: CallRecord) -> dict[str, Any]:
    """The call as `Response.to_dict` gives it, for `Response.from_dict`."""
    prompt: dict[str, Any] = {"messages": [message.to_dict() for message in record.messages]}
    if record.options:
        prompt["options"] = record.options
    if record.system:
        prompt["system"] = record.system
    data: dict[str, Any] = {
        "model": record.model,
        "prompt": prompt,
        "messages": [message.to_dict() for message in record.output],
        "id": record.id,
    }
    usage = {name: value for name, value in vars(record.usage).items() if value is not None}
    if usage:
        data["usage"] = usage
    if record.started is not None:
        data["datetime_utc"] = record.started.isoformat()
    return data
