"""Encrypted reasoning of one model is not sent to another, whichever way it comes to be asked."""

from __future__ import annotations

from contextlib import closing

import pytest

from llm import StreamEvent, ToolCall
from llm.providers.openai.responses_items import responses_input
from llm.store.opening import open_store
from tests.cli.installed_models import installed
from tests.cli.test_continuing import calls, ok


def reasoned(text, number):
    """An answer as OpenAI's Responses API gives it, with reasoning that only its model can read."""
    held = {"id": f"rs_{number}", "encrypted_content": f"secret {number}", "summary": []}
    event = StreamEvent("reasoning", "", redacted=True, provider_metadata={"openai": held})
    return [event, StreamEvent("text", text, provider_metadata={"openai": {"id": f"msg_{number}"}})]


def thoughts(model, number=-1):
    """The reasoning in the request that the provider would be sent."""
    items, _ = responses_input(model.prompts[number].messages)
    return [item["id"] for item in items if item.get("type") == "reasoning"]


@pytest.fixture
def models():
    """A model `one` and a model `two`, and two of a family."""
    script = [reasoned(f"one {number}", f"1{number}") for number in range(6)]
    other = [reasoned(f"two {number}", f"2{number}") for number in range(6)]
    kin = {"family": "kin"}
    with installed(
        {
            "one": script,
            "two": other,
            "kin-1": {"script": script, **kin},
            "kin-2": {"script": other, **kin},
        }
    ) as made:
        yield made


def test_the_same_model_gets_its_own(inside, models, world):
    """With each turn, and with instructions that change."""
    ok(inside("-m", "one", "a", "-s", "kind"))
    ok(inside("-c", "b", "-s", "brief"))
    ok(inside("-c", "c", *world))
    expected = ["rs_10", "rs_11"]
    assert thoughts(models["one-async" if world else "one"]) == expected


def test_another_model_and_the_first_again(inside, models):
    """The other is sent what was said; the first gets back what is still in its place."""
    ok(inside("-m", "one", "a"))
    ok(inside("-c", "-m", "two", "b"))
    assert thoughts(models["two"]) == []
    assert [m.text() for m in models["two"].prompts[0].messages] == ["a", "one 0", "b"]
    ok(inside("-c", "c"))
    assert thoughts(models["two"]) == ["rs_20"]
    ok(inside("-c", "-m", "one", "d"))
    assert thoughts(models["one"]) == ["rs_10"]
    ok(inside("-c", "e"))
    assert thoughts(models["one"]) == ["rs_10", "rs_11"]
    with closing(open_store()) as store:
        last = store.call(calls()[-1].id)
    kept = [part for m in last.messages for part in m.parts if part.kind == "reasoning"]
    assert len(kept) == 4, "the history keeps all of it"


def test_forks_edits_and_other_tries(inside, models):
    """None of them sends what is not valid there."""
    ok(inside("-m", "one", "a"))
    ok(inside("-c", "b"))
    first, second = calls()
    ok(inside("retry", second.id, "-m", "two"))
    assert thoughts(models["two"]) == []
    ok(inside("retry", second.id))
    assert thoughts(models["one"]) == ["rs_10"]
    ok(inside("edit", second.id, "B"))
    assert thoughts(models["one"]) == ["rs_10"]
    ok(inside("edit", first.id, "A"))
    assert thoughts(models["one"]) == []
    ok(inside("fork", first.id))
    ok(inside("-c", "c"))
    assert thoughts(models["one"]) == ["rs_10"]
    ok(inside("-c", "-m", "two", "d"))
    assert thoughts(models["two"]) == []


def test_an_answer_that_was_edited(inside, models):
    """What the model thought does not lead to it; what came before is valid."""
    ok(inside("-m", "one", "a"))
    ok(inside("-c", "b"))
    with closing(open_store()) as store:
        tip = store.conversations()[0].tip
    inside("edit", tip, "better")
    ok(inside("-c", "c"))
    assert thoughts(models["one"]) == ["rs_10"]


def test_a_family(inside, models):
    """Its models read one another's reasoning."""
    ok(inside("-m", "kin-1", "a"))
    ok(inside("-c", "-m", "kin-2", "b"))
    assert thoughts(models["kin-2"]) == ["rs_10"]
    ok(inside("-c", "-m", "one", "c"))
    assert thoughts(models["one"]) == []


def test_within_a_round_of_tools(inside):
    """The model that called gets all of its round back; another one does not."""
    call = [*reasoned("", "1")[:1], ToolCall("llm_version", {}, "1")]
    script = [call, ["done"], call, call, ["end"]]
    with installed({"one": script, "two": [["b"]]}) as made:
        ok(inside("-m", "one", "a", "-T", "llm_version"))
        assert thoughts(made["one"]) == ["rs_1"]
        ok(inside("-m", "one", "-c", "b", "-T", "llm_version"))
        assert thoughts(made["one"]) == ["rs_1"] * 3
        ok(inside("-m", "two", "-c", "c", "-T", "llm_version"))
        assert thoughts(made["two"]) == []
