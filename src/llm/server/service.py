"""Service: what endpoints of one server share, and where a request finds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llm.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from starlette.requests import Request

    from llm.server.asking.calls import Calls
    from llm.server.asking.history import ServerHistory
    from llm.server.guarding.guard import Guard
    from llm.server.settings import Settings


@dataclass
class Service:
    """One server.

    Attributes:
        settings: how it is to be.
        guard: what decides about requests.
        calls: the calls of models that it makes.
        history: what was said, by whomever; None where nothing is kept.

    """

    settings: Settings
    guard: Guard
    calls: Calls
    history: ServerHistory | None = None


def service_of(request: Request) -> Service:
    """The server that *request* was sent to."""
    found: Service = request.app.state.service
    return found
