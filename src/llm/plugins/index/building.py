"""Starting and watching the process that finds out what plugins offer (`probing.py`).

A plugin that ends that process, or is at work when it has to be ended, is known by it; another
process goes on with the others. Of one that nothing can be said of, it is left open what it offers.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import nullcontext, suppress
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple, Self

from llm.plugins.discovery import Candidate
from llm.plugins.index.entries import HOOKS, Dependencies, Entry
from llm.plugins.index.freshness import seen
from llm.plugins.index.sources import own_files
from llm.plugins.index.stored import entry_from_json
from llm.plugins.index.watching import IN_ALL, endless_reason

_PROGRAM = (
    "import json, sys; order = json.loads(sys.stdin.buffer.read()); sys.path[:] = order['path'];"
    " from llm.plugins.index.probing import main; main(order)"
)
_GRACE = 2.0
"""Seconds that the process has to say itself that a plugin takes too long."""
_START = 60.0
"""Seconds that it may take until the first plugin begins."""


class CannotStart(Exception):  # noqa: N818 - reads as what happened
    """No process can be started, or none that works."""


class Order(NamedTuple):
    """What is to be found out.

    Attributes:
        candidates: the plugins that the user wants, in order.
        names: those of them that are to be found out, by their names in the host.
        barred: those that nobody imports, with the reason.
        before: the files that plugins depended on when they were last found out, by name.
        limit: the seconds that a plugin may do nothing.

    """

    candidates: Sequence[Candidate]
    names: Collection[str]
    barred: Mapping[str, str]
    before: Mapping[str, Sequence[str]]
    limit: float


def find_out(
    order: Order, begins: Callable[[str], object] = lambda _name: None
) -> dict[str, Entry]:
    """The entries of plugins, by their names in the host, as found out by other processes.

    *begins* is told the name of each that is imported or asked. Raises CannotStart.
    """
    found: dict[str, Entry] = {}
    barred = dict(order.barred)
    for name in order.names:
        barred.pop(name, None)
    while left := [
        one
        for one in order.candidates
        if one.registered_as in order.names and one.registered_as not in found
    ]:
        names = [one.registered_as for one in left]
        with _Run(order._replace(names=names, barred=barred)) as run:
            found |= run.entries(begins)
        culprit = next((one for one in left if one.registered_as == run.culprit), None)
        if culprit is None:
            if found.keys().isdisjoint(names):
                raise CannotStart("the process that looks at plugins ended before its time")
            continue
        found[culprit.registered_as] = entry = run.verdict(culprit)
        barred[culprit.registered_as] = entry.errors[0]
    return found


class _Run:
    """One process, from its start until it ends or is killed.

    Attributes:
        culprit: the name of the plugin that it ended in; None where it came to its end.

    """

    def __init__(self, order: Order) -> None:
        self._candidates = {one.registered_as: one for one in order.candidates}
        self._limit = order.limit
        self.culprit: str | None = None
        self._hung: str | None = None
        self._lines: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own program, no shell
                [sys.executable, "-P", "-c", _PROGRAM],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "LLM_PLUGIN_INDEX": "0"},
                # Nothing in it can ask at the terminal.
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            raise CannotStart(str(error)) from error
        before = {name: order.before[name] for name in order.names if name in order.before}
        job = {**order._asdict(), "before": before, "path": sys.path}
        threading.Thread(target=self._speak, args=(job,), daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """End the process, and what plugins have started in it, if it has not ended."""
        if self._hung is None and kind is None:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_GRACE)
        if self._hung is not None or self._process.poll() is None:
            with suppress(OSError):
                if os.name == "posix":
                    os.killpg(self._process.pid, signal.SIGKILL)
                else:
                    self._process.kill()
        self._process.wait()

    def entries(self, begins: Callable[[str], object]) -> dict[str, Entry]:
        """Take what it reports, until it ends or takes too long."""
        found: dict[str, Entry] = {}
        until = time.monotonic() + _START
        while True:
            try:
                line = self._lines.get(timeout=max(until - time.monotonic(), 0.01))
            except Empty:
                self._hung = endless_reason(self._limit)
                return found
            if line is None or "end" in line:
                return found
            if "begin" in line:
                self.culprit = line["begin"]
                begins(line["begin"])
                until = time.monotonic() + IN_ALL * self._limit + _GRACE
            elif "entry" in line:
                found[line["of"]] = self._entry(line["of"], line["entry"])
                self.culprit = None
            elif "hung" in line:
                self.culprit, self._hung = line["hung"], line["reason"]
                return found

    def verdict(self, one: Candidate) -> Entry:
        """The entry of the plugin that it ended in."""
        return _bare_entry(one)._replace(
            state="hung" if self._hung else "failed",
            errors=(self._hung or _ended_reason(self._process.returncode),),
            limit=self._limit,
            ended_process=not self._hung,
        )

    def _entry(self, name: str, data: Any) -> Entry:
        """The entry of the plugin *name*, of which *data* is reported."""
        with suppress(ValueError):
            return entry_from_json(data)
        # It is not known what it offers: as one that may offer something else each time, it is
        # loaded and asked.
        hooks = tuple(HOOKS.values())
        return _bare_entry(self._candidates[name])._replace(hooks=hooks, dynamic=hooks)

    def _speak(self, job: dict[str, Any]) -> None:
        """Tell it what to do, and take in what it says."""
        orders, reports = self._process.stdin, self._process.stdout
        if orders is not None:
            with suppress(OSError), orders:
                orders.write(json.dumps(job).encode())
        with suppress(OSError, ValueError), nullcontext(reports) if reports is None else reports:
            for line in reports or ():
                self._lines.put(json.loads(line))
        self._lines.put(None)


def _bare_entry(one: Candidate) -> Entry:
    """The entry of a plugin of which is known what it consists of."""
    files = {path: seen(path) for path in own_files(one, whole=True)}
    return Entry(
        one.distribution,
        one.version,
        one.registered_as,
        one.value,
        found_at=time.time(),
        dependencies=Dependencies(files, {}),
    )


def _ended_reason(status: int) -> str:
    """Why a plugin is left out that ended the process."""
    if status < 0:
        with suppress(ValueError):
            return f"it ended the process that loaded it: {signal.Signals(-status).name}"
    return f"it ended the process that loaded it, with exit status {status}"
