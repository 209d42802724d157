"""What was deleted, at whatever address: nobody is told it again."""

from __future__ import annotations

from typing import Any

import pytest

from llm.testing import AsyncScriptedModel
from tests.server.conftest import Serving
from tests.server.endpoints.test_responses import Serve


def deleted(one: Serving, path: str, **body: Any) -> Any:
    """The answer to a request to delete what is at *path*."""
    answer = one.http.request("DELETE", path, headers=one.headers, json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize(
    "address",
    [
        "/api/conversations/{conversation}", "/v1/conversations/conv_{conversation}",
        "/v1/responses/resp_{call}", "/v1/chat/completions/chatcmpl-{call}", None,
    ],
)  # fmt: skip
def test_what_is_deleted_is_nowhere(serving: Serve, address: str | None) -> None:
    """Neither at the addresses of the history nor at those of what the server has in memory.

    Whoever deleted it: a client, or as with None another process.
    """
    one = serving(AsyncScriptedModel([["The secret"], ["Other"]]))
    call = one.post("/v1/responses", {"model": "scripted", "input": "q"}).json()["id"][5:]
    conversation = one.get(f"/api/calls/{call}").json()["conversation"]
    reading = [
        "/v1/responses/resp_{call}", "/v1/responses/resp_{call}/input_items",
        "/v1/responses/resp_{call}?stream=true", "/v1/calls/{call}", "/v1/calls/{call}/events",
        "/v1/chat/completions/chatcmpl-{call}", "/api/calls/{call}",
        "/api/conversations/{conversation}", "/v1/conversations/conv_{conversation}",
    ]  # fmt: skip
    paths = [path.format(call=call, conversation=conversation) for path in reading]
    assert {path: one.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)
    if address is None:
        with one.store() as store:
            store.delete([call], [conversation])
    else:
        deleted(one, address.format(call=call, conversation=conversation))
    assert {path: one.get(path).status_code for path in paths} == dict.fromkeys(paths, 404)
    more = {"model": "scripted", "input": "and?", "previous_response_id": f"resp_{call}"}
    assert one.post("/v1/responses", more).status_code == 404
    assert one.calls() == []


def test_what_waits_in_a_conversation_goes_with_it(serving: Serve) -> None:
    """Deleted on the page, it takes none of the room that there is for what waits."""
    one = serving()
    note = {"type": "message", "role": "user", "content": "x" * 15_000_000}
    for _ in range(5):
        made = one.post("/v1/conversations", {"items": [note]})
        assert made.status_code == 200, made.text
        deleted(one, f"/api/conversations/{made.json()['id'].removeprefix('conv_')}")


def test_a_call_that_runs_is_left(serving: Serve) -> None:
    """Its conversation is deleted around it, and it is still there for who listens to it."""
    from tests.server.asking.paced import paced

    model = paced("async", ["One", "Two"])
    one = serving(model)
    asked = {"model": "paced", "input": "q", "background": True}
    call = one.post("/v1/responses", asked).json()["id"].removeprefix("resp_")
    conversation = one.get(f"/api/calls/{call}").json()["conversation"]
    assert deleted(one, f"/api/conversations/{conversation}")["running"] == [call]
    model.allow(2)
    assert "Two" in one.get(f"/v1/calls/{call}/events").text
    assert one.get(f"/v1/responses/resp_{call}").status_code == 200
