"""Models whose `execute` does not do what it should, and what they are told."""

import asyncio
from typing import Any, cast

import pytest

import llm
from llm import StreamEvent
from llm.errors import ModelError, ResponseInterrupted


def _model(base, execute):
    """A model of the kind *base* whose `execute` is the function *execute*."""
    return type("Odd", (base,), {"model_id": "odd", "can_stream": True, "execute": execute})()


@pytest.mark.parametrize(
    "piece",
    [5, None, b"bytes", *(StreamEvent("text", chunk) for chunk in cast("Any", (None, {"a": 1})))],
)
def test_a_piece_of_the_wrong_type_is_told_when_it_comes(api, piece):
    """What is neither text nor an event with text fails the response, and names what it was."""
    model = api.plain(lambda *_: iter(["a", piece, "b"]))
    response = model.prompt("x")
    with pytest.raises(TypeError, match="A model yielded"):
        api.wait(response.text())
    assert response.recording.text() == "a"


def test_a_model_whose_piece_is_refused_is_closed(api):
    """The plugin's `finally` runs at once, although the error is kept for later readers."""
    closed = []

    def answer(*_):
        try:
            yield "a"
            yield 5
        finally:
            closed.append(True)

    response = _closing_model(api, answer).prompt("x")
    with pytest.raises(TypeError):
        api.wait(response.text())
    assert closed == [True]


def _closing_model(api, answer):
    """A model that is the generator *answer* itself, so that closing it is closing *answer*."""
    if not api.awaits:
        return _model(llm.Model, lambda self, prompt, stream, response, conversation: answer())

    async def execute(self, prompt, stream, response, conversation):
        pieces = answer()
        try:
            for piece in pieces:
                yield piece
        finally:
            pieces.close()

    return _model(llm.AsyncModel, execute)


def test_an_async_function_may_return_its_pieces():
    """`async def execute` without `yield`, which returns an async iterator, works."""

    async def pieces():
        yield "a"
        yield "b"

    async def execute(self, prompt, stream, response, conversation):
        await asyncio.sleep(0)
        return pieces()

    assert asyncio.run(_text(_model(llm.AsyncModel, execute))) == "ab"


async def _text(model):
    return await model.prompt("x").text()


async def _async_pieces(self, prompt, stream, response, conversation):
    yield "a"


async def _async_nothing(self, prompt, stream, response, conversation):
    return None


def _pieces(self, prompt, stream, response, conversation):
    yield "a"


def _nothing(self, prompt, stream, response, conversation):
    return None


@pytest.mark.parametrize(
    ("execute", "got"),
    [(_async_pieces, "async_generator"), (_async_nothing, "coroutine"), (_nothing, "None")],
)
def test_what_cannot_be_iterated_is_told(execute, got):
    """The author of a `Model` is told the class, what came back and what should have."""
    with pytest.raises(TypeError, match=rf"Odd\.execute\(\) gave .*{got}.* generator") as told:
        _model(llm.Model, execute).prompt("x").text()
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("execute", "got"), [(_pieces, "generator"), (_async_nothing, "None"), (_nothing, "None")]
)
def test_what_cannot_be_awaited_is_told(execute, got):
    """The author of an `AsyncModel`, too."""
    with pytest.raises(TypeError, match=rf"Odd\.execute\(\) gave .*{got}.* async generator"):
        asyncio.run(_text(_model(llm.AsyncModel, execute)))


@pytest.mark.parametrize("answer", [["a", "b"], ("a", "b"), iter(["a", "b"]), "ab"])
def test_any_iterable_will_do(answer):
    """A `Model` may return a list, a tuple, an iterator or the whole text."""

    def execute(self, prompt, stream, response, conversation):
        return answer

    assert _model(llm.Model, execute).prompt("x").text() == "ab"


def test_a_loop_that_ends_in_mid_stream_interrupts_the_response():
    """A loop closes the models that still run in it: what they said never looks complete."""
    response = _slow().prompt("x")

    async def first_piece():
        return await anext(aiter(response))

    assert asyncio.run(first_piece()) == "a"

    async def again():
        return await response.text()

    with pytest.raises(ResponseInterrupted):
        asyncio.run(again())
    assert not response.recording.done


def _slow():
    async def execute(self, prompt, stream, response, conversation):
        yield "a"
        await asyncio.sleep(0)
        yield "b"

    return _model(llm.AsyncModel, execute)


def test_a_piece_after_the_close_is_not_part_of_the_answer(api):
    """A generator that goes on after it was closed is told off; the text stays as it was."""

    def answer(*_):
        try:
            yield "a"
        except GeneratorExit:
            yield "b"

    if api.awaits:

        async def execute(self, prompt, stream, response, conversation):
            try:
                yield "a"
            except GeneratorExit:
                yield "b"

        model = _model(llm.AsyncModel, execute)
    else:
        model = _closing_model(api, answer)
    response = model.prompt("x")
    assert api.take(response, 1) == ["a"]
    with pytest.raises(RuntimeError, match="ignored GeneratorExit"):
        api.close(response)
    assert response.recording.text() == "a"
    with pytest.raises(ResponseInterrupted):
        api.wait(response.text())


def test_an_async_model_that_reads_its_own_response_is_told_so():
    """It would wait for itself for ever."""

    async def execute(self, prompt, stream, response, conversation):
        yield "a"
        yield await response.text()

    with pytest.raises(ModelError, match="cannot read its response"):
        asyncio.run(_text(_model(llm.AsyncModel, execute)))


def test_a_model_that_closes_its_own_response(api):
    """The reader is told that the response was interrupted; nobody waits."""
    if api.awaits:

        async def execute(self, prompt, stream, response, conversation):
            yield "a"
            await response.aclose()
            yield "b"

        model = _model(llm.AsyncModel, execute)
    else:
        model = api.plain(_closing_itself)
    response = model.prompt("x")
    with pytest.raises(ResponseInterrupted):
        api.wait(response.text())


def _closing_itself(prompt, response, conversation):
    yield "a"
    response.close()
    yield "b"
