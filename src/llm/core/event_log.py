"""The events of an answer as JSON objects, for readers in other programs.

Each object has a `type`; keys that would say nothing are left out. In the order in which they come:

`call` is in every line where lines of several answers mix; otherwise where it is said here.

`start`
    The model is asked. `call` is the id of the call in the history, `model` the model,
    `conversation` the id of the conversation, where there is one.
`text`, `reasoning`, `tool_call_name`, `tool_call_args`, `tool_result`, `attachment`
    A piece of the answer (`StreamEvent`): `chunk` is the text of it, `part_index` says which part
    of the answer it belongs to and `message_index` which message, where that is not the first.
    Pieces of a tool call have its `tool_call_id`, and `server_executed` where the provider runs
    the tool; a `tool_result` has the `tool_name`. `redacted` reasoning is kept by the provider.
    `attachment` is an object with a `type`, and `content` in base64, or `url`, or `path`.
    `provider_metadata` is what the provider wants back.
`end`
    The call is over. `call` as above; `status` is `ok`, `error` or `interrupted`;
    `finish_reason`, `resolved_model` and `usage` (`input`, `output`, `cached`, `reasoning` and
    `details`) as far as the provider tells.
`tool_call`
    The model asks for a tool that is not run by its provider: `tool_name`, `tool_call_id` and its
    `arguments`, an object.
`tool_result`
    What the model is told, when all tools have been run: `tool_name`, `tool_call_id`, `chunk` (the
    output), `attachments`, and `exception`, what went wrong. Another `start` follows.
`error`
    What ended the answer: `message`, and the `call`, where it was one. Its `end` follows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from llm.events import StreamEvent
    from llm.toolcalls import ToolCall, ToolResult
    from llm.usage import Usage


def start(call: str, model: str, conversation: str | None = None) -> dict[str, Any]:
    """The object for a model that is asked."""
    return _known({"type": "start", "call": call, "model": model, "conversation": conversation})


def piece(event: StreamEvent) -> dict[str, Any]:
    """The object for one piece of an answer."""
    attachment = event.attachment
    return {"type": event.type, "chunk": event.chunk} | _known(
        {
            "part_index": event.part_index,
            "message_index": event.message_index or None,
            "tool_call_id": event.tool_call_id,
            "tool_name": event.tool_name,
            "server_executed": event.server_executed or None,
            "redacted": event.redacted or None,
            "provider_metadata": event.provider_metadata,
            "attachment": None if attachment is None else attachment.to_dict(),
        }
    )


def tool_call(call: ToolCall) -> dict[str, Any]:
    """The object for a tool that a model asks for."""
    made = {"type": "tool_call", "tool_name": call.name, "tool_call_id": call.tool_call_id}
    return _known(made) | {"arguments": call.arguments}


def tool_result(result: ToolResult) -> dict[str, Any]:
    """The object for what a tool returned."""
    exception = result.exception
    return {"type": "tool_result", "chunk": result.output} | _known(
        {
            "tool_name": result.name,
            "tool_call_id": result.tool_call_id,
            "attachments": [each.to_dict() for each in result.attachments] or None,
            "exception": None if exception is None else str(exception) or type(exception).__name__,
        }
    )


def end(
    call: str,
    status: str,
    *,
    finish_reason: str | None = None,
    resolved_model: str | None = None,
    usage: Usage | None = None,
) -> dict[str, Any]:
    """The object for a call that is over."""
    counted = {} if usage is None else _known(vars(usage))
    return _known(
        {
            "type": "end",
            "call": call,
            "status": status,
            "finish_reason": finish_reason,
            "resolved_model": resolved_model,
            "usage": counted or None,
        }
    )


def error(message: str, call: str | None = None) -> dict[str, Any]:
    """The object for what ended an answer."""
    return _known({"type": "error", "call": call, "message": message})


def _known(values: dict[str, Any]) -> dict[str, Any]:
    """*values* without those that are None."""
    return {name: value for name, value in values.items() if value is not None}
