"""Answers as OpenAI's servers give them, whole and streamed, built from the pieces that matter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

MODEL = "canned-1"
USAGE = {
    "prompt_tokens": 11,
    "completion_tokens": 7,
    "total_tokens": 18,
    "prompt_tokens_details": {"cached_tokens": 4},
    "completion_tokens_details": {"reasoning_tokens": 3},
}
RESPONSE_USAGE = {
    "input_tokens": 11,
    "output_tokens": 7,
    "total_tokens": 18,
    "input_tokens_details": {"cached_tokens": 4},
    "output_tokens_details": {"reasoning_tokens": 3},
}


def chat(message: Mapping[str, Any], finish_reason: str = "stop") -> dict[str, Any]:
    """A chat completion with *message*."""
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": None, **message},
        "finish_reason": finish_reason,
    }
    return {**_envelope("chat.completion"), "choices": [choice], "usage": USAGE}


def chat_stream(
    deltas: Iterable[Mapping[str, Any]], finish_reason: str = "stop"
) -> list[dict[str, Any]]:
    """The chunks of a chat completion: each of *deltas*, the end, the usage."""
    envelope = _envelope("chat.completion.chunk")
    choices: list[list[dict[str, Any]]] = [
        [{"index": 0, "delta": {"role": "assistant", "content": None}, "finish_reason": None}],
        *([{"index": 0, "delta": delta, "finish_reason": None}] for delta in deltas),
        [{"index": 0, "delta": {}, "finish_reason": finish_reason}],
    ]
    chunks = [{**envelope, "choices": each} for each in choices]
    return [*chunks, {**envelope, "choices": [], "usage": USAGE}]


def call_piece(
    index: int, arguments: str, *, call_id: str | None = None, name: str | None = None
) -> dict[str, Any]:
    """A piece of the tool call number *index*: the first one names it."""
    piece = {"index": index, "function": {"arguments": arguments}}
    if call_id is None:
        return piece
    function = {"name": name, "arguments": arguments}
    return {**piece, "id": call_id, "type": "function", "function": function}


def _envelope(kind: str) -> dict[str, Any]:
    return {"id": "chatcmpl-1", "object": kind, "created": 1, "model": MODEL}


def completion(text: str) -> dict[str, Any]:
    """A legacy completion; as a stream, one chunk of it."""
    choice = {"index": 0, "text": text, "logprobs": None, "finish_reason": "stop"}
    return {**_envelope("text_completion"), "choices": [choice], "usage": USAGE}


def response(output: Iterable[Mapping[str, Any]], **fields: Any) -> dict[str, Any]:
    """A response whose items are *output*."""
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1,
        "model": MODEL,
        "status": "completed",
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "metadata": {},
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "temperature": 1.0,
        "top_p": 1.0,
        "output": list(output),
        "usage": RESPONSE_USAGE,
        **fields,
    }


def message(*texts: str, item_id: str = "msg_1") -> dict[str, Any]:
    """An output item with *texts*."""
    content = [{"type": "output_text", "text": text, "annotations": []} for text in texts]
    return {
        "type": "message",
        "id": item_id,
        "role": "assistant",
        "status": "completed",
        "content": content,
    }


def refusal(text: str, item_id: str = "msg_1") -> dict[str, Any]:
    """An output item that says no."""
    return {**message(item_id=item_id), "content": [{"type": "refusal", "refusal": text}]}


def reasoning(*summary: str, item_id: str = "rs_1", encrypted: str = "secret") -> dict[str, Any]:
    """An output item with the *summary* of what was thought."""
    parts = [{"type": "summary_text", "text": text} for text in summary]
    return {"type": "reasoning", "id": item_id, "summary": parts, "encrypted_content": encrypted}


def function_call(name: str, arguments: str, call_id: str = "call_1") -> dict[str, Any]:
    """An output item that asks for a tool."""
    return {
        "type": "function_call",
        "id": f"fc_{call_id}",
        "call_id": call_id,
        "name": name,
        "arguments": arguments,
        "status": "completed",
    }


def response_stream(output: Iterable[Mapping[str, Any]], **fields: Any) -> list[dict[str, Any]]:
    """The events of a response whose items are *output*, its texts in two pieces each."""
    items = list(output)
    started = {**response([]), "status": "in_progress", "usage": None}
    events: list[dict[str, Any]] = [
        {"type": "response.created", "response": started},
        {"type": "response.in_progress", "response": started},
    ]
    for index, item in enumerate(items):
        empty = {**item, "status": "in_progress"} | {
            name: [] if isinstance(item[name], list) else ""
            for name in ("content", "summary", "arguments", "code")
            if name in item
        }
        events.append({"type": "response.output_item.added", "output_index": index, "item": empty})
        inner = {"output_index": index, "item_id": item["id"]}
        events.extend({**each, **inner} for each in _pieces(item))
        events.append({"type": "response.output_item.done", "output_index": index, "item": item})
    whole = response(items, **fields)
    events.append({"type": f"response.{whole['status']}", "response": whole})
    return [{**event, "sequence_number": number} for number, event in enumerate(events)]


def _pieces(item: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    """The events between the start of *item* and its end."""
    if item["type"] == "function_call":
        kind = "response.function_call_arguments"
        yield from _text(kind, item["arguments"], "arguments", {})
    elif item["type"] == "code_interpreter_call":
        yield {"type": "response.code_interpreter_call.in_progress"}
        yield from _text("response.code_interpreter_call_code", item["code"], "code", {})
        yield {"type": "response.code_interpreter_call.interpreting"}
        yield {"type": "response.code_interpreter_call.completed"}
    elif item["type"] in {"web_search_call", "image_generation_call"}:
        yield {"type": f"response.{item['type']}.in_progress"}
        yield {"type": f"response.{item['type']}.completed"}
    for index, part in enumerate(item.get("summary", ())):
        kind, at = "response.reasoning_summary", {"summary_index": index}
        yield {"type": f"{kind}_part.added", "part": {**part, "text": ""}, **at}
        yield from _text(f"{kind}_text", part["text"], "text", at)
        yield {"type": f"{kind}_part.done", "part": part, **at}
    for index, part in enumerate(item.get("content", ())):
        at = {"content_index": index}
        name = "refusal" if part["type"] == "refusal" else "text"
        kind = "response.refusal" if name == "refusal" else "response.output_text"
        yield {"type": "response.content_part.added", "part": {**part, name: ""}, **at}
        yield from _text(kind, part[name], name, at)
        yield {"type": "response.content_part.done", "part": part, **at}


def _text(kind: str, text: str, name: str, at: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    """*text* in two pieces, and then whole under its *name*."""
    middle = len(text) // 2
    # Pieces of text carry the field, though it is nearly always empty.
    more: dict[str, Any] = {"logprobs": []} if kind == "response.output_text" else {}
    for piece in (text[:middle], text[middle:]):
        yield {"type": f"{kind}.delta", "delta": piece, **more, **at}
    yield {"type": f"{kind}.done", name: text, **more, **at}


def answer_to(path: str, body: Any) -> Any:
    """A valid answer to a request of *body* to *path*, streamed when it asks for that."""
    streamed = bool(body and body.get("stream"))
    if path.endswith("/chat/completions"):
        return chat_stream([{"content": "Hi"}]) if streamed else chat({"content": "Hi"})
    if path.endswith("/responses"):
        return response_stream([message("Hi")]) if streamed else response([message("Hi")])
    if path.endswith("/embeddings"):
        texts = body["input"] if isinstance(body["input"], list) else [body["input"]]
        rows = [
            {"object": "embedding", "index": index, "embedding": [float(index), 0.5]}
            for index, _ in enumerate(texts)
        ]
        usage = {"prompt_tokens": 3, "total_tokens": 3}
        return {"object": "list", "model": MODEL, "data": rows, "usage": usage}
    if path.endswith("/completions"):
        return [completion("Hi")] if streamed else completion("Hi")
    raise AssertionError(f"there is no answer to {path}")
