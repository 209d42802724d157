"""Guard: all that decides about the requests of one server, made from its settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.lazy_dataclass import dataclass
from llm.server.guarding.bodies import Pool
from llm.server.guarding.budgets import Budgets
from llm.server.guarding.identities import Identities, check_address
from llm.server.guarding.limits import Limits
from llm.server.guarding.origins import Origins

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from llm.server.settings import Settings

GUARD_KEY = "llm.guard"


@dataclass
class Guard:
    """One server's.

    Attributes:
        identities: who a token belongs to.
        origins: which names it answers to, and the pages of which origins may use it.
        limits: how much it takes, and how long it waits.
        budgets: what its clients have left.
        pool: the bodies that are being received.

    """

    identities: Identities
    origins: Origins
    limits: Limits
    budgets: Budgets
    pool: Pool


def guard_of(settings: Settings) -> Guard:
    """What guards a server with these *settings*.

    Raises InvalidInput where it must not be started so: an address that other machines reach and no
    token, a name that is none. Raises ConfigError where the user's tokens cannot be understood.
    """
    limits = settings.limits or Limits()
    limits.body_bytes, limits.connections = settings.body_limit, settings.connections
    identities = Identities(settings.own_token, settings.tokens)
    check_address(settings.host, identities, settings.tokens)
    return Guard(
        identities,
        Origins(settings.host, settings.allow_hosts, settings.allow_origins),
        limits,
        Budgets(limits.calls_at_once),
        Pool(limits.bodies_bytes),
    )


def guard_in(scope: MutableMapping[str, Any]) -> Guard:
    """The guard of the server that the request of *scope* was sent to."""
    guard: Guard = scope[GUARD_KEY]
    return guard
