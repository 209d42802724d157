"""What goes in and out of Anthropic's messages, and of counting their tokens. Pure."""

from __future__ import annotations

from llm.server.protocols.openapi.shapes import (
    ANYTHING,
    BASE64,
    COUNT,
    FLAG,
    NUMBER,
    OBJECT,
    TEXT,
    WHOLE,
    Schema,
    asked,
    described,
    either,
    just,
    list_of,
    maybe,
    ref,
    streamed,
    told,
    words,
)

_TEXT_BLOCK = asked("type text", type=just("text"), text=TEXT)
_TEXTS = either(TEXT, list_of(_TEXT_BLOCK))
_SOURCE = either(
    asked("type data", type=just("base64"), data=BASE64, media_type=TEXT),
    asked("type url", type=just("url"), url=TEXT),
)
_IMAGE = asked("type source", type=just("image"), source=_SOURCE)
_DOCUMENT = asked(
    "type source",
    type=just("document"),
    source=either(
        _SOURCE,
        asked("type data", type=just("text"), data=TEXT),
        asked(
            "type content",
            type=just("content"),
            content=either(TEXT, list_of(either(_TEXT_BLOCK, _IMAGE))),
        ),
    ),
    title=TEXT,
    context=TEXT,
)
_FOUND = asked(
    "type title source content", type=just("search_result"), title=TEXT, source=TEXT, content=_TEXTS
)
_REFERENCE = asked("type tool_name", type=just("tool_reference"), tool_name=TEXT)
_BLOCK = either(
    _TEXT_BLOCK,
    _IMAGE,
    _DOCUMENT,
    _FOUND,
    _REFERENCE,
    asked("type", type=just("thinking"), thinking=TEXT, signature=TEXT),
    asked("type data", type=just("redacted_thinking"), data=TEXT),
    asked(
        "type id name",
        type=words("tool_use", "server_tool_use", "mcp_tool_use"),
        id=TEXT,
        name=TEXT,
        input=OBJECT,
        server_name=TEXT,
    ),
    asked(
        "type tool_use_id",
        type=just("tool_result"),
        tool_use_id=TEXT,
        content=either(TEXT, list_of(either(_TEXT_BLOCK, _IMAGE, _DOCUMENT, _FOUND, _REFERENCE))),
        is_error=FLAG,
    ),
    described(
        asked(
            "type tool_use_id",
            type={**TEXT, "pattern": ".+_tool_result$"},
            tool_use_id=TEXT,
            content=ANYTHING,
        ),
        "What a tool returned that the provider ran.",
    ),
)
_CONTENT = either(TEXT, list_of(ref("ContentBlock")))
_MESSAGE = either(
    asked("role content", role=words("user", "assistant"), content=_CONTENT),
    asked("role content", role=just("system"), content=_TEXTS),
)
_TOOL = either(
    asked(
        "name input_schema", name=TEXT, description=TEXT, input_schema=OBJECT, type=just("custom")
    ),
    described(
        asked("type", type={**TEXT, "not": {"const": "custom"}}),
        "A tool of one of the provider's types.",
    ),
)
_CHOICE = either(
    asked("type", type=words("auto", "any", "none"), disable_parallel_tool_use=FLAG),
    asked("type name", type=just("tool"), name=TEXT, disable_parallel_tool_use=FLAG),
)
_FORMAT = asked("type schema", type=just("json_schema"), schema=OBJECT)
_REQUEST = asked(
    "messages",
    model=ref("ModelName"),
    messages=list_of(ref("MessageParam"), minItems=1),
    system=_TEXTS,
    max_tokens=WHOLE,
    stream=FLAG,
    temperature=NUMBER,
    top_p=NUMBER,
    top_k=WHOLE,
    stop_sequences=list_of(TEXT),
    thinking=asked(
        "type",
        type=words("enabled", "disabled", "adaptive", "between_tools"),
        budget_tokens=WHOLE,
        display=TEXT,
    ),
    tools=list_of(_TOOL),
    tool_choice=_CHOICE,
    metadata=asked("", user_id=TEXT),
    service_tier=TEXT,
    output_config=asked("", effort=TEXT, format=_FORMAT),
    output_format=_FORMAT,
    inference_geo=TEXT,
    speed=TEXT,
    diagnostics=OBJECT,
    context_management=OBJECT,
    mcp_servers=list_of(ANYTHING),
    container=ANYTHING,
    cache_control=ANYTHING,
)

_SAID = either(
    told("citations", type=just("text"), text=TEXT, citations=list_of(OBJECT)),
    told(type=just("thinking"), thinking=TEXT, signature=TEXT),
    told(type=just("redacted_thinking"), data=TEXT),
    told(type=words("tool_use", "server_tool_use"), id=TEXT, name=TEXT, input=OBJECT),
    told(type={**TEXT, "pattern": ".+_tool_result$"}, tool_use_id=TEXT, content=ANYTHING),
)
_STOPPED = words("end_turn", "max_tokens", "tool_use", "refusal")
_USAGE = told(
    "cache_creation_input_tokens cache_read_input_tokens output_tokens_details",
    input_tokens=COUNT,
    output_tokens=COUNT,
    cache_creation_input_tokens=WHOLE,
    cache_read_input_tokens=WHOLE,
    output_tokens_details=told(thinking_tokens=COUNT),
)
_ANSWER = told(
    id=TEXT,
    type=just("message"),
    role=just("assistant"),
    model=TEXT,
    content=list_of(ref("SaidBlock")),
    stop_reason=maybe(_STOPPED),
    stop_sequence={"type": "null"},
    usage=ref("MessageUsage"),
)
_DELTA = either(
    told(type=just("text_delta"), text=TEXT),
    told(type=just("thinking_delta"), thinking=TEXT),
    told(type=just("signature_delta"), signature=TEXT),
    told(type=just("input_json_delta"), partial_json=TEXT),
    told(type=just("citations_delta"), citation=OBJECT),
)
_EVENT = either(
    told(type=just("message_start"), message=ref("Message")),
    told(type=just("ping")),
    told(type=just("content_block_start"), index=COUNT, content_block=ref("SaidBlock")),
    told(type=just("content_block_delta"), index=COUNT, delta=_DELTA),
    told(type=just("content_block_stop"), index=COUNT),
    told(
        type=just("message_delta"),
        delta=told(stop_reason=_STOPPED, stop_sequence={"type": "null"}),
        usage=ref("MessageUsage"),
    ),
    told(type=just("message_stop")),
    ref("AnthropicFailure"),
)
STREAM = streamed(
    ref("MessageEvent"), "Server-sent events, named as the `type` of their data, a `MessageEvent`."
)
COUNTED = told(input_tokens=COUNT)

SCHEMAS: dict[str, Schema] = {
    "ContentBlock": _BLOCK,
    "MessageParam": _MESSAGE,
    "MessagesRequest": _REQUEST,
    "SaidBlock": _SAID,
    "MessageUsage": _USAGE,
    "Message": _ANSWER,
    "MessageEvent": _EVENT,
}
