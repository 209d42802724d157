"""Who asks, and what they may see: the client of a request, and what is refused to it.

The middleware of `gate.py` finds out who it is and leaves it in the scope of the request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.lazy_dataclass import dataclass
from llm.server.asking.asked import Failure, Refused

if TYPE_CHECKING:
    from collections.abc import MutableMapping

SCOPE_KEY = "llm.client"
UNKNOWN_KEY = "llm.unknown-token"
ANONYMOUS = "anonymous"
OWNER = "owner"
RUN_PREFIX = "run-"
"""The names of clients without a token, with that of the page, and with those of a single run."""


@dataclass
class Client:
    """Who sent a request.

    Attributes:
        name: what its calls are tagged with in the history.
        token: the name of its token; None for one that has shown none.
        has_history: it may read everything in the history, and not only its own calls.
        models: the models that it may use, by any of their names; None for all.
        requests_per_minute: how often it may ask; None for without limit.
        tokens_per_minute: how many tokens its calls may use, of input and of output together.
        calls_at_once: how many of its calls may run at the same time.

    """

    name: str
    token: str | None = None
    has_history: bool = False
    models: frozenset[str] | None = None
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None
    calls_at_once: int | None = None

    @property
    def is_owner(self) -> bool:
        """Whether it is whoever started the server, with the token that is printed then."""
        return self.token == OWNER

    def may_use(self, *names: str) -> bool:
        """Whether it may use the model that goes by *names*."""
        return self.models is None or not self.models.isdisjoint(names)

    def may_see(self, owner: str | None) -> bool:
        """Whether it may see what the client *owner* asked; None is who is no client of a server.

        Somebody without a token sees nothing that is stored.
        """
        if self.token is None:
            return False
        return self.has_history or (owner is not None and owner == self.name)


def client_of(scope: MutableMapping[str, Any]) -> Client:
    """Who sent the request of *scope* (`request.scope`), as the gate has found."""
    client: Client = scope[SCOPE_KEY]
    return client


def known_client(scope: MutableMapping[str, Any]) -> Client:
    """As `client_of`, for what reads the history. Raises Refused, 401, for who shows no token."""
    client = client_of(scope)
    if client.token is None:
        raise Refused(wrong_token() if scope.get(UNKNOWN_KEY) else no_token())
    return client


def no_token() -> Failure:
    """What is said to who shows no token where one is needed."""
    return Failure(
        401,
        "unauthorized",
        "This needs a token of the server: send it as 'Authorization: Bearer …'."
        " `llm serve` prints one when it starts; `llm serve tokens add NAME` makes another.",
        code="no_token",
    )


def wrong_token() -> Failure:
    """What is said to who shows a token that the server does not know."""
    return Failure(
        401,
        "unauthorized",
        "The server does not know this token. `llm serve tokens list` names those that there are.",
        code="wrong_token",
    )
