"""What goes in and out of the Responses API and its conversations; `items.py` has items. Pure."""

from __future__ import annotations

from llm.server.protocols.openapi.items import ITEMS
from llm.server.protocols.openapi.shapes import (
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
    map_of,
    maybe,
    ref,
    streamed,
    told,
    words,
)
from llm.server.protocols.responses.decoding import (
    LONGEST_NOTED,
    LONGEST_NOTED_NAME,
    MOST_NOTED,
)

_NAMED = {**TEXT, "minLength": 1}
_OWN_TOOL = asked(
    "name", type=words("function", "custom"), name=_NAMED, description=TEXT, parameters=OBJECT
)
_TOOL = either(
    _OWN_TOOL,
    asked("function", type=words("function", "custom"), function=_OWN_TOOL),
    described(
        asked("type", type={**TEXT, "not": {"enum": ["function", "custom"]}}),
        "A tool that the model's provider runs.",
    ),
)
_CHOICE = either(
    words("none", "auto", "required"),
    asked("type name", type=words("function", "custom"), name=TEXT),
    asked("type function", type=words("function", "custom"), function=asked("name", name=TEXT)),
    asked(
        "type mode tools",
        type=just("allowed_tools"),
        mode=words("auto", "required"),
        tools=list_of({}),
    ),
)
_FORMAT = either(
    asked("type", type=words("text", "json_object")),
    asked("type schema", type=just("json_schema"), schema=OBJECT),
)
_METADATA = {
    **map_of({**TEXT, "maxLength": LONGEST_NOTED}),
    "maxProperties": MOST_NOTED,
    "propertyNames": {"maxLength": LONGEST_NOTED_NAME},
}
_REQUEST = asked(
    "",
    model=ref("ModelName"),
    input=ITEMS,
    instructions=ITEMS,
    stream=FLAG,
    background=FLAG,
    store=FLAG,
    previous_response_id=ref("ResponseId"),
    conversation=either(ref("ConversationId"), asked("id", id=ref("ConversationId"))),
    tools=list_of(_TOOL),
    tool_choice=_CHOICE,
    text=asked("", format=_FORMAT, verbosity=TEXT),
    reasoning=asked("", effort=TEXT, summary=TEXT, generate_summary=TEXT, mode=TEXT, context=TEXT),
    include=list_of(TEXT),
    metadata=_METADATA,
    truncation=words("auto", "disabled"),
    temperature=NUMBER,
    top_p=NUMBER,
    max_output_tokens=WHOLE,
    parallel_tool_calls=FLAG,
    service_tier=TEXT,
    user=TEXT,
    top_logprobs=WHOLE,
    max_tool_calls=WHOLE,
    prompt_cache_key=TEXT,
    prompt_cache_retention=TEXT,
    safety_identifier=TEXT,
    access_programs=OBJECT,
    background_options=OBJECT,
    context_management=list_of({}),
    image=OBJECT,
    moderation=OBJECT,
    prompt_cache_options=OBJECT,
    top_k=WHOLE,
    seed=WHOLE,
    frequency_penalty=NUMBER,
    presence_penalty=NUMBER,
)

_USAGE = told(
    input_tokens=COUNT,
    input_tokens_details=told(cached_tokens=COUNT, cache_write_tokens=COUNT),
    output_tokens=COUNT,
    output_tokens_details=told(reasoning_tokens=COUNT),
    total_tokens=COUNT,
)
_RESPONSE = told(
    id=ref("ResponseId"),
    object=just("response"),
    created_at=COUNT,
    status=words("in_progress", "completed", "incomplete", "failed", "cancelled"),
    completed_at=maybe(COUNT),
    error=maybe(told(code=TEXT, message=TEXT)),
    incomplete_details=maybe(told(reason=words("max_output_tokens", "content_filter"))),
    model=TEXT,
    output=list_of(ref("Item")),
    usage=maybe(_USAGE),
    conversation=maybe(told(id=ref("ConversationId"))),
    background=FLAG,
    instructions=maybe(ITEMS),
    max_output_tokens=maybe(WHOLE),
    max_tool_calls=maybe(WHOLE),
    metadata=map_of(TEXT),
    parallel_tool_calls=FLAG,
    previous_response_id=maybe(ref("ResponseId")),
    prompt_cache_key=maybe(TEXT),
    reasoning=told(effort=maybe(TEXT), summary=maybe(TEXT)),
    safety_identifier=maybe(TEXT),
    service_tier=TEXT,
    temperature=maybe(NUMBER),
    text=told("verbosity", format=OBJECT, verbosity=TEXT),
    tool_choice=either(TEXT, OBJECT),
    tools=list_of(OBJECT),
    top_logprobs=WHOLE,
    top_p=maybe(NUMBER),
    truncation=words("auto", "disabled"),
    user=maybe(TEXT),
)


def _event(*names: str, **fields: Schema) -> Schema:
    return told(
        type=words(*(f"response.{name}" for name in names)), sequence_number=COUNT, **fields
    )


_AT = {"item_id": TEXT, "output_index": COUNT}
_IN_CONTENT = {**_AT, "content_index": COUNT}
_IN_SUMMARY = {**_AT, "summary_index": COUNT}
_ARGUMENTS = ("function_call_arguments", "mcp_call_arguments", "custom_tool_call_input")
_EVENT = either(
    _event("created", "in_progress", "completed", "failed", "incomplete", response=ref("Response")),
    _event("output_item.added", "output_item.done", output_index=COUNT, item=ref("Item")),
    _event("content_part.added", "content_part.done", **_IN_CONTENT, part=OBJECT),
    _event("output_text.delta", **_IN_CONTENT, delta=TEXT, logprobs=list_of(OBJECT)),
    _event("output_text.done", **_IN_CONTENT, text=TEXT, logprobs=list_of(OBJECT)),
    _event(
        "output_text.annotation.added", **_IN_CONTENT, annotation_index=COUNT, annotation=OBJECT
    ),
    _event("refusal.delta", **_IN_CONTENT, delta=TEXT),
    _event("refusal.done", **_IN_CONTENT, refusal=TEXT),
    _event(
        "reasoning_summary_part.added", "reasoning_summary_part.done", **_IN_SUMMARY, part=OBJECT
    ),
    _event("reasoning_summary_text.delta", **_IN_SUMMARY, delta=TEXT),
    _event("reasoning_summary_text.done", **_IN_SUMMARY, text=TEXT),
    _event(*(f"{name}.delta" for name in _ARGUMENTS), **_AT, delta=TEXT),
    _event(*(f"{name}.done" for name in _ARGUMENTS[:2]), **_AT, arguments=TEXT),
    _event("custom_tool_call_input.done", **_AT, input=TEXT),
    _event(
        "mcp_call.in_progress", "mcp_call.completed", "image_generation_call.in_progress",
        "image_generation_call.completed", **_AT,
    ),
)  # fmt: skip
STREAM = streamed(
    ref("ResponseEvent"),
    "Server-sent events, named as the `type` of their data, a `ResponseEvent`.",
)
DELETED = told(id=ref("ResponseId"), object=just("response"), deleted=FLAG)
COUNTED = told(object=just("response.input_tokens"), input_tokens=COUNT)
ITEM_LIST = told(
    object=just("list"), data=list_of(ref("Item")), first_id=TEXT, last_id=TEXT, has_more=FLAG
)
DELETED_CONVERSATION = told(
    id=ref("ConversationId"), object=just("conversation.deleted"), deleted=FLAG
)

SCHEMAS: dict[str, Schema] = {
    "ResponseId": described(TEXT, "The id of a response, `resp_…`."),
    "ConversationId": described(TEXT, "The id of a conversation, `conv_…`."),
    "ResponsesRequest": _REQUEST,
    "Response": _RESPONSE,
    "ResponseEvent": _EVENT,
    "ConversationRequest": asked("", items=ITEMS, metadata=_METADATA),
    "ConversationUpdate": {**asked("", metadata=_METADATA), "required": ["metadata"]},
    "ConversationItems": asked("", items=ITEMS),
    "Conversation": told(
        id=ref("ConversationId"),
        object=just("conversation"),
        created_at=COUNT,
        metadata=map_of(TEXT),
    ),
}
