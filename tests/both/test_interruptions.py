"""Responses that do not come to their end."""

import asyncio

import pytest

import llm
from llm import ModelError
from llm.errors import ResponseInterrupted
from llm.testing import AsyncScriptedModel, ScriptedModel


class BrokenError(Exception):
    pass


def test_a_failure_comes_back_to_every_reader(api):
    """A model that fails in mid-stream is asked once; later readers get the same error."""
    model = api.model([["a", "b", BrokenError("no")]])
    response = model.prompt("x")
    with pytest.raises(BrokenError):
        api.take(response)
    for read in (response.text, response.messages, response.usage, response.force):
        with pytest.raises(BrokenError):
            api.wait(read())
    assert len(model.prompts) == 1


def test_partial_text_is_not_doubled(api):
    """Each reader of a failed response sees what had arrived once, then the error."""
    response = api.model([["a", "b", BrokenError("no")]]).prompt("x")
    for _ in range(2):
        seen: list[str] = []
        with pytest.raises(BrokenError):
            api.take(_noting(api, response, seen))
        assert seen == ["a", "b"]
    assert response.recording.text() == "ab"


def _noting(api, response, seen):
    """The text of *response*, each piece noted in *seen* as it is taken."""
    if not api.awaits:

        def noting():
            for chunk in response:
                seen.append(chunk)
                yield chunk

        return noting()

    async def anoting():
        async for chunk in response:
            seen.append(chunk)
            yield chunk

    return anoting()


def test_a_failure_at_the_start(api):
    """A model that fails before it says anything fails the response, and is asked once."""
    model = api.model([[BrokenError("no")]])
    response = model.prompt("x")
    for _ in range(2):
        with pytest.raises(BrokenError):
            api.wait(response.text())
    assert len(model.prompts) == 1


@pytest.mark.parametrize("interrupt", [KeyboardInterrupt, SystemExit])
def test_an_interrupt_never_looks_complete(interrupt):
    """After an interrupt in mid-stream the response is interrupted, with the text so far."""
    model = ScriptedModel([["a", interrupt(), "b"]])
    response = model.prompt("x")
    with pytest.raises(interrupt):
        response.text()
    for read in (response.text, response.to_dict, response.reply):
        with pytest.raises(ResponseInterrupted):
            read()
    assert not response.recording.done
    assert response.recording.text() == "a"
    assert len(model.prompts) == 1


def test_cancelling_never_looks_complete():
    """A reader that is cancelled in mid-stream leaves the response interrupted, not complete."""

    async def go():
        stopped = []

        class Slow(AsyncScriptedModel):
            async def execute(self, prompt, stream, response, conversation):
                try:
                    yield "a"
                    await asyncio.sleep(60)
                finally:
                    stopped.append(True)

        response = Slow().prompt("x")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(response.text(), 0.02)
        with pytest.raises(ResponseInterrupted):
            await response.text()
        assert response.recording.text() == "a"
        assert stopped == [True]

    asyncio.run(go())


def guarded(api, log):
    """A model that notes in *log* when its `execute` starts and when it is cleaned up."""

    def answer(prompt, response, conversation):
        log.append("asked")
        try:
            yield from "abc"
        finally:
            log.append("cleaned up")

    return api.plain(answer)


def test_closing_runs_the_plugins_finally(api):
    """Closing a stream cleans up the plugin's `execute`, and counts as interrupted."""
    log: list[str] = []
    response = guarded(api, log).prompt("x")
    assert api.take(response, 1) == ["a"]
    assert log == ["asked"]
    api.close(response)
    assert log == ["asked", "cleaned up"]
    with pytest.raises(ResponseInterrupted):
        api.wait(response.text())
    assert isinstance(response.recording.failure, ModelError)
    assert log == ["asked", "cleaned up"]


def test_closing_what_was_never_read(api):
    """A response that is closed before it was read never asks its model."""
    log: list[str] = []
    response = guarded(api, log).prompt("x")
    api.close(response)
    with pytest.raises(ResponseInterrupted):
        api.wait(response.text())
    assert log == []


def test_closing_what_is_finished(api):
    """Closing a finished response changes nothing."""
    response = api.finish(api.model([["a"]]).prompt("x"))
    api.close(response)
    api.close(response)
    assert api.wait(response.text()) == "a"


def test_closing_keeps_a_failure(api):
    """Closing a response that failed keeps its error."""
    response = api.model([[BrokenError("no")]]).prompt("x")
    with pytest.raises(BrokenError):
        api.finish(response)
    api.close(response)
    with pytest.raises(BrokenError):
        api.finish(response)


def test_what_was_cut_off_stays_out_of_the_conversation(api):
    """A response that failed or was closed is not part of what was said."""
    model = api.model([[BrokenError("no")], ["a", "b"], ["c"]])
    conversation = model.conversation()
    with pytest.raises(BrokenError):
        api.finish(conversation.prompt("1"))
    second = conversation.prompt("2")
    api.take(second, 1)
    api.close(second)
    api.finish(conversation.prompt("3"))
    assert [message.text() for message in model.prompts[-1].messages] == ["3"]
    assert len(conversation.responses) == 1


def test_a_piece_that_cannot_be_recorded_fails_the_response(api):
    """A plugin that yields what is no text fails the response as an error in it would."""

    def answer(prompt, response, conversation):
        yield "a"
        yield 7

    response = api.plain(answer).prompt("x")
    for _ in range(2):
        with pytest.raises(TypeError, match="neither text nor a StreamEvent"):
            api.wait(response.text())


@pytest.mark.parametrize("where", ["prepare", "execute"])
def test_closing_before_the_first_piece(where):
    """A response that is closed while it is still getting ready says nothing, and is closed."""
    ready, steps = asyncio.Event(), []

    async def pause(here):
        if here:
            ready.set()
            await asyncio.sleep(0.01)

    class Later(llm.Toolbox):
        async def prepare_async(self):
            await pause(where == "prepare")

    async def pieces():
        for piece in "abcd":
            steps.append(piece)
            yield piece

    class Model(llm.AsyncModel):
        model_id = "m"
        supports_tools = True

        async def execute(  # type: ignore[override]  # it returns its pieces, as some plugins do
            self, prompt, stream, response, conversation
        ):
            await pause(where == "execute")
            return pieces()

    async def main():
        response = Model().prompt("x", tools=[Later()])
        reader = asyncio.create_task(response.text())
        await ready.wait()
        await response.aclose()
        with pytest.raises(ResponseInterrupted):
            await reader
        assert response.recording.live is None

    asyncio.run(main())
    assert steps in ([], ["a"])


@pytest.mark.parametrize("turns", range(12))
def test_cancelling_at_any_await(turns):
    """Wherever a cancellation arrives, the response is whole or interrupted, never cut short."""
    opened, closed = [], []

    class Model(llm.AsyncModel):
        model_id = "m"

        async def execute(self, prompt, stream, response, conversation):
            opened.append(True)
            try:
                for piece in "abcd":
                    await asyncio.sleep(0)
                    yield piece
            finally:
                closed.append(True)

    async def main():
        response = Model().prompt("x")
        readers = [asyncio.create_task(response.text()) for _ in range(2)]
        for _ in range(turns):
            await asyncio.sleep(0)
        readers[0].cancel()
        for got in await asyncio.gather(*readers, return_exceptions=True):
            assert got == "abcd" or isinstance(got, (asyncio.CancelledError, ResponseInterrupted))
        assert response.recording.done is (response.recording.failure is None)
        assert not response._pulling
        assert closed == opened

    asyncio.run(main())
