"""Calls that outlive their clients: others come to them by id, from any event on."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from llm.events import StreamEvent
from tests.server.asking.paced import asking, chunks, events, eventually, paced, scripted, streaming

BACKGROUND = {"llm-background": "true"}
PIECES = [
    StreamEvent("reasoning", "hmm", provider_metadata={"x": {"signature": "s"}}),
    "Hel",
    "lo",
    StreamEvent("tool_call_name", "look", tool_call_id="t1"),
    StreamEvent("tool_call_args", '{"a": 1}', tool_call_id="t1"),
]


def attached(one, call, after=None, **headers):
    """All that a reader of *call* is told."""
    query = "" if after is None else f"?after={after}"
    with (
        one.client(headers={**one.headers, **headers}) as client,
        client.stream("GET", f"/v1/calls/{call}/events{query}") as answer,
    ):
        assert answer.status_code == 200, answer.read()
        return list(events(answer))


@pytest.mark.parametrize("world", ["sync", "async"])
def test_it_goes_on_without_its_client(serving, world):
    """In the background the answer comes to its end, and is told to who comes later."""
    model = paced(world, ["one ", "two"])
    one = serving(model)
    model.allow()
    with streaming(one, asking(), **BACKGROUND) as answer:
        assert next(chunks(answer)) == "one "
        call = answer.headers["llm-call-id"]
    eventually(lambda: not one.server.service.calls.running(call)._readers)
    standing = one.get(f"/v1/calls/{call}").json()
    assert standing == {"call": call, "status": "running", "events": 1}
    model.allow()
    told = attached(one, call)
    assert [each["type"] for each in told] == ["start", "text", "text", "end"]
    assert told[-1]["status"] == one.calls()[0].status == "ok"


@pytest.mark.parametrize("after", range(len(PIECES) + 2))
def test_from_any_event_on(serving, after):
    """Who says how many events they have, or which was the last, gets just those that follow."""
    one = serving(scripted("async", [PIECES]))
    done = one.post("/v1/chat/completions", asking(model="scripted"))
    call = done.headers["llm-call-id"]
    every = attached(one, call)
    pieces = every[1:-1]
    assert [each["id"] for each in pieces] == list(range(len(PIECES)))
    assert [each["chunk"] for each in pieces] == ["hmm", "Hel", "lo", "look", '{"a": 1}']
    assert [each["part_index"] for each in pieces] == [0, 1, 1, 2, 2]
    expected = [every[0], *pieces[after:], every[-1]]
    assert attached(one, call, after) == expected
    if 0 < after <= len(PIECES):
        assert attached(one, call, 0, **{"last-event-id": str(after - 1)}) == expected


def test_from_an_event_on_that_is_not_there_yet(serving):
    """The reader gets it when it comes, as what it is, and nothing from before."""
    said = [StreamEvent("reasoning", "hmm"), StreamEvent("reasoning", "so"), "a", "b", "c"]
    model = paced("async", said)
    one = serving(model)
    model.allow()
    with streaming(one, asking(), **BACKGROUND) as answer:
        call = answer.headers["llm-call-id"]
        running = one.server.service.calls.running(call)
        eventually(lambda: len(running.log))
        with ThreadPoolExecutor() as pool:
            told = pool.submit(attached, one, call, 3)
            eventually(lambda: running._readers == 2)
            model.allow(len(said))
            events = told.result(20)
    assert [(each["type"], each.get("chunk"), each.get("id")) for each in events[1:-1]] == [
        ("text", "b", 3), ("text", "c", 4),
    ]  # fmt: skip


def test_many_readers_side_by_side(serving):
    """Each gets every event, wherever they come in."""
    model = paced("async", [str(number) for number in range(50)])
    one = serving(model)
    with streaming(one, asking(), **BACKGROUND) as answer:
        call = answer.headers["llm-call-id"]
        told: list[list[dict[str, Any]]] = [[] for _ in range(8)]

        def read(place):
            told[place] += attached(one, call, place)

        readers = [threading.Thread(target=read, args=[place]) for place in range(8)]
        for number, reader in enumerate(readers):
            reader.start()
            model.allow(number + 1)
        model.allow(50)
        for reader in readers:
            reader.join(20)
    for place, each in enumerate(told):
        assert "".join(event.get("chunk", "") for event in each) == "".join(
            str(number) for number in range(place, 50)
        )


def test_it_can_be_cancelled(serving):
    """A call in the background ends when somebody says so."""
    model = paced("async", ["one ", "two"])
    one = serving(model)
    model.allow()
    with streaming(one, asking(), **BACKGROUND) as answer:
        pieces = chunks(answer)
        assert next(pieces) == "one "
        call = answer.headers["llm-call-id"]
        cancelled = one.post(f"/v1/calls/{call}/cancel", {})
        assert cancelled.json()["status"] == "interrupted"
        assert list(pieces) == []
    assert model.left.wait(10)
    told = attached(one, call)
    assert [each["type"] for each in told] == ["start", "text", "error", "end"]
    assert [call.status for call in one.calls()] == ["interrupted"]


def test_only_its_client_comes_to_it(serving):
    """Without a token 401, for another client's token 404, as for a call that there is not."""
    one = serving(scripted("async", [["Hello"]]), tokens=("token-of-a-client", "of-another-client"))
    done = one.post("/v1/chat/completions", asking(model="scripted"), token="token-of-a-client")
    call = done.headers["llm-call-id"]
    for path in (f"/v1/calls/{call}", f"/v1/calls/{call}/events"):
        assert one.get(path, token="").status_code == 401
        assert one.get(path, token="of-another-client").status_code == 404
        assert one.get(path, token="token-of-a-client").status_code == 200
        assert one.get(path).status_code == 200  # of who started the server
        assert one.get(path.replace(call, "nothing")).status_code == 404
    refused = one.post(f"/v1/calls/{call}/cancel", {}, token="of-another-client")
    assert refused.status_code == 404


def test_an_anonymous_call_cannot_be_attached(serving):
    """Who has no token may ask, and not come back to it."""
    one = serving(scripted("async", [["Hello"]]))
    done = one.post("/v1/chat/completions", asking(model="scripted"), token="", **BACKGROUND)
    assert done.status_code == 200
    refused = one.get(f"/v1/calls/{done.headers['llm-call-id']}/events", token="")
    assert refused.status_code == 401


@pytest.mark.parametrize("after", ["-1", "one", "1e3", "9" * 20, "9" * 5000, "²"])
def test_a_number_that_is_none(serving, after):
    """It is refused, by the name of the field."""
    one = serving(scripted("async", [["Hello"]]))
    call = one.post("/v1/chat/completions", asking(model="scripted")).headers["llm-call-id"]
    refused = one.get(f"/v1/calls/{call}/events?after={after}")
    assert (refused.status_code, refused.json()["error"]["param"]) == (400, "after")
