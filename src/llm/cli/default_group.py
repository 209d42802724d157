"""Groups that run their default command where no other is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from llm.cli.lazy_commands import LazyCommands, Line, in_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from click.shell_completion import CompletionItem

_LONGEST = 10_000
_COMPLETED = 45

# What the same is called in other groups, and elsewhere.
_SYNONYMS = (
    {"rm", "remove", "delete", "del", "unset", "clear"},
    {"list", "ls"},
    {"show", "get", "cat", "view"},
    {"rename", "mv"},
)


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
        return in_order(super().list_commands(ctx), self.default)

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
            line = Line(whole_help_line(command), command.hidden)
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


def whole_help_line(command: click.Command) -> str:
    """What *command* says of itself in a list, however much room there is."""
    return command.get_short_help_str(_LONGEST)


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
