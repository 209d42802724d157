"""Groups of commands that are imported when they are used, and that have a default command."""

from __future__ import annotations

from collections.abc import MutableMapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

import click

from llm.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from click.shell_completion import CompletionItem

    from llm.cli.plugin_commands import PluginCommands
    from llm.cli.table import Row


_LONGEST = 10_000
_COMPLETED = 45

# What the same is called in other groups, and elsewhere.
_SYNONYMS = (
    {"rm", "remove", "delete", "del", "unset", "clear"},
    {"list", "ls"},
    {"show", "get", "cat", "view"},
    {"rename", "mv"},
)


class LazyCommands(MutableMapping[str, click.Command]):
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
        if self._plugins is not None and self._ours.get(name, True):
            self._plugins.load_for(name, is_ours=name in self._ours)

    def _lines_of_plugins(self) -> dict[str, Line | None]:
        if self._plugins is None:
            return {}
        found = self._plugins.lines()
        return {
            name: each and Line(each.help, each.hidden)
            for name, each in found.items()
            if self._ours.get(name, True)
        }


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


class DefaultGroup(click.Group):
    """A group that runs its `default` command when the first word is none of its commands.

    *sections* are titles of its help, each with the names of the commands below it; what is in none
    of them comes last, as `Other commands`.
    """

    def __init__(
        self,
        *args: Any,
        default: str,
        sections: Mapping[str, Sequence[str]] | None = None,
        **attributes: Any,
    ) -> None:
        super().__init__(*args, **attributes)
        self.default = default
        self.sections = sections or {}

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default command before arguments that do not begin with a command."""
        nothing_yet = not args and ctx.resilient_parsing  # a shell asks what may come
        is_for_default = (
            self._is_option(args[0]) and not self._is_own_option(ctx, args[0]) if args else True
        )
        if is_for_default and not nothing_yet:
            args = [self.default, *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        """What a shell offers after the name of the group: commands, and the default's options."""
        from click.shell_completion import CompletionItem

        known_lines = self._known_lines()
        lines = {
            name: self._help_line(ctx, name, known_lines, _COMPLETED)
            for name in self.list_commands(ctx)
            if name.startswith(incomplete)
        }
        found = [
            CompletionItem(name, help=line) for name, line in lines.items() if line is not None
        ]
        found += click.Command.shell_complete(self, ctx, incomplete)
        typed_option = incomplete.startswith("-")
        default = self.get_command(ctx, self.default) if typed_option else None
        if default is not None:
            within = click.Context(default, parent=ctx, resilient_parsing=True)
            known = {item.value for item in found}
            items = default.shell_complete(within, incomplete)
            found += [item for item in items if item.value not in known]
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the first word names, or take the default one."""
        if self.get_command(ctx, args[0]) is None:
            self._refuse_unless_argument(ctx, args[0])
            args = [self.default, *args]
        return super().resolve_command(ctx, args)

    def _refuse_unless_argument(self, ctx: click.Context, word: str) -> None:
        """Raise click's error for an unknown command where the default one takes no argument."""
        default = self.get_command(ctx, self.default)
        takes = [] if default is None else default.get_params(ctx)
        if self._is_option(word) or any(isinstance(each, click.Argument) for each in takes):
            return
        near = nearest_command(word, self.list_commands(ctx))
        hint = f" Did you mean {near}?" if near else ""
        raise click.UsageError(f"No such command '{word}'.{hint}", ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, the default first, then in alphabetical order."""
        return sorted(super().list_commands(ctx), key=lambda name: (name != self.default, name))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the sections of the help that list the commands, the default with a star."""
        names = self.list_commands(ctx)
        longest = max(map(len, names), default=0)
        room = formatter.width - 7 - longest
        known = self._known_lines()
        lines = {name: self._help_line(ctx, name, known, room) for name in names}
        for title, listed in self._sections(names):
            rows = [
                (f"{name}*" if name == self.default else name, line)
                for name in listed
                if (line := lines[name]) is not None
            ]
            if rows:
                with formatter.section(title):
                    # All sections have their second column in one place.
                    formatter.write_dl([(f"{name:{longest + 1}}", line) for name, line in rows])

    def _sections(self, names: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
        for title, wanted in self.sections.items():
            yield title, [name for name in wanted if name in names]
        listed = {name for wanted in self.sections.values() for name in wanted}
        rest = [name for name in names if name not in listed]
        yield "Other commands" if self.sections else "Commands", rest

    def _known_lines(self) -> dict[str, Line]:
        return self.commands.lines() if isinstance(self.commands, LazyCommands) else {}

    def _help_line(
        self, ctx: click.Context, name: str, known: Mapping[str, Line], room: int
    ) -> str | None:
        """One line on the command called *name*; `None` when it is hidden."""
        line = known.get(name)
        if line is None:
            command = self.get_command(ctx, name)
            if command is None:
                return None
            line = Line(command.get_short_help_str(_LONGEST), command.hidden)
        if line.is_hidden:
            return None
        if line.is_whole:
            return line.text
        return _shortened(line.text, room)

    @staticmethod
    def _is_option(word: str) -> bool:
        return word.startswith("-") and word != "-"

    def _is_own_option(self, ctx: click.Context, word: str) -> bool:
        name = word.partition("=")[0]
        return any(name in parameter.opts for parameter in self.get_params(ctx))


def _shortened(line: str, room: int) -> str:
    """As much of a help *line* as has *room*, in whole words; without the stop at its end."""
    if len(line) <= room:
        return line if line.endswith("...") else line.removesuffix(".")
    words = line[: max(room - 2, 1)].split(" ")
    return f"{' '.join(words[:-1] or words)}..."


def nearest_command(word: str, names: Sequence[str], *, like: float = 0.6) -> str | None:
    """Which of the commands with these *names* may be meant by *word*; None for none.

    *like* is from 0, anything, to 1, the same letters.
    """
    from difflib import get_close_matches

    meant = next((alike for alike in _SYNONYMS if word in alike), set())
    found = [name for name in names if name in meant]
    found = found or get_close_matches(word, names, n=1, cutoff=like)
    return found[0] if found else None
