"""How a call is answered, whatever the protocol: whole or in a stream, and what goes wrong."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias
from urllib.parse import quote

from starlette.responses import Response

from llm.lazy_dataclass import dataclass
from llm.server.asking.asked import Failure
from llm.server.asking.failures import failure_of, failure_of_bug
from llm.server.guarding.access import client_of
from llm.server.guarding.bodies import json_object
from llm.server.guarding.refusing import failure_body, failure_headers
from llm.server.protocols.queries import flag_in
from llm.server.protocols.sse import KEEP_ALIVE
from llm.server.service import service_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

    from starlette.requests import Request
    from starlette.types import Message, Receive, Scope, Send

    from llm.events import StreamEvent
    from llm.server.asking.asked import Asked, Outcome
    from llm.server.asking.running import RunningCall

Handler: TypeAlias = "Callable[[Request], Awaitable[Response]]"

KEEP_ALIVE_SECONDS = 15.0
PATIENCE = 3.0
"""For so many seconds a stream does not begin, as the call may fail with a status of its own. One
that goes on in the background begins at once: its client wants to know its id."""

_PLAIN, _LONGEST_HEADER = "._-[]/", 2000
HEADERS = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
"""What goes with every answer."""

BACKGROUND_HEADER = "llm-background"
"""With `true` the call goes on when its client has left."""


class Encoder(Protocol):
    """From events to the frames of a protocol's stream."""

    def begin(self) -> bytes:
        """What is sent before the first event."""
        ...

    def events(self, batch: Sequence[StreamEvent]) -> bytes:
        """What is sent for some events."""
        ...

    def end(self, outcome: Outcome) -> bytes:
        """What is sent when the call is over."""
        ...


@dataclass(frozen=True)
class Spoken:
    """A protocol, as an endpoint needs it.

    Attributes:
        decoded: what the body of a request asks; raises Refused.
        encoder: for a call that is streamed, made of what was asked, the id, the time and the
            model.
        whole: the body of an answer that is not streamed.
        failure_body: the body of one that went wrong.
        waiting: what is sent while nothing comes.

    """

    decoded: Callable[[dict[str, Any]], Asked]
    encoder: Callable[[Asked, str, float, str], Encoder]
    whole: Callable[[Asked, Outcome], dict[str, Any]]
    failure_body: Callable[[Failure], dict[str, Any]]
    waiting: bytes = KEEP_ALIVE

    async def asked_in(self, request: Request) -> Asked:
        """What *request* asks. Raises Refused."""
        asked = self.decoded(await json_object(request.scope, request.receive))
        asked.background |= flag_in(request.headers, BACKGROUND_HEADER)
        return asked

    async def answer_to(self, asked: Asked, request: Request) -> Response:
        """The answer to what *request* has asked. Raises Refused."""
        call = await service_of(request).calls.start(asked, client_of(request.scope))
        encoder = self.encoder(asked, call.id, call.created, call.model) if asked.stream else None
        return await answer(call, encoder, self.whole, self.failure_body, self.waiting, request)


def answered(handler: Handler) -> Handler:
    """*handler*, whose errors are answered as the protocol of its address says them."""

    async def endpoint(request: Request) -> Response:
        try:
            return await handler(request)
        except (Exception, SystemExit, KeyboardInterrupt) as error:  # noqa: BLE001 - of any plugin
            return failed(failure_of(error), partial(failure_body, request.scope))

    return endpoint


async def answer(
    call: RunningCall,
    encoder: Encoder | None,
    whole: Callable[[Asked, Outcome], dict[str, Any]],
    failure_body: Callable[[Failure], dict[str, Any]],
    waiting: bytes = KEEP_ALIVE,
    request: Request | None = None,
) -> Response:
    """The answer that *call* is: streamed where there is an *encoder*, else the whole.

    A call that fails before anything has arrived is answered with its status. When the client of
    *request* leaves before the end, the call is cancelled, unless it is to go on.
    """
    if encoder is None:
        outcome = await _outcome(call, request)
        if outcome.failure is not None:
            return failed(outcome.failure, failure_body, call)
        try:
            return json_answer(whole(call.asked, outcome), headers=headers_of(call))
        except Exception as error:  # noqa: BLE001 - what a model said is no mistake of the client
            return failed(failure_of_bug(error, call.asked), failure_body, call)
    reading = call.reading()
    await reading.__aenter__()
    try:
        begun = await _begins(call, request)
    except BaseException:
        await reading.__aexit__(None, None, None)
        raise
    outcome = call.so_far()
    if not begun or (outcome.failure is not None and not call.response.recording.log):
        await reading.__aexit__(None, None, None)
        return failed(outcome.failure or gone(), failure_body, call)
    return Streamed(call, encoder, waiting, reading)


def headers_of(call: RunningCall) -> dict[str, str]:
    """What every answer says of *call*."""
    return {**HEADERS, "llm-call-id": call.id, **ignoring(call.ignored)}


def ignoring(names: Iterable[str]) -> dict[str, str]:
    """The header that says that *names*, of what a client asked for, were ignored.

    They may be the client's own words: what no header can hold is written as in addresses.
    """
    said = ", ".join(quote(name, safe=_PLAIN) for name in names)
    return {"llm-ignored": said[:_LONGEST_HEADER]} if said else {}


def json_answer(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """*body* as JSON."""
    content = json.dumps(body, separators=(",", ":")).encode()
    return Response(content, status, dict(headers or HEADERS), "application/json")


def failed(
    failure: Failure,
    failure_body: Callable[[Failure], dict[str, Any]],
    call: RunningCall | None = None,
) -> Response:
    """The answer to a request that was refused, or whose *call* failed."""
    headers = dict(HEADERS if call is None else headers_of(call))
    more = failure_headers(failure)
    headers.update((name.decode(), value.decode()) for name, value in more)
    return json_answer(failure_body(failure), failure.status, headers)


class Streamed(Response):
    """An answer as server-sent events, sent while the model gives it."""

    def __init__(
        self,
        call: RunningCall,
        encoder: Encoder,
        waiting: bytes,
        reading: Any,
        after: int = 0,
    ) -> None:
        super().__init__(None, 200, headers_of(call), "text/event-stream")
        del self.headers["content-length"]
        self.headers["x-accel-buffering"] = "no"
        self._call, self._encoder, self._waiting = call, encoder, waiting
        self._reading, self._after = reading, after

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Send it, and stop where the client has left."""
        sending = asyncio.create_task(self._send_all(_until_left(send)))
        leaving = asyncio.create_task(left(receive))
        try:
            await asyncio.wait((sending, leaving), return_when=asyncio.FIRST_COMPLETED)
        finally:
            leaving.cancel()
            sending.cancel()
            try:
                with suppress(asyncio.CancelledError, _HasLeft):
                    await sending
            finally:
                await self._reading.__aexit__(None, None, None)

    async def _send_all(self, send: Send) -> None:
        """Send it; where the rest of it cannot be told, that."""
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        try:
            await self._send(send)
        except _HasLeft:
            raise
        except Exception as error:  # noqa: BLE001 - nobody is shown a traceback; the line names it
            with suppress(Exception):  # what cannot be told either: the connection is cut
                await send_piece(send, self._broken_off(error), more=False)

    def _broken_off(self, error: Exception) -> bytes:
        """The end of an answer that an *error* in writing it has ended."""
        failure = failure_of_bug(error, self._call.asked)
        return self._encoder.end(replace(self._call.so_far(), status="error", failure=failure))

    async def _send(self, send: Send) -> None:
        encoder = self._encoder
        begun = encoder.begin()
        if begun:
            await send_piece(send, begun)
        async for _, events in self._call.batches(self._after, idle=KEEP_ALIVE_SECONDS):
            frames = encoder.events(events) if events else self._waiting
            if frames:
                await send_piece(send, frames)
        await send_piece(send, encoder.end(self._call.so_far()), more=False)


class _HasLeft(Exception):  # noqa: N818 - no error
    """The client has left."""


def _until_left(send: Send) -> Send:
    """*send*, which raises _HasLeft where there is nobody to send to.

    An OSError of its own says the same as one of an encoder that reads a file.
    """

    async def sending(message: Message) -> None:
        try:
            await send(message)
        except OSError as error:
            raise _HasLeft from error

    return sending


async def send_piece(send: Send, body: bytes, *, more: bool = True) -> None:
    """Send *body* as a piece of the answer, the last one where there is no *more*."""
    await send({"type": "http.response.body", "body": body, "more_body": more})


async def left(receive: Receive) -> None:
    """Wait until the client has left."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def unless_left(waited: Awaitable[Any], request: Request | None) -> bool:
    """Wait for *waited*; False where the client of *request* left before that."""
    if request is None:
        await waited
        return True
    task = asyncio.ensure_future(waited)
    leaving = asyncio.create_task(left(request.receive))
    try:
        await asyncio.wait((task, leaving), return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            return False
        task.result()
        return True
    finally:
        leaving.cancel()
        task.cancel()


async def _outcome(call: RunningCall, request: Request | None) -> Outcome:
    async with call.reading():
        await unless_left(call.outcome(), request)
        return call.so_far()


async def _begins(call: RunningCall, request: Request | None) -> bool:
    return await unless_left(call.begins(0 if call.background else PATIENCE), request)


def gone() -> Failure:
    """What nobody is told whose client has left."""
    return Failure(499, "interrupted", "The client has left.", code="cancelled")
