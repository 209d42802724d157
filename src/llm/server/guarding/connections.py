"""Connections: how long one may be silent or stuck, and how many there are. For uvicorn.

What is below the gate: a client that never finishes its headers, or never reads, is seen by nobody
else. `uvicorn_options(limits)` is what `uvicorn.Config` is given.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from llm.server.asking.asked import Failure
from llm.server.guarding.limits import Limits, room_for
from llm.server.protocols.openai_failures import failure_body

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable


def uvicorn_options(limits: Limits) -> dict[str, Any]:
    """What to give to `uvicorn.Config` for a server that keeps to *limits* and trusts no proxy."""
    return {
        "http": guarded_protocol(limits),
        "h11_max_incomplete_event_size": limits.head_bytes,
        "ws": "none",
        # Who a request is from is never what its headers say.
        "proxy_headers": False,
        "server_header": False,
        "access_log": False,
        "timeout_keep_alive": max(1, int(limits.head_seconds)),
    }


def guarded_protocol(limits: Limits) -> type[GuardedProtocol]:
    """The protocol of connections that keep to *limits*, all of which are counted together."""

    class Protocol(GuardedProtocol):
        pass

    Protocol.limits = limits
    Protocol.most = room_for(limits.connections)
    Protocol.open = set()
    Protocol.silent = {}
    return Protocol


class GuardedProtocol(H11Protocol):
    """One connection. The class counts those that are open, and knows which of them are silent."""

    limits: Limits
    most: int
    open: set[GuardedProtocol]
    silent: dict[GuardedProtocol, None]
    """Those from which no request has come yet, or not since the last; the longest silent first."""
    _until_head: asyncio.TimerHandle | None = None
    _until_taken: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the connection, or leave another one for it that says nothing."""
        super().connection_made(_Watched(transport, self._closing))  # type: ignore[arg-type]
        self.open.add(self)
        self._await_head()
        if len(self.open) <= self.most:
            return
        longest = next(iter(self.silent))
        if longest is self:  # all others are being answered
            self._leave(
                Failure(503, "overloaded", "The server has too many clients. Try again later.")
            )
        else:
            longest._leave(None)

    def data_received(self, data: bytes) -> None:
        """Take what has come; once it is the headers of a request, they are no longer awaited."""
        super().data_received(data)
        self._notice()

    def on_response_complete(self) -> None:
        """Await the next request."""
        super().on_response_complete()
        self._notice()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self.open.discard(self)
        self._forget()
        _cancel(self._until_taken)
        super().connection_lost(exc)
        if isinstance(self.transport, _Watched):
            self.transport.forget()

    def pause_writing(self) -> None:
        """The client does not take what it is sent: from now on it has so many seconds."""
        super().pause_writing()
        if self._until_taken is None:
            self._until_taken = self.loop.call_later(self.limits.stuck_seconds, self._abort)

    def resume_writing(self) -> None:
        """The client has taken what it was sent."""
        super().resume_writing()
        if not self.transport.is_closing():
            _cancel(self._until_taken)
            self._until_taken = None

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP: *msg*, as JSON like all else."""
        status = 431 if self.conn.trailing_data[0][self.limits.head_bytes :] else 400
        self._leave(Failure(status, "invalid", msg))

    def _notice(self) -> None:
        """See whether the connection awaits the headers of a request.

        What is still sent of a request that was answered is no reason to stay.
        """
        if self.conn.their_state is not h11.IDLE and self.conn.our_state is not h11.DONE:
            _cancel(self._until_head)
            self._until_head = None
            self.silent.pop(self, None)
        elif self._until_head is None and not self.transport.is_closing():
            self._await_head()

    def _await_head(self) -> None:
        self.silent[self] = None
        self._until_head = self.loop.call_later(self.limits.head_seconds, self._head_missing)

    def _head_missing(self) -> None:
        self._until_head = None
        has_begun = bool(self.conn.trailing_data[0])
        missing = Failure(408, "timeout", "The headers of the request did not come in time.")
        self._leave(missing if has_begun else None)

    def _leave(self, failure: Failure | None) -> None:
        """End the connection, saying why where the client is waiting to hear."""
        if failure is not None and self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            body = json.dumps(failure_body(failure)).encode()
            headers: list[Any] = [
                ("content-type", "application/json"),
                ("content-length", str(len(body))),
                ("connection", "close"),
            ]
            start = h11.Response(status_code=failure.status, headers=headers)
            for event in (start, h11.Data(data=body), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        self._forget()
        self.transport.close()

    def _closing(self) -> None:
        """The connection ends as soon as the client has taken what is left: it has to do so."""
        if self._until_taken is None and self.transport.get_write_buffer_size():
            self._until_taken = self.loop.call_later(self.limits.stuck_seconds, self._abort)

    def _abort(self) -> None:
        self._until_taken = None
        self.transport.abort()

    def _forget(self) -> None:
        self.silent.pop(self, None)
        _cancel(self._until_head)
        self._until_head = None


class _Watched:
    """A transport that tells when it is closed: it stays until its client has taken the rest."""

    def __init__(self, transport: asyncio.Transport, closing: Callable[[], None]) -> None:
        self._transport, self._closing = transport, closing
        self.write, self.is_closing = transport.write, transport.is_closing

    def close(self) -> None:
        self._transport.close()
        self._closing()

    def forget(self) -> None:
        """Tell nobody any more: the connection, which knows this, can go when it is not used."""
        self._closing = _nothing

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


def _nothing() -> None:
    """There is nobody to tell."""


def _cancel(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
