"""Commands that are imported when they are used, and what is known of them before. No click."""

from __future__ import annotations

from collections.abc import MutableMapping
from importlib import import_module
from typing import TYPE_CHECKING, cast

from llm.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import click

    from llm.cli.plugin_commands import PluginCommands
    from llm.cli.table import Row


class LazyCommands(MutableMapping[str, "click.Command"]):
    """Commands by name: rows of the table until someone looks at them, and those of plugins.

    To its readers it is a dictionary of real commands. *plugins* is asked before every look at a
    command that plugins may add or change; where they offer none it is left out.
    """

    def __init__(self, rows: Iterable[Row], plugins: PluginCommands | None = None) -> None:
        self._rows = {row.name: row for row in rows}
        self._ours = {name: row.plugins for name, row in self._rows.items()}
        self._commands: dict[str, click.Command] = {}
        self._from_rows: dict[str, tuple[Row, click.Command]] = {}
        self._plugins = plugins

    def __getitem__(self, name: str) -> click.Command:
        self._prepare(name)
        row = self._rows.pop(name, None)
        if row is not None:
            found = getattr(import_module(row.module), row.attribute)
            self._commands[name] = cast("click.Command", found)
            self._from_rows[name] = row, self._commands[name]
        return self._commands[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._rows.pop(name, None)
        self._commands[name] = command

    def __delitem__(self, name: str) -> None:
        self._prepare(name)
        if self._rows.pop(name, None) is None:
            del self._commands[name]

    def __contains__(self, name: object) -> bool:
        if isinstance(name, str):
            self._prepare(name)
        return name in self._rows or name in self._commands

    def __iter__(self) -> Iterator[str]:
        if self._plugins is not None:
            self._plugins.load_for_listing()
        found = {**self._rows, **self._commands, **self._lines_of_plugins()}
        return iter([name for name, known in found.items() if known is not None])

    def __len__(self) -> int:
        return len(list(iter(self)))

    def lines(self) -> dict[str, Line]:
        """What is known of commands without importing them: in the table, and of plugins.

        Only those that somebody has put here, or that were changed, are missing.
        """
        known = {name: Line(row.help, is_whole=True) for name, row in self._rows.items()}
        for name, (row, command) in self._from_rows.items():
            if command is self._commands.get(name):
                known[name] = Line(row.help, is_whole=True)
        of_plugins = self._lines_of_plugins().items()
        return {**known, **{name: line for name, line in of_plugins if line is not None}}

    def copied(self) -> tuple[dict[str, Row], dict[str, click.Command]]:
        """The commands as they are now, for `put_back`; nothing is imported."""
        return dict(self._rows), dict(self._commands)

    def put_back(self, copied: tuple[dict[str, Row], dict[str, click.Command]]) -> None:
        """Let the commands be as they were."""
        rows, commands = copied
        self._rows, self._commands = dict(rows), dict(commands)

    def _prepare(self, name: str) -> None:
        if self._plugins is not None:
            in_haste = not self._ours.get(name, True)
            self._plugins.load_for(name, is_ours=name in self._ours, in_haste=in_haste)

    def _lines_of_plugins(self) -> dict[str, Line | None]:
        if self._plugins is None:
            return {}
        found = self._plugins.lines()
        return {name: each and Line(each.help, each.hidden) for name, each in found.items()}


@dataclass(frozen=True)
class Line:
    """What is said of a command in a list.

    Attributes:
        text: its help line.
        is_hidden: it is not listed.
        is_whole: it is listed as it is, and not shortened.

    """

    text: str
    is_hidden: bool = False
    is_whole: bool = False


def in_order(names: Iterable[str], default: str) -> list[str]:
    """The *names* of commands as they are listed: the default first, then by the alphabet."""
    return sorted(names, key=lambda name: (name != default, name))
