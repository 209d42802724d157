"""Retries: whether a failure may pass, and how long to wait before asking again."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from llm.net.failures import FINAL_CODES, HUNG_UP
from llm.notices import say
from llm.text import sentence

if TYPE_CHECKING:
    from llm.errors import LLMError
    from llm.net.limits import Limits

PASSING_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529})
# What arrives inside a stream has no status.
PASSING_CODES = frozenset(
    {"connection", HUNG_UP, "incomplete", "overloaded_error", "rate_limit_exceeded", "server_error"}
)
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 8.0
# Whoever is asked to wait longer than this had better know.
LONGEST_WAIT = 60.0
# A local server answers 503 while it reads a model of many gigabytes from disk.
LOADING_PAUSE = 1.0
LOADING_PATIENCE = 120


class Retries:
    """How often one call has been asked again, and may be."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._made = 0
        self._loading = 0
        self._hung_up = False

    def pause(self, failure: LLMError, *, shown: bool, remaining: float) -> float | None:
        """The seconds to wait before another try, told on standard error; None for no other.

        *shown*: a part of the answer has been shown. *remaining*: seconds until the total limit.
        """
        if shown and not self._limits.retry_after_text:
            return None
        if failure.code == HUNG_UP and not self._hung_up and self._limits.retries:
            # The server had closed a connection that was kept from a request before.
            self._hung_up = True
            return 0.0
        if failure.status == 503 and "loading" in str(failure).lower():
            return self._while_loading(failure, remaining)
        if not _may_pass(failure) or self._made >= self._limits.retries:
            return None
        seconds = failure.retry_after
        if seconds is None:
            # Jitter, so that many who failed together do not come back together.
            seconds = min(FIRST_PAUSE * 2**self._made, LONGEST_PAUSE) * random.uniform(0.75, 1.25)  # noqa: S311 - no secret
        if seconds > LONGEST_WAIT or seconds >= remaining:
            return None
        self._made += 1
        which = f"{self._made} of {self._limits.retries}"
        say(f"{_in_short(failure)} Asking again in {seconds:.1f} s ({which}).")
        return seconds

    def _while_loading(self, failure: LLMError, remaining: float) -> float | None:
        """A model that is being loaded will be there; the patience is its own."""
        if self._loading >= LOADING_PATIENCE or not self._limits.retries:
            return None
        if remaining <= LOADING_PAUSE:
            return None
        self._loading += 1
        if self._loading == 1:
            say(f"{_in_short(failure)} Waiting for it.")
        return LOADING_PAUSE


def _in_short(failure: LLMError) -> str:
    """What happened, without what to do about it."""
    return sentence(str(failure).partition(". ")[0])


def _may_pass(failure: LLMError) -> bool:
    if failure.code in FINAL_CODES:
        return False
    if failure.status is not None:
        return failure.status in PASSING_STATUSES
    return failure.code in PASSING_CODES
