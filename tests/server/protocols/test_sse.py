"""The frames of a stream."""

from llm.net.sse import EventDecoder
from llm.server.protocols.sse import DONE, KEEP_ALIVE, around, compact, frame


def test_frames_are_read_as_they_were_written() -> None:
    """A frame is one event, whatever its data; a comment is none."""
    data = {"text": "a\n\r\n\u2028é\x00\ud83d"}
    sent = frame(data) + KEEP_ALIVE + frame(data, "named", 7) + DONE
    assert EventDecoder().feed(sent) == [compact(data).encode(), compact(data).encode(), b"[DONE]"]
    assert frame({"a": 1}, "named", 7) == b'event: named\nid: 7\ndata: {"a":1}\n\n'


def test_around() -> None:
    """What stands around a hole is the frame without it; the last one is meant."""
    before, after = around({"model": "x", "text": "x", "n": 1}, "x")
    assert f'{before}"y"{after}'.encode() == frame({"model": "x", "text": "y", "n": 1})
