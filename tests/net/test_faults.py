"""What goes wrong between here and a provider: the right error, in time, and nothing lost."""

from __future__ import annotations

import gzip
import json
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from llm.net.limits import Limits
from tests.net.conftest import QUICK
from tests.scripted_server import ScriptedServer, answer, chunked, event, head, reset

STREAM = head(content_type="text/event-stream")
END = event({"end": True})
FINE = [STREAM, event({"text": "fine"}), END]
BUSY = {"error": {"message": "Too many requests", "code": "rate_limit_exceeded"}}


def words(*said: str) -> bytes:
    """Events that say these words."""
    return b"".join(event({"text": word}) for word in said)


SOME = words("some")


def test_a_stream_is_read_to_its_end(ask):
    """Pieces cut anywhere, comments and other fields in between, and the words arrive."""
    stream = b": hello\r\nevent: word\r\ndata: " + json.dumps({"text": "a\u00e9b"}).encode()
    stream += b"\r\n\r\nid: 7\n" + words("c", "d") + END + b"data: [DONE]\n\n"
    with ScriptedServer([STREAM, *(stream[at : at + 1] for at in range(len(stream)))]) as server:
        asked = ask(server)
    assert (asked.text, asked.error) == ("aébcd", None)


def test_an_answer_that_is_not_streamed(ask):
    """A JSON body is an answer as well, whatever was asked for, compressed or not."""
    body = json.dumps({"text": "whole"}).encode()
    for reply in (answer(body), answer(gzip.compress(body), Content_Encoding="gzip")):
        with ScriptedServer(reply) as server:
            assert ask(server).text == "whole"


@pytest.mark.parametrize("status", [429, 500, 502, 503, 529])
def test_what_may_pass_is_asked_again(ask, capsys, status):
    """A refusal that may pass is told on standard error, and asked again."""
    with ScriptedServer(answer(BUSY, status), answer(BUSY, status), FINE) as server:
        asked = ask(server)
    assert (asked.text, asked.error, len(server.requests)) == ("fine", None, 3)
    first, second = capsys.readouterr().err.splitlines()
    assert f"answered {status}" in first
    assert "Too many requests" in first
    assert "(1 of 2)" in first
    assert "(2 of 2)" in second


def test_retries_come_to_an_end(ask):
    """The last refusal is the error, with status, code, request id and what the server said."""
    with ScriptedServer(answer(BUSY, 429, x_request_id="req_7")) as server:
        error = ask(server).error
    assert len(server.requests) == 1 + QUICK.retries
    assert (error.status, error.code, error.request_id) == (429, "rate_limit_exceeded", "req_7")
    assert error.provider == "tester"
    assert "Too many requests" in str(error)
    assert "\n" not in str(error)


@pytest.mark.parametrize("header", ["1", "date"])
def test_a_server_that_says_when_is_obeyed(ask, header):
    """`Retry-After`, in seconds or as a date, is how long the pause is."""
    if header == "date":
        header = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
    with ScriptedServer(answer(BUSY, 429, Retry_After=header), FINE) as server:
        assert ask(server).text == "fine"
    assert 0.5 < server.times[1] - server.times[0] < 4


def test_a_server_that_asks_for_hours_is_not_waited_for(ask):
    """A wait that nobody expects is the error's field, for the caller to decide."""
    with ScriptedServer(answer(BUSY, 429, Retry_After="7200"), FINE) as server:
        error = ask(server).error
    assert (error.retry_after, len(server.requests)) == (7200, 1)


@pytest.mark.parametrize("header", ["Wed, 21 Oct 99999999999 07:28:00 GMT", "inf", "soon GMT"])
def test_a_time_that_makes_no_sense_is_passed_over(ask, header):
    """The refusal is told as any other."""
    with ScriptedServer(answer(BUSY, 403, Retry_After=header)) as server:
        error = ask(server).error
    assert (error.status, error.retry_after) == (403, None)


def test_a_refusal_that_is_nested_too_deeply_is_told_as_it_came(ask):
    """Nobody looks for a message at the bottom of it."""
    body = '{"error":' * 300 + '"deep"' + "}" * 300
    with ScriptedServer(answer(body.encode(), 400)) as server:
        error = ask(server).error
    assert error.status == 400
    assert '{"error":{"error":' in str(error)


@pytest.mark.parametrize(
    ("status", "code"), [(400, None), (401, None), (404, None), (429, "insufficient_quota")]
)
def test_what_will_not_pass_is_asked_once(ask, status, code):
    """A wrong key, a wrong request and an empty account stay what they are."""
    with ScriptedServer(answer({"error": {"message": "No", "code": code}}, status)) as server:
        asked = ask(server, key_name="tester")
    assert (asked.error.status, len(server.requests)) == (status, 1)
    assert ("llm keys set tester" in str(asked.error)) == (status == 401)


def test_a_connection_that_breaks_before_anything_was_shown(ask):
    """It is asked again: nobody has seen anything yet."""
    with ScriptedServer([reset], [STREAM, reset], FINE) as server:
        asked = ask(server)
    assert (asked.text, asked.error, len(server.requests)) == ("fine", None, 3)


def test_a_connection_that_was_kept_too_long(ask, capsys):
    """A server closes an idle connection just as it is used again: nobody needs to know."""
    stale = [*chunked(SOME, END, b"")]
    with ScriptedServer(stale, [], FINE) as server:
        assert ask(server).text == "some"
        assert ask(server, limits=Limits(retries=1)).text == "fine"
    assert not capsys.readouterr().err


@pytest.mark.parametrize("ending", [[reset], [], [event({"text": "half"})[:14]], [b"data: {\n\n"]])
def test_a_stream_that_stops_in_the_middle(ask, ending):
    """What had arrived is kept, the error says what happened, and nothing is asked again."""
    with ScriptedServer([STREAM, words("some ", "text"), 0.2, *ending], FINE) as server:
        asked = ask(server)
    assert asked.text == "some text"
    assert "stopped before the answer was complete" in str(asked.error)
    assert len(server.requests) == 1


def test_asking_again_after_text_only_where_it_is_wanted(ask):
    """With `retry_after_text` the answer begins anew, after what had come."""
    limits = Limits(retries=1, retry_after_text=True)
    with ScriptedServer([STREAM, words("some "), reset], FINE) as server:
        assert ask(server, limits=limits).text == "some fine"


def test_a_chunked_stream_that_is_cut(ask):
    """An end of the connection within the chunks is no end of the answer."""
    with ScriptedServer([*chunked(words("some")), reset]) as server:
        asked = ask(server)
    assert asked.text == "some"
    assert asked.error.code == "incomplete"


def test_what_breaks_after_the_end_does_not_matter(ask):
    """An answer that is complete stays so, however the connection ends."""
    with ScriptedServer([*chunked(words("all"), END), 0.1, reset]) as server:
        asked = ask(server)
    assert (asked.text, asked.error) == ("all", None)


def test_a_server_that_never_hangs_up(ask):
    """After `[DONE]` nobody waits for the connection to end."""
    began = time.monotonic()
    with ScriptedServer([*chunked(words("all"), event(b"[DONE]")), 60.0]) as server:
        asked = ask(server, limits=Limits(silence=30))
    assert (asked.text, asked.error) == ("all", None)
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(
    ("script", "limits", "text", "said"),
    [
        ([60.0], Limits(first_byte=0.5, retries=0), "", "did not answer within 0.5 seconds"),
        (
            [STREAM, SOME, 60.0],
            Limits(silence=0.5),
            "some",
            "sent nothing more within 0.5",
        ),
        (
            [STREAM, *[SOME, 0.1] * 600],
            Limits(total=1),
            None,
            "did not finish within 1 second",
        ),
        ([STREAM, SOME, 60.0], Limits(total=1), "some", "did not finish within 1 second"),
        ([60.0], Limits(total=0.5), "", "did not finish within 0.5 seconds"),
    ],
    ids=["first byte", "silence", "total, trickling", "total, stalled", "total, no answer"],
)
def test_time_limits(ask, script, limits, text, said):
    """Each limit ends the wait on time, names itself, and keeps what had come."""
    began = time.monotonic()
    with ScriptedServer(script) as server:
        asked = ask(server, limits=limits)
    assert time.monotonic() - began < 15
    assert said in str(asked.error)
    assert asked.error.code == "timeout"
    assert asked.text if text is None else asked.text == text


def test_an_event_of_a_hundred_megabytes(ask):
    """It is given up at the size that an event may have, and what had come before is kept."""
    piece = b"x" * 1_000_000
    with ScriptedServer([STREAM, words("some"), b"data: ", *[piece] * 100, b"\n\n"]) as server:
        asked = ask(server)
    assert asked.text == "some"
    assert "more than 64,000,000 bytes" in str(asked.error)


def test_bytes_that_are_no_utf8(ask):
    """One damaged character costs that character."""
    damaged = b'data: {"text": "caf\xe9"}\n\n'
    with ScriptedServer([STREAM, damaged, words("!"), END]) as server:
        assert ask(server).text == "caf\N{REPLACEMENT CHARACTER}!"


def test_a_web_page_instead_of_json(ask):
    """HTML, whatever its status, is told as what it is."""
    page = b"<!doctype html><html><title>Hello</title></html>"
    with ScriptedServer(answer(page, content_type="text/html; charset=utf-8")) as server:
        assert "answered with a web page" in str(ask(server).error)
    with ScriptedServer(answer(page, 404, content_type="text/html")) as server:
        error = ask(server).error
    assert "answered 404 Not Found. Are the model and the URL right?" in str(error)
    assert "html" not in str(error)


def test_redirects(ask):
    """The same server may move a path; another server is named, and not sent the key."""
    with ScriptedServer(FINE) as other:
        moved = answer(b"", 307, Location="/v2/words")
        with ScriptedServer(moved, FINE) as server:
            assert ask(server).text == "fine"
            assert server.requests[1][0].startswith("POST /v2/words ")
            assert server.bodies()[1] == {"say": "words"}
        with ScriptedServer(answer(b"", 307, Location=other.url)) as server:
            assert f"redirects to {other.url}; if that is right" in str(ask(server).error)
        with ScriptedServer(answer(b"", 302, Location="/elsewhere")) as server:
            assert "/elsewhere; if that is right" in str(ask(server).error)
        with ScriptedServer(answer(b"", 307, Location="/again")) as server:
            assert "redirects to" in str(ask(server).error)
            assert len(server.requests) == 4
    assert not other.requests


def test_an_error_inside_the_stream(ask):
    """The exchange's own error gets the provider's name and the request's."""
    failing = [head(content_type="text/event-stream", x_request_id="r1"), words("some")]
    with ScriptedServer([*failing, event({"error": "overheated"})]) as server:
        asked = ask(server)
    assert asked.text == "some"
    assert (asked.error.provider, asked.error.request_id) == ("tester", "r1")


def test_a_passing_error_before_any_text_is_asked_again(ask):
    """A stream that opens with an overload is like a refusal."""
    overloaded = event({"error": "overheated", "code": "server_error"})
    with ScriptedServer([STREAM, overloaded], FINE) as server:
        assert ask(server).text == "fine"


def test_a_server_that_is_still_loading_is_waited_for(ask, capsys):
    """It answers 503 for as long as it reads its model from disk; more patience, one notice."""
    loading = answer({"error": {"message": "Loading model", "type": "unavailable_error"}}, 503)
    with ScriptedServer(loading, loading, FINE) as server:
        assert ask(server, limits=Limits(retries=1)).text == "fine"
    (notice,) = capsys.readouterr().err.splitlines()
    assert notice.endswith("Waiting for it.")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://127.0.0.1:1/v1", "127.0.0.1:1 cannot be reached"),
        ("ftp://127.0.0.1/v1", "cannot be used"),
        ("http://user:secret@", "cannot be used"),
        ("not a url", "cannot be used"),
        ("http://127.0.0.1:99999/v1", "cannot be used"),
    ],
)
def test_addresses_that_lead_nowhere(ask, url, said):
    """One line that names the place, without the password in it."""
    error = ask(url, limits=Limits(retries=0)).error
    assert said in str(error)
    assert "secret" not in str(error)
    assert "\n" not in str(error)
