"""The decisions of a chain."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.core.chain import AskModel, RoundSpacer, RunTools, chain_steps
from llm.core.flow import Dialogue
from llm.errors import ChainLimitExceeded
from llm.toolcalls import ToolCall

CALL = ToolCall("f", {}, "1")


@dataclass
class Answer:
    calls: list[ToolCall] = field(default_factory=list)

    def calls_to_run(self):
        return self.calls


def decisions(answers, pending=(), limit=None):
    """What a chain decides when the model gives *answers*, and every tool returns `"r"`."""
    dialogue = Dialogue(
        chain_steps("p", pending, lambda prompt, response, results: prompt + "+", limit)
    )
    answers = iter(answers)
    for step in dialogue:
        yield step
        dialogue.answer(next(answers) if isinstance(step, AskModel) else ["r"])


def test_an_answer_without_calls_ends_the_chain():
    """A model that asks for nothing is asked once."""
    assert list(decisions([Answer()])) == [AskModel("p")]


def test_calls_are_run_and_the_results_are_sent():
    """After calls come their results, and then the model again."""
    first = Answer([CALL])
    assert list(decisions([first, Answer()])) == [
        AskModel("p"),
        RunTools([CALL], first),
        AskModel("p+"),
    ]


def test_pending_calls_are_run_first():
    """A history that ends in unanswered calls is continued by running them."""
    assert list(decisions([Answer()], pending=[CALL])) == [RunTools([CALL]), AskModel("p+")]


def test_the_limit_counts_responses():
    """With a limit of 2, a model that still asks for tools in its second response is stopped."""
    steps = decisions([Answer([CALL]), Answer([CALL])], limit=2)
    assert [type(next(steps)) for _ in range(3)] == [AskModel, RunTools, AskModel]
    with pytest.raises(ChainLimitExceeded, match="Chain limit of 2 exceeded"):
        next(steps)


@pytest.mark.parametrize("limit", [2, 0, None])
def test_a_limit_that_is_just_enough(limit):
    """The last response within the limit may answer; 0 and `None` are no limit."""
    assert len(list(decisions([Answer([CALL]), Answer()], limit=limit))) == 3


rounds = st.lists(st.lists(st.text("a \n", max_size=2), max_size=3), max_size=4)


@given(rounds)
def test_rounds_never_run_together(rounds):
    """Between two rounds with text there is white space, one blank at most is added, no more."""
    spacer = RoundSpacer()
    shown = ""
    for chunks in rounds:
        spacer.next_round()
        said = "".join(chunks)
        before = shown
        for chunk in chunks:
            shown += spacer.join(chunk)
        if said and before and not (before[-1].isspace() or said[0].isspace()):
            assert shown == f"{before} {said}"
        else:
            assert shown == before + said
