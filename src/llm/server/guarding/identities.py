"""Which client a token belongs to: those of the user's file, of this run, and of its owner."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import os
from typing import TYPE_CHECKING

from llm.errors import ConfigError, InvalidInput
from llm.notices import say
from llm.server.guarding.access import ANONYMOUS, OWNER, RUN_PREFIX, Client
from llm.server.guarding.tokens import digest_of, stored_tokens, tokens_path

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SHORTEST = 16
"""Characters of a token that somebody thought of, where other machines may try to guess it."""
_FORWARDED = (b"forwarded", b"x-forwarded-for", b"x-real-ip")
_ROUNDS = 100_000

Headers = list[tuple[bytes, bytes]]


class Identities:
    """Who is who for one server.

    *own_token* is that of whoever started it, which sees everything; *run_tokens* are those given
    for this run. The user's file (*path*, None for its usual place) is read anew when it has
    changed, so that a token that is revoked opens nothing from then on.
    Raises ConfigError where the file cannot be understood.
    """

    def __init__(
        self,
        own_token: str | None = None,
        run_tokens: Iterable[str] = (),
        path: Path | None = None,
    ) -> None:
        self._path = path or tokens_path()
        self._of_run: list[tuple[str, Client]] = []
        if own_token:
            owner = Client(OWNER, token=OWNER, has_history=True)
            self._of_run.append((digest_of(own_token), owner))
        given = [token for token in run_tokens if token]
        for token in given:
            name = _name_of_run_token(token)
            self._of_run.append((digest_of(token), Client(name, token=name)))
        self._seen = self._stamp()
        self._stored = [(one.digest, one.client) for one in stored_tokens(self._path)]
        self.has_tokens = bool(given or self._stored)
        """Whether clients need a token for everything. Once they do, they do to the end."""

    def client(self, token: str) -> Client | None:
        """Whose *token* that is; None for nobody's."""
        digest = digest_of(token)
        found = None
        # All of them are looked at, for as long as it takes.
        for kept, client in (*self._of_run, *self._current()):
            if hmac.compare_digest(kept, digest):
                found = found or client
        return found

    def client_of(self, headers: Headers, peer: str | None) -> tuple[Client | None, bool]:
        """Who sent a request with *headers* from the address *peer*, and whether with a token.

        The token may be one that nobody knows. None for who may ask nothing at all. Without tokens,
        who is on this machine is a client without a name.
        """
        shown = _shown(headers)
        for token in shown:
            if client := self.client(token):
                return client, True
        self._current()
        is_here = is_loopback(peer) and not any(name in _FORWARDED for name, _ in headers)
        if self.has_tokens or not is_here:
            return None, bool(shown)
        return Client(ANONYMOUS), bool(shown)

    def _current(self) -> list[tuple[str, Client]]:
        """The tokens of the file as it is now; none where it cannot be understood any more."""
        stamp = self._stamp()
        if stamp != self._seen:
            self._seen = stamp
            try:
                self._stored = [(one.digest, one.client) for one in stored_tokens(self._path)]
            except ConfigError as error:
                say(f"Warning: no token of the file is accepted: {error}")
                self._stored = []
                self.has_tokens = True
            self.has_tokens = self.has_tokens or bool(self._stored)
        return self._stored

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            now = os.stat(self._path)
        except OSError:
            return None
        return now.st_ino, now.st_size, now.st_mtime_ns


def is_loopback(address: str | None) -> bool:
    """Whether *address*, of a peer or to listen on, is only of this machine."""
    if address is None:
        return False
    if address.lower() == "localhost":
        return True
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_loopback


def check_address(host: str, identities: Identities, run_tokens: Iterable[str] = ()) -> None:
    """Raise InvalidInput where a server must not listen on *host* with these tokens."""
    if is_loopback(host):
        return
    if not identities.has_tokens:
        raise InvalidInput(
            f"Other machines reach {host}, so clients need a token: make one with"
            " `llm serve tokens add NAME`, or give --token TEXT."
        )
    if any(len(token) < SHORTEST for token in run_tokens):
        raise InvalidInput(
            f"Other machines reach {host}, and could guess a --token of less than {SHORTEST}"
            " characters: give a longer one, or make one with `llm serve tokens add NAME`."
        )


def _shown(headers: Headers) -> list[str]:
    """The tokens in *headers*: bearers, and what the Anthropic SDK sends."""
    found = []
    for name, value in headers:
        if name == b"authorization":
            scheme, _, token = value.decode("latin-1").partition(" ")
            if scheme.lower() == "bearer":
                found.append(token.strip())
        elif name == b"x-api-key":
            found.append(value.decode("latin-1").strip())
    # A client that shows more than a few tokens is looking for one.
    return [token for token in found if token][:4]


def _name_of_run_token(token: str) -> str:
    """What the calls of who shows *token* are tagged with: the same in each run.

    Names are in the history, and a token that a person thought of may be a short one: it must not
    be quick to find out which tokens have this name.
    """
    made = hashlib.pbkdf2_hmac("sha256", token.encode(), b"llm serve --token", _ROUNDS, 4)
    return RUN_PREFIX + made.hex()
