"""The models in this process: each loaded by whoever needs it first, then shared by all.

There is one engine for each kind of model, with a lock of its own, and they run side by side.
What they are asked is left to `runtime`.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import socket
import tempfile
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock
from typing import TYPE_CHECKING, Any

from llm.errors import ModelUnavailable
from llm.providers.local import packages
from llm.providers.local.storage import POLL_SECONDS, FetchCancelled
from llm.providers.local.weights import ensure_weights

if TYPE_CHECKING:
    from collections.abc import Callable

    from llm.providers.local.packages import Package

CONTEXT_TOKENS = 4096
# A request notices that nobody reads it between two batches: about half a second on one core.
BATCH_TOKENS = 64
# Tokens of a text that the embedding model sees, with the mark before it and the one after.
EMBEDDED_TOKENS = 512
# Longest path of a unix socket on the systems in use, less a margin.
_SOCKET_PATH_BYTES = 100


class Engine:
    """The runtime of one kind of model.

    Args:
        package: its weights.
        configure: sets what is particular to the kind in the runtime's parameters.

    """

    def __init__(self, package: Package, configure: Callable[[Any], None]) -> None:
        self.package = package
        self._configure = configure
        self._server: Any = None
        self._lock = Lock()
        # The runtime cannot be started again in a process forked from one where it ran.
        self._is_orphan = False

    def server(self, cancel: Event) -> Any:
        """The one server of this process, started by whoever needs it first.

        Raises:
            ModelUnavailable: the package, a system library or the weights are missing.
            FetchCancelled: *cancel* was set before it ran.

        """
        while not self._lock.acquire(timeout=POLL_SECONDS):
            if cancel.is_set():
                raise FetchCancelled
        try:
            if self._is_orphan:
                called = capitalised(self.package.called)
                raise ModelUnavailable(
                    f"{called} was at work in the process that this one was forked from, and"
                    " cannot run here: start processes with multiprocessing's method 'spawn'."
                )
            if self._server is None:
                xllamacpp = import_xllamacpp(self.package)
                weights = ensure_weights(self.package, cancel)
                self._server = self._start(xllamacpp, weights)
            return self._server
        finally:
            self._lock.release()

    def stop(self) -> None:
        """Let go of the model; the next request loads it again."""
        self._server = None

    def forget_in_child(self) -> None:
        """After a fork the child has the server without its threads."""
        if self._server is not None:
            import ctypes

            # Never freed: freeing it would wait for threads that this process does not have.
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(self._server))
            self._is_orphan = True
        self._server = None
        self._lock = Lock()

    def _start(self, xllamacpp: Any, weights: Path) -> Any:
        """Load the model. Its listener, which nobody is to use, is locked and out of reach."""
        params = xllamacpp.CommonParams()
        params.model.path = str(weights)
        params.model_alias = {self.package.model_id}
        params.n_parallel = 1
        # More threads than idle cores make it many times slower: they wait for each other.
        threads = max(1, (os.cpu_count() or 1) // 2)
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
        params.verbosity, params.warmup, params.ui = 0, False, False
        self._configure(params)
        params.api_keys = [secrets.token_hex(32)]
        directory = _socket_directory()
        params.hostnames = [f"{directory}/llm.sock"] if directory else ["127.0.0.1"]
        params.port = 0
        try:
            return xllamacpp.Server(params)
        except RuntimeError as error:
            raise ModelUnavailable(
                f"{capitalised(self.package.called)} could not be loaded from {weights}: free some"
                " memory, or delete that file so that it is fetched again."
            ) from error
        finally:
            if directory:
                # Nobody can connect to a socket without a name, and no litter is left by a kill.
                shutil.rmtree(directory, ignore_errors=True)


def _for_chat(params: Any) -> None:
    params.n_ctx, params.n_batch, params.n_ubatch = CONTEXT_TOKENS, BATCH_TOKENS, BATCH_TOKENS
    params.use_jinja = True
    params.chat_template = Path(__file__).with_name("chat_template.jinja").read_text("utf-8")


def _for_embedding(params: Any) -> None:
    # A text is embedded in one go, by itself: several at once are no faster on so few cores, and
    # the vector of each would depend a little on its company.
    params.embedding = True
    params.n_ctx = params.n_batch = params.n_ubatch = EMBEDDED_TOKENS


CHAT = Engine(packages.CHAT, _for_chat)
EMBEDDING = Engine(packages.EMBEDDING, _for_embedding)
ENGINES = (CHAT, EMBEDDING)


def import_xllamacpp(package: Package) -> Any:
    """The runtime's package, for the model that *package* holds.

    Raises:
        ModelUnavailable: it is not installed, or a system library that it needs is not.

    """
    model = f"{capitalised(package.called)} {package.model_id}"
    try:
        import xllamacpp
    except ModuleNotFoundError as error:
        raise ModelUnavailable(
            f"{model} needs a package that is not installed: llm install 'llm[local]'."
            f" {package.another}"
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
        raise ModelUnavailable(f"{model} cannot run here, because {reason}: {remedy}") from error
    return xllamacpp


def capitalised(text: str) -> str:
    """*text* as it begins a sentence."""
    return text[0].upper() + text[1:]


def _socket_directory() -> str | None:
    """A fresh directory of mode 0700 with room for a socket's path; None where there is none."""
    if not hasattr(socket, "AF_UNIX") or os.name == "nt":
        return None
    for parent in (tempfile.gettempdir(), "/tmp"):  # noqa: S108 - mkdtemp makes it private
        if len(os.fsencode(parent)) < _SOCKET_PATH_BYTES - len("/llm-12345678/llm.sock"):
            with suppress(OSError):
                return tempfile.mkdtemp(prefix="llm-", dir=parent)
    return None
