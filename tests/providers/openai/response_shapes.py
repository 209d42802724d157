"""Requests to the Responses API of every shape, written as in `shapes`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from llm import Attachment
from llm.default_plugins.openai_models import CodeInterpreter, ImageGeneration, WebSearch
from llm.parts import ReasoningPart, TextPart, assistant, user
from llm.tooling.server_side import ServerSideTool
from tests.providers.openai.shapes import (
    CALLS,
    DOG,
    HI,
    MULTIPLY,
    PDF,
    PDF_NAME,
    PDF_URL,
    PICTURE,
    PNG,
    PNG_URL,
    Shape,
    multiply,
    said,
)

PAPER = "https://papers.example/a.pdf"


def _answer(content: Any, **more: Any) -> dict[str, Any]:
    return {"input": [said(content)], "store": False, **more}


def _looked(part: Mapping[str, Any]) -> dict[str, Any]:
    return _answer([{"type": "input_text", "text": "Look"}, part])


# Servers that speak like OpenAI's do not all know an assistant's item without its type.
ANSWERED = {"type": "message", "role": "assistant", "content": "Hello"}
_THINKING = {"reasoning": True}
_THOUGHTS = {"include": ["reasoning.encrypted_content"], "reasoning": {"summary": "auto"}}
# Unless it is told not to be, the API is strict, and makes every optional argument required.
_FUNCTION = {"type": "function", **MULTIPLY, "strict": False}
_HEARD = ReasoningPart(
    "Hm.",
    provider_metadata={
        "openai": {
            "id": "rs_1",
            "encrypted_content": "secret",
            "summary": [{"type": "summary_text", "text": "Hm."}],
        }
    },
)


def _tool(name: str, tool: Any, spec: Mapping[str, Any], *include: str) -> Shape:
    wanted = {"include": list(include)} if include else {}
    return Shape(name, {"prompt": "Hi", "tools": [tool]}, _answer("Hi", tools=[spec], **wanted))


RESPONSES = [
    Shape("plain", {"prompt": "Hi"}, _answer("Hi")),
    Shape(
        "system",
        {"prompt": "Hi", "system": "Be brief"},
        _answer("Hi", instructions="Be brief"),
    ),
    Shape(
        "history",
        {"messages": [user("Hi"), assistant("Hello"), user("Bye")]},
        {"input": [HI, ANSWERED, said("Bye")], "store": False},
    ),
    Shape(
        "options",
        {"prompt": "Hi", "temperature": 0.5, "max_tokens": 9, "top_p": 0.25},
        _answer("Hi", temperature=0.5, max_output_tokens=9, top_p=0.25),
    ),
    Shape("reasoning", {"prompt": "Hi"}, _answer("Hi", **_THOUGHTS), model=_THINKING),
    Shape(
        "reasoning options",
        {"prompt": "Hi", "reasoning_effort": "low", "reasoning_summary": "detailed"},
        _answer(
            "Hi",
            include=["reasoning.encrypted_content"],
            reasoning={"effort": "low", "summary": "detailed"},
        ),
        model=_THINKING,
    ),
    Shape(
        "hidden reasoning",
        {"prompt": "Hi", "hide_reasoning": True, "reasoning_effort": "low"},
        _answer("Hi", include=["reasoning.encrypted_content"], reasoning={"effort": "low"}),
        model=_THINKING,
    ),
    Shape(
        "verbosity and tier",
        {"prompt": "Hi", "verbosity": "low", "service_tier": "flex"},
        _answer("Hi", text={"verbosity": "low"}, service_tier="flex"),
        model={"verbosity": True, "service_tier": True},
    ),
    Shape(
        "schema",
        {"prompt": "A dog", "schema": DOG, "verbosity": "low"},
        _answer(
            "A dog",
            text={
                "verbosity": "low",
                "format": {"type": "json_schema", "name": "output", "schema": DOG, "strict": False},
            },
        ),
        model={"verbosity": True},
    ),
    Shape(
        "json_object",
        {"prompt": "JSON", "json_object": True},
        _answer("JSON", text={"format": {"type": "json_object"}}),
    ),
    Shape(
        "image",
        {"prompt": "Look", "attachments": [Attachment(content=PNG, type="image/png")]},
        _looked({"type": "input_image", "image_url": PNG_URL, "detail": "auto"}),
        ours={"input": _looked({"type": "input_image", "image_url": PNG_URL})["input"]},
        why="the API does the same without it, and not every server that is like it knows it",
    ),
    Shape(
        "image by URL",
        {
            "prompt": "Look",
            "attachments": [Attachment(url=PICTURE, type="image/png")],
            "image_detail": "low",
        },
        _looked({"type": "input_image", "image_url": PICTURE, "detail": "low"}),
    ),
    Shape(
        "PDF",
        {"prompt": "Look", "attachments": [Attachment(content=PDF, type="application/pdf")]},
        _looked({"type": "input_file", "filename": PDF_NAME, "file_data": PDF_URL}),
    ),
    Shape(
        "PDF by URL",
        {"prompt": "Look", "attachments": [Attachment(url=PAPER, type="application/pdf")]},
        _looked({"type": "input_file", "file_url": PAPER}),
    ),
    Shape("tools", {"prompt": "Hi", "tools": [multiply]}, _answer("Hi", tools=[_FUNCTION])),
    Shape(
        "function outputs",
        {"messages": CALLS, "tools": [multiply]},
        {
            "input": [
                said("6*7 and 2*3?"),
                {**ANSWERED, "content": "Let me see."},
                *(
                    {"type": "function_call", "call_id": call_id, "name": "multiply", **arguments}
                    for call_id, arguments in (
                        ("call_1", {"arguments": '{"x": 6, "y": 7}'}),
                        ("call_2", {"arguments": '{"x": 2, "y": 3}'}),
                    )
                ),
                {"type": "function_call_output", "call_id": "call_1", "output": "42"},
                {"type": "function_call_output", "call_id": "call_2", "output": "6"},
            ],
            "store": False,
            "tools": [_FUNCTION],
        },
    ),
    Shape(
        "encrypted reasoning",
        {"messages": [user("Hi"), assistant(_HEARD, TextPart("Hello")), user("Bye")]},
        {
            "input": [
                HI,
                {
                    "type": "reasoning",
                    "id": "rs_1",
                    "encrypted_content": "secret",
                    "summary": [{"type": "summary_text", "text": "Hm."}],
                },
                ANSWERED,
                said("Bye"),
            ],
            "store": False,
            **_THOUGHTS,
        },
        model=_THINKING,
    ),
    _tool(
        "web search",
        WebSearch(allowed_domains=["a.example"], search_context_size="low", include_sources=True),
        {
            "type": "web_search",
            "filters": {"allowed_domains": ["a.example"]},
            "search_context_size": "low",
        },
        "web_search_call.action.sources",
    ),
    _tool(
        "code interpreter",
        CodeInterpreter(memory_limit="1g"),
        {"type": "code_interpreter", "container": {"type": "auto", "memory_limit": "1g"}},
        "code_interpreter_call.outputs",
    ),
    _tool(
        "image generation",
        ImageGeneration(size="1024x1024", quality="low"),
        {"type": "image_generation", "size": "1024x1024", "quality": "low"},
    ),
    _tool(
        "any tool of the server's",
        ServerSideTool(spec={"type": "file_search", "vector_store_ids": ["vs_1"]}),
        {"type": "file_search", "vector_store_ids": ["vs_1"]},
    ),
]
