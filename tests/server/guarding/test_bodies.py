"""Bodies: any bytes, any size, at any speed."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llm.server.asking.asked import Refused
from llm.server.guarding.bodies import parsed
from llm.server.guarding.limits import Limits
from tests.server.guarding.asgi import asking

LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=30
)


@given(
    st.binary() | st.text().map(str.encode) | VALUES.map(lambda value: json.dumps(value).encode())
)
def test_whatever_comes_is_an_object_or_refused(body):
    """Any bytes are an object of valid, finite JSON, or a refusal in one line."""
    try:
        value = parsed(body, Limits(depth=100))
    except Refused as refused:
        failure = refused.failure
        assert (failure.status, failure.kind) == (400, "invalid")
        assert "\n" not in failure.message
    else:
        assert isinstance(value, dict)
        json.dumps(value, allow_nan=False, ensure_ascii=False).encode()


@settings(max_examples=30)
@given(st.dictionaries(st.text(), st.recursive(st.none() | st.text() | st.integers(), st.lists)))
def test_what_is_valid_stays_as_it_is(value):
    """A body that says what JSON can say is read as it was meant."""
    assert parsed(json.dumps(value).encode(), Limits(depth=100)) == value
    assert parsed(json.dumps(value, ensure_ascii=False).encode(), Limits(depth=100)) == value


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "it is empty"),
        (b"  ", "it is empty"),
        (b"{", "line 1, column 2"),
        (b'{"a": 1}x', "column 9"),
        (b"[]", "it should be an object"),
        (b"null", "it should be an object"),
        (b'"text"', "it should be an object"),
        (b'{"a": "\xff"}', "not UTF-8 (byte 7)"),
        (b'{"a": "\xed\xa0\x80"}', "not UTF-8"),
        ('{"a": 1}'.encode("utf-16"), "not UTF-8"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": -Infinity}', "-Infinity"),
        (b'{"a": 1e999}', "number that is too large"),
        (b'{"a": ' + b"9" * 5000 + b"}", "Exceeds the limit"),
        (b'{"a": ' + b"[" * 101 + b"]" * 101 + b"}", "deeper than 100 levels"),
        (b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "deeper than 100 levels"),
        (b'{"a":' * 100_000, "deeper than 100 levels"),
        (b"[" * 1_000_000, "deeper than 100 levels"),
        (b'{"a": "\x00"}', "Invalid control character"),
    ],
)
def test_what_cannot_be_understood(body, reason):
    """The reason is named, with the place where there is one."""
    with pytest.raises(Refused) as refused:
        parsed(body, Limits(depth=100))
    assert reason in refused.value.failure.message
    assert refused.value.failure.status == 400


def test_depth_is_counted_and_not_size():
    """What is flat may be long; what is nested as deep as allowed is taken."""
    flat = {"messages": [{"role": "user", "content": [{"type": "text"}]}] * 10_000}
    assert parsed(json.dumps(flat).encode(), Limits(depth=4 + 1)) == flat
    deep = b'{"a": ' + b"[" * 99 + b"]" * 99 + b"}"
    assert parsed(deep, Limits(depth=100))
    with pytest.raises(Refused):
        parsed(deep, Limits(depth=99))


def test_a_string_without_an_end_is_looked_at_once():
    """Its quotes are not tried as beginnings one by one: that took minutes, and all others waited.

    The body is large enough for its values to be counted.
    """
    body = b'{"a":"' + b"," * 1_000_001 + b'\\"' * 40_000
    began = time.monotonic()
    with pytest.raises(Refused):
        parsed(body, Limits())
    assert time.monotonic() - began < 10


def test_text_is_made_valid():
    """Halves of surrogate pairs are joined, lone ones replaced, in keys too."""
    body = rb'{"a": "\ud83d\ude00 \ud800", "\uDC00": ["\uD83D"]}'
    assert parsed(body, Limits(depth=100)) == {"a": "😀 �", "�": ["�"]}


def test_a_byte_order_mark():
    """What editors on Windows put in front is no part of the body."""
    assert parsed(b'\xef\xbb\xbf{"a": 1}', Limits(depth=100)) == {"a": 1}


def test_pieces_are_joined():
    """A body may come in pieces, split anywhere."""
    text = '{"a": "ä😀"}'.encode()
    ask = asking()
    answer = ask(body=None, pieces=[bytes([byte]) for byte in text], transfer_encoding="chunked")
    assert (answer.status, answer.body["read"]) == (200, {"a": "ä😀"})


def test_a_body_that_is_announced_too_long():
    """It is refused before any of it is kept."""
    ask = asking(body_limit=100)
    answer = ask(body=b"x" * 101)
    assert (answer.status, answer.code) == (413, "request_too_large")
    assert "100 bytes" in answer.body["error"]["message"]
    assert answer.headers["connection"] == "close"
    assert ask(body=b"{}" + b" " * 98).status == 200


@pytest.mark.parametrize("announced", [None, "2", "-1", "x", "0"])
def test_a_body_that_is_longer_than_it_says(announced):
    """It is counted while it comes, whatever was announced."""
    ask = asking(body_limit=100)
    pieces = [b" " * 60, b" " * 60, b"{}"]
    answer = ask(body=None, pieces=pieces, content_length=announced, transfer_encoding="chunked")
    assert answer.status == 413
    assert ask.guard.pool.used == 0


def test_a_body_that_stops():
    """A client that stops in the middle is told that time is over."""
    ask = asking(Limits(pause_seconds=0.05))
    answer = ask(body=None, pieces=[b"{", 30.0, b"}"], transfer_encoding="chunked")
    assert (answer.status, ask.guard.pool.used) == (408, 0)


def test_a_body_that_trickles():
    """A byte now and then is no reason to wait for ever."""
    ask = asking(Limits(pause_seconds=5, body_seconds=0.1))
    answer = ask(body=None, pieces=[b"{", *[0.03] * 20, b"}"], transfer_encoding="chunked")
    assert answer.status == 408


def test_a_client_that_leaves_while_it_sends():
    """What it sent is forgotten."""
    ask = asking()
    answer = ask(body=None, pieces=[b"{", None], transfer_encoding="chunked")
    assert (answer.status, ask.guard.pool.used, ask.seen) == (499, 0, [])


def test_all_bodies_together_have_a_limit():
    """Many large bodies at once do not fill the memory: the last is told to try again."""
    ask = asking(Limits(bodies_bytes=100))
    ask.guard.pool.used = 90
    answer = ask(body=b"{}" + b" " * 20)
    assert (answer.status, answer.headers["retry-after"]) == (503, "1")
    assert ask.guard.pool.used == 90
    assert ask(body=b"{}").status == 200


def test_a_bug_says_nothing_of_itself(capsys):
    """What an endpoint raises by mistake is one line for whoever runs the server."""
    ask = asking()

    async def broken(*_):
        raise RuntimeError("secret detail")

    ask.app = broken
    answer = ask()
    assert (answer.status, answer.body["error"]["message"]) == (
        500, "Something went wrong on the server.",
    )  # fmt: skip
    assert capsys.readouterr().err.count("\n") == 1


def test_a_body_has_no_more_values_and_messages_than_can_be_dealt_with():
    """Commas and brackets in texts are not counted; what is too much is refused by its field."""
    limits = Limits(values=100, messages=10)
    text = json.dumps({"model": "m", "text": '[,{\\"' * 500}).encode()
    assert parsed(text, limits)["model"] == "m"
    with pytest.raises(Refused) as refused:
        parsed(json.dumps({"x": [[]] * 100}).encode(), limits)
    assert "more than 100 values" in refused.value.failure.message
    for field in ("messages", "input"):
        with pytest.raises(Refused) as refused:
            parsed(json.dumps({field: [{}] * 11}).encode(), limits)
        assert refused.value.failure.param == field
        assert parsed(json.dumps({field: [{}] * 10}).encode(), limits)
    assert parsed(json.dumps({"input": [1] * 11}).encode(), limits)  # tokens of one text
