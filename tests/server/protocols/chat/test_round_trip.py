"""What a client sends back is what it was told, for all that the protocol can say."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from llm.attachments import Attachment
from llm.parts import (
    AttachmentPart,
    Message,
    Part,
    ReasoningPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from llm.providers.openai.chat_request import chat_messages
from llm.server.asking.asked import Asked, Outcome
from llm.server.protocols.chat.decoding import decoded
from llm.server.protocols.chat.encoding import answer
from llm.server.protocols.chat.stored import written_messages
from llm.store.canonical import message_form, wire_path

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
NAMES = st.from_regex(r"[a-z_]{1,8}", fullmatch=True)
DATA = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | TEXTS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=2),
    max_leaves=4,
)
METADATA = st.none() | st.dictionaries(NAMES, DATA, min_size=1, max_size=2)
REFUSAL = {"openai": {"refusal": True}}
SHOWN = st.builds(
    AttachmentPart,
    st.builds(
        Attachment,
        st.sampled_from(["image/png", "image/jpeg"]),
        content=st.binary(min_size=1, max_size=5),
    ),
)
HEARD = st.builds(
    AttachmentPart,
    st.builds(Attachment, st.just("audio/wav"), content=st.binary(min_size=1, max_size=5)),
)
URL = "https://example.com/a.png"
IMAGES = st.builds(Attachment, st.just("image/png"), content=st.binary(min_size=1, max_size=5))
DETAIL = st.sampled_from([None, {"chat": {"detail": "high"}}])
PDFS = st.builds(Attachment, st.just("application/pdf"), content=st.just(b"%PDF"))
NAMED = st.just({"chat": {"filename": "a.pdf"}})
CALLS = st.lists(
    st.builds(ToolCallPart, NAMES, st.dictionaries(NAMES, DATA, max_size=2), NAMES),
    max_size=3,
    unique_by=lambda call: call.tool_call_id,
)


FEW = settings(max_examples=40)


def through_json(value: Any) -> Any:
    """*value* as it comes out at the other end of a connection."""
    return json.loads(json.dumps(value))


def sent_back(*messages: Message) -> list[Message]:
    """What a client sends back that was told what a model said in *messages*."""
    told = answer(Asked("m"), Outcome("c1", "m", 7.0, messages=messages))
    body = {"messages": [through_json(told["choices"][0]["message"])]}
    return decoded(body).messages


def forms(parts: list[Part]) -> list[dict[str, Any]]:
    """What the history knows of *parts*."""
    return list(message_form(Message("assistant", parts))["parts"])


@FEW
@given(
    st.lists(st.builds(ReasoningPart, TEXTS, st.booleans(), METADATA), max_size=3),
    st.lists(st.builds(TextPart, TEXTS), max_size=1),
    st.lists(st.builds(TextPart, TEXTS, st.just(REFUSAL)), max_size=1),
    st.lists(SHOWN, max_size=2),
    CALLS,
)
def test_answers_come_back(
    thought: list[ReasoningPart],
    said: list[Part],
    refused: list[Part],
    shown: list[Part],
    calls: list[Part],
) -> None:
    """What a model said comes back as it was, with what its provider wants back."""
    if all(not part.provider_metadata and not part.redacted for part in thought):
        text = "".join(part.text for part in thought)
        thought = [ReasoningPart(text)] if text else []
    parts: list[Part] = [*thought, *said, *refused, *shown, *calls]
    (message,) = sent_back(Message("assistant", parts))
    assert forms(message.parts) == forms(parts)


@FEW
@given(st.lists(st.builds(TextPart, TEXTS), min_size=1), CALLS, METADATA)
def test_what_cannot_be_said_does_not_disturb(
    texts: list[Part], calls: list[Part], metadata: dict[str, Any] | None
) -> None:
    """Several parts and messages become one; what a provider ran itself is left out."""
    ran: list[Part] = [
        ToolCallPart("web", {}, "s1", server_executed=True, provider_metadata=metadata),
        ToolResultPart("web", "found", "s1", server_executed=True),
        AttachmentPart(Attachment("application/zip", content=b"zip")),
    ]
    (message,) = sent_back(Message("assistant", [*texts, *ran]), Message("assistant", calls))
    text = TextPart("".join(part.text for part in texts if isinstance(part, TextPart)))
    assert forms(message.parts) == forms([text, *calls])


@FEW
@given(
    st.lists(st.lists(st.builds(TextPart, TEXTS) | SHOWN | HEARD, min_size=1, max_size=4)),
    CALLS,
    st.lists(TEXTS, min_size=3, max_size=3),
)
def test_what_our_own_provider_sends_is_understood(
    turns: list[list[Part]], calls: list[ToolCallPart], outputs: list[str]
) -> None:
    """A history that goes to one server and from there to this one is recognised there."""
    history = [Message("system", [TextPart("Be brief.")])]
    for turn in turns:
        history += [Message("user", turn), Message("assistant", [TextPart("Yes."), *calls])]
        if calls:
            results: list[Part] = [
                ToolResultPart(call.name, output, call.tool_call_id)
                for call, output in zip(calls, outputs, strict=False)
            ]
            history.append(Message("tool", results))
    messages = decoded({"messages": through_json(chat_messages(history))}).messages
    assert path_of(messages) == path_of(history)


@FEW
@given(
    st.lists(
        st.builds(TextPart, TEXTS)
        | st.builds(AttachmentPart, IMAGES, DETAIL)
        | HEARD
        | st.builds(AttachmentPart, PDFS, NAMED),
        max_size=4,
    ),
    st.none() | st.builds(lambda name: {"chat": {"name": name}}, NAMES),
    CALLS,
)
def test_what_was_sent_can_be_told(
    parts: list[Part], metadata: dict[str, Any] | None, calls: list[ToolCallPart]
) -> None:
    """A stored chat tells what its client has sent, with what only this protocol says."""
    results: list[Part] = [
        ToolResultPart(call.name, "done", call.tool_call_id, attachments=[Attachment(url=URL)])
        for call in calls
    ]
    history = [Message("system", [TextPart("Be brief.")]), Message("user", parts, metadata)]
    if calls:
        history += [Message("assistant", [*calls]), Message("tool", results)]
    messages = decoded({"messages": through_json([*written_messages(history)])}).messages
    for result in results:
        assert isinstance(result, ToolResultPart)
        result.attachments[0].type = "image/png"  # which the URL tells
    assert [message_form(each) for each in messages] == [message_form(each) for each in history]


def path_of(messages: list[Message]) -> bytes:
    """By what the history recognises *messages*."""
    path = b""
    for message in messages:
        path = wire_path(path, message)
    return path
