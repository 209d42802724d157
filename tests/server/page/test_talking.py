"""What the page says to models: new messages, edits and retries as branches."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from llm.config.keys import set_key_command
from llm.errors import ModelError, NeedsKeyException
from llm.server.guarding.tokens import add_token
from llm.testing import AsyncScriptedModel, ScriptedModel
from tests.server.conftest import Serving
from tests.server.page.told import Told, picture

Serve = Callable[..., Serving]


class Talk:
    """A conversation with a model of a server, as the page has it."""

    def __init__(self, one: Serving, model: str = "scripted", token: str | None = None) -> None:
        self.one, self.model, self.token = one, model, token

    def refused(self, **body: Any) -> Any:
        return self.one.post("/api/chat", {"model": self.model, **body}, token=self.token)

    def say(self, **body: Any) -> dict[str, Any]:
        """The call that *body* asks for, when it has come to its end."""
        answer = self.refused(**body)
        assert answer.status_code == 200, answer.text
        call = answer.json()["call"]
        self.one.get(f"/v1/calls/{call}/events", token=self.token)
        where = f"/api/conversations/{answer.json()['conversation']}"
        calls = self.one.get(where, token=self.token).json()["calls"]
        found: dict[str, Any] = next(each for each in calls if each["id"] == call)
        assert found["status"] == "ok", found["error"]
        return found


def text(messages: list[dict[str, Any]]) -> str:
    return "".join(part["text"] for message in messages for part in message["parts"])


@pytest.mark.parametrize("kind", [AsyncScriptedModel, ScriptedModel])
def test_a_conversation_goes_on_where_it_was(serving: Serve, kind: Any) -> None:
    """The model is shown what was said before, and the turns are one after the other."""
    model = kind([["Two."], ["Three."]])
    talk = Talk(serving(model))
    first = talk.say(text="1 + 1?")
    second = talk.say(text="And 1 more?", after=first["id"])
    assert second["conversation"] == first["conversation"]
    assert (second["after"], second["is_tip"]) == (first["id"], True)
    assert text(second["output"]) == "Three."
    said = [message.text() for message in model.prompts[1].messages]
    assert said == ["1 + 1?", "Two.", "And 1 more?"]


def test_edits_and_retries_are_branches(serving: Serve) -> None:
    """Other words, and the same once more, stand beside the first in the same conversation."""
    answers = ["Blue.", "Green.", "Dark blue.", "No.", "Red."]
    model = AsyncScriptedModel([[answer] for answer in answers])
    talk = Talk(serving(model))
    first = talk.say(text="A colour?")
    later = talk.say(text="Another?", after=first["id"])
    retried = talk.say(again=later["id"])
    edited = talk.say(again=later["id"], text="A third?")
    begun = talk.say(again=first["id"], text="A warm colour?")
    assert {call["conversation"] for call in (later, retried, edited, begun)} == {
        first["conversation"]
    }
    assert [call["after"] for call in (later, retried, edited)] == [first["id"]] * 3
    assert begun["after"] is None
    assert retried["said"] == later["said"]
    assert text(edited["said"]) == "A third?"
    assert [message.text() for message in model.prompts[3].messages] == [
        "A colour?", "Blue.", "A third?",
    ]  # fmt: skip
    assert [message.text() for message in model.prompts[4].messages] == ["A warm colour?"]
    found = talk.one.get(f"/api/conversations/{first['conversation']}").json()
    assert [call["id"] for call in found["calls"] if call["is_tip"]] == [begun["id"]]


def test_a_retry_may_ask_another_model(serving: Serve) -> None:
    """The same is asked of the model that is chosen now."""
    small = AsyncScriptedModel([["Hm."]], model_id="small")
    large = AsyncScriptedModel([["Indeed."]], model_id="large")
    one = serving(small, large)
    first = Talk(one, "small").say(text="Is it?", instructions="Be brief.")
    again = Talk(one, "large").say(again=first["id"])
    assert (again["model"], text(again["output"])) == ("large", "Indeed.")
    assert again["instructions"] == "Be brief."
    assert [message.text() for message in large.prompts[0].messages] == ["Be brief.", "Is it?"]


def test_instructions_lead_and_can_be_changed(serving: Serve) -> None:
    """New instructions take the place of the earlier ones; empty ones take them away."""
    model = AsyncScriptedModel([["a"], ["b"], ["c"], ["d"]])
    talk = Talk(serving(model))
    first = talk.say(text="1", instructions="In verse.")
    second = talk.say(text="2", after=first["id"])
    third = talk.say(text="3", after=second["id"], instructions="In prose.")
    talk.say(text="4", after=third["id"], instructions="")
    leading = [
        [message.text() for message in prompt.messages if message.role == "system"]
        for prompt in model.prompts
    ]
    assert leading == [["In verse."], ["In verse."], ["In prose."], []]


def test_attachments_are_shown_to_the_model_and_kept(serving: Serve) -> None:
    """A picture goes with the message, and with its edits."""
    model = AsyncScriptedModel([["A sea."], ["A sky."]])
    talk = Talk(serving(model))
    content = base64.b64encode(picture()).decode()
    first = talk.say(text="What is it?", attachments=[{"type": "image/png", "content": content}])
    talk.say(again=first["id"], text="What is above?")
    for prompt in model.prompts:
        (attachment,) = prompt.attachments
        assert (attachment.type, attachment.content_bytes()) == ("image/png", picture())
    address = first["said"][0]["parts"][1]["attachment"]["bytes"]
    assert talk.one.get(address).content == picture()


def test_signatures_of_the_history_go_back_to_their_model(serving: Serve) -> None:
    """What only the provider reads is not told to the page, but goes back when it goes on."""
    from llm.events import StreamEvent

    metadata = {"maker": {"signature": "its signature"}}
    signed = StreamEvent("reasoning", "Hm.", provider_metadata=metadata)
    model = AsyncScriptedModel([[signed, "Yes."], ["No."]])
    talk = Talk(serving(model))
    first = talk.say(text="So?")
    assert "its signature" not in json.dumps(first)
    talk.say(text="Really?", after=first["id"])
    reasoning: Any = model.prompts[1].messages[1].parts[0]
    assert reasoning.provider_metadata == metadata


MISTAKES: list[tuple[dict[str, Any], str]] = [
    ({}, "nothing to say"),
    ({"text": 5}, "'text' has to be a text"),
    ({"text": "x", "attachments": "y"}, "has to be a list"),
    ({"text": "x", "attachments": 0}, "has to be a list"),
    ({"text": "x", "attachments": [{"content": "?"}]}, "not base64"),
    ({"text": "x", "attachments": [5]}, "Each of 'attachments'"),
    ({"text": "x", "model": "nosuchmodel"}, "nosuchmodel"),
    ({"text": "x", "after": "01h00000000000000000000000"}, "has no call"),
    ({"again": "01h00000000000000000000000"}, "has no call"),
    ({"again": ""}, "has no call"),
    ({"text": "x", "after": ""}, "has no call"),
]


def test_mistakes_are_said_in_a_line(serving: Serve) -> None:
    """What cannot be asked is refused in words, and nothing is written."""
    one = serving(AsyncScriptedModel([]))
    for body, said in MISTAKES:
        answer = Talk(one).refused(**body)
        assert answer.status_code in (400, 404)
        assert said in answer.json()["error"]["message"]
    assert one.calls() == []


def test_nobody_goes_on_from_what_is_anothers(serving: Serve, everything: Told) -> None:
    """A token without the history neither continues nor repeats calls of others."""
    token = add_token("app")
    talk = Talk(serving(AsyncScriptedModel([["x"]])), token=token)
    for body in (
        {"text": "And?", "after": everything.ids["rain"]},
        {"again": everything.ids["rain"]},
    ):
        assert talk.refused(**body).status_code == 404
    own = talk.say(text="Mine")
    assert own["client"] == "app"
    assert talk.one.get(f"/api/calls/{own['id']}").status_code == 200


def test_a_token_is_told_no_model_that_it_may_not_use(serving: Serve) -> None:
    """Not even as the default."""
    models = [AsyncScriptedModel([], model_id=name) for name in ("secret-model", "allowed")]
    one = serving(*models, models=("secret-model", "allowed"))
    token = add_token("app", models=["allowed"])
    told = one.get("/api/server", token=token).json()
    assert (told["models"], told["default"]) == (["allowed"], None)
    assert one.get("/api/server").json()["default"] == "secret-model"


def test_the_owner_is_told_which_models_have_no_key(
    serving: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that can answer come first, and one of them is the default, until there is a key."""
    pair = [
        kind([], model_id="paid", needs_key="paid", key_env_var="PAID_KEY")
        for kind in (ScriptedModel, AsyncScriptedModel)
    ]
    one = serving(tuple(pair), AsyncScriptedModel([], model_id="free"), models=("paid", "free"))
    told = one.get("/api/server").json()
    assert (told["models"], told["no_key"], told["default"]) == (["free", "paid"], ["paid"], "free")
    monkeypatch.setenv("PAID_KEY", "secret-of-the-test")
    answer = one.get("/api/server")
    assert (answer.json()["no_key"], answer.json()["default"]) == ([], "paid")
    assert "secret" not in answer.text
    monkeypatch.delenv("PAID_KEY")
    set_key_command("paid", "false")  # would fail, and is not run
    assert one.get("/api/server").json()["no_key"] == []


def test_others_are_not_told_which_keys_there_are(
    serving: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a key or without, a client sees the same, even one that may read the whole history."""
    paid = ScriptedModel([], model_id="paid", needs_key="paid", key_env_var="PAID_KEY")
    one = serving(paid, AsyncScriptedModel([], model_id="free"), models=("paid", "free"))
    token = add_token("app", history=True)
    before = one.get("/api/server", token=token).json()
    assert (before["no_key"], before["default"]) == ([], "paid")
    monkeypatch.setenv("PAID_KEY", "secret-of-the-test")
    assert one.get("/api/server", token=token).json() == before


def test_why_a_call_failed_is_said_without_names_of_classes(serving: Serve) -> None:
    """The words of the error alone are shown; where it has none, there are none."""
    model = AsyncScriptedModel([[NeedsKeyException("No key found - add one")], [ModelError("")]])
    talk = Talk(serving(model))
    for reason in ("No key found - add one", None):
        call = talk.refused(text="Hi").json()["call"]
        talk.one.get(f"/v1/calls/{call}/events")
        told = talk.one.get(f"/api/calls/{call}").json()
        assert (told["status"], told["error"]) == ("error", reason)


def test_open_calls_of_tools_are_settled_when_it_goes_on(serving: Serve) -> None:
    """No provider takes a history in which a call has no result: it is told that it was not run."""
    from llm.toolcalls import ToolCall

    model = AsyncScriptedModel([[ToolCall("weather", {}, "c1")], ["Never mind."]])
    talk = Talk(serving(model))
    first = talk.say(text="Weather?")
    talk.say(text="Forget it", after=first["id"])
    roles = [message.role for message in model.prompts[1].messages]
    assert roles == ["user", "assistant", "tool", "user"]
    result: Any = model.prompts[1].messages[2].parts[0]
    assert "Not run" in result.output


def test_without_a_token_nobody_talks_through_the_page(serving: Serve) -> None:
    """The page's chat writes into conversations: it needs a token, unlike stateless endpoints."""
    one = serving(AsyncScriptedModel([]))
    answer = one.post("/api/chat", {"model": "scripted", "text": "Hi"}, token="")
    assert answer.status_code == 401
