"""Turning what a model yields into numbered events."""

import pytest

from llm.core.recorder import StreamRecorder, replay, text_of
from llm.events import StreamEvent as Event


def indexes(*chunks):
    """The part that each of *chunks* is assigned to."""
    recorder = StreamRecorder()
    return [recorder.accept(chunk).part_index for chunk in chunks]


def test_a_string_is_a_piece_of_text():
    """A plain string is recorded as a text event."""
    recorder = StreamRecorder()
    event = recorder.accept("a")
    assert event == Event("text", "a", part_index=0)
    assert list(replay(recorder.log)) == [event]


def test_an_event_is_recorded_as_it_is():
    """An event that a model yields is the one that readers get."""
    event = Event("text", "a", provider_metadata={"x": 1})
    assert StreamRecorder().accept(event) is event


@pytest.mark.parametrize("chunk", [None, b"a", 1, {"type": "text"}])
def test_anything_else_is_refused(chunk):
    """A model that yields neither text nor an event is told so."""
    with pytest.raises(TypeError, match="neither text nor a StreamEvent"):
        StreamRecorder().accept(chunk)


@pytest.mark.parametrize(
    "event",
    [
        Event("text", "a", provider_metadata=["x"]),  # type: ignore[arg-type]  # what plugins do
        Event("text", "a", provider_metadata="x"),  # type: ignore[arg-type]  # what plugins do
        Event("text", "a", message_index="1"),  # type: ignore[arg-type]  # what plugins do
        Event("text", "a", part_index="1"),  # type: ignore[arg-type]  # what plugins do
        Event("attachment", "", attachment=b"bytes"),  # type: ignore[arg-type]  # what plugins do
        Event("tool_result", "a", tool_call_id=["x"]),  # type: ignore[arg-type]  # what plugins do
        Event("tool_result", "a", tool_name=["f"]),  # type: ignore[arg-type]  # what plugins do
    ],
)
def test_an_event_that_nobody_can_read_is_refused(event):
    """One whose fields are not what they should be is not recorded, whatever came before it."""
    for before in ([], ["a"], [Event("tool_call_name", "f", tool_call_id="1")]):
        recorder = StreamRecorder()
        for each in before:
            recorder.accept(each)
        with pytest.raises(TypeError, match="a StreamEvent whose"):
            recorder.accept(event)
        assert len(recorder.log) == len(before)


def test_runs_of_one_family_are_one_part():
    """Text and reasoning come together in unbroken runs, strings and events mixed."""
    reasoning = [Event("reasoning", "r"), Event("reasoning", "s")]
    assert indexes("a", Event("text", "b"), *reasoning, "c") == [0, 0, 1, 1, 2]


def test_tool_calls_are_told_apart_by_id():
    """Pieces of two calls that arrive interleaved go to the call whose id they carry."""
    assert indexes(
        Event("tool_call_name", "f", tool_call_id="1"),
        Event("tool_call_name", "g", tool_call_id="2"),
        Event("tool_call_args", "{", tool_call_id="1"),
        Event("tool_call_args", "{", tool_call_id="2"),
        "text",
        Event("tool_call_args", "}", tool_call_id="1"),
    ) == [0, 1, 0, 1, 2, 0]


def test_arguments_without_id_belong_to_the_last_call():
    """Arguments without an id join the call before, also when text came in between."""
    assert indexes(
        "a",
        Event("tool_call_name", "f", tool_call_id="1"),
        Event("tool_call_args", "{"),
        "b",
        Event("tool_call_args", "}"),
    ) == [0, 1, 1, 2, 1]


def test_a_name_without_id_starts_a_call():
    """Each name without an id starts a new call, and the arguments that follow are its own."""
    assert indexes(
        Event("tool_call_name", "f"),
        Event("tool_call_args", "{}"),
        Event("tool_call_name", "f"),
        Event("tool_call_args", "{}"),
    ) == [0, 0, 1, 1]


def test_arguments_may_come_before_their_name():
    """The id alone holds a call together, whichever piece comes first."""
    assert indexes(
        Event("tool_call_args", "{}", tool_call_id="1"),
        Event("tool_call_name", "f", tool_call_id="1"),
    ) == [0, 0]


@pytest.mark.parametrize("type_", ["tool_result", "attachment"])
def test_results_and_attachments_stand_alone(type_):
    """A tool's result and an attachment each are a part of their own, and end a run of text."""
    assert indexes("a", Event(type_, ""), Event(type_, ""), "b") == [0, 1, 2, 3]


def test_an_explicit_index_is_kept():
    """An index that the model gives is kept, and what follows without one goes on from it."""
    assert indexes(
        Event("text", "a", part_index=0),
        Event("text", "b", part_index=1),
        Event("text", "c", part_index=0),
        "d",
        Event("reasoning", "e"),
    ) == [0, 1, 0, 0, 2]


def test_what_follows_a_high_index_gets_the_next():
    """New parts are numbered after the highest index that was given."""
    assert indexes(Event("text", "a", part_index=5), Event("reasoning", "b"), "c") == [5, 6, 7]


def test_two_families_at_one_index_are_refused():
    """An index that holds text cannot take reasoning: the model is told which index."""
    recorder = StreamRecorder()
    recorder.accept(Event("text", "a", part_index=3))
    with pytest.raises(ValueError, match="part_index=3 already holds text, not reasoning"):
        recorder.accept(Event("reasoning", "b", part_index=3))


def test_messages_do_not_share_parts():
    """A piece of another message never joins a run, nor a call of the same id."""
    assert indexes("a", Event("text", "b", message_index=1), Event("text", "c")) == [0, 1, 2]
    assert indexes(
        Event("tool_call_name", "f", tool_call_id="1"),
        Event("tool_call_name", "f", tool_call_id="1", message_index=1),
        Event("tool_call_args", "{}", tool_call_id="1", message_index=1),
    ) == [0, 1, 1]
    assert indexes(
        Event("tool_call_name", "f"), Event("tool_call_args", "{}", message_index=1)
    ) == [0, 1]


def test_messages_may_use_the_same_index():
    """Two messages may each number their parts from 0."""
    assert indexes(
        Event("text", "a", part_index=0), Event("reasoning", "b", part_index=0, message_index=1)
    ) == [0, 0]


def test_unknown_types_are_recorded():
    """A type that is not known yet is recorded for readers that do know it."""
    recorder = StreamRecorder()
    recorder.accept("a")
    recorder.accept(Event("video", "?"))
    assert [event.type for event in replay(recorder.log)] == ["text", "video"]


def test_a_log_replays_every_event():
    """Runs are kept as pieces of text, and replayed as the events that they were."""
    given: list[str | Event] = [
        "a",
        Event("text", "b"),
        Event("text", "c", provider_metadata={"x": 1}),
        "d",
        Event("reasoning", "e"),
        Event("reasoning", "f", redacted=True),
        Event("reasoning", "g"),
        Event("text", "h", message_index=1),
        Event("text", "i", message_index=1),
        "j",
    ]
    recorder = StreamRecorder()
    returned = [recorder.accept(chunk) for chunk in given]
    assert list(replay(recorder.log)) == returned
    assert text_of(recorder.log) == "abcdhij"
    assert [event.part_index for event in returned] == [0, 0, 0, 0, 1, 1, 1, 2, 2, 3]
