"""Calls that go on from stored ones: what came before is taken from the history."""

from __future__ import annotations

import asyncio

import pytest

from llm.parts import Message, ReasoningPart, system, user
from llm.server.asking.asked import Asked, Refused
from llm.server.guarding.access import Client
from llm.testing import AsyncScriptedModel
from tests.server.asking.test_sent_again import SIGNED, thoughtful

ALICE, BOB = Client("alice", token="alice"), Client("bob", token="bob")
OWNER = Client("owner", token="owner", has_history=True)


def ask(one, text, client=ALICE, model="scripted", **how):
    """What comes of it that *client* asks *text* of the server *one*: the call's outcome."""

    async def asked():
        messages = how.pop("messages", [user(text)])
        call = await one.server.service.calls.start(Asked(model, messages, **how), client)
        return await call.outcome()

    return asyncio.run_coroutine_threadsafe(asked(), one.server._loop).result(20)


def refusal(one, *args, **how):
    """Why it is refused."""
    with pytest.raises(Refused) as refused:
        ask(one, *args, **how)
    return refused.value.failure


def served(serving, count=4, **settings):
    """A server with one model that thinks, and that model."""
    model = AsyncScriptedModel([thoughtful(f"answer {n}") for n in range(count)])
    return serving(model, **settings), model


def texts(prompt):
    """What was said in *prompt*, with reasoning in brackets."""

    def told(message: Message) -> str:
        thoughts = [part.text for part in message.parts if isinstance(part, ReasoningPart)]
        return f"{message.role}: {''.join(f'[{each}]' for each in thoughts)}{message.text()}"

    return [told(message) for message in prompt.messages]


FIRST = ["user: a", "assistant: [about answer 0]answer 0"]


@pytest.mark.parametrize("remembered", [True, False])
def test_after_a_call(serving, remembered):
    """What is said after a call goes on from it, reasoning included; also long afterwards."""
    one, model = served(serving)
    first = ask(one, "a")
    if not remembered:
        one.server.service.calls.recollection.forget()
    second = ask(one, "b", previous=first.id)
    third = ask(one, "B", previous=first.id)
    assert [texts(prompt) for prompt in model.prompts] == [
        ["user: a"],
        [*FIRST, "user: b"],
        [*FIRST, "user: B"],
    ]
    assert model.prompts[1].messages[1].parts[0].provider_metadata == SIGNED
    assert {each.conversation for each in (first, second, third)} == {first.conversation}
    assert first.conversation is not None


def test_instructions_are_not_carried_over(serving):
    """Each call has its own, and they lead."""
    one, model = served(serving)
    first = ask(one, "", messages=[system("One"), user("a")])
    ask(one, "", messages=[system("Two"), user("b")], previous=first.id)
    ask(one, "c", previous=first.id)
    assert texts(model.prompts[1]) == ["system: Two", *FIRST, "user: b"]
    assert texts(model.prompts[2]) == [*FIRST, "user: c"]


def test_in_a_conversation(serving):
    """It goes on from where it is, and moves on."""
    one, model = served(serving)
    first = ask(one, "a")
    second = ask(one, "b", conversation=first.conversation)
    third = ask(one, "c", conversation=first.conversation)
    assert texts(model.prompts[2]) == [
        *FIRST,
        "user: b",
        "assistant: [about answer 1]answer 1",
        "user: c",
    ]
    assert {each.conversation for each in (first, second, third)} == {first.conversation}


def test_what_is_anothers_is_not_there(serving):
    """A token sees its own calls, one with the history all of them; without one nothing is seen."""
    one, _ = served(serving)
    first = ask(one, "a")
    for how in ({"previous": first.id}, {"conversation": first.conversation}):
        failure = refusal(one, "b", BOB, **how)
        assert (failure.status, first.id in failure.message) == (404, "previous" in how)
        assert refusal(one, "b", Client("anonymous"), **how).status == 401
        assert ask(one, "b", OWNER, **how).status == "ok"
    for how in ({"previous": "nothing"}, {"conversation": "nothing"}):
        assert refusal(one, "b", OWNER, **how).status == 404


def test_one_that_was_deleted_is_not_there(serving):
    """Also where it was remembered."""
    one, _ = served(serving)
    first = ask(one, "a")
    with one.store() as store:
        store.delete([first.id])
    assert refusal(one, "b", previous=first.id).status == 404


def test_without_history_nothing_is_gone_on_from(serving):
    """A server that keeps nothing knows no earlier call."""
    one, _ = served(serving, keeps=False)
    first = ask(one, "a")
    assert refusal(one, "b", previous=first.id).status == 404


def test_an_edit_moves_the_conversation(serving):
    """With all that was said up to there, it goes on from there from then on."""
    one, model = served(serving)
    first = ask(one, "a")
    ask(one, "b", conversation=first.conversation)
    ask(
        one, "", conversation=first.conversation, takes_tip=True,
        messages=[user("a, in other words")],
    )  # fmt: skip
    ask(one, "c", conversation=first.conversation)
    assert texts(model.prompts[3]) == [
        "user: a, in other words",
        "assistant: [about answer 2]answer 2",
        "user: c",
    ]
