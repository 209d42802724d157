"""What goes in and out of chat completions, embeddings and the list of models. Pure."""

from __future__ import annotations

from llm.server.protocols.chat.decoding import MOST_CHOICES
from llm.server.protocols.embeddings import MOST
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
    at_least,
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

_URL = described(TEXT, "Of `http` or `https`, or with the bytes in it: `data:TYPE;base64,…`.")
_SEEN = either(asked("url", url=_URL, detail=TEXT), _URL)
_PART = either(
    TEXT,
    asked("type text", type=just("text"), text=TEXT),
    asked("type refusal", type=just("refusal"), refusal=TEXT),
    asked("type image_url", type=just("image_url"), image_url=_SEEN),
    asked("type video_url", type=just("video_url"), video_url=_SEEN),
    asked(
        "type input_audio",
        type=just("input_audio"),
        input_audio=asked("data format", data=BASE64, format=TEXT),
    ),
    asked("type file", type=just("file"), file=asked("file_data", file_data=TEXT, filename=TEXT)),
)
_CONTENT = either(TEXT, list_of(ref("ChatPart")))
_FUNCTION_CALL = asked("name", name=TEXT, arguments=described(TEXT, "An object, as JSON."))
_CALL = asked("id function", id=TEXT, type=just("function"), function=_FUNCTION_CALL)
_MESSAGE = either(
    asked(
        "role content",
        role=words("system", "developer", "user"),
        content=_CONTENT,
        name=TEXT,
    ),
    asked(
        "role",
        role=just("assistant"),
        content=_CONTENT,
        refusal=TEXT,
        name=TEXT,
        tool_calls=list_of(_CALL),
        images=_CONTENT,
        audio=asked("", data=BASE64),
        reasoning_content=ANYTHING,
        reasoning_details=ANYTHING,
    ),
    asked(
        "role tool_call_id",
        role=just("tool"),
        tool_call_id=TEXT,
        content=_CONTENT,
        name=TEXT,
    ),
)
_FUNCTION = asked("name", name=TEXT, description=TEXT, parameters=OBJECT)
_TOOL = either(
    asked("function", type=just("function"), function=_FUNCTION),
    described(
        asked("type", type={**TEXT, "not": {"enum": ["function", "custom"]}}),
        "A tool that the model's provider runs.",
    ),
)
_NAMED = asked("function", type=just("function"), function=asked("name", name=TEXT))
_ALLOWED = asked(
    "type allowed_tools",
    type=just("allowed_tools"),
    allowed_tools=asked(
        "tools",
        mode=words("auto", "required"),
        tools=list_of(asked("", function=asked("name", name=TEXT))),
    ),
)
_FORMAT = either(
    asked("type", type=words("text", "json_object")),
    asked("type json_schema", type=just("json_schema"), json_schema=asked("", schema=OBJECT)),
)
_REQUEST = asked(
    "messages",
    model=ref("ModelName"),
    messages=list_of(ref("ChatMessage"), minItems=1),
    stream=FLAG,
    stream_options=asked("", include_usage=FLAG),
    n={"type": "integer", "minimum": 1, "maximum": MOST_CHOICES},
    tools=list_of(_TOOL),
    tool_choice=either(words("auto", "none", "required"), _NAMED, _ALLOWED),
    response_format=_FORMAT,
    stop=either(TEXT, list_of(TEXT)),
    max_tokens=WHOLE,
    max_completion_tokens=WHOLE,
    temperature=NUMBER,
    top_p=NUMBER,
    top_k=WHOLE,
    min_p=NUMBER,
    seed=WHOLE,
    frequency_penalty=NUMBER,
    presence_penalty=NUMBER,
    repetition_penalty=NUMBER,
    logit_bias=OBJECT,
    logprobs=FLAG,
    top_logprobs=WHOLE,
    user=TEXT,
    reasoning_effort=TEXT,
    verbosity=TEXT,
    parallel_tool_calls=FLAG,
    service_tier=TEXT,
    prompt_cache_key=TEXT,
    prompt_cache_retention=TEXT,
    prompt_cache_options=OBJECT,
    safety_identifier=TEXT,
    prediction=OBJECT,
    moderation=OBJECT,
    audio=OBJECT,
    metadata=OBJECT,
    modalities=list_of(TEXT),
    web_search_options=OBJECT,
)
_IMAGE = told(type=just("image_url"), image_url=told(url=TEXT))
_CALLED = told(id=TEXT, type=just("function"), function=told(name=TEXT, arguments=TEXT))
_DETAIL = told(type=TEXT, data=TEXT, index=COUNT)
_SAID = told(
    "reasoning_content reasoning_details images audio tool_calls",
    role=just("assistant"),
    content=maybe(TEXT),
    refusal=maybe(TEXT),
    reasoning_content=TEXT,
    reasoning_details=list_of(_DETAIL),
    images=list_of(_IMAGE),
    audio=told(id=TEXT, expires_at=WHOLE, data=BASE64, transcript=TEXT),
    tool_calls=list_of(_CALLED),
)
_FINISHED = words("stop", "length", "tool_calls", "content_filter")
_LOGPROBS = maybe(told(content=ANYTHING, refusal=ANYTHING))
_USAGE = told(
    "prompt_tokens_details completion_tokens_details",
    prompt_tokens=COUNT,
    completion_tokens=COUNT,
    total_tokens=COUNT,
    prompt_tokens_details=map_of(WHOLE),
    completion_tokens_details=map_of(WHOLE),
)
_CHAT = told(
    "service_tier system_fingerprint",
    id=ref("ChatId"),
    object=just("chat.completion"),
    created=COUNT,
    model=TEXT,
    choices=list_of(told(index=COUNT, message=_SAID, logprobs=_LOGPROBS, finish_reason=_FINISHED)),
    usage=ref("ChatUsage"),
    service_tier=TEXT,
    system_fingerprint=TEXT,
)
_PIECE = told(
    "id type",
    index=COUNT,
    id=TEXT,
    type=just("function"),
    function=told("name arguments", name=TEXT, arguments=TEXT),
)
_DELTA = told(
    "role content refusal reasoning_content reasoning_details images audio tool_calls",
    role=just("assistant"),
    content=TEXT,
    refusal=TEXT,
    reasoning_content=TEXT,
    reasoning_details=list_of(_DETAIL),
    images=list_of(told(index=COUNT, type=just("image_url"), image_url=told(url=TEXT))),
    audio=told(id=TEXT, data=BASE64),
    tool_calls=list_of(_PIECE),
)
_CHUNK = told(
    "usage",
    id=ref("ChatId"),
    object=just("chat.completion.chunk"),
    created=COUNT,
    model=TEXT,
    choices=list_of(
        told(index=COUNT, delta=_DELTA, logprobs=_LOGPROBS, finish_reason=maybe(_FINISHED))
    ),
    usage=maybe(ref("ChatUsage")),
)
STREAM = streamed(
    either(ref("ChatChunk"), ref("OpenAIFailure")),
    "Server-sent events, the data of each a `ChatChunk`; `[DONE]` is the last one.",
)


def listed(each: Schema) -> Schema:
    """A page of a list, with the ids of its first entry and its last."""
    ids = maybe(TEXT)
    return told(object=just("list"), data=list_of(each), first_id=ids, last_id=ids, has_more=FLAG)


CHATS = listed(ref("Chat"))
CHAT_MESSAGES = listed(
    described(
        at_least(id=TEXT, role=TEXT, content=maybe(TEXT), content_parts=maybe(list_of(OBJECT))),
        "A message that the model was sent.",
    )
)
DELETED_CHAT = told(id=ref("ChatId"), object=just("chat.completion.deleted"), deleted=FLAG)

_TEXT = {**TEXT, "minLength": 1}
_EMBEDDINGS_REQUEST = asked(
    "model input",
    model=ref("EmbeddingModelName"),
    input=either(_TEXT, list_of(_TEXT, minItems=1, maxItems=MOST)),
    encoding_format=words("float", "base64"),
    dimensions={"type": "integer", "minimum": 1},
)
_VECTOR = told(object=just("embedding"), index=COUNT, embedding=either(list_of(NUMBER), BASE64))
_EMBEDDINGS = told(
    object=just("list"),
    model=TEXT,
    data=list_of(_VECTOR),
    usage=told(prompt_tokens=COUNT, total_tokens=COUNT),
)

_MODEL = told(id=TEXT, object=just("model"), created=COUNT, owned_by=TEXT)
_ANTHROPIC_MODEL = told(
    type=just("model"),
    id=TEXT,
    display_name=TEXT,
    created_at={"type": "string", "format": "date-time"},
    lifecycle=just("active"),
)
MODEL = either(ref("Model"), ref("AnthropicModel"))
MODELS = either(
    told(object=just("list"), data=list_of(ref("Model"))),
    told(
        data=list_of(ref("AnthropicModel")),
        has_more=FLAG,
        first_id=maybe(TEXT),
        last_id=maybe(TEXT),
    ),
)

SCHEMAS: dict[str, Schema] = {
    "ModelName": described(TEXT, "Any name of a model; left out or empty, the default."),
    "EmbeddingModelName": described(TEXT, "Any name of an embedding model."),
    "ChatId": described(TEXT, "The id of a chat completion, `chatcmpl-…`."),
    "ChatPart": _PART,
    "ChatMessage": _MESSAGE,
    "ChatRequest": _REQUEST,
    "ChatUsage": _USAGE,
    "Chat": _CHAT,
    "ChatChunk": _CHUNK,
    "EmbeddingsRequest": _EMBEDDINGS_REQUEST,
    "Embeddings": _EMBEDDINGS,
    "Model": _MODEL,
    "AnthropicModel": _ANTHROPIC_MODEL,
}
