"""A compact log: it reads as the list of what was appended, and takes little beyond the text."""

from __future__ import annotations

import sys
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from llm.core.assembler import assemble
from llm.core.compact_log import _OF_BLOCK, CompactLog
from llm.core.recorder import StreamRecorder, event_before, joined, replay, text_of
from llm.events import StreamEvent as Event

_PIECES = st.text(max_size=3) | st.just("x" * 300)
_CHUNKS = _PIECES | st.builds(
    Event,
    type=st.sampled_from(["text", "reasoning", "tool_call_args"]),
    chunk=_PIECES,
    provider_metadata=st.sampled_from([None, {"a": 1}]),
)


def both(chunks, repeated=1):
    """The logs of *chunks*, which come so often: a list, and a compact one."""
    plain, compact = StreamRecorder(), StreamRecorder(CompactLog())
    for _ in range(repeated):
        for chunk in chunks:
            for recorder in (plain, compact):
                given = replace(chunk) if isinstance(chunk, Event) else chunk
                recorder.accept(given)
    return plain.log, compact.log


@given(st.lists(_CHUNKS, min_size=1, max_size=40), st.data())
def test_it_reads_as_a_list(chunks, data):
    """Entries, slices and events are those of a list, whatever was packed together."""
    plain, compact = both(chunks, 1200 // len(chunks))
    assert len(compact) == len(plain) > 2 * _OF_BLOCK
    assert list(compact) == plain
    start, stop = (data.draw(st.integers(-5, len(plain) + 5)) for _ in range(2))
    assert compact[start:stop] == plain[start:stop]
    assert compact[start:stop:3] == plain[start:stop:3]
    place = data.draw(st.integers(-len(plain), len(plain) - 1))
    assert compact[place] == plain[place]
    assert event_before(compact, start) == event_before(plain, max(start, 0))


@given(st.lists(_CHUNKS, min_size=1, max_size=40))
def test_it_adds_up_to_the_same(chunks):
    """Messages and text that are made of it, joined or event by event, are those of a list."""
    plain, compact = both(chunks, 1200 // len(chunks))
    for log in (compact, joined(compact)):
        assert assemble(log) == assemble(plain)
    assert text_of(joined(compact)) == text_of(plain)
    assert list(replay(compact)) == list(replay(plain))


def test_a_reader_meets_what_comes_meanwhile():
    """Who iterates while it grows goes on to its end."""
    _, log = both(["a"] * _OF_BLOCK)
    entries = iter(log)
    next(entries)
    log.append("b")
    assert len(list(entries)) == _OF_BLOCK


def test_a_block_takes_little_beyond_its_text():
    """Of many short pieces no objects are left: not twice the bytes of their text."""
    pieces = [f"word{number:06} " for number in range(100 * _OF_BLOCK)]
    log = CompactLog()
    for piece in pieces:
        log.append(piece)
    blocks = [
        sys.getsizeof(value)
        for block in log._blocks
        for value in (block, block._text, block._lengths, block._events)
    ]
    assert sum(blocks) < 1.3 * sum(map(len, pieces))
    assert len(log._tail) < _OF_BLOCK
