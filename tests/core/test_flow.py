"""Taking the same steps blocking and in a loop."""

import asyncio

import pytest

from llm.core.flow import Dialogue, arun, run


def never(awaitable):
    raise AssertionError("nothing here has to be awaited")


async def awaited(awaitable):
    return await awaitable


def flow(*calls):
    """Make each of *calls*; the result is the list of what they returned."""
    answers = []
    for call in calls:
        try:
            answers.append((yield call))
        except ValueError as error:
            answers.append(f"caught {error}")
    return answers


def boom():
    raise ValueError("boom")


def interrupt():
    raise KeyboardInterrupt


async def later():
    return "later"


async def later_boom():
    raise ValueError("later")


def test_results_and_errors_reach_the_flow():
    """What a call returns or raises comes back at the place where the flow made it."""
    steps = (lambda: 1, boom, lambda: 2)
    expected = [1, "caught boom", 2]
    assert run(flow(*steps), never) == expected
    assert asyncio.run(arun(flow(*steps))) == expected


def test_awaitables_are_settled():
    """An awaitable is awaited in a loop, and handed to `settle` elsewhere; its error comes back."""
    expected = ["later", "caught later"]
    assert asyncio.run(arun(flow(later, later_boom))) == expected
    assert run(flow(later, later_boom), lambda given: asyncio.run(awaited(given))) == expected


def test_what_the_flow_does_not_catch_leaves_it():
    """An error that the flow does not handle, an interrupt included, is the caller's."""
    with pytest.raises(KeyboardInterrupt):
        run(flow(interrupt), never)
    with pytest.raises(KeyError):
        asyncio.run(arun(flow({}.popitem)))


def test_an_empty_flow_has_a_result():
    """A flow that makes no call gives its result at once."""
    assert run(flow(), never) == []
    assert asyncio.run(arun(flow())) == []


def test_dialogue_gives_answers_back():
    """Each question is answered before the next is taken; no answer is `None`."""
    heard = []

    def questions():
        heard.append((yield "a"))
        heard.append((yield "b"))

    dialogue = Dialogue(questions())
    asked = []
    for question in dialogue:
        asked.append(question)
        if question == "a":
            dialogue.answer(1)
    assert asked == ["a", "b"]
    assert heard == [1, None]
