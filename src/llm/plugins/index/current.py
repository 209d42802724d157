"""The index of this process: read, checked, and brought up to date where it is not."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from llm.plugins.discovery import BUILT_IN, built_in
from llm.plugins.failures import failed_line, printed_line, skipped_line, tell_once
from llm.plugins.index.entries import HOOKS, Entry, Index
from llm.plugins.index.freshness import is_fresh, signature
from llm.plugins.loading import LOADING, host_in_use

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from llm.plugins.discovery import Candidate
    from llm.plugins.index.stored import Stored


def current(hook: str | None = None, *, though_loaded: bool = False) -> Index | None:
    """What the installed plugins offer; None where they have to be loaded to know.

    That is so where `LLM_PLUGIN_INDEX` is 0, where they have been loaded already, where somebody
    has registered one by hand, and where the index can neither be read nor made. An entry is the
    same object as long as it holds. *though_loaded*: it is wanted where they have been loaded, too,
    if nothing has to be found out for it.

    What there is to say of plugins that failed is said on standard error, each line once in a
    process: why some were skipped, and with *hook* what failed in that hook. The built-in plugins
    have no commands, and are not in the index for that hook.
    """
    with LOADING:
        host = host_in_use()
        is_whole = host is not None and host.is_whole
        if host is not None and (host.is_changed or (is_whole and not though_loaded)):
            return None
        wanted = known(built_ins=hook != HOOKS["commands"], renew=not is_whole)
        if wanted is None:
            return None
        index = Index(tuple(wanted[1].values()))
        if any(entry.wraps for entry in index.entries):
            # What stands around all others cannot be called for one of them.
            return None
        _state.asked = True
    for entry in index.entries:
        _tell(entry, hook)
    return index


def is_asked() -> bool:
    """Whether something has been looked up in the index, by this process."""
    return _state.asked


def known(
    *, built_ins: bool = True, renew: bool = True
) -> tuple[list[Candidate], dict[str, Entry]] | None:
    """The plugins that the user wants, in order, with the entry of each by its name in the host.

    None as for `current`, whatever is in the host, and where it does not hold if it may not be
    made to: *renew*. Without *built_ins* there are no entries of these.
    """
    with LOADING:
        return _looked_up(lambda: _state.up_to_date(built_ins, renewing=renew))


def kept() -> Stored | None:
    """The index as it was last brought up to date: with plugins that the user does not want, too.

    None as for `current`, whatever is in the host.
    """
    with LOADING:
        return _unless_off(_state.last)


def renewed(
    names: Collection[str] | None = None, begins: Callable[[str], object] = lambda _name: None
) -> Index | None:
    """What the plugins with these *names* in the host, or all, offer, found out anew.

    None as for `current`, whatever is in the host. *begins* is told the name of each as it is
    imported, and as each of its hooks is called.
    """
    with LOADING:
        found = _looked_up(lambda: _state.up_to_date(True, names, begins, anew=True))
    return None if found is None else Index(tuple(found[1].values()))


def _unless_off(look: Callable[[], Stored | None]) -> Stored | None:
    if os.environ.get("LLM_PLUGIN_INDEX", "").strip() == "0" or _state.busy:
        return None
    _state.busy = True
    try:
        return look()
    finally:
        _state.busy = False


def _looked_up(
    look: Callable[[], Stored | None],
) -> tuple[list[Candidate], dict[str, Entry]] | None:
    stored = _unless_off(look)
    if stored is None:
        return None
    candidates = _wanted(stored)
    entries = stored.entries
    names = [one.registered_as for one in candidates if one.registered_as in entries]
    return candidates, {name: entries[name] for name in names}


class _State:
    """What this process knows.

    Attributes:
        asked: somebody has looked something up.
        busy: it is being brought up to date.

    """

    def __init__(self) -> None:
        self.asked = False
        self.busy = False
        # By where indexes are and what they depend on; None where there can be none.
        self._kept: dict[object, Stored | None] = {}

    def up_to_date(
        self,
        built_ins: bool,
        names: Collection[str] | None = None,
        begins: Callable[[str], object] = lambda _name: None,
        *,
        anew: bool = False,
        renewing: bool = True,
    ) -> Stored | None:
        """The index as it is kept, with an entry that holds for each plugin that is wanted."""
        key = self._key()
        if anew:
            self._kept.pop(key, None)
        kept = self.last()
        if kept is None:
            return None
        for note in kept.notes:
            tell_once(note)
        stale = (
            [one.registered_as for one in _wanted(kept)]
            if anew and names is None
            else [*_stale(kept, built_ins), *(names or ())]
        )
        if stale and not renewing:
            return None
        if stale:
            from llm.plugins.index.renewing import renew

            self._kept[key] = kept = renew(kept, stale, begins, anew=anew)
        return kept

    def last(self) -> Stored | None:
        """The index as it was last brought up to date, in this process or before."""
        key = self._key()
        if key not in self._kept:
            self._kept[key] = _read()
        return self._kept[key]

    @staticmethod
    def _key() -> object:
        from llm.plugins.index.changed_commands import directory

        return (directory(), *sys.path)


_state = _State()


def _read() -> Stored:
    """The index from its file; where that says nothing of now, one without entries."""
    from llm.plugins.index import stored as files

    now, directories = signature()
    identity = files.identity(directories)
    kept = files.read(files.path_for(identity))
    if kept is not None and (kept.identity, kept.signature) == (identity, now):
        return kept
    from llm.plugins.discovery import find_plugins

    candidates, notes = find_plugins()
    had: dict[str, tuple[str, ...]] = {}
    if kept is not None and kept.identity == identity:
        from llm.plugins.index.formerly import remembered

        had = remembered(kept, {}, candidates)
    return files.Stored(identity, now, candidates, notes, {}, had)


def _wanted(stored: Stored) -> list[Candidate]:
    from llm.plugins.wanted import chosen_of

    return [*built_in(), *chosen_of(stored.candidates)]


def _stale(stored: Stored, built_ins: bool) -> list[str]:
    """The names of the plugins of which nothing is known that holds now."""
    entries = stored.entries
    names = [one.registered_as for one in _wanted(stored)]
    return [
        name
        for name in names
        if (built_ins or name not in BUILT_IN)
        and (name not in entries or not is_fresh(entries[name]))
    ]


def _tell(entry: Entry, hook: str | None) -> None:
    """Say what there is to say of a plugin."""
    if entry.printed and entry.printed_in in ("import", hook):
        tell_once(printed_line(entry.name, entry.printed))
    if entry.state != "loaded":
        tell_once(skipped_line(entry.name, entry.errors[0]))
        return
    for error in entry.errors:
        if hook is not None and error.startswith(f"{hook}: "):
            tell_once(failed_line(entry.name, error))
