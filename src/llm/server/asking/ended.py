"""EndedCalls: the calls that came to their end just now, for who comes to them late.

They are let go of after some minutes, and earlier where they are many, or large; then there is
the history.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import TYPE_CHECKING

from llm.core.history import without_instructions
from llm.core.sizes import size_of_data, size_of_messages

if TYPE_CHECKING:
    from llm.server.asking.running import RunningCall

SECONDS = 300.0
_CALLS, _BYTES = 200, 50_000_000
_OF_CALL = 5_000
"""Bytes that a call takes besides what is said in it, roughly."""


class EndedCalls:
    """At most so many *calls* and so many *bytes*, for so many *seconds*; for the event loop."""

    def __init__(self, seconds: float = SECONDS, calls: int = _CALLS, bytes_: int = _BYTES) -> None:
        self._seconds, self._most, self._most_bytes = seconds, calls, bytes_
        self._calls: OrderedDict[str, tuple[float, int, RunningCall]] = OrderedDict()
        self._timer: asyncio.TimerHandle | None = None
        self.size = 0
        """What they take, roughly, in bytes."""

    def __len__(self) -> int:
        return len(self._calls)

    def get(self, call_id: str) -> RunningCall | None:
        """The call with this id."""
        found = self._calls.get(call_id)
        return None if found is None else found[2]

    def add(self, call: RunningCall) -> None:
        """Keep *call*, which has ended, for a while."""
        size = _size_of(call)
        until = asyncio.get_running_loop().time() + self._seconds
        self._calls[call.id] = until, size, call
        self.size += size
        while len(self._calls) > self._most or (self.size > self._most_bytes and self._calls):
            self.forget(next(iter(self._calls)))
        if self._timer is None:
            self._wait()

    def forget(self, call_id: str) -> None:
        """Let go of the call with this id."""
        if (found := self._calls.pop(call_id, None)) is not None:
            self.size -= found[1]

    def _wait(self) -> None:
        """Look again when the time of the oldest has come, if there is one."""
        self._timer = None
        oldest = next(iter(self._calls.values()), None)
        if oldest is not None:
            self._timer = asyncio.get_running_loop().call_at(oldest[0], self._look)

    def _look(self) -> None:
        now = asyncio.get_running_loop().time()
        for call_id in [each for each, (until, _, _) in self._calls.items() if until <= now]:
            self.forget(call_id)
        self._wait()


def _size_of(call: RunningCall) -> int:
    asked = call.asked
    instructions = asked.messages[: len(asked.messages) - len(without_instructions(asked.messages))]
    said = _OF_CALL + size_of_messages(instructions)
    said += size_of_messages(call.response.recording.messages()) + call.log.size()
    said += size_of_data([asked.schema, asked.hosted_tools, asked.echo])
    said += size_of_data([vars(tool) for tool in asked.tools])
    return said + (0 if call.told is None else call.told.size)
