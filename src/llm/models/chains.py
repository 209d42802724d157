"""ChainResponse and AsyncChainResponse: a model and its tools, until the model has answered.

What happens next is decided in `core/chain.py`; here it is waited for.
"""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Generator, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from llm import ports
from llm.core.chain import AskModel, RoundSpacer, RunTools, chain_steps
from llm.core.flow import Dialogue
from llm.core.history import pending_calls, shown_apart, turn_messages
from llm.core.toolflow import Hook, Hooks
from llm.errors import ModelError, PauseChain, ResponseInterrupted
from llm.models.async_response import AsyncResponse
from llm.models.prompt import Prompt
from llm.models.sync_response import Response
from llm.tooling.execution import arun_all, run_all

if TYPE_CHECKING:
    import asyncio

    from llm.events import StreamEvent
    from llm.models.response import BaseResponse
    from llm.toolcalls import ToolResult
    from llm.tooling.limits import Limits

R = TypeVar("R", Response, AsyncResponse)

_runs: ContextVar[tuple[object, ...]] = ContextVar("runs", default=())
"""The runs of chains that called this code, in whatever thread or task."""


class BaseChainResponse(Generic[R]):
    """The rounds of a chain: a response, the results of its tool calls, a response, and so on.

    Attributes:
        prompt: the first prompt.
        model: the model that answers.
        conversation: what the responses belong to, if anything.
        chain_limit: how many responses the model may give; `None` or 0 for as many as it likes.
        limits: of each tool call; `None` for no limits.

    """

    limits: Limits | None = None
    _run: object | None = None
    """Stands for the reader that takes the chain on, while there is one."""

    def __init__(
        self,
        prompt: Prompt,
        model: Any,
        stream: bool = True,
        conversation: Any = None,
        key: str | None = None,
        chain_limit: int | None = None,
        before_call: Hook | None = None,
        after_call: Hook | None = None,
    ) -> None:
        self.prompt = prompt
        self.model = model
        self.stream = stream
        self.conversation = conversation
        self.chain_limit = chain_limit
        self.before_call = before_call
        self.after_call = after_call
        self._key = key
        self._responses: list[R] = []
        self._failure: Exception | None = None
        pending = pending_calls(prompt.messages) if prompt.given_tools else []
        self._dialogue = Dialogue(chain_steps(prompt, pending, follow_up, chain_limit))
        self._steps = iter(self._dialogue)

    def _decide(self) -> AskModel[Prompt] | RunTools | None:
        """What to do next; `None` at the end. An error that ended the chain is raised again."""
        if self._failure is not None:
            raise self._failure
        return next(self._steps, None)

    def _ask(self, prompt: Prompt) -> None:
        response: R = self.model.respond(
            prompt, self.stream, self._key, self.conversation, self.before_call, self.after_call
        )
        self._responses.append(response)
        self._dialogue.answer(response)

    def _refuse_own_tools(self) -> None:
        """Raise `ModelError` for a reader that the chain would wait for."""
        if self._run is not None and self._run in _runs.get():
            raise ModelError("A tool cannot read the chain that runs it.")

    @contextmanager
    def _taken_on(self) -> Iterator[None]:
        """Let what is called in the block be known as called by this chain; an error ends it."""
        before: tuple[object, ...] = _runs.get()
        self._run = object()
        _runs.set((*before, self._run))
        try:
            yield
        except Exception as error:
            self._stopped_by(error)
            raise
        finally:
            self._run = None
            _runs.set(before)

    def _hooks(self) -> Hooks:
        return Hooks(self.before_call, self.after_call)

    @contextmanager
    def _running_tools(self) -> Iterator[None]:
        """Tools that were cut short must not be run again: the chain ends there for all readers."""
        try:
            yield
        except BaseException as error:
            if not isinstance(error, Exception):
                self._failure = ResponseInterrupted("The chain was interrupted while tools ran.")
            raise

    def _stopped_by(self, error: Exception) -> None:
        """No reader gets past *error*; who observes the calls is told when it is a pause."""
        self._failure = error
        if isinstance(error, PauseChain) and (last := self._last_response()) is not None:
            last.note_pause(error.tool_results)

    def log_to_db(self, db: Any) -> None:
        """Write the responses that have ended so far to the history in *db*.

        *db* is a path, a `sqlite3.Connection` or a `sqlite_utils.Database`.
        """
        recordings = [(each, each.recording) for each in self._responses]
        ended = [each for each, told in recordings if told.done or told.failure is not None]
        ports.save_responses(db, ended)

    def _last_response(self) -> R | None:
        return self._responses[-1] if self._responses else None


def follow_up(
    prompt: Prompt, response: BaseResponse | None, results: Sequence[ToolResult]
) -> Prompt:
    """The prompt that tells the model the *results* of the calls that *response* made.

    Tools, options, schema and instructions stay those of *prompt*.
    """
    answered = [] if response is None else response.recording.messages()
    told, shown = shown_apart(results)
    following = Prompt(
        "",
        prompt.model,
        system=prompt.own_system,
        system_fragments=prompt.system_fragments,
        options=prompt.options,
        schema=prompt.schema,
        tools=prompt.given_tools,
        tool_results=results,
        hide_reasoning=prompt.hide_reasoning,
        messages=[*prompt.messages, *answered, *turn_messages("", shown, told)],
    )
    if response is not None:
        following.accepted = len(prompt.messages)
    return following


class ChainResponse(BaseChainResponse[Response]):
    """A chain, for a caller that waits for it. Reading it again gives the same rounds."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turn = threading.Lock()

    def _advance(self, seen: int) -> bool:
        """Take the chain past the *seen* responses; False when it has ended."""
        self._refuse_own_tools()
        with self._turn:
            return seen < len(self._responses) or self._take_on()

    def _take_on(self) -> bool:
        with self._taken_on():
            if (last := self._last_response()) is not None:
                last.force()
            while step := self._decide():
                if isinstance(step, AskModel):
                    self._ask(step.prompt)
                    return True
                given = self.prompt.given_tools
                with self._running_tools():
                    self._dialogue.answer(run_all(step.calls, given, self._hooks(), self.limits))
        return False

    def responses(self) -> Iterator[Response]:
        """Each response, before it is read; going on finishes it and runs its tools."""
        seen = 0
        while seen < len(self._responses) or self._advance(seen):
            yield self._responses[seen]
            seen += 1

    def stream_events(self) -> Iterator[StreamEvent]:
        """Every event of every round, as it arrives."""
        for response in self.responses():
            yield from response.stream_events()

    def __iter__(self) -> Iterator[str]:
        """The text of every round, with a space between rounds that would run together."""
        spacer = RoundSpacer()
        for response in self.responses():
            spacer.next_round()
            for chunk in response:
                yield spacer.join(chunk)

    def text(self) -> str:
        """The text of all rounds."""
        return "".join(self)

    def __str__(self) -> str:
        return self.text()

    def close(self) -> None:
        """Stop the model, if it still runs."""
        if (last := self._last_response()) is not None:
            last.close()


class AsyncChainResponse(BaseChainResponse[AsyncResponse]):
    """A chain, for a caller in an event loop. Reading it again gives the same rounds."""

    _turn: asyncio.Lock | None = None
    """Held by the reader that takes the chain on; others wait."""

    async def _advance(self, seen: int) -> bool:
        """Take the chain past the *seen* responses; False when it has ended."""
        import asyncio

        self._refuse_own_tools()
        self._turn = self._turn or asyncio.Lock()
        async with self._turn:
            return seen < len(self._responses) or await self._take_on()

    async def _take_on(self) -> bool:
        with self._taken_on():
            if (last := self._last_response()) is not None:
                await last.force()
            while step := self._decide():
                if isinstance(step, AskModel):
                    self._ask(step.prompt)
                    return True
                given = self.prompt.given_tools
                with self._running_tools():
                    self._dialogue.answer(
                        await arun_all(step.calls, given, self._hooks(), self.limits)
                    )
        return False

    async def responses(self) -> AsyncIterator[AsyncResponse]:
        """Each response, before it is read; going on finishes it and runs its tools."""
        seen = 0
        while seen < len(self._responses) or await self._advance(seen):
            yield self._responses[seen]
            seen += 1

    async def astream_events(self) -> AsyncIterator[StreamEvent]:
        """Every event of every round, as it arrives."""
        async for response in self.responses():
            async for event in response.astream_events():
                yield event

    stream_events = astream_events

    async def __aiter__(self) -> AsyncIterator[str]:
        """The text of every round, with a space between rounds that would run together."""
        spacer = RoundSpacer()
        async for response in self.responses():
            spacer.next_round()
            async for chunk in response:
                yield spacer.join(chunk)

    async def text(self) -> str:
        """The text of all rounds."""
        return "".join([chunk async for chunk in self])

    def __await__(self) -> Generator[Any, None, str]:
        return self.text().__await__()

    async def aclose(self) -> None:
        """Stop the model, if it still runs."""
        if (last := self._last_response()) is not None:
            await last.aclose()
