"""The part of a text that is shown: the one that says most of what was looked for."""

from __future__ import annotations

import re
from bisect import bisect_left

from llm.store.matching import highlighted
from llm.store.records import Query

_BEFORE = 4
"""The words begin after so much of an excerpt at most: a fourth of it."""

_CUT = "…"


def excerpt(text: str, question: str, length: int) -> str:
    """At most about *length* characters of *text*, in one line, with … where something is left out.

    Where it says several words of *question* near each other; else its beginning.
    """
    flat = re.sub(r"\s+", " ", text).strip()
    if len(flat) <= length:
        return flat
    places = [start for start, _ in highlighted(flat, Query(question))]
    start = max(_best(places, length) - length // _BEFORE, 0)
    start = min(start, len(flat) - length)
    end = start + length
    if start and (space := flat.find(" ", start, start + length // _BEFORE)) >= 0:
        start = space + 1
    if end < len(flat) and (space := flat.rfind(" ", end - length // _BEFORE, end)) >= 0:
        end = space
    return f"{_CUT if start else ''}{flat[start:end]}{_CUT if end < len(flat) else ''}"


def _best(places: list[int], length: int) -> int:
    """The first of *places*, in order, after which most others come within *length*; else 0."""
    best, most = 0, 0
    for index, place in enumerate(places):
        count = bisect_left(places, place + length - length // _BEFORE) - index
        if count > most:
            best, most = place, count
    return best
