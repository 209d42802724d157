"""What plugins do to the commands: which they add, and which of others they replace or change."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from llm.cli.lazy_commands import LazyCommands
from llm.cli.table import COMMANDS, Row

if TYPE_CHECKING:
    import click


class Changes(NamedTuple):
    """What was done since the last look.

    Attributes:
        added: the name, the help line and whether it is hidden, of each new command.
        changed: those that were there, and are another thing: as `added`.
        removed: the names of those that were there.
        group: the group itself was changed.

    """

    added: tuple[tuple[str, str, bool], ...]
    changed: tuple[tuple[str, str, bool], ...]
    removed: tuple[str, ...]
    group: bool


class CommandsWatch:
    """The group behind `llm`, in a process that finds out what plugins do to it.

    Attributes:
        group: what a plugin is handed.

    """

    def __init__(self) -> None:
        from llm.cli.root import cli

        self.group = cli
        self._commands = _Commands()
        cli.commands = self._commands
        self._names = set(self._commands)
        self._group = _attributes(cli)

    def changes(self, is_foreign: Callable[[Any], bool]) -> Changes:
        """What was done since this was last asked; *is_foreign* says what belongs to the plugin."""
        rows, there = self._there()
        group = _attributes(self.group)
        is_changed = group != self._group or self.group.commands is not self._commands
        self._group = group
        known, names = self._commands.states, {*rows, *there}
        removed = sorted(self._names - names)
        changed = [
            (name, row.help, False) for name, row in rows.items() if is_foreign(_callback_of(row))
        ]
        added: list[tuple[str, str, bool]] = []
        for name, command in there.items():
            state = _State(command)
            line = (name, _help_of(command), bool(getattr(command, "hidden", False)))
            if name not in self._names:
                added.append(line)
            elif name not in known or known[name].differs(state, is_foreign):
                changed.append(line)
            known[name] = state
        self._names = names
        return Changes(tuple(added), tuple(sorted(changed)), tuple(removed), is_changed)

    def copied(self) -> Any:
        """The commands as they are, for `put_back`."""
        return self._commands.copied()

    def put_back(self, copied: Any) -> None:
        """Let the commands be as they were."""
        self._commands.put_back(copied)

    def _there(self) -> tuple[Mapping[str, Row], Mapping[str, click.Command]]:
        """The rows that nobody has looked at, and the commands that somebody has."""
        commands = self.group.commands
        rows, there = self._commands.copied() if commands is self._commands else ({}, commands)
        # Nobody can type what is no text.
        return rows, {name: each for name, each in there.items() if isinstance(name, str)}


class _Commands(LazyCommands):
    """The commands of ours; how each of them was when it was imported is noted."""

    def __init__(self) -> None:
        super().__init__(COMMANDS)
        self.states: dict[str, _State] = {}

    def __getitem__(self, name: str) -> click.Command:
        is_row = name in self.copied()[0]
        command = super().__getitem__(name)
        if is_row:
            self.states[name] = _State(command)
        return command


class _State:
    """What of a command a plugin may change."""

    def __init__(self, command: click.Command) -> None:
        self._command = command
        self._attributes = _attributes(command)
        commands = getattr(command, "commands", {})
        self._is_lazy = isinstance(commands, LazyCommands)
        # Those of ours that nobody has looked at are as they were.
        there = commands.copied()[1] if isinstance(commands, LazyCommands) else commands
        self._below = {name: _State(each) for name, each in there.items()}

    def differs(self, other: _State, is_foreign: Callable[[Any], bool]) -> bool:
        """Whether the command was *other* than this later."""
        if other._command is not self._command or other._attributes != self._attributes:
            return True
        if self._below.keys() - other._below.keys():
            return True
        return any(
            self._below[name].differs(state, is_foreign)
            if name in self._below
            else not self._is_lazy or is_foreign(state._command.callback)
            for name, state in other._below.items()
        )


def _help_of(command: click.Command) -> str:
    """The line of a command in `llm --help`; empty where it has none to show."""
    from llm.cli.default_group import whole_help_line

    try:
        return str(whole_help_line(command))
    except Exception:  # noqa: BLE001 - of a command that cannot say it, all else is known
        return ""


def _callback_of(row: Row) -> Any:
    """The callback of a command, where its module has been imported."""
    return getattr(getattr(sys.modules.get(row.module), row.attribute, None), "callback", None)


def _attributes(command: click.Command) -> dict[str, Any]:
    return {
        name: [_Same(each) for each in value] if isinstance(value, list) else _Same(value)
        for name, value in vars(command).items()
        if name != "commands"
    }


class _Same:
    """A value that is equal to itself only; texts, numbers and what is made of them as they are."""

    def __init__(self, value: Any) -> None:
        self._value = dict(value) if isinstance(value, dict) else value

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Same):
            return NotImplemented
        mine, others = self._value, other._value
        if isinstance(mine, (str, int, float, bool, tuple, dict, type(None))):
            return bool(type(mine) is type(others) and mine == others)
        return mine is others

    __hash__ = None  # type: ignore[assignment]  # it is compared, and never looked up
