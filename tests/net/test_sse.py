"""Server-sent events from bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.net.sse import EventDecoder, EventTooLarge

LINES = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=20)
DATA = st.lists(LINES, min_size=1, max_size=3)


@given(st.lists(DATA, max_size=6), st.sampled_from(["\n", "\r\n", "\r"]), st.data())
def test_events_are_the_same_however_the_bytes_are_cut(events, ending, data):
    """Any line ending, comments and other fields in between, and cuts at any place."""
    stream = "\ufeff" + "".join(
        f": comment{ending}event: e{ending}"
        + "".join(f"data: {line}{ending}" for line in lines)
        + f"id: 1{ending}{ending}"
        for lines in events
    )
    left = stream.encode()
    decoder, found = EventDecoder(), []
    while left:
        size = data.draw(st.integers(1, len(left)))
        found += decoder.feed(left[:size])
        left = left[size:]
    found += decoder.end()
    assert found == ["\n".join(lines).encode() for lines in events]


@pytest.mark.parametrize(
    ("stream", "events"),
    [
        (b"data:tight\n\n", [b"tight"]),
        (b"data:  two spaces\n\n", [b" two spaces"]),
        (b"data\n\n", []),
        (b"datum: x\n\n", []),
        (b"\n\n\ndata: x\n\n\n", [b"x"]),
        (b"data: a\ndata: b\n\n", [b"a\nb"]),
        (b"data: cut", [b"cut"]),
        (b"data: cut\r", [b"cut"]),
    ],
)
def test_forms_of_an_event(stream, events):
    """One space after the colon belongs to the form; the end of the stream ends an event."""
    decoder = EventDecoder()
    assert decoder.feed(stream) + decoder.end() == events


def test_an_event_may_be_as_large_as_it_may_and_no_larger():
    """The cap counts one event, over all its lines; what ended before it is handed out."""
    decoder = EventDecoder(max_bytes=100)
    assert decoder.feed(b"data: x\n\n" * 50) == [b"x"] * 50
    assert decoder.feed(b"data: " + b"y" * 90 + b"\n\n") == [b"y" * 90]
    assert decoder.feed(b"data: z\n\ndata: " + b"y" * 120) == [b"z"]
    with pytest.raises(EventTooLarge):
        decoder.feed(b"y")
    decoder = EventDecoder(max_bytes=100)
    for _ in range(3):
        assert decoder.feed(b"data: " + b"y" * 20 + b"\n") == []
    with pytest.raises(EventTooLarge):
        decoder.feed(b"data: " + b"y" * 20 + b"\n")
