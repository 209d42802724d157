"""Calls in a few lines of YAML each: `llm logs -s`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from llm.text import truncate_string

if TYPE_CHECKING:
    from llm.attachments import Attachment
    from llm.cli.output.turn import Turn

_LENGTH = 120


def short(turn: Turn, *, usage: bool = False) -> str:
    """One item of a list in YAML; *usage* adds the tokens."""
    import yaml

    written: str = yaml.safe_dump([_item(turn, usage=usage)], sort_keys=False, allow_unicode=True)
    return written


def _item(turn: Turn, *, usage: bool) -> dict[str, Any]:
    record, when = turn.record, turn.when()
    tokens = record.usage
    counted = {"input": tokens.input, "output": tokens.output, "details": tokens.details or None}
    item: dict[str, Any] = {
        "model": record.model,
        "datetime": f"{when:%Y-%m-%dT%H:%M:%S}" if when else None,
        "duration_ms": record.duration_ms,
        "conversation": record.conversation,
        **({"client": record.client} if record.client else {}),
        **turn.outcome(),
    }
    optional = {
        "tool_calls": [f"{call.name}({_json(call.arguments)})" for call in turn.calls],
        "tool_results": [
            f"{result.name}: {result.output}" for result in (*turn.results, *turn.server_results)
        ],
        "system": _in_one_line(turn.system or ""),
        "prompt": _in_one_line(turn.prompt, keep_end=True),
        "attachments": [_attachment(each) for each in (*turn.shown, *turn.drawn)],
    }
    item |= {name: value for name, value in optional.items() if value}
    item["prompt_fragments"] = [hashed for hashed, _ in turn.prompt_fragments]
    item["system_fragments"] = [hashed for hashed, _ in turn.system_fragments]
    if usage and (known := {k: v for k, v in counted.items() if v is not None}):
        item["usage"] = known
    return item


def _in_one_line(text: str, *, keep_end: bool = False) -> str:
    return truncate_string(text, _LENGTH, normalize_whitespace=True, keep_end=keep_end)


def _attachment(attachment: Attachment) -> dict[str, str]:
    known = {"type": attachment.type, "path": attachment.path, "url": attachment.url}
    return {name: value for name, value in known.items() if value}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
