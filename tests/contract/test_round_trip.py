"""Invariant 9: a response rebuilt from the history is the response that was stored."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import llm
from llm.attachments import Attachment
from llm.events import StreamEvent
from llm.models.replay import finish_with
from llm.parts import Message, ToolResultPart, assistant, system, tool_message, user
from llm.store.describing import ended_record
from llm.testing import ScriptedModel
from llm.toolcalls import ToolCall, ToolOutput
from llm.usage import Usage
from tests.contract.backends import BACKENDS
from tests.store.record_strategies import messages, objects
from tests.store.snapshots import response_dict


class Options(llm.Options):
    temperature: float | None = None


def stored(history, response: Any) -> dict[str, Any]:
    """The JSON form of *response* as the history has it."""
    history.store.finish(ended_record(response))
    return response_dict(history.again().call(response.id))


def as_json(data: Any) -> Any:
    """*data* after it was written and read."""
    return json.loads(json.dumps(data))


@pytest.mark.parametrize("backend", sorted(BACKENDS))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    leading=messages("system", most=2),
    said=messages("user", "assistant", "tool", "system", most=4),
    output=messages("assistant", "tool", most=3),
    details=st.none() | objects,
)
def test_whatever_was_said(tmp_path_factory, backend, leading, said, output, details):
    """Every kind of part with anything in it, in prompt and answer, and what reads it again."""
    model = ScriptedModel()
    prompt = llm.Prompt(None, model, messages=[*leading, *said])
    response = llm.Response(prompt, model, False)
    finish_with(response, output)
    response.set_usage(input=1, output=2, details=details)
    response.recording.begin()
    history = BACKENDS[backend](tmp_path_factory.mktemp("history"))
    try:
        back = stored(history, response)
    finally:
        history.close()
    assert back == response.to_dict()
    assert llm.Response.from_dict(as_json(back), model=model).to_dict() == as_json(back)


EVERYTHING: list[Any] = [
    StreamEvent("reasoning", "hm", provider_metadata={"x": {"sig": "s" * 99}}),
    StreamEvent("reasoning", "", redacted=True, part_index=9),
    "text",
    StreamEvent("tool_call_name", "web", tool_call_id="w", server_executed=True),
    StreamEvent("tool_call_args", '{"q": "$blob"}', tool_call_id="w", server_executed=True),
    StreamEvent("tool_result", "found", tool_call_id="w", server_executed=True),
    StreamEvent("attachment", "", attachment=Attachment("image/png", content=b"\x00")),
    StreamEvent("text", "second message", message_index=1),
    ToolCall("look", {"x": [1, {"y": None}]}, "1"),
    Usage(3, 4, {"cached": 1}),
]


def test_a_chain_of_everything(history, api, tmp_path):
    """Streamed by a model, with a tool that shows a picture, in both worlds, round by round."""
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG")

    def look(x: list[Any]) -> ToolOutput:
        return ToolOutput({"seen": x}, [Attachment("image/png", path=str(picture))])

    def fail():
        raise ValueError("no\nway")

    model = api.model(
        [EVERYTHING, [ToolCall("fail", {}, "2")], ["end"]], Options=Options, model_id="a/b"
    )
    chain = model.chain(
        "go", tools=[api.tool(look), api.tool(fail)], system="s", fragments=["f"], temperature=0.5,
        attachments=[Attachment("image/png", path=str(picture)), Attachment("audio/wav", url="u:")],
    )  # fmt: skip
    assert api.wait(chain.text())
    for response in chain._responses:
        back = stored(history, response)
        assert back == response.to_dict()
        cls = type(response)
        assert cls.from_dict(as_json(back), model=model).to_dict() == back
    assert len(chain._responses) == 3


def test_a_conversation(history, api):
    """Every turn of it, when it is stored at once at its end, and when the tools change."""
    model = api.model([["a"], ["b", ToolCall("x", {}, "1")], ["c"]])
    conversation = model.conversation()
    for number in range(3):
        api.finish(conversation.prompt(f"say {number}", system=f"s{number}", tools=[len]))
    for response in conversation.responses:
        assert stored(history, response) == response.to_dict()
    record = history.store.conversation(conversation.id)
    assert record.calls == 3


@pytest.mark.parametrize(
    "sent",
    [
        [],
        [system("only instructions")],
        [system()],
        [user()],
        [user("")],
        [Message("user", []), assistant(), user("", "")],
        [user("a"), assistant(), user("b")],
        [user("a"), tool_message(), user("b")],
        [tool_message(ToolResultPart("", "", None))],
        [Message("developer", [])],
    ],
)
def test_messages_that_say_nothing(history, asked, sent):
    """They are kept where they are, twice over, and beside a history without them."""
    asked([user("a"), user("b")], assistant("c"))
    for _ in range(2):
        call = asked(sent, assistant())
        back = history.store.call(call.id)
        assert list(back.messages) == sent
        assert list(back.output) == [assistant()]


def test_nothing_at_all(history, asked):
    """A call without messages and without output, as one that failed at once."""
    call = asked([], status="error", error="")
    back = history.store.call(call.id)
    assert (list(back.messages), list(back.output), back.error) == ([], [], "")
