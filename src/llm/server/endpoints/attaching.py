"""`/v1/calls/{id}`: a call that runs, for whoever comes to it later; it needs a token.

How it stands, every event of it from any number on, and its end, in no other protocol's words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from llm.core import event_log
from llm.server.asking.asked import Failure, Refused
from llm.server.endpoints.answering import Streamed, answered, json_answer
from llm.server.guarding.access import known_client
from llm.server.protocols.queries import number_in
from llm.server.protocols.sse import KEEP_ALIVE, frame
from llm.server.service import service_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from llm.events import StreamEvent
    from llm.server.asking.asked import Outcome
    from llm.server.asking.running import RunningCall


def attaching_routes() -> list[BaseRoute]:
    """The addresses of calls that run, or ended some minutes ago."""
    return [
        Route("/v1/calls/{id}", answered(_standing), methods=["GET"]),
        Route("/v1/calls/{id}/events", answered(_events), methods=["GET"]),
        Route("/v1/calls/{id}/cancel", answered(_cancel), methods=["POST"]),
    ]


class EventsEncoder:
    """Events as lines of `core/event_log.py`, each with its number; for readers of programs.

    Args:
        call: the call that they are of.
        after: the number of the first event.

    """

    def __init__(self, call: RunningCall, after: int) -> None:
        self._call, self._next = call, after

    def begin(self) -> bytes:
        """The `start` line."""
        call = self._call
        return frame(event_log.start(call.id, call.model, call.conversation))

    def events(self, batch: Sequence[StreamEvent]) -> bytes:
        """A line for each event."""
        first, self._next = self._next, self._next + len(batch)
        return b"".join(
            frame(event_log.piece(event), number=number)
            for number, event in enumerate(batch, start=first)
        )

    def end(self, outcome: Outcome) -> bytes:
        """What went wrong, if anything has, and the `end` line."""
        failure = outcome.failure
        failed = b"" if failure is None else frame(event_log.error(failure.message, outcome.id))
        return failed + frame(ending(outcome))


def ending(outcome: Outcome) -> dict[str, Any]:
    """How a call stands, as a line."""
    return event_log.end(
        outcome.id,
        outcome.status,
        finish_reason=outcome.finish_reason,
        resolved_model=outcome.resolved_model,
        usage=outcome.usage,
    )


async def _standing(request: Request) -> Response:
    """How the call stands: the fields of an `end` line, `events` with how many there are so far."""
    return _standing_of(await _call(request))


def _standing_of(call: RunningCall) -> Response:
    so_far = ending(call.so_far(said=False))
    del so_far["type"]
    return json_answer({**so_far, "events": len(call.response.recording.log)})


async def _events(request: Request) -> Response:
    """Every event from the one with the number `after` on, counted from 0, until the end.

    A reader that comes back says which one it has seen last, by the header `Last-Event-ID`.
    """
    call = await _call(request)
    after = number_in(request.query_params, "after", 0)
    after = number_in(request.headers, "last-event-id", after - 1) + 1
    after = min(after, len(call.response.recording.log)) if call.over else after
    reading = call.reading()
    await reading.__aenter__()
    return Streamed(call, EventsEncoder(call, after), KEEP_ALIVE, reading, after)


async def _cancel(request: Request) -> Response:
    """Stop the model; how the call stands then."""
    call = await _call(request)
    call.cancel()
    return _standing_of(call)


async def _call(request: Request) -> RunningCall:
    """The call of the address. Raises Refused: 401 without a token, 404 for who may not see it."""
    client, wanted = known_client(request.scope), request.path_params["id"]
    call = await service_of(request).calls.known(wanted)
    if call is None or not client.may_see(call.client.name):
        said = f"There is no call {wanted} that is running, or ended just now."
        raise Refused(Failure(404, "not_found", said, "id", "call_not_found"))
    return call
