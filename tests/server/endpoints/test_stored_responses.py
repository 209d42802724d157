"""Responses that only the history knows, as after the server was started anew."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from openai.types.responses import Response

from llm.events import StreamEvent
from llm.testing import AsyncScriptedModel
from tests.server.conftest import Serving, offering, running_server
from tests.server.endpoints.test_responses import WEATHER, called, sdk, texts, untimed
from tests.server.protocols.strictly import read_as

CUSTOM = {"type": "custom", "name": "run", "description": "Runs it"}
SEEN = {"x": {"signature": "s"}}


def thought() -> StreamEvent:
    """Reasoning that its provider wants back."""
    return StreamEvent("reasoning", "hm", provider_metadata=SEEN)


def anew(path: Path) -> Any:
    """A server with the history of another one."""
    return running_server(database=str(path))


def test_all_that_the_history_has_is_told_as_before(user_path: Path, tmp_path: Path) -> None:
    """Instructions, tools, options, items and their ids; read with the SDK's own types."""
    web = called("web", "s1", server_executed=True)
    found = StreamEvent("tool_result", "x", tool_call_id="s1", server_executed=True)
    model = AsyncScriptedModel(
        [[thought(), "Wait", *web, found, *called(), *called("run", "c2")], ["Done"]]
    )
    ask: Any = {"model": "scripted", "instructions": "Be brief", "tools": [WEATHER, CUSTOM]}
    path = tmp_path / "logs.db"
    with offering(model):
        with anew(path) as one, sdk(one) as client:
            first = client.responses.create(**ask, input="Hi")
            second = client.responses.create(**ask, input="2", previous_response_id=first.id)
        with anew(path) as one, sdk(one) as client:
            for before in (first, second):
                stored = client.responses.retrieve(before.id)
                read_as(Response, stored.to_dict())
                assert untimed(stored) == untimed(before)
            items = client.responses.input_items.list(second.id, order="asc")
            kinds = [item.type for item in items]
    assert kinds == [
        "message", "reasoning", "message", "mcp_call", "function_call", "custom_tool_call",
        "message",
    ]  # fmt: skip


def test_a_history_that_is_sent_again_is_found_after_a_restart(
    user_path: Path, tmp_path: Path
) -> None:
    """With ids and without seals: the model gets back what it gave, and nothing is doubled."""
    model = AsyncScriptedModel([[thought(), "One"], ["Two"]])
    path = tmp_path / "logs.db"
    with offering(model):
        items: list[Any] = [{"role": "user", "content": "1"}]
        calls: list[Any] = []
        for number in range(2):
            with anew(path) as one, sdk(one) as client:
                response = client.responses.create(model="scripted", input=items, store=False)
                items += [item.to_dict() for item in response.output]
                items.append({"role": "user", "content": str(number + 2)})
                calls = one.calls()
    assert texts(model) == ["user: 1", "assistant: One", "user: 2"]
    given_back: Any = model.prompts[-1].messages[1].parts[0]
    assert given_back.provider_metadata == SEEN
    assert len({call.conversation for call in calls}) == 1


def test_any_call_of_the_history_is_a_response(serving: Callable[..., Serving]) -> None:
    """Whichever protocol it was made in; and a response goes on from it."""
    model = AsyncScriptedModel([["One"], ["Two"]])
    one = serving(model)
    chat = {"model": "scripted", "messages": [{"role": "user", "content": "1"}]}
    call = one.post("/v1/chat/completions", chat).headers["llm-call-id"]
    with sdk(one) as client:
        assert client.responses.retrieve(f"resp_{call}").output_text == "One"
        after = client.responses.create(
            model="scripted", input="2", previous_response_id=f"resp_{call}"
        )
    assert after.output_text == "Two"
    assert texts(model) == ["user: 1", "assistant: One", "user: 2"]
