"""Hypothesis: messages of every kind of part, calls with every field, conversations."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from llm.attachments import Attachment
from llm.parts import (
    AttachmentPart,
    Message,
    ReasoningPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from llm.store.records import (
    CallRecord,
    ConversationRecord,
    FragmentUse,
    ToolDefinition,
    ToolInstance,
)
from llm.usage import Usage

words = st.text(min_size=1, max_size=8)
texts = st.text(max_size=20)
values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=5,
)  # fmt: skip
objects = st.dictionaries(words, values, max_size=3)
metadata = st.none() | st.dictionaries(words, values, min_size=1, max_size=2)
flags = st.booleans()
counts = st.none() | st.integers(min_value=0, max_value=10**6)


@st.composite
def attachments(draw: st.DrawFn) -> Attachment:
    """By content, by URL, or by a path with the copy that the history has of the file."""
    kind = draw(st.none() | st.just("image/png"))
    how = draw(st.sampled_from(["content", "url", "path"]))
    if how == "content":
        return Attachment(kind, content=draw(st.binary(max_size=8)))
    if how == "url":
        return Attachment(kind, url=draw(words))
    attachment = Attachment(kind, path=draw(words))
    attachment.kept = draw(st.binary(max_size=8))
    return attachment


parts = st.one_of(
    st.builds(TextPart, texts, metadata),
    st.builds(ReasoningPart, texts, flags, metadata),
    st.builds(ToolCallPart, words, objects, st.none() | words, flags, metadata),
    st.builds(
        ToolResultPart,
        words,
        texts,
        st.none() | words,
        flags,
        st.lists(attachments(), max_size=2),
        st.none() | words,
        metadata,
    ),
    st.builds(AttachmentPart, attachments(), metadata),
)


def messages(*roles: str, most: int = 3) -> st.SearchStrategy[list[Message]]:
    """Messages of any of *roles*."""
    one = st.builds(Message, st.sampled_from(roles), st.lists(parts, max_size=3), metadata)
    return st.lists(one, max_size=most)


tools = st.builds(
    ToolDefinition,
    words,
    st.none() | words,
    objects,
    st.none() | words,
    st.none() | st.builds(ToolInstance, words, st.none() | words, objects),
    flags,
)
fragments = st.builds(FragmentUse, texts, texts, st.sampled_from(["prompt", "system"]))
times = st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2100, 1, 1), timezones=st.just(dt.UTC))


@st.composite
def calls(draw: st.DrawFn) -> CallRecord:
    """A call with anything in any field."""
    leading = draw(messages("system", most=2))
    said = draw(messages("user", "assistant", "tool", "system"))
    return CallRecord(
        id=draw(words),
        model=draw(words),
        messages=[*leading, *said],
        output=draw(messages("assistant", "tool", most=2)),
        status=draw(st.sampled_from(["running", "ok", "error", "interrupted", "paused"])),
        conversation=draw(st.none() | words),
        conversation_name=draw(st.none() | words),
        resolved_model=draw(st.none() | words),
        system=draw(st.none() | texts),
        options=draw(objects),
        schema=draw(st.none() | objects),
        tools=draw(st.lists(tools, max_size=2)),
        fragments=draw(st.lists(fragments, max_size=2)),
        payload=draw(values),
        usage=draw(st.builds(Usage, counts, counts, metadata, counts, counts)),
        cost=draw(st.none() | st.floats(min_value=0, max_value=100)),
        finish_reason=draw(st.none() | words),
        error=draw(st.none() | texts),
        started=draw(st.none() | times),
        duration_ms=draw(counts),
        client=draw(st.none() | words),
        takes_tip=draw(flags),
    )


conversations = st.builds(
    ConversationRecord,
    id=words,
    name=st.none() | words,
    model=st.none() | words,
    tip=st.none() | words,
    forked_from=st.none() | words,
    tags=st.lists(words, max_size=2, unique=True).map(sorted),
)
