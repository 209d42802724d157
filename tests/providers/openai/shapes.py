"""Requests of every shape, each written twice: for `llm`, and for the official SDK.

Here are chats and texts to be continued; those of the Responses API are in `response_shapes`.

Bytes, names and ids are given, so that both are to send the very same JSON. Where ours differs on
purpose, the shape says in which field and why.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from llm import Attachment
from llm.parts import (
    TextPart,
    ToolCallPart,
    ToolResultPart,
    assistant,
    system,
    tool_message,
    user,
)

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 8
PDF = b"%PDF-1.4 a paper"
SOUND = b"RIFF a sound"
PNG_URL = "data:image/png;base64," + base64.b64encode(PNG).decode()
PDF_URL = "data:application/pdf;base64," + base64.b64encode(PDF).decode()
PDF_NAME = sha256(PDF).hexdigest() + ".pdf"
SOUND_DATA = base64.b64encode(SOUND).decode()
PICTURE = "https://pictures.example/a.png"
HI = {"role": "user", "content": "Hi"}
DOG = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
NUMBERS = {
    "type": "object",
    "properties": {"x": {"type": "integer"}, "y": {"type": "integer"}},
    "required": ["x", "y"],
}
MULTIPLY = {"name": "multiply", "description": "Multiply two numbers.", "parameters": NUMBERS}
ABSENT = object()
"""Stands for a field that ours does not send."""


def multiply(x: int, y: int) -> int:
    """Multiply two numbers."""
    return x * y


@dataclass(frozen=True)
class Shape:
    """One request, as the users of both would write it.

    Attributes:
        name: what is shown of it.
        ask: the arguments of our `model.prompt()`.
        create: those of the SDK's `create()`, beside the model and what is streamed.
        model: attributes of our model.
        ours: the fields that ours sends otherwise, or, as `ABSENT`, not at all.
        why: the reason for that.

    """

    name: str
    ask: Mapping[str, Any]
    create: Mapping[str, Any]
    model: Mapping[str, Any] = field(default_factory=dict)
    ours: Mapping[str, Any] = field(default_factory=dict)
    why: str = ""

    def __str__(self) -> str:
        return self.name


def said(content: Any, role: str = "user") -> dict[str, Any]:
    return {"role": role, "content": content}


_CALL = ToolCallPart("multiply", {"x": 6, "y": 7}, "call_1")
CALLS = [
    user("6*7 and 2*3?"),
    assistant(TextPart("Let me see."), _CALL, ToolCallPart("multiply", {"x": 2, "y": 3}, "call_2")),
    tool_message(
        ToolResultPart("multiply", "42", "call_1"), ToolResultPart("multiply", "6", "call_2")
    ),
]


def _called(x: int, y: int, call_id: str) -> dict[str, Any]:
    function = {"name": "multiply", "arguments": f'{{"x": {x}, "y": {y}}}'}
    return {"type": "function", "id": call_id, "function": function}


def _attached(attachment: Attachment, part: Mapping[str, Any], name: str, **ask: Any) -> Shape:
    content = [{"type": "text", "text": "Look"}, part]
    given = {"prompt": "Look", "attachments": [attachment], **ask}
    return Shape(name, given, {"messages": [said(content)]})


_ALL_OPTIONS: dict[str, Any] = {
    "temperature": 0.5,
    "max_tokens": 9,
    "top_p": 0.25,
    "frequency_penalty": 0.5,
    "presence_penalty": -0.5,
    "stop": ["END", "STOP"],
    "seed": 3,
}

_REASONING = {"reasoning_effort": "low", "verbosity": "high", "service_tier": "flex"}

CHAT = [
    Shape("plain", {"prompt": "Hi"}, {"messages": [HI]}),
    Shape(
        "system",
        {"prompt": "Hi", "system": "Be brief"},
        {"messages": [said("Be brief", "system"), HI]},
    ),
    Shape(
        "history",
        {"messages": [system("Be brief"), user("Hi"), assistant("Hello"), user("Bye")]},
        {
            "messages": [
                said("Be brief", "system"),
                HI,
                said("Hello", "assistant"),
                said("Bye"),
            ]
        },
    ),
    Shape("no ASCII", {"prompt": "Grüße, 世界 🐕"}, {"messages": [said("Grüße, 世界 🐕")]}),
    Shape(
        "options",
        {"prompt": "Hi", **_ALL_OPTIONS, "logit_bias": '{"12": -5}'},
        {"messages": [HI], **_ALL_OPTIONS, "logit_bias": {"12": -5}},
    ),
    Shape(
        "one stop",
        {"prompt": "Hi", "stop": "END"},
        {"messages": [HI], "stop": "END"},
    ),
    Shape(
        "reasoning options",
        {"prompt": "Hi", "max_tokens": 9, **_REASONING},
        {"messages": [HI], "max_completion_tokens": 9, **_REASONING},
        model={"reasoning": True, "verbosity": True, "service_tier": True},
    ),
    Shape(
        "tools",
        {"prompt": "Hi", "tools": [multiply]},
        {"messages": [HI], "tools": [{"type": "function", "function": MULTIPLY}]},
    ),
    Shape(
        "tool results",
        {"messages": CALLS, "tools": [multiply]},
        {
            "messages": [
                said("6*7 and 2*3?"),
                {
                    **said("Let me see.", "assistant"),
                    "tool_calls": [_called(6, 7, "call_1"), _called(2, 3, "call_2")],
                },
                {"role": "tool", "tool_call_id": "call_1", "content": "42"},
                {"role": "tool", "tool_call_id": "call_2", "content": "6"},
            ],
            "tools": [{"type": "function", "function": MULTIPLY}],
        },
    ),
    Shape(
        "schema",
        {"prompt": "A dog", "schema": DOG},
        {
            "messages": [said("A dog")],
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "output", "schema": DOG},
            },
        },
    ),
    Shape(
        "json_object",
        {"prompt": "JSON", "json_object": True},
        {"messages": [said("JSON")], "response_format": {"type": "json_object"}},
    ),
    _attached(
        Attachment(content=PNG, type="image/png"),
        {"type": "image_url", "image_url": {"url": PNG_URL}},
        "image",
    ),
    _attached(
        Attachment(url=PICTURE, type="image/png"),
        {"type": "image_url", "image_url": {"url": PICTURE, "detail": "low"}},
        "image by URL",
        image_detail="low",
    ),
    _attached(
        Attachment(content=PDF, type="application/pdf"),
        {"type": "file", "file": {"filename": PDF_NAME, "file_data": PDF_URL}},
        "PDF",
    ),
    _attached(
        Attachment(content=SOUND, type="audio/wav"),
        {"type": "input_audio", "input_audio": {"data": SOUND_DATA, "format": "wav"}},
        "WAV",
    ),
    _attached(
        Attachment(content=SOUND, type="audio/mpeg"),
        {"type": "input_audio", "input_audio": {"data": SOUND_DATA, "format": "mp3"}},
        "MP3",
    ),
]


COMPLETIONS = [
    Shape(
        "plain",
        {"prompt": "Once"},
        {"prompt": "Once", "max_tokens": 256},
        model={"default_max_tokens": 256},
    ),
    Shape(
        "options",
        {"prompt": "Once", "logprobs": 2, **_ALL_OPTIONS},
        {"prompt": "Once", "logprobs": 2, **_ALL_OPTIONS},
    ),
]
