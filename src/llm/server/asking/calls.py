"""Calls: the calls of models that a server makes, from what a client asks to a running one."""

from __future__ import annotations

import asyncio
import operator
import time
from typing import TYPE_CHECKING, Any, TypeVar

from llm.core.history import without_instructions
from llm.core.scope import note_origin
from llm.errors import LLMError, ResponseInterrupted
from llm.ids import time_of
from llm.models.async_response import AsyncResponse
from llm.server.asking.asked import Failure, Refused
from llm.server.asking.ended import EndedCalls
from llm.server.asking.failures import failure_of, say_bug
from llm.server.asking.models import Models, refused_for, require
from llm.server.asking.preparing import prepared
from llm.server.asking.recalling import Recaller
from llm.server.asking.recollection import Recollection
from llm.server.asking.running import RunningCall
from llm.server.asking.threads import Threads
from llm.store.describing import plain_messages

if TYPE_CHECKING:
    from collections.abc import Callable

    from llm.models.response import BaseResponse
    from llm.server.asking.asked import Asked
    from llm.server.asking.history import ServerHistory
    from llm.server.guarding.access import Client
    from llm.server.guarding.budgets import Budgets

T = TypeVar("T")

_FAIRNESS = 64
"""After so many events in a row a model lets others have the loop."""


class Calls:
    """Starts calls, and knows those that run or ended just now.

    Args:
        models: the models that there are.
        history: where calls are kept; None for nowhere.
        threads: where sync models run.
        budgets: how much clients may use; None for as much as they like.

    """

    def __init__(
        self,
        models: Models,
        history: ServerHistory | None,
        threads: Threads,
        budgets: Budgets | None = None,
    ) -> None:
        self.models = models
        self._budgets = budgets
        self.history = history
        self.recollection = Recollection()
        self._recaller = Recaller(history, self.recollection)
        self._threads = threads
        self._running: dict[str, RunningCall] = {}
        self._ended = EndedCalls()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False

    def running(self, call_id: str) -> RunningCall | None:
        """The call with this id that runs, or ended some minutes ago at most."""
        return self._running.get(call_id) or self._ended.get(call_id)

    async def known(self, call_id: str) -> RunningCall | None:
        """As `running`, but for one that ended and was deleted since, by whatever process."""
        call = self.running(call_id)
        if call is None or call_id in self._running or self.history is None:
            return call
        if await self.history.has(call_id):
            return call
        self.forget(call_id)
        return None

    def count_running(self) -> int:
        """How many calls run."""
        return len(self._running)

    def forget(self, call_id: str) -> None:
        """Know no more of the call with this id, which has ended: it was deleted."""
        self._ended.forget(call_id)

    async def model(self, name: str, client: Client) -> Any:
        """The model called *name*. Raises Refused where there is none for *client*."""
        model = self.models.cached(name)
        try:
            if model is None:
                model = await asyncio.to_thread(self.models.called, name)
        except (LLMError, ImportError) as error:
            raise refused_for(client, name, error) from error
        require(client, model, name)
        return model

    async def start(self, asked: Asked, client: Client) -> RunningCall:
        """Ask a model what *client* asked. Raises Refused, before anything was sent."""
        if self._closing:
            raise Refused(_leaving())
        model = await self.model(asked.model, client)
        asked.model = asked.model or model.model_id  # answers name it
        try:
            told = await self._recaller.told(asked, client)
            response, ignored = prepared(model, asked, told)
        except (LLMError, TypeError, ValueError) as error:
            raise Refused(failure_of(error, asked)) from error
        if self._closing:  # that may have taken a while
            raise Refused(_leaving())
        response.client, response.client_has_history = client.name, client.has_history
        if self._budgets is not None:
            self._budgets.begin(client)
        call = RunningCall(asked, client, response, time_of(response.id) or time.time())
        call.ignored, call.told = ignored, told
        self._running[call.id] = call
        call.stopped_by(lambda: self._interrupt(call))
        try:
            if self.history is not None:
                call.conversation = await self.history.begin(response)
            if not call.over:  # else it was cancelled meanwhile
                self._run(call, response)
        except BaseException as error:
            response.give_up(error if isinstance(error, Exception) else ResponseInterrupted())
            self._note_end(call, error)
            raise
        return call

    async def in_thread(self, work: Callable[[], T]) -> T:
        """What *work* comes to in a thread of sync models. Raises Refused where too many wait."""
        return await self._threads.result(work)

    async def stop(self, drain: float) -> None:
        """Take no more calls; let those that run go on for *drain* seconds, then interrupt them."""
        self._closing = True
        until = time.monotonic() + drain
        while self._running and (left := until - time.monotonic()) > 0:
            waits = [asyncio.create_task(call.outcome()) for call in self._running.values()]
            await asyncio.wait(waits, timeout=left)
            for each in waits:
                each.cancel()
        for call in list(self._running.values()):
            call.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=2)

    def _run(self, call: RunningCall, response: BaseResponse) -> None:
        if isinstance(response, AsyncResponse):
            task = asyncio.get_running_loop().create_task(self._follow(call, response))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

            def end() -> None:
                task.cancel()
                self._interrupt(call)

            call.stopped_by(end)
            return

        def work() -> None:
            error = _read_to_its_end(response, call.noticed_in_thread)
            call.in_loop(lambda: self._note_end(call, error))

        def stop() -> None:
            self._threads.forget(work)
            self._interrupt(call)

        call.stopped_by(stop)
        self._threads.run(work)

    async def _follow(self, call: RunningCall, response: AsyncResponse) -> None:
        """Let an async model answer, in a task of its own."""
        error: BaseException | None = None
        count = 0
        try:
            while await response._pull() is not None:
                call.noticed()
                count += 1
                if not count % _FAIRNESS:
                    await asyncio.sleep(0)
        except BaseException as failure:  # noqa: BLE001 - clients are told of it
            error = failure
            response.give_up(_interrupted())  # where it was cancelled before it began
        finally:
            self._note_end(call, error)
            error = None  # it knows this frame

    def _interrupt(self, call: RunningCall) -> None:
        """End *call* with what has arrived."""
        call.response.give_up(_interrupted())
        self._note_end(call)

    def _note_end(self, call: RunningCall, error: BaseException | None = None) -> None:
        """Let *call* be over, by *error* where it was no good end; whatever a step of it raises."""
        if call.over:
            return
        self._running.pop(call.id, None)
        steps: tuple[Callable[[], object], ...] = (
            lambda: _write_plainly(call.response),
            lambda: self._keep_end(call),
            lambda: self._remember(call),
            lambda: call.ended(error),
            lambda: self._ended.add(call),
            lambda: self._charge(call),
        )
        for step in steps:
            try:
                step()
            except Exception as bug:  # noqa: BLE001 - the other steps are others' business
                say_bug(bug, f"at the end of a call of '{call.model}'")

    def _keep_end(self, call: RunningCall) -> None:
        if self.history is not None:
            self.history.ended(call.response)  # it may not have come to asking the model

    def _charge(self, call: RunningCall) -> None:
        if self._budgets is not None:
            self._budgets.end(call.client)
            said = call.so_far()
            self._budgets.spend_call(call.client, said.usage, call.asked.messages, said.messages)

    def _remember(self, call: RunningCall) -> None:
        """Know what was said, when the client goes on from it."""
        response, told, asked = call.response, call.told, call.asked
        if asked.previous is None and asked.conversation is None:
            # The same, in objects that other calls have, too.
            asked.messages = response.prompt.messages
        if self.history is None or told is None or not response.recording.done:
            return
        answer = response.recording.messages()
        said = without_instructions(response.prompt.messages)
        if len(said) == told.length and all(map(operator.is_, said, told.shared)):
            # The same, in a list that other turns share.
            told.before = told.before.until(told.shared, told.length)
            note_origin(answer, response.model.scope(), told.before)
        by = response.model.model_id
        self.recollection.keep(told, answer, call.client.name, call.id, by)


def _read_to_its_end(response: Any, noticed: Callable[[], None]) -> BaseException | None:
    """Let a sync model answer, in this thread; what ended it, if it was no good end."""
    try:
        for _ in response.stream_events():
            noticed()
    except BaseException as error:  # noqa: BLE001 - clients are told of it
        return error
    return None


def _write_plainly(response: BaseResponse) -> None:
    """Let *response* hold nothing that JSON cannot say: neither protocols nor the history can."""
    recording = response.recording
    if recording.done or recording.failure is not None:
        said = recording.messages()
        made = plain_messages(said)
        if not all(map(operator.is_, made, said)):
            recording.replace(made, recording.tool_calls())


def _interrupted() -> ResponseInterrupted:
    return ResponseInterrupted()


def _leaving() -> Failure:
    return Failure(503, "overloaded", "The server is about to stop.", code="stopping")
