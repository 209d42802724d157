"""The items of the Responses API: what clients send, and what is told of them. Pure."""

from __future__ import annotations

from llm.server.protocols.openapi.shapes import (
    ANYTHING,
    BASE64,
    OBJECT,
    TEXT,
    Schema,
    asked,
    at_least,
    described,
    either,
    just,
    list_of,
    maybe,
    ref,
    told,
    words,
)
from llm.server.protocols.responses.reading import PROVIDERS_OWN, ROLES

_URL = described(TEXT, "Of `http` or `https`, or with the bytes in it: `data:TYPE;base64,…`.")
_PIECE = either(
    asked(
        "type text",
        type=words("input_text", "output_text", "text", "summary_text", "reasoning_text"),
        text=TEXT,
    ),
    asked("type refusal", type=just("refusal"), refusal=TEXT),
    asked(
        "type image_url",
        type=words("input_image", "image_url"),
        image_url=either(_URL, asked("url", url=_URL)),
        detail=TEXT,
    ),
    asked("type file_data", type=just("input_file"), file_data=TEXT, filename=TEXT),
    asked("type file_url", type=just("input_file"), file_url=_URL, filename=TEXT),
    asked(
        "type input_audio",
        type=just("input_audio"),
        input_audio=asked("data format", data=BASE64, format=TEXT),
    ),
)
_CONTENT = either(TEXT, list_of(ref("InputPiece")))
_MESSAGE = asked(
    "role content", type=just("message"), role=words(*ROLES), content=_CONTENT, phase=ANYTHING
)
_ITEM = either(
    _MESSAGE,
    asked(
        "type",
        type=just("reasoning"),
        id=ANYTHING,
        summary=either(_CONTENT, words("")),
        content=_CONTENT,
        encrypted_content=TEXT,
    ),
    asked(
        "type name call_id arguments",
        type=just("function_call"),
        name=TEXT,
        call_id=TEXT,
        arguments=either(TEXT, OBJECT),
    ),
    asked(
        "type name call_id input",
        type=just("custom_tool_call"),
        name=TEXT,
        call_id=TEXT,
        input=TEXT,
    ),
    asked(
        "type call_id output",
        type=words("function_call_output", "custom_tool_call_output"),
        call_id=TEXT,
        output=_CONTENT,
    ),
    asked(
        "type",
        type=just("image_generation_call"),
        id=ANYTHING,
        result=BASE64,
        output_format=TEXT,
    ),
    asked("id", type=just("item_reference"), id=TEXT),
    described(
        asked("type", type=words(*sorted(PROVIDERS_OWN)), id=ANYTHING, name=TEXT, call_id=TEXT),
        "What a tool did that a provider ran; it is kept as it is.",
    ),
)
ITEMS = either(TEXT, list_of(ref("InputItem")))

_GIVEN = either(
    told(type=just("input_text"), text=TEXT),
    told(type=just("input_image"), detail=words("auto", "low", "high", "original"), image_url=TEXT),
    told("filename", type=just("input_file"), filename=TEXT, file_data=TEXT),
    told("filename", type=just("input_file"), filename=TEXT, file_url=TEXT),
)
_SAID = either(
    told(
        type=just("output_text"), text=TEXT, annotations=list_of(OBJECT), logprobs=list_of(OBJECT)
    ),
    told(type=just("refusal"), refusal=TEXT),
)
_STATUS = words("in_progress", "completed", "incomplete", "failed")
_TOLD = either(
    told(
        "phase",
        type=just("message"),
        id=TEXT,
        role=just("assistant"),
        status=_STATUS,
        content=list_of(_SAID),
        phase=words("commentary", "final_answer"),
    ),
    told(
        type=just("message"),
        id=TEXT,
        role=words("system", "user"),
        status=_STATUS,
        content=list_of(_GIVEN),
    ),
    told(
        "content encrypted_content status",
        type=just("reasoning"),
        id=TEXT,
        summary=list_of(ANYTHING),
        content=list_of(ANYTHING),
        encrypted_content=TEXT,
        status=_STATUS,
    ),
    told(
        type=just("function_call"), id=TEXT, call_id=TEXT, name=TEXT, arguments=TEXT, status=_STATUS
    ),
    told(type=just("custom_tool_call"), id=TEXT, call_id=TEXT, name=TEXT, input=TEXT),
    told(
        type=words("function_call_output", "custom_tool_call_output"),
        id=TEXT,
        call_id=TEXT,
        output=either(TEXT, list_of(_GIVEN)),
        status=_STATUS,
    ),
    told(
        type=just("mcp_call"),
        id=TEXT,
        server_label=TEXT,
        name=TEXT,
        arguments=TEXT,
        output=maybe(TEXT),
        status=_STATUS,
    ),
    described(
        at_least(type=just("image_generation_call")),
        "A picture, whose bytes are in `result`, with what its provider says of it.",
    ),
    described(
        at_least(type=words(*sorted(PROVIDERS_OWN))),
        "What a tool did that a provider ran, as it came.",
    ),
)

SCHEMAS: dict[str, Schema] = {"InputPiece": _PIECE, "InputItem": _ITEM, "Item": _TOLD}
