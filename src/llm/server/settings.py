"""Settings: how one server is to be, as a command line or a test chose it. Plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llm.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from llm.server.guarding.limits import Limits

PORT = 8642


@dataclass
class Settings:
    """What a server is told at its start.

    Attributes:
        host: the address that it listens on.
        port: the port; 0 for one that is free. When the server runs, it is the one that it has.
        models: the models that it serves, by any of their names, the first of them the default;
            empty for all that are installed.
        tokens: tokens that are good for this run, besides those of the user's file.
        own_token: the token of whoever started the server, which may read the whole history.
        database: the file of the history; None for the user's own.
        keeps: whether calls are written to the history.
        allow_hosts: further names by which clients may call the server.
        allow_origins: web pages of these origins may use it.
        threads: how many sync models may run at once.
        waiting: how many calls may wait for one of these threads.
        drain: how long calls may go on when the server is asked to stop, in seconds.
        body_limit: the longest body of a request, in bytes.
        connections: how many clients may be connected at once.
        limits: how long it waits, and how much else it takes; None for the usual.

    """

    host: str = "127.0.0.1"
    port: int = PORT
    models: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    own_token: str | None = None
    database: str | None = None
    keeps: bool = True
    allow_hosts: tuple[str, ...] = ()
    allow_origins: tuple[str, ...] = ()
    threads: int = 32
    waiting: int = 256
    drain: float = 10.0
    body_limit: int = 20_000_000
    connections: int = 20_000
    limits: Limits | None = None

    @property
    def page_url(self) -> str:
        """Where a browser on this machine finds the server: every address includes this one."""
        if self.host in ("0.0.0.0", "::", ""):  # noqa: S104 - where it listens is the user's choice
            return f"http://127.0.0.1:{self.port}"
        return self.url

    @property
    def url(self) -> str:
        """Where the server is, as people write it, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"
