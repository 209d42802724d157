"""How often clients may ask, and how much they use: by the minute, and at the same time.

What is allowed in a minute is there at the start, is used up, and comes back evenly. Tokens are
known only when they were used: a client that has used too many waits until they have come back.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from llm.server.asking.asked import Failure, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from llm.parts import Message
    from llm.server.guarding.access import Client
    from llm.usage import Usage

_MINUTE = 60.0
_LETTERS = 4
"""About as many characters make a token."""


class _Bucket:
    """What is left of a number a minute."""

    __slots__ = ("_at", "_left", "_size")

    def __init__(self, size: int, now: float) -> None:
        self._size, self._left, self._at = size, float(size), now

    def left(self, now: float) -> float:
        self._left = min(self._size, self._left + (now - self._at) * self._size / _MINUTE)
        self._at = now
        return self._left

    def wait(self, now: float, needed: float) -> float:
        """Seconds until as much as *needed* is there; 0 where it is."""
        return max(0.0, (needed - self.left(now)) * _MINUTE / self._size)

    def take(self, now: float, amount: float) -> None:
        self._left = self.left(now) - amount


class Budgets:
    """What the clients of one server have left.

    *calls_at_once* is for clients whose token says nothing. To be used from one thread.
    """

    def __init__(
        self, calls_at_once: int = 1000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._calls_at_once, self._clock = calls_at_once, clock
        self._buckets: dict[tuple[str, str, int], _Bucket] = {}
        self._running: dict[str, int] = {}

    def ask(self, client: Client) -> None:
        """Count a request of *client*. Raises Refused, 429, when it has made too many."""
        now = self._clock()
        requests = self._bucket(client, "requests", client.requests_per_minute, now)
        if requests is not None:
            if wait := requests.wait(now, 1):
                raise _too_many(client, f"{client.requests_per_minute} requests", wait)
            requests.take(now, 1)
        self.check_tokens(client)

    def check_tokens(self, client: Client) -> None:
        """Raise Refused, 429, when *client* has used too many tokens."""
        now = self._clock()
        tokens = self._bucket(client, "tokens", client.tokens_per_minute, now)
        if tokens is not None and (wait := tokens.wait(now, 1)):
            raise _too_many(client, f"{client.tokens_per_minute} tokens", wait)

    def spend(self, client: Client, tokens: int) -> None:
        """Count *tokens* that a call of *client* has used, of input and of output."""
        now = self._clock()
        bucket = self._bucket(client, "tokens", client.tokens_per_minute, now)
        if bucket is not None:
            bucket.take(now, tokens)

    def spend_call(
        self,
        client: Client,
        usage: Usage,
        asked: Iterable[Message],
        answered: Iterable[Message],
    ) -> None:
        """Count what a call of *client* has used.

        What the model does not say is estimated from what was said: one that says nothing, or was
        cut off before it did, is no way around the limit.
        """
        if client.tokens_per_minute is not None:
            used = _estimate(asked) if usage.input is None else usage.input
            used += _estimate(answered) if usage.output is None else usage.output
            self.spend(client, used)

    @contextmanager
    def call(self, client: Client) -> Iterator[None]:
        """A call of *client*, for as long as it runs. Raises Refused, 429, for one too many."""
        self.begin(client)
        try:
            yield
        finally:
            self.end(client)

    def begin(self, client: Client) -> None:
        """As `call`, for who tells its end (`end`). Raises Refused, 429, for one too many."""
        most = client.calls_at_once or self._calls_at_once
        running = self._running.get(client.name, 0)
        if running >= most:
            raise Refused(
                Failure(
                    429,
                    "rate_limited",
                    f"{running} calls of this client are running, and more are not allowed at the"
                    " same time. Wait until one has ended.",
                    code="too_many_calls",
                    retry_after=1.0,
                )
            )
        self._running[client.name] = running + 1

    def end(self, client: Client) -> None:
        """A call of *client* that was begun has ended."""
        left = self._running[client.name] - 1
        if left:
            self._running[client.name] = left
        else:
            del self._running[client.name]

    def _bucket(self, client: Client, what: str, size: int | None, now: float) -> _Bucket | None:
        if size is None:
            return None
        # A token that was made anew with other limits starts anew.
        key = (client.name, what, size)
        found = self._buckets.get(key)
        if found is None:
            found = self._buckets[key] = _Bucket(size, now)
        return found


def _estimate(messages: Iterable[Message]) -> int:
    """About how many tokens *messages* are."""
    count = sum(
        len(getattr(part, "text", ""))
        + len(getattr(part, "output", ""))
        + len(str(getattr(part, "arguments", "")))
        for message in messages
        for part in message.parts
    )
    return -(-count // _LETTERS)


def _too_many(client: Client, what: str, wait: float) -> Refused:
    return Refused(
        Failure(
            429,
            "rate_limited",
            f"The token '{client.token}' allows {what} a minute. Try again in {wait:.0f} s."
            if wait >= 1
            else f"The token '{client.token}' allows {what} a minute. Try again in a second.",
            code="rate_limit_exceeded",
            retry_after=wait,
        )
    )
