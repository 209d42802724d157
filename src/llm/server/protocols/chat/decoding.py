"""A request to /v1/chat/completions, as what is asked. Pure.

Messages are the affair of `messages.py`, tools and the like of `tools.py`.
"""

from __future__ import annotations

from typing import Any

from llm.server.asking.asked import Asked
from llm.server.protocols.chat.messages import decoded_messages
from llm.server.protocols.chat.tools import tools_asked
from llm.server.protocols.fields import given, one_of, refused, typed

_OPTIONS: dict[str, type] = {
    "temperature": float, "top_p": float, "top_k": int, "min_p": float, "seed": int,
    "frequency_penalty": float, "presence_penalty": float, "repetition_penalty": float,
    "logit_bias": dict, "logprobs": bool, "top_logprobs": int, "user": str,
    "reasoning_effort": str, "verbosity": str, "parallel_tool_calls": bool, "service_tier": str,
    "prompt_cache_key": str, "prompt_cache_retention": str, "prompt_cache_options": dict,
    "safety_identifier": str, "prediction": dict, "moderation": dict, "audio": dict,
    "metadata": dict,
}  # fmt: skip
MOST_CHOICES = 16
"""Answers to one request; each is a call of its own."""

_FORMATS = ("text", "json_object", "json_schema")


def decoded(body: dict[str, Any]) -> Asked:
    """What *body* asks. Raises `Refused`.

    In `echo` is `include_usage`, where a stream is to end with it, and `n`, how many answers are
    wanted, where the client says.
    """
    asked = Asked(given(body, "model", str) or "", decoded_messages(body))
    asked.stream = given(body, "stream", bool) or False
    asked.options = _options(body)
    tools_asked(body, asked)
    _take_format(given(body, "response_format", dict), asked)
    streamed = given(body, "stream_options", dict) or {}
    if given(streamed, "include_usage", bool, "stream_options"):
        asked.echo["include_usage"] = True
    count = given(body, "n", int)
    if count is not None:
        if not 1 <= count <= MOST_CHOICES:
            raise refused(f"'n' has to be from 1 to {MOST_CHOICES}.", "n", "invalid_value")
        asked.echo["n"] = count
    return asked


def _options(body: dict[str, Any]) -> dict[str, Any]:
    """What *body* wants of the model, under our names."""
    options: dict[str, Any] = {
        name: given(body, name, kind) for name, kind in _OPTIONS.items() if name in body
    }
    newer = given(body, "max_completion_tokens", int)
    options["max_tokens"] = given(body, "max_tokens", int) if newer is None else newer
    options["stop"] = _stop(body.get("stop"))
    kinds = given(body, "modalities", list)
    if kinds not in (None, ["text"]):
        options["modalities"] = [typed(kind, str, "modalities") for kind in kinds or ()]
    return {name: value for name, value in options.items() if value is not None}


def _stop(value: Any) -> list[str] | None:
    if value is None:
        return None
    if isinstance(value, str):
        return [typed(value, str, "stop")]
    texts = typed(value, list, "stop")
    return [typed(text, str, f"stop[{place}]") for place, text in enumerate(texts)] or None


def _take_format(wanted: dict[str, Any] | None, asked: Asked) -> None:
    """Tell *asked* which form the answer is to have."""
    if wanted is None:
        return
    kind = one_of(
        given(wanted, "type", str, "response_format") or "", _FORMATS, "response_format.type"
    )
    asked.json_object = kind == "json_object"
    if kind == "json_schema":
        where = "response_format.json_schema"
        described = typed(wanted.get("json_schema"), dict, where)
        asked.schema = given(described, "schema", dict, where)
        asked.json_object = asked.schema is None
