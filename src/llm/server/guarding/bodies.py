"""Bodies of requests: received within limits, and understood as JSON.

What is refused is said in a `Failure`; which field means what is for the protocols.
"""

from __future__ import annotations

import asyncio
import codecs
import json
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from llm.server.asking.asked import Failure, Refused
from llm.strict_json import TooDeep, decoded
from llm.text import valid_data

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, MutableMapping

    from llm.server.guarding.limits import Limits

    Scope = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


_LARGE = 1_000_000
"""A body of more bytes than this is understood in a thread."""

_MESSAGES = ("messages", "input", "items")
"""The fields in which protocols have a list of messages."""

# One that does not end is taken, too: its quotes would be tried as beginnings, one after another.
_STRINGS = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)


class Pool:
    """The room for all bodies that a server receives at a time, in bytes."""

    def __init__(self, size: int) -> None:
        self.size, self.used = size, 0

    @contextmanager
    def room(self) -> Iterator[Room]:
        """Room for one body, given back at the end of the block."""
        room = Room(self)
        try:
            yield room
        finally:
            self.used -= room.taken


class Room:
    """What one body takes of a pool."""

    __slots__ = ("pool", "taken")

    def __init__(self, pool: Pool) -> None:
        self.pool, self.taken = pool, 0

    def take(self, count: int) -> None:
        """Take *count* bytes more. Raises Refused, 503, when there is no more room."""
        if self.pool.used + count > self.pool.size:
            raise Refused(
                Failure(
                    503,
                    "overloaded",
                    "The server is receiving too much at once. Try again in a moment.",
                    code="overloaded",
                    retry_after=1.0,
                )
            )
        self.pool.used += count
        self.taken += count


async def json_object(scope: Scope, receive: Receive) -> dict[str, Any]:
    """The body of the request of *scope*, an object of JSON, as valid Unicode and finite numbers.

    Raises Refused: 413 for one that is too long, 408 for one that does not come, 400 for what
    cannot be understood, 503 where the server has too much to receive.
    """
    from llm.server.guarding.guard import guard_in

    guard = guard_in(scope)
    with guard.pool.room() as room:
        body = await received(scope, receive, guard.limits, room)
        if len(body) > _LARGE:
            return await asyncio.to_thread(parsed, body, guard.limits)
        return parsed(body, guard.limits)


async def received(scope: Scope, receive: Receive, limits: Limits, room: Room) -> bytes:
    """The bytes of the body, which take *room*. Raises Refused, as `json_object` does."""
    announced = _announced(scope)
    if announced is not None and announced > limits.body_bytes:
        raise _too_long(limits)
    pieces: list[bytes] = []
    count = 0
    loop = asyncio.get_running_loop()
    end = loop.time() + limits.body_seconds
    while True:
        try:
            async with asyncio.timeout_at(min(end, loop.time() + limits.pause_seconds)):
                message = await receive()
        except TimeoutError:
            raise Refused(
                Failure(408, "timeout", "The body of the request did not come in time.")
            ) from None
        if message["type"] != "http.request":
            raise Refused(Failure(499, "interrupted", "The client has left."))
        if piece := message.get("body", b""):
            count += len(piece)
            if count > limits.body_bytes:
                raise _too_long(limits)
            room.take(len(piece))
            pieces.append(piece)
        if not message.get("more_body", False):
            return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def parsed(body: bytes, limits: Limits) -> dict[str, Any]:
    """The object that *body* is, no larger than *limits*. Raises Refused, 400."""
    if _count(body) > limits.values and _count(_STRINGS.sub(b"", body)) > limits.values:
        raise _not_json(f"it has more than {limits.values:,} values")
    value = _decoded(body, limits.depth)
    if not isinstance(value, dict):
        raise _not_json("it should be an object, {...}")
    for name in _MESSAGES:
        given = value.get(name)
        if type(given) is list and len(given) > limits.messages and type(given[0]) is dict:
            raise _too_many(name, limits)
    # Halves of surrogate pairs come only by escapes.
    if b"\\ud" in body or b"\\uD" in body:
        return dict(valid_data(value))
    return value


def _decoded(body: bytes, depth: int) -> Any:
    try:
        return decoded(body.removeprefix(codecs.BOM_UTF8).decode(), depth)
    except UnicodeDecodeError as error:
        raise _not_json(f"it is not UTF-8 (byte {error.start})") from None
    except json.JSONDecodeError as error:
        reason = f"line {error.lineno}, column {error.colno}: {error.msg}"
        raise _not_json(reason if body.strip() else "it is empty") from None
    except TooDeep:
        raise _not_json(f"it is nested deeper than {depth} levels") from None
    except ValueError as error:
        raise _not_json(str(error).partition(";")[0].partition("\n")[0]) from None


def _count(body: bytes) -> int:
    """How many values *body* may have: exactly so many, where it has no strings."""
    return body.count(b",") + body.count(b"[") + body.count(b"{")


def _announced(scope: Scope) -> int | None:
    """How long the body is going to be, where the client says."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            try:
                return int(value)
            except ValueError:
                return None
    return None


def _too_long(limits: Limits) -> Refused:
    return Refused(
        Failure(
            413,
            "too_large",
            f"The body is longer than the {limits.body_bytes:,} bytes that this server takes.",
            code="request_too_large",
        )
    )


def _too_many(name: str, limits: Limits) -> Refused:
    message = f"'{name}' has more than the {limits.messages:,} items that this server takes."
    return Refused(Failure(400, "invalid", message, name, "too_many_items"))


def _not_json(reason: str) -> Refused:
    message = f"The body cannot be understood as JSON: {reason}."
    return Refused(Failure(400, "invalid", message, code="bad_json"))
