"""Real llama.cpp servers on 127.0.0.1, each in a process of its own.

`LlamaServer` starts, asks and stops one; run as a program, this file is the server itself, out of
the package `xllamacpp`. Which servers there are is left to the fixtures.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).parent / "templates"
READY = "READY "
SECONDS_TO_START = 60.0


@dataclass
class Setup:
    """What a server is started with.

    Attributes:
        model: the weights, a GGUF file.
        alias: the model id that the server tells.
        template: name of a chat template in `templates/`; the weights' own without it.
        context: tokens that prompt and answer may have together.
        embedding: answer requests for embeddings, and nothing else.
        thinking_tokens: after so many the model has to answer.
        key: the API key that requests need; none without it.
        port: the port; one that is free without it.

    """

    model: str
    alias: str = "smollm2"
    template: str | None = None
    context: int = 4096
    embedding: bool = False
    thinking_tokens: int | None = None
    key: str | None = None
    port: int = 0


class LlamaServer:
    """One server, started at once and stopped by `stop`; it ends with the process that started it.

    Attributes:
        setup: what it was started with.
        base: where it is, such as `http://127.0.0.1:4711`.
        url: the `api_base` of a client: *base* and `/v1`.

    """

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `stop`
        self._process = subprocess.Popen(
            [sys.executable, __file__, json.dumps(asdict(setup))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        self.base = f"http://127.0.0.1:{setup.port}"

    @property
    def url(self) -> str:
        return self.base + "/v1"

    def wait(self) -> LlamaServer:
        """Itself, once it answers. Raises `RuntimeError` with its last words when it ends."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line.startswith(READY):
            self._process.wait()
            self._log.seek(0)
            raise RuntimeError(f"the server did not start: {self._log.read()[-2000:].decode()}")
        self.base = line.removeprefix(READY).strip()
        self.wait_for(200)
        return self

    def wait_for(self, status: int) -> None:
        """Wait until `/health` answers with *status*. Raises `TimeoutError` when it never does."""
        end = time.monotonic() + SECONDS_TO_START
        while self.health() != status:
            if time.monotonic() > end:
                raise TimeoutError(f"{self.base} does not answer with {status}")
            time.sleep(0.02)

    def health(self) -> int | None:
        """The status of `/health`: 200 ready, 503 loading; `None` while nobody listens."""
        try:
            with urllib.request.urlopen(self.base + "/health", timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            error.close()
            return error.code
        except OSError:
            return None

    def kill(self) -> None:
        """End it as a crash would, and wait until it is gone."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """End it and let go of everything."""
        self.kill()
        for stream in (self._process.stdin, self._process.stdout, self._log):
            if stream is not None:
                stream.close()


class HeldFile:
    """A file whose readers wait until it is let go: it is under a lease, which Linux has.

    Raises `OSError` where there are no leases, and `ImportError` where there is no `fcntl`.
    """

    def __init__(self, path: Path) -> None:
        import fcntl

        self._file = path.open("r+b")
        self._set = lambda kind: fcntl.fcntl(self._file, fcntl.F_SETLEASE, kind)
        self._free = fcntl.F_UNLCK
        try:
            self._set(fcntl.F_WRLCK)
        except OSError:
            self._file.close()
            raise
        # Who holds a lease is told by a signal that somebody waits, and would die of it.
        self._before = signal.signal(signal.SIGIO, lambda *_: None)

    def let_go(self) -> None:
        """Let the readers go on."""
        self._set(self._free)

    def close(self) -> None:
        """End the lease for good."""
        self._file.close()
        signal.signal(signal.SIGIO, self._before)


def free_port() -> int:
    """A port of 127.0.0.1 on which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def parameters(setup: Setup) -> Any:
    """*setup* as llama.cpp takes it: one core, the likeliest words, nothing on standard error."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path, params.model_alias = setup.model, {setup.alias}
    params.hostnames, params.port = ["127.0.0.1"], setup.port
    params.n_ctx, params.n_parallel = setup.context, 1
    params.verbosity, params.warmup, params.ui = 0, False, False
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.sampling.temp, params.sampling.seed = 0.0, 1
    if setup.template:
        params.use_jinja = True
        params.chat_template = (TEMPLATES / setup.template).read_text()
    if setup.embedding:
        params.embedding = True
        params.pooling_type = xllamacpp.llama_pooling_type.LLAMA_POOLING_TYPE_MEAN
    if setup.thinking_tokens is not None:
        params.sampling.reasoning_budget_tokens = setup.thinking_tokens
    if setup.key:
        params.api_keys = [setup.key]
    return params


def serve(setup: Setup) -> None:
    """Be a server until whoever started it closes standard input, or is gone."""
    import xllamacpp

    server = xllamacpp.Server(parameters(setup))
    print(READY + server.listening_address, flush=True)
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    serve(Setup(**json.loads(sys.argv[1])))
