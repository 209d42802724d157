"""Names that several plugins give to what they offer: whose each of them is in the end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from llm.plugins.index.entries import HOOKS, ONE

if TYPE_CHECKING:
    from llm.plugins.index.entries import Entry, Kind

_LAST_HAS_IT = {"models", "embedding_models", "commands"}


class Shared(NamedTuple):
    """A name that several plugins give to something of the same kind.

    Attributes:
        said: whose it is in the end, in one line.
        meant: all others come with llm, so that this one takes their place on purpose.

    """

    said: str
    meant: bool


def collisions(entries: Sequence[Entry]) -> dict[str, list[Shared]]:
    """The names that each plugin shares with others, by its own name in the host.

    *entries* are those of all plugins, in the order in which they are called.
    """
    found: dict[str, list[Shared]] = {}
    for kind in HOOKS:
        owners: dict[str, list[Entry]] = {}
        for entry in entries:
            for name in _wanted(entry, kind):
                owners.setdefault(name, []).append(entry)
        for name, those in owners.items():
            is_shared = len(those) > 1 and any(name in each.names(kind) for each in those)
            for place, entry in enumerate(those) if is_shared else ():
                shared = _shared(kind, name, those, place)
                found.setdefault(entry.registered_as, []).append(shared)
    return found


def _wanted(entry: Entry, kind: Kind) -> list[str]:
    """The names that a plugin gives to something of a *kind*, if there is nothing else."""
    # A command of another plugin that it puts its own in the place of is one that it changes.
    changed = [each.name for each in entry.changed_commands] if kind == "commands" else []
    return list(dict.fromkeys([*entry.names(kind), *changed]))


def _shared(kind: Kind, name: str, owners: Sequence[Entry], place: int) -> Shared:
    """What there is to say to the owner at *place*."""
    others = [each for at, each in enumerate(owners) if at != place]
    have = "has" if len(others) == 1 else "have"
    who = f"{', '.join(each.name for each in others)} {have} {ONE[kind]} called {name}, too"
    said = f"{who}; {_became(kind, name, owners, place)}"
    return Shared(said, all(each.built_in for each in others))


def _became(kind: Kind, name: str, owners: Sequence[Entry], place: int) -> str:
    """What the thing called *name* of the owner at *place* goes by."""
    if kind not in _LAST_HAS_IT and place:
        return f"this one goes by {name}_{place}"
    if kind not in _LAST_HAS_IT:
        return "this one has the name"
    winner = len(owners) - 1
    if kind != "commands":
        # An id goes before aliases, whoever comes last.
        with_id = [at for at, each in enumerate(owners) if name in _ids(each, kind)]
        winner = with_id[-1] if with_id else winner
    if place == winner:
        return "this one has the name"
    return f"the one of {owners[winner].name} has the name"


def _ids(entry: Entry, kind: Kind) -> list[str]:
    return [each.model_id for each in getattr(entry, kind)]
