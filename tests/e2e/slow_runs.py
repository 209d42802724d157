"""Real runs of `llm` with models that take their time, to be interrupted, and what they leave."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llm.store.opening import open_store
from llm.store.records import Selection

if TYPE_CHECKING:
    from collections.abc import Callable

    from llm.store.records import CallRecord

PLUGIN = Path(__file__).with_name("slow_plugin.py")
PATIENCE = 60.0
"""After so many seconds a test gives up; nothing is asserted about it."""


@dataclass
class Run:
    """A process of `llm`, and the file in which its model tells what it is at."""

    process: subprocess.Popen[bytes]
    told: Path

    def lines(self) -> list[tuple[float, str]]:
        """When the model did what."""
        if not self.told.exists():
            return []
        lines = [line.partition(" ") for line in self.told.read_text().split("\n")]
        return [(float(when), what) for when, _, what in lines if what]

    def told_of(self, what: str) -> bool:
        """Whether the model has come to something that begins with *what*."""
        return any(line.startswith(what) for _, line in self.lines())

    def given(self, until: float) -> str:
        """The text that the last answer had given before the time *until*."""
        lines = self.lines()
        asked = max(at for at, (_, what) in enumerate(lines) if what.startswith("asked"))
        return "".join(
            f"{what.split()[1]} "
            for when, what in lines[asked:]
            if what.startswith("gave") and when <= until
        )

    def wait_for(self, what: str | Callable[[], bool]) -> None:
        """Wait until the model has told of *what*, or until it is so, or the process has ended."""
        happened = (lambda: self.told_of(what)) if isinstance(what, str) else what
        until = time.monotonic() + PATIENCE
        while not happened() and self.process.poll() is None:
            assert time.monotonic() < until, f"never {what}"
            time.sleep(0.001)

    def end(self) -> tuple[int, str, str]:
        """The exit status, and what was written to standard output and to standard error."""
        out, err = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, out.decode(), err.decode()


class Runs:
    """Starts `llm` in a directory of its own.

    Attributes:
        directory: the home of everything.
        path: the database.

    """

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.directory = directory
        self.path = directory / "user" / "logs.db"
        self._started: list[Run] = []
        site = directory / "site"
        info = site / "slow_plugin-1.0.dist-info"
        if not info.exists():
            info.mkdir(parents=True)
            (site / "slow_plugin.py").write_text(PLUGIN.read_text())
            (info / "METADATA").write_text(
                "Metadata-Version: 2.1\nName: slow_plugin\nVersion: 1.0\n"
            )
            (info / "entry_points.txt").write_text("[llm]\nslow_plugin = slow_plugin\n")

    def environment(self) -> dict[str, str]:
        """What the processes see."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LLM_")}
        temporary = self.directory / "tmp"
        temporary.mkdir(exist_ok=True)
        return {
            **kept,
            "HOME": str(self.directory / "home"),
            "XDG_STATE_HOME": str(self.directory / "state"),
            "XDG_CACHE_HOME": str(self.directory / "cache"),
            "TMPDIR": str(temporary),
            "LLM_USER_PATH": str(self.directory / "user"),
            "PYTHONPATH": str(self.directory / "site"),
            "PYTHONWARNINGS": "error",
            "PAUSE": "0",
            "WORDS": "3",
        }

    def start(self, *arguments: str, more: dict[str, Any] | None = None, **env: str) -> Run:
        """Start `llm` with these arguments and environment; *more* is for `Popen`."""
        told = self.directory / f"told-{len(self._started)}"
        process = subprocess.Popen(
            [sys.executable, "-m", "llm", *arguments],
            env={**self.environment(), "TOLD": str(told), **env},
            cwd=self.directory,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **(more or {}),
        )
        self._started.append(Run(process, told))
        return self._started[-1]

    def run(
        self, *arguments: str, more: dict[str, Any] | None = None, **env: str
    ) -> tuple[int, str, str]:
        """Run `llm` to its end."""
        return self.start(*arguments, more=more, **env).end()

    def kill(self) -> None:
        """Kill what still runs."""
        for run in self._started:
            with run.process as process:
                process.kill()

    def calls(self) -> list[CallRecord]:
        """Every call in the history, whole, the oldest first."""
        with closing(open_store(self.path)) as store:
            ids = [call.id for call in store.calls(Selection(), newest_first=False)]
            return [store.call(each) for each in ids]

    def call(self) -> CallRecord:
        """The only call."""
        (call,) = self.calls()
        return call

    def spooled(self) -> list[Path]:
        """The files of calls that wait, wherever they are."""
        return sorted(self.directory.rglob("*.jsonl"))

    def check(self) -> None:
        """The database opens, is sound, and says what it says."""
        with closing(sqlite3.connect(self.path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        with closing(open_store(self.path)) as store:
            assert not store.verify().failures


def text_of(call: CallRecord) -> str:
    """The text of the answer."""
    return "".join(message.text() for message in call.output)


def asked(call: CallRecord) -> str:
    """The text of the last message that the model was sent."""
    return call.messages[-1].text()
