"""Which names a server answers to, and the pages of which origins may use it.

A web page that someone visits can have their browser send requests to their own machine. It is
refused by its `Origin`; where it got there by a name that suddenly means this machine (DNS
rebinding), by its `Host`: no such name is ever an address, `localhost`, or one that was allowed.
"""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

from llm.errors import InvalidInput
from llm.server.guarding.identities import is_loopback

if TYPE_CHECKING:
    from collections.abc import Iterable

_AUTHORITY = re.compile(r"(\[[0-9A-Fa-f:.%]+\]|[A-Za-z0-9_.-]+)(?::(\d{1,5}))?")
_ORIGIN = re.compile(r"(https?)://(" + _AUTHORITY.pattern + r")", re.IGNORECASE)
_WILDCARDS = {"0.0.0.0", "::", ""}  # noqa: S104 - compared with, not listened on


class Origins:
    """What one server answers to.

    *host* is the address that it listens on, *hosts* are further names, *origins* those of web
    pages, such as `https://example.com`. Raises InvalidInput for what is neither.
    """

    def __init__(
        self, host: str = "127.0.0.1", hosts: Iterable[str] = (), origins: Iterable[str] = ()
    ) -> None:
        self._names = {_bare(host)}
        for given in hosts:
            if not _AUTHORITY.fullmatch(given):
                raise InvalidInput(
                    f"--allow-host {given!r} is not the name of a host, such as llm.example.com."
                )
            self._names.add(_name_of(given) or "")
        if is_loopback(host) or host in _WILDCARDS:
            self._names |= {"localhost", "127.0.0.1", "::1"}
        self._any_address = host in _WILDCARDS
        self._allowed = {_checked(origin) for origin in origins}

    def answers_to(self, host: str) -> bool:
        """Whether a request for *host*, as its header has it, is meant for this server."""
        name = _name_of(host)
        if name is None:
            return False
        return name in self._names or (self._any_address and _is_address(name))

    def is_allowed(self, origin: str) -> bool:
        """Whether pages of *origin* were allowed to use the server."""
        return origin.lower() in self._allowed

    def accepts(self, origin: str, host: str) -> bool:
        """Whether a page of *origin* may ask *host*, whose own pages always may."""
        if self.is_allowed(origin):
            return True
        found = _ORIGIN.fullmatch(origin)
        if found is None:
            return False
        scheme, authority = found.group(1).lower(), found.group(2).lower()
        return _with_port(authority, scheme) == _with_port(host.lower(), scheme)


def _checked(origin: str) -> str:
    if not _ORIGIN.fullmatch(origin):
        raise InvalidInput(
            f"--allow-origin {origin!r} is not the origin of a web page, such as"
            " https://example.com or http://localhost:3000."
        )
    return origin.lower()


def _name_of(host: str) -> str | None:
    """The name in *host*, without its port; None where it cannot be understood."""
    found = _AUTHORITY.fullmatch(host)
    return _bare(found.group(1)) if found else None


def _bare(name: str) -> str:
    return name.strip("[]").lower().removesuffix(".")


def _with_port(authority: str, scheme: str) -> str:
    """*authority* with its port, also where it is the usual one of *scheme*."""
    if _AUTHORITY.fullmatch(authority) and re.search(r":\d+$", authority):
        return authority
    return f"{authority}:{443 if scheme == 'https' else 80}"


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
