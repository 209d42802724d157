"""AsyncResponse: the answer of a model, for a caller in an event loop."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Generator, Sequence
from typing import TYPE_CHECKING, Any, Self

from llm.core.recorder import replayed
from llm.core.toolflow import Hook
from llm.errors import ModelError
from llm.models.prompt import Turn
from llm.models.response import BaseResponse, iterated, named, runs_here
from llm.models.sync_response import Response
from llm.tooling.execution import ToolInput, aprepare_toolboxes, arun_all

if TYPE_CHECKING:
    import asyncio

    from llm.events import StreamEvent
    from llm.parts import Message
    from llm.serialization import ResponseDict
    from llm.toolcalls import ToolCall, ToolResult
    from llm.usage import Usage


class AsyncResponse(BaseResponse):
    """The answer of a model, for a caller in an event loop.

    `await response` reads it to its end. The model is asked when the response is first read, and
    once: every reader gets every event from the first on, side by side if they like.
    """

    _pulling = False
    """A reader is waiting for the model right now."""
    _others: list[asyncio.Future[None]] | None = None
    """Readers to wake when it has got its event."""

    async def _pull(self) -> StreamEvent | None:
        """Record one more event and return it; `None` when the model has come to its end."""
        recording = self.recording
        self._pulling = True
        try:
            if recording.live is None:
                if recording.ended_already():
                    return None
                await aprepare_toolboxes(self.prompt.given_tools)
                recording.ended_already()  # it may have been closed meanwhile
                given = await _awaited(self._ask_model())
                recording.live = iterated(self, given, aiter, "an async generator")
                recording.ended_already()
            return recording.accept(await anext(recording.live))
        except StopAsyncIteration:
            if not recording.ended_already():  # it may have been closed meanwhile
                self._complete()
        except BaseException as error:
            live = recording.live
            self._fail(error)
            if live is not None and hasattr(live, "aclose"):
                await live.aclose()  # now: the error's traceback keeps it alive
            raise
        finally:
            self._pulling = False
            if self._others:
                self._wake_other_readers()
        for callback in self.done_callbacks:
            await _awaited(callback(self))
        return None

    def _notice_closed_loop(self) -> None:
        """A loop that ends closes the models that still run in it; they have not come to an end."""
        live = self.recording.live
        if live is not None and getattr(live, "ag_frame", live) is None and not self._pulling:
            self._fail(GeneratorExit())

    async def _wait_for_other_reader(self) -> None:
        """Wait until the model has given its next piece. Raises `ModelError` in the model's own."""
        import asyncio

        if runs_here(getattr(self.recording.live, "ag_frame", None)):
            raise ModelError("A model cannot read its response while it gives it.")
        if self._others is None:
            self._others = []
        waiter = asyncio.get_running_loop().create_future()
        self._others.append(waiter)
        await waiter

    def _wake_other_readers(self) -> None:
        waiting, self._others = self._others or (), None
        for waiter in waiting:
            if not waiter.done():
                waiter.set_result(None)

    async def astream_events(self) -> AsyncIterator[StreamEvent]:
        """Every event of the response, as it arrives."""
        self._notice_closed_loop()
        log, seen = self.recording.log, 0
        event: StreamEvent | None = None
        while True:
            if seen < len(log):
                event = replayed(log[seen], event)
            elif self._pulling:
                await self._wait_for_other_reader()
                continue
            elif (event := await self._pull()) is None:
                return
            seen += 1
            yield event

    async def __aiter__(self) -> AsyncIterator[str]:
        """The text of the response, in the pieces in which it arrives."""
        async for event in self.astream_events():
            if event.type == "text":
                yield event.chunk

    async def force(self) -> Self:
        """Read the response to its end, and return it."""
        self._notice_closed_loop()
        while True:
            if self._pulling:
                await self._wait_for_other_reader()
            elif await self._pull() is None:
                return self

    def __await__(self) -> Generator[Any, None, Self]:
        return self.force().__await__()

    async def aclose(self) -> None:
        """Stop the model, if it still runs; the response then counts as interrupted.

        Where a reader waits for the model, it stops with the piece that is on its way.
        """
        live = self._take_live()
        if live is not None and hasattr(live, "aclose"):
            if runs_here(getattr(live, "ag_frame", None)):
                return  # whoever reads it is told when the model's next piece comes
            while self._pulling:
                await self._wait_for_other_reader()
            await live.aclose()

    async def text(self) -> str:
        """The whole text."""
        return (await self.force()).recording.text()

    @staticmethod
    def look_up_model(model_id: str) -> Any:
        """The model that `from_dict` answers for."""
        from llm.models.registry import get_async_model

        return get_async_model(model_id)

    def text_or_raise(self) -> str:
        """The whole text of a response that was awaited; `ValueError` if it was not."""
        return self._finished("text_or_raise()").text()

    async def json(self) -> Any:
        """What the provider sent, as JSON-like data."""
        return (await self.force()).response_json

    async def messages(self) -> list[Message]:
        """The messages that the response is made of."""
        return (await self.force()).recording.messages()

    async def tool_calls(self) -> list[ToolCall]:
        """The tool calls that are to be run here."""
        return (await self.force()).recording.tool_calls()

    def tool_calls_or_raise(self) -> list[ToolCall]:
        """The tool calls of a response that was awaited; `ValueError` if it was not."""
        return self._finished("tool_calls_or_raise()").tool_calls()

    async def usage(self) -> Usage:
        """How many tokens were used."""
        return (await self.force())._usage()

    async def duration_ms(self) -> int:
        """Milliseconds from the request to the end of the answer."""
        return (await self.force())._duration_ms()

    async def datetime_utc(self) -> str:
        """When the model was asked, in ISO 8601."""
        return (await self.force())._datetime_utc()

    def to_dict(self) -> ResponseDict:
        """The response, which was awaited, as JSON-like data, for `from_dict`."""
        self._finished("to_dict()")
        return self._to_dict()

    async def to_sync_response(self) -> Response:
        """The same response, awaited to its end, for callers that do not await."""
        await self.force()
        return self._to_sync_response()

    def _to_sync_response(self) -> Response:
        recording = self._finished("to_sync_response()")
        return Response(
            self.prompt, self.model, self.stream, self.conversation, self._key, recording=recording
        )

    def log_to_db(self, db: Any) -> None:
        """As `Response.log_to_db`; the response must have been awaited."""
        if self.recording.failure is None:
            self._finished("log_to_db()")
        self._log_to(db)

    async def on_done(self, callback: Callable[[AsyncResponse], Any]) -> None:
        """Call *callback* with the response when it is finished; now, if it already is.

        What the callback returns is awaited, where it can be.
        """
        if self.recording.done:
            await _awaited(callback(self))
        else:
            self.done_callbacks.append(callback)

    async def execute_tool_calls(
        self,
        *,
        before_call: Hook | None = None,
        after_call: Hook | None = None,
        tool_calls_list: Sequence[ToolCall] | None = None,
        tools: Sequence[ToolInput] | None = None,
    ) -> list[ToolResult]:
        """Run the tools that the model asked for, `async def` ones side by side.

        The arguments are those of `Response.execute_tool_calls`; hooks may be async here.
        """
        calls = await self.tool_calls() if tool_calls_list is None else named(tool_calls_list)
        given = self.prompt.given_tools if tools is None else tools
        return await arun_all(calls, given, self._hooks(before_call, after_call))

    async def execute_tool_call(self, tool_call: ToolCall) -> ToolResult:
        """Run one call with the tools of the prompt; for models that run a loop of their own."""
        return (await self.execute_tool_calls(tool_calls_list=[tool_call]))[0]

    async def reply(
        self,
        prompt: str | None = None,
        *,
        messages: Sequence[Message] | None = None,
        tool_results: Sequence[ToolResult] | None = None,
        options: Any = None,
        **kwargs: Any,
    ) -> AsyncResponse:
        """Go on from here: the response to *prompt*, said after this one.

        As `Response.reply`; what is returned has not been awaited yet.
        """
        await self.force()
        turn = Turn.taken_from(prompt, messages, kwargs)
        if (results := tool_results) is None:
            tools = [*self.prompt.given_tools, *(turn.tools or ())]
            results = await self.execute_tool_calls(tools=tools)
        reply: AsyncResponse = self._reply_to(turn, results, options, kwargs)
        return reply


async def _awaited(value: Any) -> Any:
    import inspect

    return await value if inspect.isawaitable(value) else value
