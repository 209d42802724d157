"""What plugins do to the commands: who adds or touches which, and is loaded when it is looked at.

Without an index all plugins are loaded, at the first look that could make a difference. Either way
each finds the commands as those before it left them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    import click

    from llm.cli.lazy_commands import LazyCommands
    from llm.plugins.index.entries import Entry, Index, OfferedCommand

_HOOK = "register_commands"


class PluginCommands:
    """The commands of plugins for a group.

    Args:
        group: gives the group that they are handed.

    """

    def __init__(self, group: Callable[[], click.Group]) -> None:
        self._group = group
        self._called: set[str] = set()
        self._is_whole = False
        self._index: Index | None = None  # as it was at the first look: commands stay as they are
        # While a plugin registers its commands: those whose turn is before it.
        self._before: Collection[str] | None = None

    def load_for(self, name: str, *, is_ours: bool, in_haste: bool = False) -> None:
        """Load who adds or touches the command called *name*; *is_ours* where we have one.

        With *in_haste* only who is known to: nothing is found out, or loaded to know.
        """
        if in_haste and not self._may_change(name):
            return
        entries = self._entries()
        if entries is None:
            self._load_all()
        else:
            self._load(_wanted_for(name, entries, is_ours=is_ours), entries)

    def load_for_listing(self) -> None:
        """Load those without whom nobody can say which commands there are."""
        entries = self._entries()
        if entries is None:
            self._load_all()
        else:
            self._load(_wanted_for_listing(entries), entries)

    def are_known(self) -> bool:
        """Whether nobody has to be loaded to say which commands there are."""
        entries = self._entries()
        return entries is not None and not _wanted_for_listing(entries)

    def leave(self, name: str) -> bool:
        """Whether nobody has to be loaded for our command called *name*."""
        entries = self._entries()
        return entries is not None and not _wanted_for(name, entries, is_ours=True)

    def lines(self) -> dict[str, OfferedCommand | None]:
        """What plugins that are not loaded yet will add or change; None for what they remove."""
        found: dict[str, OfferedCommand | None] = {}
        for entry in self._entries() or ():
            if entry.registered_as not in self._called:
                found |= dict.fromkeys(entry.removed_commands)
                found |= {each.name: each for each in (*entry.commands, *entry.changed_commands)}
        return found

    def _may_change(self, name: str) -> bool:
        """Whether a plugin is known to replace or change the command called *name*."""
        if self._index is not None:
            return any(name in each.touched_commands for each in self._index.entries)
        from llm.plugins.index.changed_commands import may_be_changed

        return not self._is_whole and may_be_changed(name)

    def _entries(self) -> list[Entry] | None:
        """The plugins in order; only those before the one whose turn it is. None without index."""
        if self._is_whole:
            return []
        if self._index is None:
            from llm.plugins.index.current import current

            self._index = current(_HOOK)
        if self._index is None:
            return None if self._before is None else []
        entries = self._index.entries
        if self._before is None:
            return list(entries)
        return [each for each in entries if each.registered_as in self._before]

    def _load_all(self) -> None:
        from llm.plugins.host import pm

        self._is_whole = True  # first: the hooks look at these commands too
        pm.load()
        self._call([name for name, _ in pm.list_name_plugin()])

    def _load(self, wanted: Iterable[Entry], entries: list[Entry]) -> None:
        names = _with_rivals(wanted, entries)
        if self._called.issuperset(names):
            return
        from llm.plugins.host import pm

        was_changed = pm.is_changed
        self._call(names, [each.registered_as for each in entries])
        if pm.is_changed and not was_changed and self._before is None:
            self._load_all()

    def _call(self, names: Iterable[str], order: list[str] | None = None) -> None:
        """Let the plugins with these *names* register their commands, unless they have already.

        *order* names all that may have their turn before one of them.
        """
        from llm.plugins.host import pm

        due = [name for name in names if name not in self._called]
        self._called.update(due)
        commands = cast("LazyCommands", self._group().commands)
        outer = self._before
        earlier, called = commands.copied(), set(self._called)

        def given(plugin: str) -> dict[str, Any]:
            nonlocal earlier, called
            earlier, called = commands.copied(), set(self._called)
            self._before = order[: order.index(plugin)] if order else ()
            return {"cli": self._group()}

        def undo() -> None:
            commands.put_back(earlier)
            self._called = called

        try:
            pm.call_each(_HOOK, given, undo=undo, only=due)
        finally:
            self._before = outer


def _wanted_for(name: str, entries: Iterable[Entry], *, is_ours: bool) -> list[Entry]:
    """Who is to be loaded for the command called *name*."""
    wanted = [each for each in entries if name in _names(each)]
    if wanted or is_ours:
        # What these change may be what the command uses.
        return wanted + [each for each in entries if each.is_patching("import", _HOOK)]
    # These may register a plugin by hand, of which the index knows nothing.
    return [e for e in entries if e.is_dynamic(_HOOK) or e.is_patching("import")]


def _wanted_for_listing(entries: Iterable[Entry]) -> list[Entry]:
    return [e for e in entries if e.is_dynamic(_HOOK) or e.is_patching("import", _HOOK)]


def _names(entry: Entry) -> set[str]:
    """The names of the commands to which a plugin does something."""
    return {*entry.names("commands"), *entry.touched_commands}


def _with_rivals(wanted: Iterable[Entry], entries: list[Entry]) -> list[str]:
    """Who is to be loaded together with the *wanted*, so that everybody's turn comes in order."""
    chosen = {each.registered_as: each for each in wanted}
    if not chosen:
        return []
    chosen |= {each.registered_as: each for each in entries if _HOOK in each.placed}
    names: set[str] = set()
    while found := {name for each in chosen.values() for name in _names(each)} - names:
        names |= found
        chosen |= {
            each.registered_as: each for each in entries if not _names(each).isdisjoint(names)
        }
    return list(chosen)
