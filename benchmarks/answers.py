"""The answers that the benchmarks' server gives: one word after another, as OpenAI streams them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

WORD = " word"
CREATED = 1_760_000_000
MODEL = "gpt-4o-mini-2024-07-18"

ITEM = "msg_68e6f2a1c3d48190b7e5d4c3b2a1908f0a1b2c3d4e5f6071"


def chat_events(words: int) -> Iterator[bytes]:
    """Server-sent events of a Chat Completions answer with *words* pieces of text."""
    yield _sse(_chunk(_choice({"role": "assistant", "content": "", "refusal": None}, None)))
    piece = _sse(_chunk(_choice({"content": WORD}, None)))
    for _ in range(words):
        yield piece
    yield _sse(_chunk(_choice({}, "stop")))
    usage = {
        "prompt_tokens": 8,
        "completion_tokens": words,
        "total_tokens": 8 + words,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
    }
    yield _sse({**_chunk(), "usage": usage})
    yield b"data: [DONE]\n\n"


def responses_events(words: int) -> Iterator[bytes]:
    """Server-sent events of a Responses answer with *words* pieces of text.

    The text comes again, whole, in the four events at the end, as it does from OpenAI.
    """
    for number, data in enumerate(_responses_data(words)):
        data["sequence_number"] = number
        yield f"event: {data['type']}\n".encode() + _sse(data)


def _sse(data: Any) -> bytes:
    return b"data: " + json.dumps(data, separators=(",", ":")).encode() + b"\n\n"


def _choice(delta: dict[str, Any], finish_reason: str | None) -> dict[str, Any]:
    return {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}


def _chunk(*choices: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": "chatcmpl-CPYx1d0fZ8bVq3sT6uWnYkLmRaHgE",
        "object": "chat.completion.chunk",
        "created": CREATED,
        "model": MODEL,
        "service_tier": "default",
        "system_fingerprint": "fp_560af6e559",
        "choices": list(choices),
        "usage": None,
        "obfuscation": "k3Jd82LsPq",
    }


def _responses_data(words: int) -> Iterator[dict[str, Any]]:
    place = {"item_id": ITEM, "output_index": 0, "content_index": 0}
    yield {"type": "response.created", "response": _response("in_progress", [], None)}
    yield {"type": "response.in_progress", "response": _response("in_progress", [], None)}
    begun = _item("in_progress", [])
    yield {"type": "response.output_item.added", "output_index": 0, "item": begun}
    yield {"type": "response.content_part.added", **place, "part": _part("")}
    for _ in range(words):
        piece = {"delta": WORD, "logprobs": [], "obfuscation": "k3Jd82LsPq"}
        yield {"type": "response.output_text.delta", **place, **piece}
    text = WORD * words
    yield {"type": "response.output_text.done", **place, "text": text, "logprobs": []}
    yield {"type": "response.content_part.done", **place, "part": _part(text)}
    item = _item("completed", [_part(text)])
    yield {"type": "response.output_item.done", "output_index": 0, "item": item}
    usage = {
        "input_tokens": 8,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": words,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": 8 + words,
    }
    yield {"type": "response.completed", "response": _response("completed", [item], usage)}


def _part(text: str) -> dict[str, Any]:
    return {"type": "output_text", "annotations": [], "logprobs": [], "text": text}


def _item(status: str, content: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": ITEM,
        "type": "message",
        "status": status,
        "content": content,
        "role": "assistant",
    }


def _response(
    status: str, output: list[dict[str, Any]], usage: dict[str, Any] | None
) -> dict[str, Any]:
    return {
        "id": "resp_68e6f2a0b1c88190a7d6c5b4a3f2e1d00f1e2d3c4b5a6978",
        "object": "response",
        "created_at": CREATED,
        "status": status,
        "background": False,
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "max_output_tokens": None,
        "max_tool_calls": None,
        "model": MODEL,
        "output": output,
        "parallel_tool_calls": True,
        "previous_response_id": None,
        "prompt_cache_key": None,
        "reasoning": {"effort": None, "summary": None},
        "safety_identifier": None,
        "service_tier": "default",
        "store": False,
        "temperature": 1.0,
        "text": {"format": {"type": "text"}, "verbosity": "medium"},
        "tool_choice": "auto",
        "tools": [],
        "top_logprobs": 0,
        "top_p": 1.0,
        "truncation": "disabled",
        "usage": usage,
        "user": None,
        "metadata": {},
    }
