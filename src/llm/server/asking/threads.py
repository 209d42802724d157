"""Threads: a bounded number in which sync models run, and a bounded queue before them."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import TypeVar

from llm.server.asking.asked import Failure, Refused
from llm.server.asking.elsewhere import to_do
from llm.server.asking.failures import say_bug

T = TypeVar("T")


class Threads:
    """At most *threads* jobs at a time, at most *waiting* more that wait for their turn.

    The threads are made when they are needed, and end with the program, whatever they still do.
    """

    def __init__(self, threads: int, waiting: int) -> None:
        self._most, self._room = threads, waiting
        self._jobs: deque[Callable[[], object]] = deque()
        self._count = self._idle = 0
        self._changed = threading.Condition()

    def run(self, job: Callable[[], object]) -> None:
        """Do *job* as soon as a thread is free; it raises nothing.

        Raises Refused, 503, when too many wait already.
        """
        with self._changed:
            if len(self._jobs) >= self._room + self._idle and self._count >= self._most:
                raise Refused(
                    Failure(
                        503, "overloaded", "Too many calls are waiting for a model: try again.",
                        code="overloaded", retry_after=1.0,
                    )
                )  # fmt: skip
            self._jobs.append(job)
            if self._idle >= len(self._jobs):
                self._changed.notify()
            elif self._count < self._most:
                self._count += 1
                threading.Thread(target=self._work, name="llm serve model", daemon=True).start()

    async def result(self, work: Callable[[], T]) -> T:
        """What *work* comes to in one of the threads; raises what it raises.

        When nobody waits any longer, it is left out, where it has not begun. Raises Refused as
        `run` does.
        """
        job, done = to_do(work)
        self.run(job)
        return await done

    def forget(self, job: Callable[[], object]) -> bool:
        """Leave *job* out, where it has not begun; whether that was so."""
        with self._changed:
            try:
                self._jobs.remove(job)
            except ValueError:
                return False
        return True

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._jobs:
                    self._idle += 1
                    self._changed.wait()
                    self._idle -= 1
                job = self._jobs.popleft()
            try:
                job()
            except BaseException as error:  # noqa: BLE001 - others wait for the thread
                say_bug(error, "in a thread of the server")
            del job  # it knows a call, and the next one may be long in coming
