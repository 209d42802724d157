"""A request of the Responses API, as what is asked of a model. Pure; `reading.py` has its input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.parts import Message, TextPart
from llm.server.asking.asked import Asked
from llm.server.protocols.fields import (
    given,
    needed,
    one_of,
    refused,
    too_long,
    typed,
    unsupported,
)
from llm.server.protocols.responses.ids import UNSTORED, call_of, conversation_of
from llm.server.protocols.responses.reading import messages_of
from llm.server.protocols.responses.tools import chosen, offered
from llm.text import valid_data, valid_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llm.server.asking.asked import Refused

# What the API calls it, what we call it, and its type. What no model of ours has an option for
# goes with the options all the same: the client is told what was ignored.
_OPTIONS: tuple[tuple[str, str, type], ...] = (
    ("temperature", "temperature", float),
    ("top_p", "top_p", float),
    ("max_output_tokens", "max_tokens", int),
    ("parallel_tool_calls", "parallel_tool_calls", bool),
    ("service_tier", "service_tier", str),
    ("user", "user", str),
    ("top_logprobs", "top_logprobs", int),
    ("max_tool_calls", "max_tool_calls", int),
    ("prompt_cache_key", "prompt_cache_key", str),
    ("prompt_cache_retention", "prompt_cache_retention", str),
    ("safety_identifier", "safety_identifier", str),
    ("access_programs", "access_programs", dict),
    ("background_options", "background_options", dict),
    ("context_management", "context_management", list),
    ("image", "image", dict),
    ("moderation", "moderation", dict),
    ("prompt_cache_options", "prompt_cache_options", dict),
    # Not of this API, but of others that are spoken like it.
    ("top_k", "top_k", int),
    ("seed", "seed", int),
    ("frequency_penalty", "frequency_penalty", float),
    ("presence_penalty", "presence_penalty", float),
)
_ECHOED = (
    "instructions", "temperature", "top_p", "max_output_tokens", "parallel_tool_calls", "user",
    "top_logprobs", "max_tool_calls", "prompt_cache_key", "safety_identifier",
)  # fmt: skip
MOST_NOTED, LONGEST_NOTED_NAME, LONGEST_NOTED = 16, 64, 512
"""Entries of `metadata`, and characters of their names and texts, as the API has it."""

_TIERS = ("auto", "default", "fast", "flex", "priority", "scale", "standard", "ultrafast")


def decoded(body: Mapping[str, Any]) -> Asked:
    """What *body* asks for. Raises Refused for what is not understood, or not served.

    `echo` has what the response repeats, and `store` and `include`, which it does not.
    """
    if body.get("prompt") is not None:
        raise unsupported("'prompt': no prompts are stored here; send the text itself.", "prompt")
    asked = Asked(
        model=given(body, "model", str) or "",
        stream=bool(given(body, "stream", bool)),
        background=bool(given(body, "background", bool)),
    )
    options = ((ours, given(body, name, kind)) for name, ours, kind in _OPTIONS)
    asked.options = {name: valid_data(value) for name, value in options if value is not None}
    asked.echo = {name: body[name] for name in _ECHOED if body.get(name) is not None}
    instructions = body.get("instructions")
    if isinstance(instructions, list):  # as a response repeats them
        asked.messages = [_as_instructions(each) for each in messages_of(instructions)]
    elif text := given(body, "instructions", str):
        asked.messages = [Message("system", [TextPart(text)])]
    if body.get("input") is not None:
        asked.messages += messages_of(body["input"])
    _place(body, asked)
    _read_tools(body, asked)
    _read_text(body, asked)
    _read_reasoning(body, asked)
    _read_rest(body, asked)
    return asked


def _as_instructions(message: Message) -> Message:
    return Message("system", message.parts)


def _place(body: Mapping[str, Any], asked: Asked) -> None:
    """Where in the history it is asked."""
    previous = given(body, "previous_response_id", str)
    conversation = body.get("conversation")
    if isinstance(conversation, dict):
        conversation = needed(conversation, "id", str, "conversation")
    elif conversation is not None:
        conversation = typed(conversation, str, "conversation")
    if previous and conversation:
        raise refused(
            "'previous_response_id' and 'conversation' cannot both be given.", "conversation"
        )
    if previous:
        asked.previous = call_of(previous)
        if asked.previous is None:
            raise not_found("response", previous, "previous_response_id")
        asked.echo["previous_response_id"] = previous
    if conversation:
        asked.conversation = conversation_of(conversation)
        if asked.conversation is None:
            raise not_found("conversation", conversation, "conversation")
    if not asked.messages and not previous and not conversation:
        raise refused("'input' is missing.", "input", "missing_required_parameter")


def not_found(what: str, id_: str, param: str | None = None) -> Refused:
    """What to raise where there is none, or none that the client may see."""
    hint = " It was not stored: its request said so." if id_.startswith(UNSTORED) else ""
    failure = refused(f"There is no {what} '{id_[:80]}' here.{hint}", param, f"{what}_not_found")
    failure.failure.status, failure.failure.kind = 404, "not_found"
    return failure


def _read_tools(body: Mapping[str, Any], asked: Asked) -> None:
    if body.get("tools") is not None:
        asked.tools, asked.hosted_tools, asked.echo["tools"] = offered(body["tools"])
    asked.tool_choice, asked.tools = chosen(body.get("tool_choice"), asked.tools)
    if asked.tool_choice is not None:
        asked.echo["tool_choice"] = body["tool_choice"]


def _read_text(body: Mapping[str, Any], asked: Asked) -> None:
    """What form the answer is to have."""
    text = given(body, "text", dict) or {}
    wanted = given(text, "format", dict, "text")
    wanted = {"type": "text"} if wanted is None else wanted
    kind = one_of(
        needed(wanted, "type", str, "text.format"),
        ("text", "json_schema", "json_object"),
        "text.format.type",
    )
    if kind == "json_schema":
        asked.schema = valid_data(needed(wanted, "schema", dict, "text.format"))
        wanted = {"name": "output", **wanted, "schema": asked.schema}
    asked.json_object = kind == "json_object"
    said: dict[str, Any] = {"format": wanted}
    if verbosity := given(text, "verbosity", str, "text"):
        asked.options["verbosity"] = said["verbosity"] = verbosity
    asked.echo["text"] = said


def _read_reasoning(body: Mapping[str, Any], asked: Asked) -> None:
    reasoning = given(body, "reasoning", dict)
    if reasoning is None:
        return
    effort = given(reasoning, "effort", str, "reasoning")
    summary = given(reasoning, "summary", str, "reasoning")
    summary = summary or given(reasoning, "generate_summary", str, "reasoning")
    told = {"reasoning_effort": effort, "reasoning_summary": summary}
    asked.options |= {name: value for name, value in told.items() if value is not None}
    for name in ("mode", "context"):
        if (value := given(reasoning, name, str, "reasoning")) is not None:
            asked.options[f"reasoning_{name}"] = value
    asked.echo["reasoning"] = {"effort": effort, "summary": summary}


def _read_rest(body: Mapping[str, Any], asked: Asked) -> None:
    asked.echo["background"] = asked.background
    asked.echo["store"] = given(body, "store", bool) is not False
    include = given(body, "include", list) or []
    asked.echo["include"] = [typed(each, str, "include") for each in include]
    if "message.output_text.logprobs" in include:
        asked.options["logprobs"] = True
    asked.echo["metadata"] = metadata_in(body)
    truncation = given(body, "truncation", str)
    if truncation is not None:
        asked.echo["truncation"] = one_of(truncation, ("auto", "disabled"), "truncation")
        if truncation == "auto":
            asked.options["truncation"] = truncation
    if asked.options.get("service_tier") in _TIERS:
        asked.echo["service_tier"] = asked.options["service_tier"]
    if asked.background and not asked.echo["store"]:
        raise refused("What is answered in the background has to be stored.", "store")


def metadata_in(body: Mapping[str, Any]) -> dict[str, str]:
    """What a client notes with a response, or a conversation: names and texts. Raises Refused."""
    metadata = given(body, "metadata", dict) or {}
    if len(metadata) > MOST_NOTED:
        raise refused(f"'metadata' has more than {MOST_NOTED} entries.", "metadata")
    noted = {}
    for name, value in metadata.items():
        if len(name) > LONGEST_NOTED_NAME:
            raise too_long("metadata", LONGEST_NOTED_NAME)
        path = f"metadata.{name}"
        noted[valid_text(name)] = text = typed(value, str, path)
        if len(text) > LONGEST_NOTED:
            raise too_long(path, LONGEST_NOTED)
    return noted
