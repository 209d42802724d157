"""Bringing the index up to date: what is found out anew, and who writes it down."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from llm.config.locks import locked
from llm.errors import ConfigError
from llm.plugins.discovery import BUILT_IN, built_in
from llm.plugins.failures import say
from llm.plugins.index import stored as files
from llm.plugins.index.entries import Entry
from llm.plugins.index.formerly import remembered
from llm.plugins.index.freshness import is_fresh
from llm.plugins.index.stored import Stored
from llm.plugins.wanted import chosen_of, plugin_timeout

_SILENT = 1.0
"""Seconds to wait without a word for another process that finds out the same."""
_WAIT = 9.0
"""Seconds to wait for it after that, before it is found out here too."""


def renew(
    kept: Stored,
    stale: Collection[str],
    begins: Callable[[str], object],
    *,
    anew: bool = False,
) -> Stored | None:
    """*kept* with new entries for the plugins that are *stale*, and what others found out since.

    It is written down for other processes, where it can be. None where no process can be started
    to find it out. *anew*: they are found out whatever others have found.
    """
    path = Path(files.path_for(kept.identity))
    limit = plugin_timeout()
    with _alone(path) as is_alone:
        if not anew:
            kept = _with_others(kept, files.read(path))
            stale = [
                name
                for name in stale
                if name not in kept.entries or not is_fresh(kept.entries[name])
            ]
        new = _found_out(kept, stale, limit, begins)
        if new is None:
            return None
        entries = {**kept.entries, **new}
        kept = kept._replace(entries=entries, had=remembered(kept, entries, kept.candidates))
        if new and is_alone:
            files.write(path, kept)
        return kept


@contextmanager
def _alone(path: Path) -> Iterator[bool]:
    """Keep other writers of *path* out; false where that cannot be, and nothing may be written."""
    if not files.can_be_written(path):
        yield False
        return
    with ExitStack() as stack:
        yield _is_locked(path, stack)


def _is_locked(path: Path, stack: ExitStack) -> bool:
    """Lock *path* until *stack* ends, if another process lets go of it in time."""
    for wait, last in ((_SILENT, False), (_WAIT, True)):
        try:
            stack.enter_context(locked(path, wait))
        except ConfigError as error:
            if error.__cause__ is not None:
                return False  # no file can be put there, whoever else wants to
            if not last:
                say(
                    "Another process is looking at the plugins: waiting for it,"
                    f" for up to {_WAIT:g} seconds."
                )
        else:
            return True
    return False


def _with_others(kept: Stored, others: Stored | None) -> Stored:
    """*kept* with the entries that *others* have found out meanwhile."""
    if others is None or others[:2] != kept[:2]:
        return kept
    # One that is as before stays the same object.
    theirs = {
        name: kept.entries[name] if kept.entries.get(name) == entry else entry
        for name, entry in others.entries.items()
    }
    had = {**kept.had, **others.had}
    return kept._replace(entries={**kept.entries, **theirs}, had=had)


def _found_out(
    kept: Stored, stale: Collection[str], limit: float, begins: Callable[[str], object]
) -> dict[str, Entry] | None:
    """The entries of the plugins that are *stale*; None where they cannot be found out."""
    others = [name for name in stale if name not in BUILT_IN]
    found: dict[str, Entry] = {}
    if others:
        from llm.plugins.index.building import CannotStart, Order, find_out

        candidates = chosen_of(kept.candidates)
        names = [one.registered_as for one in candidates]
        before = {name: list(entry.dependencies.files) for name, entry in kept.entries.items()}
        barred = {name: entry.errors[0] for name, entry in kept.entries.items() if entry.is_barred}
        order = Order(candidates, others, barred, before, limit)
        try:
            found = find_out(order, begins)
            if len(others) < len(names) and _needs_all(kept, found):
                found = find_out(order._replace(names=names), begins)
        except CannotStart:
            return None
    for name in stale:
        if name in BUILT_IN:
            found[name] = described_built_in(name)
    return found


def _needs_all(kept: Stored, found: dict[str, Entry]) -> bool:
    """Whether what was found out of some plugins may be another thing among all of them."""
    entries = [*found.values(), *(kept.entries[name] for name in found if name in kept.entries)]
    return any(
        (each.errors and not each.is_barred)
        or each.touched_commands
        or each.touched_library
        or each.changes_models
        for each in entries
    )


def described_built_in(name: str) -> Entry:
    """The entry of a built-in plugin, which is trusted: it is loaded in this process."""
    from llm.plugins.index.describing import Description

    candidate = next(one for one in built_in() if one.registered_as == name)
    description = Description(candidate)
    description.import_it()
    for hook in description.hooks():
        description.call(hook)
    return description.entry()
