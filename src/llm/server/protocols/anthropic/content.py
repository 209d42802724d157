"""Parts of answers as blocks of content, and what stands around these in a message. Pure.

What the protocol cannot say - images in answers, tools that another provider ran on its own side -
is left out: the history keeps it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from llm.parts import Part, ReasoningPart, TextPart, ToolCallPart, ToolResultPart
from llm.server.protocols.anthropic.blocks import RESULT
from llm.server.protocols.anthropic.reasoning import (
    NAMESPACE,
    data_of,
    is_redacted,
    signature_of,
)

if TYPE_CHECKING:
    from llm.server.asking.asked import Asked, Outcome
    from llm.usage import Usage

_HOSTED = {
    "web_search", "web_fetch", "code_execution", "bash_code_execution",
    "text_editor_code_execution", "tool_search_tool_regex", "tool_search_tool_bm25",
}  # fmt: skip
_RESULTS = {
    "web_search", "web_fetch", "code_execution", "bash_code_execution",
    "text_editor_code_execution", "tool_search",
}  # fmt: skip
_HOSTED_ID = "srvtoolu_"
"""How the ids of what Anthropic ran on its own side begin."""

_STOPPED = {
    "stop": "end_turn",
    "length": "max_tokens",
    "tool_calls": "tool_use",
    "content_filter": "refusal",
    "refusal": "refusal",
}


def answer(asked: Asked, outcome: Outcome) -> dict[str, Any]:
    """The body of an answer that is not streamed."""
    parts = [part for message in outcome.messages for part in message.parts]
    blocks = [block for part in parts if (block := block_of(part, asked)) is not None]
    return {
        **envelope(outcome.id, outcome.model or asked.model),
        "content": blocks,
        "stop_reason": stop_reason(outcome),
        "usage": usage_of(outcome.usage),
    }


def envelope(call_id: str, model: str) -> dict[str, Any]:
    """A message that holds nothing as yet."""
    return {
        "id": f"msg_{call_id}",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {"input_tokens": 0, "output_tokens": 0},
    }


def block_of(part: Part, asked: Asked) -> dict[str, Any] | None:
    """The block that says *part*; None for what cannot or need not be said."""
    match part:
        case TextPart() if part.text:
            cited = citations_of(part.provider_metadata)
            more = {"citations": cited} if cited else {}
            return {"type": "text", "text": part.text, **more}
        case ReasoningPart():
            return _thought(part, asked)
        case ToolCallPart() if part.tool_call_id:
            return call_block(part)
        case ToolResultPart():
            return result_block(part)
    return None


def _thought(part: ReasoningPart, asked: Asked) -> dict[str, Any] | None:
    if not shows_thinking(asked):
        return None
    if is_redacted(part):
        return {"type": "redacted_thinking", "data": data_of(part)}
    signature = signature_of(part)
    if not part.text and not signature:
        return None
    text = "" if omits_thoughts(asked) else part.text
    return {"type": "thinking", "thinking": text, "signature": signature}


def shows_thinking(asked: Asked) -> bool:
    """Whether the client wants blocks of thinking at all."""
    return "thinking" in asked.echo


def omits_thoughts(asked: Asked) -> bool:
    """Whether it wants them without their text."""
    return bool(asked.echo.get("thinking") == "omitted")


def citations_of(metadata: dict[str, Any] | None) -> list[dict[str, Any]]:
    """What a text with this *metadata* cites, in the words of the protocol."""
    held = (metadata or {}).get(NAMESPACE)
    cited = held.get("citations") if isinstance(held, dict) else None
    return [each for each in cited if isinstance(each, dict)] if isinstance(cited, list) else []


def call_block(call: ToolCallPart) -> dict[str, Any] | None:
    """The block of a tool *call*; None for one that the protocol has no words for."""
    if call.server_executed and not is_hosted(call.name, call.tool_call_id):
        return None
    return {
        "type": "server_tool_use" if call.server_executed else "tool_use",
        "id": call.tool_call_id,
        "name": call.name,
        "input": call.arguments,
    }


def is_hosted(name: str, call_id: str | None) -> bool:
    """Whether a tool of that *name* that a provider ran on its own side is one of Anthropic's."""
    return name in _HOSTED and (call_id or "").startswith(_HOSTED_ID)


def result_block(result: ToolResultPart) -> dict[str, Any] | None:
    """The block of what a tool of Anthropic's returned; None for any other result."""
    call_id, name = result.tool_call_id or "", result.name
    if not result.server_executed or name not in _RESULTS or not call_id.startswith(_HOSTED_ID):
        return None
    try:
        content = json.loads(result.output)
    except (ValueError, RecursionError):
        return None
    found = content if name == "web_search" and isinstance(content, list) else [content]
    if not all(isinstance(each, dict) and isinstance(each.get("type"), str) for each in found):
        return None
    return {"type": f"{name}{RESULT}", "tool_use_id": call_id, "content": content}


def stop_reason(outcome: Outcome) -> str:
    """Why the model stopped, in the words of the protocol."""
    return _STOPPED.get(outcome.finish_reason or "stop", "end_turn")


def usage_of(usage: Usage) -> dict[str, Any]:
    """Tokens as the protocol counts them: those from a cache are not among those of the input."""
    details = usage.details or {}
    counted: dict[str, Any] = {
        "input_tokens": max((usage.input or 0) - (usage.cached or 0), 0),
        "output_tokens": usage.output or 0,
    }
    for name in ("cache_creation_input_tokens", "cache_read_input_tokens"):
        if type(details.get(name)) is int:
            counted[name] = details[name]
    if usage.cached is not None:
        counted["cache_read_input_tokens"] = usage.cached
    if usage.reasoning is not None:
        counted["output_tokens_details"] = {"thinking_tokens": usage.reasoning}
    return counted
