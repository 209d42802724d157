"""What an old release printed of a call, and what the history holds of it, in the same words."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

from llm.attachments import Attachment
from llm.parts import AttachmentPart, ReasoningPart, ToolCallPart, ToolResultPart
from llm.store.old.offers import prompt_text, system_text
from llm.store.records import CallRecord, FragmentUse, ToolInstance

SAME = ("id", "model", "resolved_model", "duration_ms", "input_tokens", "output_tokens")


def as_printed(row: dict[str, Any], *, turn: bool) -> dict[str, Any]:
    """A row that a release printed. Of a *turn*, 0.32 and later; else of what came before.

    What the releases print of the same call differs, and is made the same here:
    - Before 0.32, prompt and system are without their fragments, later with them.
    - Attachments of tool results are, before 0.32, attachments of the prompt, too.
    """
    fragments = [
        FragmentUse(each["content"], kind=kind)
        for kind in ("prompt", "system")
        for each in row.get(f"{kind}_fragments", [])
    ]
    prompt, system = row["prompt"] or "", row["system"] or ""
    results = [_result(each) for each in row.get("tool_results", [])]
    shown = {each["id"] for result in results for each in result["attachments"]}
    return {
        **{name: row.get(name) for name in SAME},
        "conversation": row["conversation_id"],
        "options": row["options_json"] or {},
        "details": json.loads(row.get("token_details") or "null"),
        "time": _time(row["datetime_utc"]),
        "schema": row.get("schema_json"),
        "prompt": prompt if turn else prompt_text(prompt, fragments),
        "system": system if turn else system_text(system, fragments),
        "response": row["response"] or "",
        "reasoning": row.get("reasoning") or "",
        "fragments": [(each.kind, each.content) for each in fragments],
        "tools": [
            (
                each["name"],
                each["description"],
                each["input_schema"],
                _instance(each.get("instance")),
            )
            for each in row.get("tools", [])
        ],
        "calls": [_call(each) for each in row.get("tool_calls", [])],
        "results": results,
        "attachments": [
            _attachment(each) for each in row.get("attachments", []) if each["id"] not in shown
        ],
    }


def as_held(record: CallRecord, *, turn: bool, instances: bool = True) -> dict[str, Any]:
    """A call of the history, as `as_printed` has it; 0.31 printed no *instances*."""
    if not instances:
        record.tools = [replace(each, instance=None) for each in record.tools]
    said = list(record.said())
    # A turn of 0.36 is printed with what the provider ran.
    around = [*said, *record.output] if turn else said
    results = [_result(_printed_result(part, record)) for part in _parts(around, ToolResultPart)]
    system = record.system or ""
    return {
        **{name: getattr(record, name, None) for name in SAME},
        "input_tokens": record.usage.input,
        "output_tokens": record.usage.output,
        "conversation": record.conversation,
        "options": record.options,
        "details": record.usage.details,
        "time": record.started,
        "schema": record.schema,
        "prompt": "".join(message.text() for message in said if message.role == "user"),
        "system": system_text(system, record.fragments),
        "response": "".join(message.text() for message in record.output),
        "reasoning": "".join(part.text for part in _parts(record.output, ReasoningPart)),
        "fragments": [(each.kind, each.content) for each in record.fragments],
        "tools": [
            (
                each.name,
                each.description,
                each.input_schema,
                _instance(_printed_instance(each.instance)),
            )
            for each in record.tools
        ],
        "calls": [_call(vars(part)) for part in _parts(record.output, ToolCallPart)],
        "results": results,
        "attachments": [
            _attachment(_printed_attachment(part.attachment))
            for part in _parts(said, AttachmentPart)
        ],
    }


def _parts(messages: Any, kind: type[Any]) -> list[Any]:
    return [part for message in messages for part in message.parts if isinstance(part, kind)]


def _time(written: str) -> dt.datetime:
    when = dt.datetime.fromisoformat(written)
    return when if when.tzinfo else when.replace(tzinfo=dt.UTC)


def _instance(printed: dict[str, Any] | None) -> tuple[str, Any] | None:
    return None if printed is None else (printed["name"], json.loads(printed["arguments"]))


def _printed_instance(instance: ToolInstance | None) -> dict[str, Any] | None:
    if instance is None:
        return None
    return {"name": instance.name, "arguments": json.dumps(instance.arguments)}


def _call(call: dict[str, Any]) -> dict[str, Any]:
    names = ("name", "arguments", "tool_call_id")
    return {**{name: call[name] for name in names}, "server": bool(call.get("server_executed"))}


def _result(result: dict[str, Any]) -> dict[str, Any]:
    names = ("name", "output", "tool_call_id", "exception")
    return {
        **{name: result.get(name) for name in names},
        "server": bool(result.get("server_executed")),
        "instance": _instance(result.get("instance")),
        "attachments": [_attachment(each) for each in result["attachments"]],
    }


def _printed_result(part: ToolResultPart, record: CallRecord) -> dict[str, Any]:
    made = next((each.instance for each in record.tools if each.name == part.name), None)
    return {
        **vars(part),
        "instance": _printed_instance(made),
        "attachments": [_printed_attachment(each) for each in part.attachments],
    }


def _attachment(attachment: dict[str, Any]) -> dict[str, Any]:
    length = attachment.get("content_length") or len(attachment.get("content") or b"")
    return {
        **{name: attachment.get(name) for name in ("id", "type", "path", "url")},
        "bytes": length,
    }


def _printed_attachment(attachment: Attachment) -> dict[str, Any]:
    return {**vars(attachment), "id": attachment.id()}
