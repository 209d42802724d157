"""Limits: how long to wait for a server, and how often to ask it again."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any

from llm.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Limits:
    """How patient one request is. Times are in seconds.

    Attributes:
        connect: for the connection to stand.
        first_byte: from the request to the head of the answer; a model may think that long.
        silence: between two pieces of an answer.
        total: for everything, further attempts and the pauses between them included; None for
            no end.
        retries: how often to ask again after a failure that may pass.
        retry_after_text: ask again even when a part of the answer has been shown. It then begins
            anew, after what had come.

    """

    connect: float = 10.0
    first_byte: float = 600.0
    silence: float = 300.0
    total: float | None = None
    retries: int = 3
    retry_after_text: bool = False


_VARIABLES: dict[str, tuple[str, type]] = {
    "LLM_CONNECT_TIMEOUT": ("connect", float),
    "LLM_FIRST_BYTE_TIMEOUT": ("first_byte", float),
    "LLM_SILENCE_TIMEOUT": ("silence", float),
    "LLM_TIMEOUT": ("total", float),
    "LLM_RETRIES": ("retries", int),
    "LLM_RETRY_AFTER_TEXT": ("retry_after_text", int),
}
_overrides: ContextVar[dict[str, Any] | None] = ContextVar("limits", default=None)


def current_limits(own: Mapping[str, Any] | None = None) -> Limits:
    """The limits of a request that is made now.

    The defaults, under a model's *own*, under the environment (`LLM_TIMEOUT`, `LLM_RETRIES`, …),
    under those of `limited`. Raises `ConfigError` for a variable that holds no fitting number.
    """
    chosen = {**(own or {}), **_from_environment(), **(_overrides.get() or {})}
    return replace(Limits(), **chosen) if chosen else Limits()


@contextmanager
def limited(**limits: Any) -> Iterator[None]:
    """Let these fields of `Limits` hold for requests that are made inside the block."""
    token = _overrides.set({**(_overrides.get() or {}), **limits})
    try:
        yield
    finally:
        _overrides.reset(token)


def _from_environment() -> dict[str, Any]:
    found = {}
    for variable, (name, kind) in _VARIABLES.items():
        if written := os.environ.get(variable):
            try:
                value = kind(written)
            except ValueError:
                value = -1
            if not 0 <= value < float("inf") or (kind is float and not value):
                wanted = "a whole number" if kind is int else "a number of seconds above 0"
                raise ConfigError(f"{variable}={written!r} is not {wanted}; correct or unset it.")
            found[name] = value
    return found
