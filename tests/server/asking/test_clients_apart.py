"""Clients that say the same: none reads, takes away or goes on with what is another's."""

from __future__ import annotations

import pytest

from llm.testing import AsyncScriptedModel
from tests.server.asking.test_sent_again import reasoning_in, says, talk, thoughtful

ALICE, BOB = "token-of-alice-0123456789", "token-of-bob-0123456789"
GUESSED = [("user", "hi"), ("assistant", "one"), ("user", "and?")]


@pytest.fixture
def model():
    """A model that thinks."""
    return AsyncScriptedModel([thoughtful(each) for each in ("one", "two", "three", "four")])


@pytest.fixture
def one(serving, model):
    """A server with two clients."""
    return serving(model, tokens=(ALICE, BOB))


def conversation_of(one, token):
    """The id of the conversation that a client used last."""
    return one.get("/api/conversations", token=token).json()["conversations"][0]["id"]


def response_to(one, token, messages=None, **how):
    """The id of a response that a client was given."""
    given = [{"role": role, "content": text} for role, text in messages or [("user", "go on")]]
    answer = one.post("/v1/responses", {"model": "scripted", "input": given, **how}, token=token)
    assert answer.status_code == 200, answer.text
    return answer.json()["id"]


def test_nobody_reads_what_another_client_was_told(one):
    """Who guesses what was said is shown what it sent, without the reasoning that is stored."""
    says(one, GUESSED[:1], token=ALICE)
    guessed = response_to(one, BOB, GUESSED)
    for query in ("", "?include=reasoning.encrypted_content"):
        shown = one.get(f"/v1/responses/{guessed}/input_items{query}", token=BOB)
        assert shown.status_code == 200
        assert "about one" not in shown.text
        assert [item["type"] for item in shown.json()["data"]] == ["message"] * len(GUESSED)


def test_the_model_does_not_get_it_from_the_history_either(one, model):
    """Also when nothing is remembered, and the call that guessed is gone on from."""
    says(one, GUESSED[:1], token=ALICE)
    guessed = response_to(one, BOB, GUESSED)
    one.server.service.calls.recollection.forget()
    response_to(one, BOB, previous_response_id=guessed)
    assert [text for text, _ in reasoning_in(model.prompts[-1])] == ["about two"]


def test_nobody_takes_a_conversation_away(one):
    """It stays its client's, to be read, named, gone on with and deleted."""
    says(one, GUESSED[:1], token=ALICE)
    mine = conversation_of(one, ALICE)
    says(one, GUESSED, token=BOB)
    assert conversation_of(one, BOB) != mine
    shown = {"authorization": f"Bearer {ALICE}"}
    page = f"/api/conversations/{mine}"
    named = one.http.patch(page, json={"name": "mine"}, headers=shown)
    assert named.status_code == 200
    assert one.get(f"/v1/conversations/conv_{mine}", token=ALICE).status_code == 200
    response_to(one, ALICE, conversation=f"conv_{mine}")
    assert one.get(page, token=BOB).status_code == 404
    assert one.http.delete(page, headers=shown).status_code == 200


def test_the_same_answer_leaves_both_their_conversations(serving):
    """Two that asked the same and were told the same each go on, by name and without."""
    one = serving(AsyncScriptedModel([["Hello!"]] * 6), tokens=(ALICE, BOB))
    mine = {}
    for token in (ALICE, BOB):
        says(one, [("user", "hi")], token=token)
        mine[token] = conversation_of(one, token)
    for token in (BOB, ALICE):
        talk(one, ["and?"], [("user", "hi"), ("assistant", "Hello!")], token=token)
        assert conversation_of(one, token) == mine[token]
        response_to(one, token, conversation=f"conv_{mine[token]}")
    assert mine[ALICE] != mine[BOB]


def test_nobody_puts_words_into_the_owners_conversation(serving, model):
    """What somebody without a token says after the owner's words is not in the owner's prompt."""
    one = serving(model)
    says(one, GUESSED[:1])
    mine = conversation_of(one, None)
    says(one, [*GUESSED[:2], ("user", "INJECTED")], token="")
    response_to(one, None, conversation=f"conv_{mine}")
    assert [message.text() for message in model.prompts[-1].messages] == ["hi", "one", "go on"]


def test_what_was_placed_wrongly_is_not_shown(one):
    """A call that stands after another client's answer, however it came there, hides its own."""
    from llm.ids import new_id
    from llm.parts import user
    from llm.store.records import CallRecord

    for token in (ALICE, BOB):
        says(one, GUESSED[:1], token=token)
    told, other = one.calls()
    said = [*told.messages, *told.output, user("and?")]
    call = CallRecord(new_id(), "scripted", said, client=other.client)
    with one.store() as store:
        store.finish(call)
    shown = one.get(f"/v1/responses/resp_{call.id}/input_items", token=BOB)
    assert shown.status_code == 200
    assert "about one" not in shown.text
