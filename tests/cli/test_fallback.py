"""`--fallback`: another model where one fails before it has said anything."""

from __future__ import annotations

import io
import json

import pytest

import llm
from llm import ToolCall
from llm.cli.asking.asked import askings
from llm.cli.asking.composing import Composer, Given
from llm.errors import UnsupportedInput
from llm.events import StreamEvent
from llm.testing import ScriptedModel
from tests.cli.installed_models import installed
from tests.cli.test_continuing import calls, ok, texts

BROKEN = llm.ModelError("the server is down.\n Sorry", status=503)


@pytest.fixture
def models():
    """Models that fail in their ways, and two that do not."""
    scripts = {
        "down": [[BROKEN]] * 3,
        "keyless": [[llm.NeedsKeyException("No key: is one stored?")]],
        "odd": [[KeyError("x")]],
        "late": [["par", BROKEN]],
        "thinks": [[StreamEvent(type="reasoning", chunk="hm"), BROKEN]],
        "picky": [[UnsupportedInput("No images")]],
        "calls": [[ToolCall("llm_version", {}, "t1")], [BROKEN]],
        "good": [["good answer"]] * 3,
        "other": [["other answer"]] * 3,
    }
    with installed(scripts) as made:
        yield made


def test_the_next_one_answers(inside, models, world):
    """One remark for each that failed; the answer is the only thing on standard output."""
    names = ["--fallback", "keyless", "--fallback", "odd", "--fallback", "good"]
    result = inside("-m", "down", *names, "--fallback", "other", "hi", *world)
    assert (result.returncode, result.stdout) == (0, "good answer\n")
    assert result.stderr.splitlines() == [
        "down failed: the server is down. Sorry. Asking keyless instead.",
        "keyless failed: No key: is one stored? Asking odd instead.",
        "odd failed: KeyError: 'x'. Asking good instead.",
    ]


def test_the_first_one_answers(inside, models):
    """Nobody else is asked, and nothing is said."""
    assert ok(inside("-m", "good", "--fallback", "other", "hi")) == "good answer\n"
    assert models["other"].prompts == []


def test_the_failure_is_recorded_beside_the_answer(inside, models):
    """Both are in one conversation, after the same point, and it goes on from the answer."""
    ok(inside("-m", "other", "first"))
    inside("-c", "-m", "down", "--fallback", "good", "second")
    first, failed, answered = calls()
    assert [call.status for call in (first, failed, answered)] == ["ok", "error", "ok"]
    assert failed.conversation == answered.conversation == first.conversation
    assert texts(models["down"]) == texts(models["good"]) == ["first", "other answer", "second"]
    ok(inside("-c", "third"))
    assert texts(models["good"])[2:] == ["second", "good answer", "third"]


def test_a_new_conversation_has_both(inside, models):
    """Also where there was none before."""
    inside("-m", "down", "--fallback", "good", "hi")
    assert len({call.conversation for call in calls()}) == 1


@pytest.mark.parametrize("name", ["late", "thinks"])
def test_who_has_begun_to_answer_has_had_its_turn(inside, models, name):
    """What was shown is not followed by another answer."""
    result = inside("-m", name, "--fallback", "good", "hi")
    assert result.returncode == 1
    assert "Error: the server is down. Sorry" in result.stderr
    assert models["good"].prompts == []


def test_a_chain_that_has_begun(inside, models):
    """Tools that were run are not run again for another model."""
    result = inside("-m", "calls", "--fallback", "good", "-T", "llm_version", "hi")
    assert result.returncode == 1
    assert models["good"].prompts == []


def test_the_last_failure_is_the_error(inside, models, world):
    """It ends the command as it would have without the others."""
    result = inside("-m", "keyless", "--fallback", "down", "hi", *world)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.splitlines() == [
        "keyless failed: No key: is one stored? Asking down instead.",
        "Error: the server is down. Sorry",
    ]


def test_a_mistake_of_the_user_is_theirs_to_mend(inside, models):
    """Another model would only hide it."""
    result = inside("-m", "picky", "--fallback", "good", "hi")
    assert (result.returncode, result.stderr) == (1, "Error: No images\n")
    for names in (["nope", "good"], ["good", "nope"]):
        result = inside("-m", names[0], "--fallback", names[1], "hi")
        assert (result.returncode, result.stdout) == (1, "")
        assert result.stderr.startswith("Error: Unknown model: nope")
    assert models["good"].prompts == []


def test_options_are_checked_for_all_before_anyone_is_asked(inside, models):
    """A fallback that would not take them shows now, and not when it is needed."""
    result = inside("-m", "down", "--fallback", "good", "-o", "nope", "1", "hi")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: nope\n")
    assert models["down"].prompts == []


def test_a_key_is_for_whom_it_was_given(monkeypatch):
    """No other provider sees it; models that take the same key do."""
    monkeypatch.setattr("sys.stdin", io.StringIO())
    taken = {"a": "openai", "b": "openai", "c": "other", "d": None}
    models = [ScriptedModel(model_id=name, needs_key=key) for name, key in taken.items()]
    made = askings(models, Composer(Given(prompt="hi", key="sk")), None, stream=True)
    assert [each.request.key for each in made] == ["sk", "sk", None, None]


def test_json_has_the_answer_alone(inside, models):
    """A program that reads it need not know who failed."""
    result = inside("-m", "down", "--fallback", "good", "--json", "hi")
    (row,) = json.loads(result.stdout)
    assert (row["model"], row["response"]) == ("good", "good answer")


def test_not_together_with_also(inside, models):
    """One asks all, the other one after the other."""
    result = inside("-m", "good", "--fallback", "other", "--also", "down", "hi")
    assert (result.returncode, result.stdout) == (1, "")
    assert "--also" in result.stderr
