"""What plugins offered when they were last loaded without failing: of those that are not now.

Somebody who types a name that has gone with its plugin is told so by `llm.plugins.left_out`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from llm.plugins.index.entries import HOOKS, Entry, Kind

if TYPE_CHECKING:
    from llm.plugins.discovery import Candidate
    from llm.plugins.index.stored import Stored


def offer(kind: Kind, name: str) -> str:
    """Something that is offered by a *name*, as it is remembered."""
    return f"{kind}:{name}"


def offers(kept: Stored, name: str) -> tuple[str, ...]:
    """All that the plugin with this *name* in the host offered last, and has offered since."""
    entry = kept.entries.get(name)
    return (*kept.had.get(name, ()), *(_offers_in(entry) if entry else ()))


def remembered(
    kept: Stored, entries: Mapping[str, Entry], candidates: Collection[Candidate]
) -> dict[str, tuple[str, ...]]:
    """What *candidates* offered, by their names in the host, where *entries* do not have it.

    *kept* is the index as it was until now, and *entries* are those that take the place of its own.
    """
    found: dict[str, tuple[str, ...]] = {}
    for one in candidates:
        name = one.registered_as
        entry = entries.get(name)
        if entry is not None and not entry.errors:
            continue
        now = set(_offers_in(entry)) if entry else set()
        lost = tuple(each for each in dict.fromkeys(offers(kept, name)) if each not in now)
        if lost:
            found[name] = lost
    return found


def _offers_in(entry: Entry) -> tuple[str, ...]:
    return tuple(offer(kind, name) for kind in HOOKS for name in entry.names(kind))
