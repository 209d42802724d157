"""The clock of tests: calls go by it, and waits are over at once."""

from __future__ import annotations

import datetime as dt

import pytest

from llm.clock import clock
from llm.net.client import aget_json, get_json
from llm.net.request import Request
from llm.testing import fake_clock, recorded
from llm.tools import llm_time
from tests.scripted_server import ScriptedServer, answer


def test_a_call_takes_as_long_as_the_clock_says(api):
    """When it began, and how long it took, is known to the millisecond."""
    with fake_clock("2026-07-01T09:00:00") as time:
        model = api.model([["Hi ", lambda _prompt, _response: time.advance(1.25), "there"]])
        response = api.finish(model.prompt("x"))
        assert api.wait(response.datetime_utc()) == "2026-07-01T09:00:00+00:00"
        assert api.wait(response.duration_ms()) == 1250
    assert clock().now() - dt.datetime.now(dt.UTC) < dt.timedelta(minutes=1)


def test_what_is_recorded_goes_by_it(api):
    """The record of a call has the time of the clock, and so has the tool that tells it."""
    with recorded() as history, fake_clock("2026-07-01T11:00:00+02:00") as time:
        api.finish(api.model([[lambda _prompt, _response: time.advance(2)]]).prompt("x"))
        assert llm_time()["utc_time"] == "2026-07-01 09:00:02 UTC"
    (call,) = history.calls
    assert call.started == dt.datetime(2026, 7, 1, 9, tzinfo=dt.UTC)
    assert call.duration_ms == 2000


def test_waits_before_another_try_are_noted(api):
    """A server that asks for a pause is asked again at once, when that has gone by."""
    later = "Wed, 01 Jul 2026 09:00:50 GMT"
    busy = answer({"error": {"message": "Busy"}}, 503, Retry_After=later)
    ask = aget_json if api.awaits else get_json
    with ScriptedServer(busy, answer({"ok": 1})) as server, fake_clock("2026-07-01T09:00") as time:
        assert api.wait(ask(Request("tester", server.url))) == {"ok": 1}
    assert time.slept == [50]
    assert time.now() == dt.datetime(2026, 7, 1, 9, 0, 50, tzinfo=dt.UTC)


def test_a_clock_does_not_go_back():
    """What would let a call end before it began is refused."""
    with fake_clock() as time, pytest.raises(ValueError, match="does not go back"):
        time.advance(-1)
