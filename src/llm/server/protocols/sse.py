"""Server-sent events as they are sent: the frames of a stream, as bytes. Pure.

Reading them is the affair of `net/sse.py`.
"""

from __future__ import annotations

import json
from json.encoder import encode_basestring_ascii
from typing import Any

from llm.text import valid_text

KEEP_ALIVE = b": waiting\n\n"
"""A comment, which readers pass over: it tells them, and what is between, that all is well."""

DONE = b"data: [DONE]\n\n"
"""The end of a stream, in the protocols of OpenAI's."""

# `json.dumps` with these arguments makes such an encoder every time.
_ENCODER = json.JSONEncoder(separators=(",", ":"))


def compact(data: Any) -> str:
    """*data* as JSON without spaces, in ASCII, on one line."""
    return _ENCODER.encode(data)


def frame(data: Any, event: str | None = None, number: int | str | None = None) -> bytes:
    """One event: *data* as JSON, with the name of the *event* and its *number* where it has them.

    A reader that comes back says the number of the last event it has seen.
    """
    lines = "" if event is None else f"event: {event}\n"
    lines += "" if number is None else f"id: {number}\n"
    return f"{lines}data: {compact(data)}\n\n".encode("ascii")


def quoted(text: str) -> str:
    """*text* as a string of JSON in ASCII; lone halves of surrogate pairs become U+FFFD.

    Many readers refuse a stream that has one in it.
    """
    written = encode_basestring_ascii(text)
    return encode_basestring_ascii(valid_text(text)) if "\\ud" in written else written


def around(data: Any, hole: str, event: str | None = None) -> tuple[str, str]:
    """What stands before and after the text *hole* in the frame of *data*, the last time it does.

    The frames of a stream differ in a few characters: the rest of them is written once.
    """
    before, _, after = frame(data, event).decode("ascii").rpartition(compact(hole))
    return before, after
