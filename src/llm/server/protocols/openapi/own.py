"""What goes in and out of the server's own addresses: calls, and what its page reads. Pure."""

from __future__ import annotations

from llm.server.protocols.fields import LONGEST
from llm.server.protocols.openapi.shapes import (
    BASE64,
    COUNT,
    FLAG,
    NUMBER,
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
    more,
    ref,
    streamed,
    told,
    words,
)

_TIME: Schema = {"type": "string", "format": "date-time"}
_STATUS = words("running", "paused", "ok", "error", "interrupted")
_USAGE = told(
    "input output details cached reasoning",
    input=COUNT,
    output=COUNT,
    details=OBJECT,
    cached=COUNT,
    reasoning=COUNT,
)
_STANDING = told(
    "finish_reason resolved_model usage",
    call=ref("CallId"),
    status=_STATUS,
    finish_reason=TEXT,
    resolved_model=TEXT,
    usage=ref("Usage"),
)
_PIECES = (
    "text", "reasoning", "tool_call_name", "tool_call_args", "tool_result", "attachment",
)  # fmt: skip
_EVENT = either(
    told("conversation", type=just("start"), call=ref("CallId"), model=TEXT, conversation=TEXT),
    told(
        "part_index message_index tool_call_id tool_name server_executed redacted"
        " provider_metadata attachment",
        type=words(*_PIECES),
        chunk=TEXT,
        part_index=COUNT,
        message_index=COUNT,
        tool_call_id=TEXT,
        tool_name=TEXT,
        server_executed=FLAG,
        redacted=FLAG,
        provider_metadata=OBJECT,
        attachment=OBJECT,
    ),
    more(_STANDING, type=just("end")),
    told("call", type=just("error"), message=TEXT, call=ref("CallId")),
)
STREAM = streamed(
    ref("CallEvent"),
    "Server-sent events, the data of each a `CallEvent`; the `id` of a piece is its number.",
)

_ATTACHMENT = told(type=maybe(TEXT), name=maybe(TEXT), url=maybe(TEXT), bytes=maybe(TEXT))
_PART = either(
    told(type=TEXT, attachment=maybe(_ATTACHMENT)),
    described(
        at_least(type=TEXT),
        "In the form of `Part.to_dict`, without what only providers read.",
    ),
)
_MESSAGE = told(role=TEXT, parts=list_of(_PART))
_CALL = told(
    id=ref("CallId"),
    conversation=maybe(TEXT),
    model=TEXT,
    resolved_model=maybe(TEXT),
    status=_STATUS,
    client=maybe(TEXT),
    started=maybe(_TIME),
    duration_ms=maybe(COUNT),
    usage=ref("Usage"),
    cost=maybe(NUMBER),
    finish_reason=maybe(TEXT),
    error=maybe(TEXT),
    options=OBJECT,
    schema=maybe(OBJECT),
    tools=list_of(TEXT),
    instructions=TEXT,
    said=list_of(_MESSAGE),
    output=list_of(_MESSAGE),
)
_CONVERSATION = told(
    id=ref("HistoryConversationId"),
    name=maybe(TEXT),
    model=maybe(TEXT),
    tags=list_of(TEXT),
    calls=COUNT,
    forked_from=maybe(TEXT),
    started=maybe(_TIME),
    used=maybe(_TIME),
)
_EXCERPT = described(
    list_of(either(TEXT, FLAG), minItems=2, maxItems=2),
    "A piece of text, and whether it is what was looked for.",
)
_HIT = told(
    id=ref("CallId"),
    conversation=maybe(TEXT),
    name=maybe(TEXT),
    model=TEXT,
    started=maybe(_TIME),
    excerpt=list_of(_EXCERPT),
)
_TALK = asked(
    "",
    model=ref("ModelName"),
    text=TEXT,
    attachments=list_of(asked("content", content=BASE64, type=TEXT)),
    after=ref("CallId"),
    again=ref("CallId"),
    instructions=TEXT,
)

HEALTH = told(status=just("ok"))
CONVERSATIONS = told(conversations=list_of(ref("HistoryConversation")), more=FLAG)
TREE = told(
    conversation=ref("HistoryConversation"),
    calls=list_of(more(_CALL, after=maybe(ref("CallId")), is_tip=FLAG, forks=list_of(TEXT))),
)
DELETED = told(calls=COUNT, running=list_of(TEXT), remains=maybe(TEXT))
HITS = told(hits=list_of(_HIT))
TOLD = told(call=ref("CallId"), conversation=maybe(TEXT))
SERVER = told(
    models=list_of(TEXT),
    no_key=described(list_of(TEXT), "Models without a key; only the owner of the server is told."),
    default=maybe(TEXT),
    version=TEXT,
    client=TEXT,
    keeps=FLAG,
)

SCHEMAS: dict[str, Schema] = {
    "CallId": described(TEXT, "The id of a call in the history; the header `llm-call-id` has it."),
    "HistoryConversationId": described(TEXT, "The id of a conversation in the history."),
    "Usage": _USAGE,
    "CallStanding": more(_STANDING, events=COUNT),
    "CallEvent": _EVENT,
    "HistoryCall": _CALL,
    "HistoryConversation": _CONVERSATION,
    "NewName": asked("name", name={**TEXT, "pattern": r"\S", "maxLength": LONGEST}),
    "Talk": _TALK,
}
