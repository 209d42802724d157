"""A request to /v1/messages, as what is asked. Pure.

Blocks of content are the affair of `blocks.py`, tools of `tools.py`.
"""

from __future__ import annotations

from typing import Any

from llm.parts import Message, Part, TextPart, ToolCallPart, ToolResultPart
from llm.server.asking.asked import Asked
from llm.server.protocols.anthropic.blocks import parts_of
from llm.server.protocols.anthropic.tools import tools_asked
from llm.server.protocols.fields import given, needed, one_of, path_of, refused, typed
from llm.text import valid_text

_OPTIONS: dict[str, type] = {
    "max_tokens": int, "temperature": float, "top_p": float, "top_k": int,
    "inference_geo": str, "speed": str, "diagnostics": dict,
    "context_management": dict, "mcp_servers": list,
}  # fmt: skip
_THINKING = ("enabled", "disabled", "adaptive", "between_tools")
_TIERS = {"auto": "auto", "standard_only": "default"}


def decoded(body: dict[str, Any]) -> Asked:
    """What *body* asks. Raises `Refused`.

    In `echo` is `thinking`: `shown` where the client wants to see what the model thinks, `omitted`
    where it wants the blocks without their text; a client that says nothing of thinking is not
    shown any, as many look at the first block for the answer.
    """
    asked = Asked(given(body, "model", str) or "", _system(body))
    asked.messages += _messages(needed(body, "messages", list))
    asked.stream = given(body, "stream", bool) or False
    _take_options(body, asked)
    _take_thinking(given(body, "thinking", dict), asked)
    tools_asked(body, asked)
    return asked


def _system(body: dict[str, Any]) -> list[Message]:
    said = body.get("system")
    parts = [] if said is None else _instructions(said, "system")
    return [Message("system", parts)] if parts else []


def _instructions(content: Any, path: str) -> list[Part]:
    """The parts of instructions. Each block is a paragraph, also for models that join them."""
    parts = parts_of(content, path, None, {"text"})
    for part in parts[:-1]:
        if isinstance(part, TextPart) and not part.text.endswith("\n"):
            part.text += "\n\n"
    return parts


def _messages(given_messages: list[Any]) -> list[Message]:
    if not given_messages:
        raise refused("'messages' has to hold at least one message.", "messages")
    messages: list[Message] = []
    named: dict[str, str] = {}
    for place, message in enumerate(given_messages):
        plain = _plain(message)
        if plain is not None:
            messages.append(plain)
        else:
            messages += _said(message, path_of("messages", place), named)
    return messages


def _plain(message: Any) -> Message | None:
    """The message that *message* stands for where it is nothing but text, as most are."""
    if type(message) is not dict:
        return None
    role, content = message.get("role"), message.get("content")
    if role not in ("user", "assistant"):
        return None
    if type(content) is list and len(content) == 1:
        block = content[0]
        if type(block) is dict and len(block) == 2 and block.get("type") == "text":
            content = block.get("text")
    if type(content) is not str or not content:
        return None
    return Message(role, [TextPart(valid_text(content))])


def _said(message: Any, path: str, named: dict[str, str]) -> list[Message]:
    """The messages that one of the client's stands for.

    What tools returned is a message of its own, which comes before what the user says to it.
    """
    role = needed(typed(message, dict, path), "role", str, path)
    one_of(role, ("user", "assistant", "system"), path_of(path, "role"))
    where = path_of(path, "content")
    content = message.get("content")
    if content is None:
        raise refused(f"'{where}' is missing.", where, "missing_required_parameter")
    if role == "system":
        return [Message("system", _instructions(content, where))]
    parts = parts_of(content, where, named)
    if role == "assistant":
        for part in parts:
            if isinstance(part, ToolCallPart) and part.tool_call_id:
                named[part.tool_call_id] = part.name
        return [Message("assistant", parts)] if parts else []
    results: list[Part] = [part for part in parts if isinstance(part, ToolResultPart)]
    said = [part for part in parts if not isinstance(part, ToolResultPart)]
    made = [Message("tool", results)] if results else []
    return [*made, Message("user", said)] if said or not results else made


def _take_options(body: dict[str, Any], asked: Asked) -> None:
    """Tell *asked* what *body* wants of the model, under our names."""
    wanted: dict[str, Any] = {name: given(body, name, kind) for name, kind in _OPTIONS.items()}
    wanted["container"] = body.get("container")
    wanted["stop"] = _stop(given(body, "stop_sequences", list))
    wanted["user"] = given(given(body, "metadata", dict) or {}, "user_id", str, "metadata")
    tier = given(body, "service_tier", str)
    wanted["service_tier"] = _TIERS.get(tier, tier) if tier else None
    if body.get("cache_control") is not None:
        wanted["cache"] = True
    configured = given(body, "output_config", dict) or {}
    wanted["reasoning_effort"] = given(configured, "effort", str, "output_config")
    asked.options = {name: value for name, value in wanted.items() if value is not None}
    form = given(configured, "format", dict, "output_config")
    path = "output_config.format"
    if form is None:  # as the beta had it
        form, path = given(body, "output_format", dict), "output_format"
    if form is not None:
        one_of(needed(form, "type", str, path), ("json_schema",), f"{path}.type")
        asked.schema = needed(form, "schema", dict, path)


def _stop(texts: list[Any] | None) -> list[str] | None:
    if not texts:
        return None
    return [typed(text, str, path_of("stop_sequences", at)) for at, text in enumerate(texts)]


def _take_thinking(wanted: dict[str, Any] | None, asked: Asked) -> None:
    """Tell *asked* whether the model is to think, and how much."""
    if wanted is None:
        return
    kind = one_of(needed(wanted, "type", str, "thinking"), _THINKING, "thinking.type")
    asked.options["thinking"] = kind != "disabled"
    if kind == "disabled":
        return
    budget = given(wanted, "budget_tokens", int, "thinking")
    if kind == "enabled" and budget is not None:
        asked.options["thinking_budget"] = budget
    omitted = given(wanted, "display", str, "thinking") == "omitted"
    asked.echo["thinking"] = "omitted" if omitted else "shown"
