"""What holds for any stream of events."""

from hypothesis import given
from hypothesis import strategies as st

from llm.attachments import Attachment
from llm.core.assembler import assemble
from llm.core.recorder import StreamRecorder, replay, text_of
from llm.events import StreamEvent
from llm.parts import (
    AttachmentPart,
    Message,
    ReasoningPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from llm.text import valid_text

texts = st.text(st.characters(exclude_categories=()), max_size=4)
ids = st.sampled_from([None, "1", "2"])
metadata = st.sampled_from([None, None, {"x": {"a": 1}}, {"x": {"b": 2}, "y": 3}])
messages = st.sampled_from([0, 0, 0, 1])
events = st.one_of(
    texts,
    st.builds(StreamEvent, st.just("text"), texts, provider_metadata=metadata,
              message_index=messages),
    st.builds(StreamEvent, st.just("reasoning"), texts, redacted=st.booleans(),
              provider_metadata=metadata, message_index=messages),
    st.builds(StreamEvent, st.just("tool_call_name"), st.sampled_from("fg"), tool_call_id=ids,
              server_executed=st.booleans(), message_index=messages),
    st.builds(StreamEvent, st.just("tool_call_args"), st.sampled_from(["", "{", '"a":1', "}"]),
              tool_call_id=ids, message_index=messages),
    st.builds(StreamEvent, st.just("tool_result"), texts, tool_call_id=ids, tool_name=ids,
              message_index=messages),
    st.builds(StreamEvent, st.just("attachment"), st.just(""), message_index=messages,
              attachment=st.builds(Attachment, content=st.binary(max_size=3))),
    st.builds(StreamEvent, st.just("later"), texts, message_index=messages),
)  # fmt: skip
streams = st.lists(events, max_size=14)


def recorded(stream):
    """The events of *stream*, which are the same however they are read back."""
    recorder = StreamRecorder()
    returned = [recorder.accept(chunk) for chunk in stream]
    made = list(replay(recorder.log))
    assert made == returned
    assert assemble(recorder.log) == assemble(made)
    assert text_of(recorder.log) == "".join(e.chunk for e in made if e.type == "text")
    return made


def said(kind, made):
    """The text of all parts of *kind*, in order."""
    return [part.text for message in made for part in message.parts if isinstance(part, kind)]


@given(streams)
def test_nothing_that_was_said_is_lost(stream):
    """The text of the messages is the text of the events, message by message, in order."""
    made = recorded(stream)
    by_message: dict[int, str] = {0: "", 1: ""}
    for event in made:
        if event.type == "text":
            by_message[event.message_index] += event.chunk
    whole = "".join(said(TextPart, assemble(made)))
    # Halves of a pair that are told apart by what stands between them cannot be joined.
    if all(text == valid_text(text) for text in (event.chunk for event in made)):
        assert whole == by_message[0] + by_message[1]
    assert whole == valid_text(whole)


@given(streams)
def test_recording_keeps_every_event_in_order(stream):
    """Each chunk becomes one event, in its place, assigned to a part."""
    made = recorded(stream)
    assert [event.chunk for event in made] == [
        chunk if isinstance(chunk, str) else chunk.chunk for chunk in stream
    ]
    assert all(event.part_index is not None for event in made)


@given(streams)
def test_assembling_twice_is_assembling_once(stream):
    """Assembling changes nothing, and recording what was recorded changes no part."""
    made = recorded(stream)
    once = assemble(made)
    assert assemble(made) == once
    assert assemble(recorded(made)) == once


@given(streams)
def test_only_redacted_reasoning_leaves_its_place(stream):
    """Parts stand in the order in which they began, but for redacted reasoning, which leads."""
    made = recorded(stream)
    for message in assemble(made):
        hidden = [isinstance(p, ReasoningPart) and p.redacted for p in message.parts]
        assert hidden == sorted(hidden, reverse=True)
    results = [
        event.chunk
        for m in (0, 1)
        for event in made
        if event.type == "tool_result" and event.message_index == m
    ]
    told = [p.output for m in assemble(made) for p in m.parts if isinstance(p, ToolResultPart)]
    assert told == [valid_text(result) for result in results]
    shown = [
        event.attachment
        for m in (0, 1)
        for event in made
        if event.type == "attachment" and event.message_index == m
    ]
    kept = [p.attachment for m in assemble(made) for p in m.parts if isinstance(p, AttachmentPart)]
    assert kept == shown


@given(streams)
def test_what_was_assembled_survives_json(stream):
    """Whatever a model streams can be written and read back."""
    made = assemble(recorded(stream))
    assert [Message.from_dict(message.to_dict()) for message in made] == made


@given(streams)
def test_every_named_call_is_a_part(stream):
    """Each tool call that was named is one part, by its id or as a call of its own."""
    made = recorded(stream)
    named = [event for event in made if event.type == "tool_call_name"]
    with_id = {(event.message_index, event.tool_call_id) for event in named if event.tool_call_id}
    without = [event for event in named if not event.tool_call_id]
    parts = [p for m in assemble(made) for p in m.parts if isinstance(p, ToolCallPart) and p.name]
    assert len(parts) == len(with_id) + len(without)
