"""A server that runs: its socket, uvicorn, and how it comes to its end."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any

import uvicorn

from llm.errors import ConfigError
from llm.server.app import application
from llm.server.asking.calls import Calls
from llm.server.asking.history import ServerHistory
from llm.server.asking.models import Models
from llm.server.asking.threads import Threads
from llm.server.guarding.connections import uvicorn_options
from llm.server.guarding.fetching import fetching_nothing
from llm.server.guarding.guard import guard_of
from llm.server.service import Service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from llm.server.guarding.guard import Guard
    from llm.server.settings import Settings

_BACKLOG = 2048


class Server:
    """One server.

    1. `listen` takes its address, and says in `settings.port` which one it is.
    2. `run` answers requests until it is told to `stop`, by that or by a signal.

    Attributes:
        settings: how it is.
        service: what its endpoints share, while it runs.

    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.service: Service | None = None
        self._guard: Guard | None = None
        self._socket: socket.socket | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._signals = 0

    def listen(self) -> None:
        """Take the address.

        Raises ConfigError where that cannot be, and InvalidInput where it must not be with these
        settings.
        """
        self._guard = guard_of(self.settings)
        host, port = self.settings.host, self.settings.port
        try:
            family, kind, number, _, address = socket.getaddrinfo(
                host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            taken = socket.socket(family, kind, number)
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                taken.bind(address)
                taken.listen(_BACKLOG)
            except BaseException:
                taken.close()
                raise
        except OSError as error:
            raise ConfigError(
                f"The address {host}:{port} cannot be used: {error.strerror or error}."
                " Choose another with --host or --port"
            ) from error
        self._socket = taken
        self.settings.port = taken.getsockname()[1]

    def run(
        self,
        started: Callable[[], object] | None = None,
        leaving: Callable[[int], object] | None = None,
    ) -> None:
        """Answer requests until told to stop.

        Calls *started* when that begins, and *leaving* when it is to end, with the number of calls
        whose end is waited for.

        In the main thread, the first SIGINT or SIGTERM lets calls come to their end, for a while;
        another one does not.
        """
        asyncio.run(self._run(started, leaving))

    def stop(self) -> None:
        """Come to an end, and not wait for it; from any thread."""
        if self._loop is not None and self._stopping is not None:
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._stopping.set)

    async def _run(
        self,
        started: Callable[[], object] | None,
        leaving: Callable[[int], object] | None,
    ) -> None:
        if self._socket is None or self._guard is None:
            raise RuntimeError("A server has to listen before it runs")
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        with ExitStack() as stack:
            self.service = service = _service(self.settings, self._guard, stack)
            server = _Uvicorn(self._config(service), started)
            self._take_signals(stack)
            serving = asyncio.create_task(server.serve([self._socket]))
            stopping = asyncio.create_task(self._stopping.wait())
            await asyncio.wait((serving, stopping), return_when=asyncio.FIRST_COMPLETED)
            stopping.cancel()
            if leaving is not None and (calls := service.calls.count_running()):
                leaving(calls)
            await self._leave(server, serving, service)

    async def _leave(self, server: Any, serving: asyncio.Task[None], service: Service) -> None:
        """Take no more connections, let calls come to their end, and answer their clients."""
        for each in server.servers:
            each.close()
        draining = asyncio.create_task(service.calls.stop(self.settings.drain))
        while not draining.done() and self._signals < 2:
            await asyncio.wait((draining,), timeout=0.1)
        if not draining.done():
            draining.cancel()
            await service.calls.stop(0)
        server.should_exit = True
        with suppress(TimeoutError):
            await asyncio.wait_for(serving, 5)

    def _config(self, service: Service) -> uvicorn.Config:
        return uvicorn.Config(
            application(service),
            **uvicorn_options(service.guard.limits),
            lifespan="off",
            log_level="critical",
            timeout_graceful_shutdown=2,
        )

    def _take_signals(self, stack: ExitStack) -> None:
        import threading

        if threading.current_thread() is not threading.main_thread():
            return
        loop = asyncio.get_running_loop()

        def told() -> None:
            self._signals += 1
            if self._stopping is not None:
                self._stopping.set()

        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, told)
            stack.callback(loop.remove_signal_handler, number)


def have_process_alone() -> None:
    """Let garbage be looked for as seldom as becomes a process that does nothing but serve.

    Each request with a long history makes thousands of objects, none of them garbage yet.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


class _Uvicorn(uvicorn.Server):
    """Uvicorn, which leaves signals alone, and calls *started* when it accepts connections."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], object] | None) -> None:
        super().__init__(config)
        self._tell_started = started

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave them to `Server`, which lets calls come to their end first."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn's."""
        await super().startup(sockets)
        if self._tell_started is not None:
            self._tell_started()


def _service(settings: Settings, guard: Guard, stack: ExitStack) -> Service:
    """What the endpoints of a server share; *stack* lets go of it."""
    stack.enter_context(fetching_nothing())
    history = None
    if settings.keeps:
        history = ServerHistory(settings.database)
        stack.callback(history.close)
        stack.enter_context(history.observing())
    threads = Threads(settings.threads, settings.waiting)
    calls = Calls(Models(settings.models), history, threads, guard.budgets)
    return Service(settings, guard, calls, history)
