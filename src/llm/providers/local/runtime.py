"""Asking the models in this process: any number of readers, each stopped when it stops reading.

Each request runs in a thread of its own and hands over what it makes through a queue; reading it
synchronously and asynchronously differs in the waiting only. What is asked is the affair of `call`
and `embedding_call`; the models themselves are those of `engine`.
"""

from __future__ import annotations

import atexit
import os
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from llm.errors import ModelError
from llm.providers.local.engine import ENGINES, Engine, capitalised
from llm.providers.local.storage import POLL_SECONDS, FetchCancelled

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Generator

_SECONDS_TO_STOP = 10.0

T = TypeVar("T")
Work: TypeAlias = "Callable[[Any, Callable[[T], object], Event], None]"
"""What a request does with the server: hand over what is made, until the event is set."""


class _End:
    """Arrives after the last item: how the request ended."""

    def __init__(self, error: BaseException | None) -> None:
        self._error = error

    def check(self) -> None:
        """Raise what ended the request, if something did."""
        if self._error is not None:
            raise self._error


def made(engine: Engine, work: Work[T]) -> Generator[T, None, None]:
    """What *work* makes with the model of *engine*, as it comes.

    Closing the generator stops the model.

    Raises:
        ModelUnavailable: the package, a system library or the weights are missing.
        ModelError: the model cannot take the request.

    """
    deliveries: SimpleQueue[T | _End] = SimpleQueue()
    request = _Request(engine, work, deliveries.put)
    try:
        while True:
            # Waiting without end cannot be interrupted on every platform.
            with suppress(Empty):
                delivery = deliveries.get(timeout=POLL_SECONDS)
                if isinstance(delivery, _End):
                    delivery.check()
                    return
                yield delivery
    finally:
        request.stop()


async def amade(engine: Engine, work: Work[T]) -> AsyncGenerator[T, None]:
    """As `made`, without blocking the event loop."""
    import asyncio

    loop = asyncio.get_running_loop()
    deliveries: asyncio.Queue[T | _End] = asyncio.Queue()
    request = _Request(
        engine, work, lambda item: loop.call_soon_threadsafe(deliveries.put_nowait, item)
    )
    try:
        while not isinstance(delivery := await deliveries.get(), _End):
            yield delivery
        delivery.check()
    finally:
        request.stop()


class _Request(Generic[T]):
    """One request under way, in a thread."""

    def __init__(
        self, engine: Engine, work: Work[T], deliver: Callable[[T | _End], object]
    ) -> None:
        self._engine = engine
        self._work = work
        self._deliver = deliver
        self._cancel = Event()
        self._thread = Thread(target=self._run, name="llm-local", daemon=True)
        _requests.add(self)
        self._thread.start()

    def stop(self) -> None:
        """Let the model stop soon; returns at once."""
        self._cancel.set()

    def join(self) -> None:
        """Wait until the model has stopped."""
        self._thread.join(_SECONDS_TO_STOP)

    def _run(self) -> None:
        end: BaseException | None = None
        try:
            server = self._engine.server(self._cancel)
            if not self._cancel.is_set():
                self._work(server, self._deliver, self._cancel)
        except FetchCancelled:
            pass
        except (ValueError, RuntimeError) as error:
            # What the server does not answer with an error of its own: a schema it cannot read.
            reason = str(error).partition("\n")[0]
            called = capitalised(self._engine.package.called)
            end = ModelError(f"{called} cannot take this request: {reason}", provider="local")
        except BaseException as error:  # noqa: BLE001 - it is raised where it is read
            end = error
        finally:
            _requests.discard(self)
            # The loop that would have read it may be closed.
            with suppress(RuntimeError):
                self._deliver(_End(end))


_requests: set[_Request[Any]] = set()


@atexit.register
def _stop_all() -> None:
    """Stop the models before the interpreter goes: their threads must not outlive it."""
    requests = list(_requests)
    for request in requests:
        request.stop()
    for request in requests:
        request.join()
    for engine in ENGINES:
        engine.stop()


def _forget_in_child() -> None:
    """After a fork the child has neither the threads of requests nor those of the models."""
    for engine in ENGINES:
        engine.forget_in_child()
    _requests.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_in_child)
