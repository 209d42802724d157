"""The model in this process: loaded once, asked by any number of readers, stopped when they stop.

Each request runs in a thread of its own and hands over what it makes through a queue; reading it
synchronously and asynchronously differs in the waiting only. What the requests and the chunks mean
is left to `request` and `exchange`.
"""

from __future__ import annotations

import atexit
import os
import re
import secrets
import shutil
import socket
import tempfile
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any

from llm.config.defaults import EMBEDDED_MODEL
from llm.errors import ModelError, ModelUnavailable
from llm.providers.local.storage import POLL_SECONDS, FetchCancelled
from llm.providers.local.weights import ensure_weights

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Generator

CONTEXT_TOKENS = 4096
# A request notices that nobody reads it between two batches: about half a second on one core.
BATCH_TOKENS = 64
# Longest path of a unix socket on the systems in use, less a margin.
_SOCKET_PATH_BYTES = 100
_SECONDS_TO_STOP = 10.0

Chunk = dict[str, Any]
# What arrives in a queue: a chunk; an error that ended the request; None after the last chunk.
Delivery = Chunk | BaseException | None


def stream(body: Chunk) -> Generator[Chunk, None, None]:
    """Send *body* (a chat completion request) to the model and yield its chunks.

    Closing the generator stops the model.

    Raises:
        ModelUnavailable: the package, a system library or the weights are missing.

    """
    deliveries: SimpleQueue[Delivery] = SimpleQueue()
    request = _Request(body, deliveries.put)
    try:
        while True:
            # Waiting without end cannot be interrupted on every platform.
            with suppress(Empty):
                delivery = deliveries.get(timeout=POLL_SECONDS)
                if delivery is None:
                    return
                yield _chunk(delivery)
    finally:
        request.stop()


async def astream(body: Chunk) -> AsyncGenerator[Chunk, None]:
    """As `stream`, without blocking the event loop."""
    import asyncio

    loop = asyncio.get_running_loop()
    deliveries: asyncio.Queue[Delivery] = asyncio.Queue()
    request = _Request(body, lambda item: loop.call_soon_threadsafe(deliveries.put_nowait, item))
    try:
        while (delivery := await deliveries.get()) is not None:
            yield _chunk(delivery)
    finally:
        request.stop()


def _chunk(delivery: Chunk | BaseException) -> Chunk:
    if isinstance(delivery, BaseException):
        raise delivery
    return delivery


class _Request:
    """One request under way, in a thread."""

    def __init__(self, body: Chunk, deliver: Callable[[Delivery], object]) -> None:
        self._body = {**body, "stream": True, "return_progress": True}
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
            server = _shared_server(self._cancel)
            if not self._cancel.is_set():
                server.handle_chat_completions(self._body, self._on_chunk)
        except FetchCancelled:
            pass
        except (ValueError, RuntimeError) as error:
            # What the server does not answer with an error chunk: a schema it cannot read.
            reason = str(error).partition("\n")[0]
            end = ModelError(f"The built-in model cannot take this request: {reason}")
        except BaseException as error:  # noqa: BLE001 - it is raised where it is read
            end = error
        finally:
            _requests.discard(self)
            # The loop that would have read it may be closed.
            with suppress(RuntimeError):
                self._deliver(end)

    def _on_chunk(self, chunk: Chunk) -> bool:
        """Take a chunk from the model; True makes it stop."""
        try:
            # Progress chunks exist so that a long prompt can be stopped too.
            if "prompt_progress" not in chunk:
                self._deliver(chunk)
        except RuntimeError:
            return True
        return self._cancel.is_set()


_requests: set[_Request] = set()
_server: Any = None
_server_lock = Lock()
# The runtime cannot be started again in a process that was forked from one where it ran.
_is_orphan = False


def _shared_server(cancel: Event) -> Any:
    """The one server of this process, started by whoever needs it first."""
    global _server  # noqa: PLW0603 - one model a process is the point
    while not _server_lock.acquire(timeout=POLL_SECONDS):
        if cancel.is_set():
            raise FetchCancelled
    try:
        if _is_orphan:
            raise ModelUnavailable(
                "The built-in model was at work in the process that this one was forked from, and"
                " cannot run here: start processes with multiprocessing's method 'spawn'."
            )
        if _server is None:
            xllamacpp = import_xllamacpp()
            weights = ensure_weights(cancel)
            _server = _start(xllamacpp, weights)
        return _server
    finally:
        _server_lock.release()


def import_xllamacpp() -> Any:
    """The runtime's package.

    Raises:
        ModelUnavailable: it is not installed, or a system library that it needs is not.

    """
    try:
        import xllamacpp
    except ModuleNotFoundError as error:
        raise ModelUnavailable(
            f"The built-in model {EMBEDDED_MODEL} needs a package that is not installed:"
            " llm install 'llm[local]'. For another model, install its plugin and store its"
            " key: llm keys set NAME"
        ) from error
    except ImportError as error:
        library = re.match(r"(lib[\w+-]+\.so\S*): cannot open shared object", str(error))
        if library is None:
            reason = str(error).partition("\n")[0]
            remedy = "reinstall it: llm install --force-reinstall xllamacpp"
        else:
            reason = f"the system library {library[1]} is missing"
            remedy = "install that library with the system's package manager"
            if library[1].startswith("libgomp"):
                remedy = "apt install libgomp1 (Fedora: dnf install libgomp)"
        raise ModelUnavailable(
            f"The built-in model {EMBEDDED_MODEL} cannot run here, because {reason}: {remedy}"
        ) from error
    return xllamacpp


def _start(xllamacpp: Any, weights: Path) -> Any:
    """Load the model. Its listener, which nobody is to use, is locked and out of reach."""
    params = xllamacpp.CommonParams()
    params.model.path = str(weights)
    params.model_alias = {EMBEDDED_MODEL}
    params.n_ctx, params.n_batch, params.n_ubatch = CONTEXT_TOKENS, BATCH_TOKENS, BATCH_TOKENS
    params.n_parallel = 1
    # More threads than idle cores make it many times slower: they wait for each other, spinning.
    threads = max(1, (os.cpu_count() or 1) // 2)
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    params.verbosity, params.warmup, params.ui = 0, False, False
    params.use_jinja = True
    params.chat_template = Path(__file__).with_name("chat_template.jinja").read_text("utf-8")
    params.api_keys = [secrets.token_hex(32)]
    directory = _socket_directory()
    params.hostnames = [f"{directory}/llm.sock"] if directory else ["127.0.0.1"]
    params.port = 0
    try:
        return xllamacpp.Server(params)
    except RuntimeError as error:
        raise ModelUnavailable(
            f"The built-in model could not be loaded from {weights}: free some memory, or delete"
            " that file so that it is fetched again."
        ) from error
    finally:
        if directory:
            # Nobody can connect to a socket without a name, and no litter is left by a kill.
            shutil.rmtree(directory, ignore_errors=True)


def _socket_directory() -> str | None:
    """A fresh directory of mode 0700 with room for a socket's path; None where there is none."""
    if not hasattr(socket, "AF_UNIX") or os.name == "nt":
        return None
    for parent in (tempfile.gettempdir(), "/tmp"):  # noqa: S108 - mkdtemp makes it private
        if len(os.fsencode(parent)) < _SOCKET_PATH_BYTES - len("/llm-12345678/llm.sock"):
            with suppress(OSError):
                return tempfile.mkdtemp(prefix="llm-", dir=parent)
    return None


@atexit.register
def _stop_all() -> None:
    """Stop the model before the interpreter goes: its threads must not outlive it."""
    global _server  # noqa: PLW0603 - see _shared_server
    requests = list(_requests)
    for request in requests:
        request.stop()
    for request in requests:
        request.join()
    _server = None


def _forget_in_child() -> None:
    """After a fork the child has the server without its threads."""
    global _server, _server_lock, _is_orphan  # noqa: PLW0603 - see _shared_server
    if _server is not None:
        import ctypes

        # Never freed: freeing it would wait for threads that this process does not have.
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(_server))
        _is_orphan = True
    _server = None
    _server_lock = Lock()
    _requests.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_in_child)
