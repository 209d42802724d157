"""Many runs of `llm`, each as real as one from a shell, from a process that has loaded it already.

The process imports `llm`, and forks for each run: the fork gets its own directory, environment and
standard streams, does what the console script does, and ends as any interpreter ends. That takes a
tenth of the time of a new process. What is decided when `llm` starts - which plugins are loaded -
is the same for all runs of one `Warm`.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, Self

ROOT = Path(__file__).parents[1]
OTHERS = (
    "difflib", "encodings.utf_8_sig", "httpx2", "jsonschema", "puremagic", "pydantic.type_adapter",
    "rich.markdown", "sqlite_utils", "tomlkit", "yaml",
)  # fmt: skip
"""What of others the process loads before the first run, beside all modules of ours."""

TIMED_OUT = "timeout"


class Done(NamedTuple):
    """How a run ended: its exit status, or `TIMED_OUT`, and what it wrote."""

    status: int | str
    stdout: str
    stderr: str


class Warm:
    """A process that runs `llm` again and again; the plugins in *site* are loaded in it."""

    def __init__(self, site: Path, **env: str) -> None:
        self._files = tempfile.TemporaryDirectory(prefix="warm")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.warm"],
            cwd=ROOT,
            env={**clean_environment(site, Path(self._files.name)), **env},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(
        self,
        arguments: Sequence[str],
        *,
        cwd: Path,
        env: Mapping[str, str],
        stdin: bytes = b"",
        timeout: float = 30,
    ) -> Done:
        """Run `llm` with these *arguments*; *env* is all of its environment."""
        files = {name: str(Path(self._files.name, name)) for name in ("stdin", "out", "err")}
        Path(files["stdin"]).write_bytes(stdin)
        order = {
            "arguments": [*arguments],
            "cwd": str(cwd),
            "env": dict(env),
            "timeout": timeout,
            **files,
        }
        pipes = self._process.stdin, self._process.stdout
        assert pipes[0] is not None
        assert pipes[1] is not None
        pipes[0].write(json.dumps(order) + "\n")
        pipes[0].flush()
        status = json.loads(pipes[1].readline())
        out, err = (
            Path(files[name]).read_bytes().decode(errors="replace") for name in ("out", "err")
        )
        return Done(status, out, err)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=30)
        self._files.cleanup()


def clean_environment(site: Path, user_path: Path) -> dict[str, str]:
    """The environment of an `llm` that sees the plugins in *site* and nothing of this machine."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("LLM_", "PYTEST")) and not name.endswith("_API_KEY")
    }
    return {
        **kept,
        "PYTHONPATH": str(site),
        "LLM_USER_PATH": str(user_path),
        "LLM_PLUGIN_INDEX": "0",
        "HOME": str(user_path),
        "XDG_CACHE_HOME": str(user_path / ".cache"),
        "XDG_STATE_HOME": str(user_path / ".state"),
        "PYTHONUTF8": "1",
        "PIP_NO_INDEX": "1",
        "COLUMNS": "80",
        "TZ": "UTC",
    }


def _serve() -> list[str]:
    """Fork for each order that comes in; returns in the fork only, with its arguments."""
    import llm
    from llm.plugins.host import pm

    top = Path(llm.__path__[0])
    ours = (path.relative_to(top.parent).with_suffix("").parts for path in top.rglob("[a-z]*.py"))
    for name in (*OTHERS, *(".".join(parts) for parts in ours)):
        with suppress(ImportError):  # the run that needs it will say so
            import_module(name)
    pm.load()
    gc.freeze()
    for line in iter(sys.stdin.readline, ""):
        order = json.loads(line)
        child = os.fork()
        if not child:
            _become(order)
            return ["llm", *order["arguments"]]
        print(json.dumps(_waited_for(child, order["timeout"])), flush=True)
    raise SystemExit


def _waited_for(child: int, timeout: float) -> int | str:
    """The status of *child*; it is killed when it takes longer than *timeout*, in seconds."""
    end = time.monotonic() + timeout
    pause = 0.001
    while time.monotonic() < end:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        time.sleep(pause)
        pause = min(pause * 1.2, 0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return TIMED_OUT


def _become(order: dict[str, Any]) -> None:
    """Make this process the one that *order* describes."""
    os.environ.clear()
    os.environ.update(order["env"])
    time.tzset()
    os.chdir(order["cwd"])
    modes = (os.O_RDONLY, *[os.O_WRONLY | os.O_CREAT | os.O_TRUNC] * 2)
    for number, (name, mode) in enumerate(zip(("stdin", "out", "err"), modes, strict=True)):
        opened = os.open(order[name], mode)
        os.dup2(opened, number)
        os.close(opened)
    streams = [
        os.fdopen(number, mode, encoding="utf-8", errors=errors, closefd=False)
        for number, mode, errors in (
            (0, "r", "surrogateescape"),
            (1, "w", "surrogateescape"),
            (2, "w", "backslashreplace"),
        )
    ]
    for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def _end(status: int) -> NoReturn:
    """End as the interpreter does, but for taking everything apart, which takes longest."""
    threading._shutdown()  # type: ignore[attr-defined]  # what waits for the other threads
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(status)


if __name__ == "__main__":
    sys.argv = _serve()
    from llm.cli import main

    try:
        main()
    except SystemExit as leaving:
        code = leaving.code
        if not isinstance(code, int | None):
            print(code, file=sys.stderr)
        _end(code or 0 if isinstance(code, int | None) else 1)
    except BaseException:  # noqa: BLE001 - the interpreter shows any that gets here
        traceback.print_exc()
        _end(1)
    _end(0)
