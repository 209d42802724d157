"""Whatever is done with a response, in whatever order, what is read of it is consistent."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llm import LLMError, StreamEvent, ToolCall, user
from llm.errors import ResponseInterrupted

PIECES = ["a", "b", StreamEvent("reasoning", "r"), StreamEvent("tool_call_name", "f")]


class BrokenError(Exception):
    pass


def _pieces(answer):
    """The pieces of *answer*, as fresh objects: a model does not say the same object twice."""
    return [StreamEvent(p.type, p.chunk) if isinstance(p, StreamEvent) else p for p in answer]


@given(
    answer=st.lists(st.sampled_from(PIECES), max_size=5),
    fails=st.booleans(),
    steps=st.lists(
        st.sampled_from(["take", "text", "events", "messages", "usage", "close", "reply", "calls"]),
        max_size=6,
    ),
    count=st.integers(1, 3),
)
@settings(deadline=None, max_examples=60)
@pytest.mark.parametrize("world", ["sync", "async"])
def test_readers_agree_whatever_came_before(world, answer, fails, steps, count):
    """The model is asked once, all readers get the same, and what was cut off never looks whole."""
    import asyncio

    from tests.conftest import AwaitingWorld, World

    with asyncio.Runner() as runner:
        api = World() if world == "sync" else AwaitingWorld(runner)
        model = api.model([[*_pieces(answer), *([BrokenError("no")] if fails else [])], ["next"]])
        conversation = model.conversation()
        response = conversation.prompt("x")
        closed = False
        for step in steps:
            try:
                _do(api, response, step, count)
            except BrokenError:
                assert fails
            except ResponseInterrupted:
                assert closed
            closed = closed or (step == "close" and not response.recording.done)
        text = "".join(p for p in answer if isinstance(p, str))
        try:
            assert api.wait(response.text()) == text
        except (BrokenError, ResponseInterrupted):
            assert text.startswith(response.recording.text())
            assert fails or closed
            assert conversation.responses == []
        else:
            assert not fails
            assert not response.recording.failure
            assert conversation.responses == [response]
        asked = [prompt.messages for prompt in model.prompts].count([user("x")])
        assert asked <= 1


def _do(api, response, step, count):
    """Take one of the steps that a caller may take."""
    if step == "take":
        api.take(response, count)
    elif step == "events":
        api.events(response)
    elif step == "close":
        api.close(response)
    elif step == "reply":
        api.wait(response.reply("y"))  # not read: it would ask the model again
    elif step == "calls":
        for result in api.wait(response.execute_tool_calls()):
            assert result.output == 'Error: tool "f" does not exist'
    else:
        api.wait(getattr(response, step)())


@pytest.mark.parametrize("ended", ["answered", "closed", "failed"])
def test_a_chain_that_ended_stays_so(api, ended):
    """However a chain ended, reading it again runs no tool and asks no model."""
    ran = []

    def f():
        ran.append(1)
        return "r"

    last = [BrokenError("no")] if ended == "failed" else ["b"]
    model = api.model([["a", ToolCall("f", {})], last])
    chain = model.chain("x", tools=[f])
    if ended == "closed":
        api.take(chain, 2)
        api.close(chain)
    outcomes = []
    for _ in range(3):
        try:
            outcomes.append(api.wait(chain.text()))
        except (LLMError, BrokenError) as error:
            outcomes.append(str(error))
    assert len(set(outcomes)) == 1
    assert (len(model.prompts), len(ran)) == (2, 1)
