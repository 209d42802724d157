"""How much a server takes of anybody, and how long it waits for them. Plain data."""

from __future__ import annotations

import sys

from llm.lazy_dataclass import dataclass

_SPARE = 100
"""Open files that are not connections of clients."""


@dataclass
class Limits:
    """What one server takes.

    Attributes:
        body_bytes: the longest body of a request.
        bodies_bytes: all bodies that are being received, together.
        depth: how deep lists and objects of a body may be nested.
        values: how many values a body may hold, lists and objects included.
        messages: how many messages one request may have.
        head_bytes: the longest line of a request with its headers.
        head_seconds: until the headers of a request are there, counted from the connection, the
            first byte of a further request, or the end of the one before.
        pause_seconds: between two pieces of a body.
        body_seconds: until a body is there.
        unread_seconds: for which the rest of a body is taken, and dropped, once it was refused.
        stuck_seconds: until a client has taken what was sent to it.
        connections: clients at once. Beyond that the one that has said nothing for longest leaves.
        calls_at_once: of one client.

    """

    body_bytes: int = 20_000_000
    bodies_bytes: int = 400_000_000
    depth: int = 100
    values: int = 1_000_000
    messages: int = 25_000
    head_bytes: int = 65_536
    head_seconds: float = 20.0
    pause_seconds: float = 20.0
    body_seconds: float = 300.0
    unread_seconds: float = 5.0
    stuck_seconds: float = 60.0
    connections: int = 20_000
    calls_at_once: int = 1000


def room_for(connections: int) -> int:
    """How many *connections* this process can have open, at most that many.

    The limit of open files that it may raise itself is raised as far as is needed.
    """
    if sys.platform == "win32":
        return connections
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + _SPARE
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
            soft = most
        except (ValueError, OSError):
            pass  # it stays as it was
        return max(1, min(connections, soft - _SPARE))
    return connections
