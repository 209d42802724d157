"""A response as a `CallRecord`: what the history is to hold of it. Nothing is read or awaited."""

from __future__ import annotations

import json
import operator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from llm.core.history import turn_messages
from llm.errors import InvalidInput, PauseChain, ResponseInterrupted
from llm.fragments import Fragment
from llm.models.prompt import options_as_dict
from llm.parts import Message
from llm.store.records import CallRecord, FragmentUse, ToolDefinition, ToolInstance
from llm.strict_json import is_deeper
from llm.text import one_line, valid_text
from llm.tooling.execution import offered_tools
from llm.tooling.server_side import ServerSideTool
from llm.tooling.toolbox import Toolbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from llm.models.prompt import Prompt
    from llm.models.response import BaseResponse
    from llm.parts import Part
    from llm.store.records import Status


_ATTACHMENTS = ("attachment", "attachments")


def asked_record(response: BaseResponse) -> CallRecord:
    """What is known of *response* when its model is about to be asked."""
    prompt, conversation = response.prompt, response.conversation
    return CallRecord(
        id=response.id,
        model=response.model.model_id,
        messages=prompt.messages,
        status="running",
        conversation=None if conversation is None else conversation.id,
        conversation_name=None if conversation is None else plain(conversation.name),
        system=prompt.own_system,
        options=plain(options_as_dict(prompt.options)),
        schema=plain(prompt.schema),
        tools=list(_definitions(prompt)),
        fragments=list(_fragments(prompt)),
        started=response.recording.started_utc,
        client=response.client,
        has_history=response.client_has_history,
        takes_tip=bool(conversation is not None and conversation.takes_tip),
    )


def ended_record(response: BaseResponse, asked: CallRecord | None = None) -> CallRecord:
    """What is known of *response*, which has ended; *asked* is what was known before."""
    record = asked or asked_record(response)
    recording = response.recording
    record.status = _status(response)
    record.output = [*recording.messages(), *turn_messages("", (), recording.paused or ())]
    record.resolved_model = plain(recording.resolved_model)
    record.payload = plain(recording.response_json)
    record.usage = response._usage()
    record.usage.details = plain(record.usage.details)
    record.finish_reason = plain(recording.finish_reason)
    record.started = recording.started_utc
    record.duration_ms = response._duration_ms() if recording.ended is not None else None
    if recording.failure is not None and record.status == "error":
        record.error = _said(recording.failure)
    return record


def write_plainly(call: CallRecord, write: Callable[[], object]) -> None:
    """*write* what is said of *call*; what JSON cannot say is written as Python shows it."""
    try:
        write()
    except InvalidInput:
        call.messages, call.output = plain_messages(call.messages), plain_messages(call.output)
        write()


def plain(value: Any) -> Any:
    """*value* as JSON-like data; what JSON cannot say is written out as Python shows it.

    So is what is nested too deeply to be walked through.
    """
    try:
        json.dumps(value, allow_nan=False, ensure_ascii=False).encode()
    except (TypeError, ValueError, RecursionError):
        return _plain(value, 0)
    return _plain(value, 0) if is_deeper(value) else value


def plain_messages(messages: Iterable[Message]) -> list[Message]:
    """*messages* with JSON-like data in them; those that have nothing else are left as they are."""
    return [_plain_message(message) for message in messages]


def _plain_message(message: Message) -> Message:
    parts = [_plain_part(part) for part in message.parts]
    metadata = plain(message.provider_metadata)
    if metadata is message.provider_metadata and all(map(operator.is_, parts, message.parts)):
        return message
    made = Message(message.role, parts, metadata)
    made.origin = message.origin
    return made


def _plain_part(part: Part) -> Part:
    odd = {
        name: made
        for name, value in vars(part).items()
        if name not in _ATTACHMENTS and (made := plain(value)) is not value
    }
    return replace(part, **odd) if odd else part


def _plain(value: Any, depth: int) -> Any:
    if depth > 50:
        return _as_shown(value)
    if isinstance(value, dict):
        return {valid_text(str(name)): _plain(inner, depth + 1) for name, inner in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [_plain(inner, depth + 1) for inner in value]
    if hasattr(value, "model_dump"):
        return _plain(value.model_dump(mode="json"), depth + 1)
    finite = isinstance(value, float) and abs(value) < float("inf")
    if value is None or finite or isinstance(value, (bool, int)):
        return value
    return valid_text(value if isinstance(value, str) else _as_shown(value))


def _as_shown(value: Any) -> str:
    try:
        return repr(value)
    except RecursionError:
        return f"<{type(value).__name__}>"


def _status(response: BaseResponse) -> Status:
    recording = response.recording
    failure = recording.failure
    if isinstance(failure, PauseChain) or (failure is None and recording.paused is not None):
        return "paused"
    if failure is None:
        return "ok" if recording.done else "running"
    return "interrupted" if isinstance(failure, ResponseInterrupted) else "error"


def _said(failure: Exception) -> str:
    said = one_line(str(failure))
    return valid_text(f"{type(failure).__name__}: {said}" if said else type(failure).__name__)


def _definitions(prompt: Prompt) -> Iterator[ToolDefinition]:
    for given in prompt.given_tools:
        instance = None
        if isinstance(given, Toolbox):
            name = given.name or type(given).__name__
            instance = ToolInstance(name, given.plugin, plain(given._config))
        for tool in offered_tools([given]):
            if isinstance(tool, ServerSideTool):
                instance = ToolInstance(type(tool).__name__, tool.plugin, plain(_config(tool)))
            yield ToolDefinition(
                name=tool.name,
                description=plain(tool.description),
                input_schema=plain(tool.input_schema),
                plugin=tool.plugin,
                instance=instance,
                server_side=isinstance(tool, ServerSideTool),
            )


def _config(tool: ServerSideTool) -> dict[str, Any]:
    """What the tool was made with, as far as its attributes say."""
    attributes = {name: value for name, value in vars(tool).items() if name[0] != "_"}
    if attributes.get("spec", ...) is None:
        del attributes["spec"]  # of the base class
    return attributes


def _fragments(prompt: Prompt) -> Iterator[FragmentUse]:
    yield from (_used(text, "prompt") for text in prompt.fragments)
    yield from (_used(text, "system") for text in prompt.system_fragments)


def _used(text: str, kind: Any) -> FragmentUse:
    source = text.source if isinstance(text, Fragment) else ""
    return FragmentUse(valid_text(str(text)), valid_text(source), kind)
