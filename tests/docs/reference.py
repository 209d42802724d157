"""Writes docs/commands.md and docs/python-names.md from what commands and names say of themselves.

`python -m tests.docs.reference` writes them anew; tests compare them with what it would write.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import click

    Found: TypeAlias = tuple[str, click.Command, click.Context]

DOCS = Path(__file__).parents[2] / "docs"
REFERENCE = DOCS / "commands.md"
NAMES = DOCS / "python-names.md"
_NAMES_HEAD = """# Names in `llm`

Everything in `llm.__all__`, as [the Python API](python-api.md) uses it. `help(llm.X)` tells more.
This file is made from the names: `python -m tests.docs.reference`.

| name | what it is |
| --- | --- |
"""
_HEAD = """# Commands

Every command with its help, as `--help` shows it. `llm` alone, or with a prompt, is `llm prompt`.
This file is made from the commands: `python -m tests.docs.reference`.
"""


def commands() -> Iterator[Found]:
    """Our own commands, in the order of the help: what is typed, the command, its context."""
    os.environ["LLM_LOAD_PLUGINS"] = ""
    import click

    from llm.cli import cli

    def below(command: click.Command, context: click.Context, typed: str) -> Iterator[Found]:
        yield typed, command, context
        if isinstance(command, click.Group):
            for name in command.list_commands(context):
                inner = command.get_command(context, name)
                if inner is not None and not inner.hidden:
                    made = click.Context(inner, parent=context, info_name=name)
                    yield from below(inner, made, f"{typed} {name}")

    top = click.Context(cli, info_name="llm", help_option_names=["-h", "--help"])
    yield from below(cli, top, "llm")


def reference() -> str:
    """The whole document."""
    sections = [_HEAD]
    for typed, command, context in commands():
        context.terminal_width = 80
        said = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
        sections.append(f"## `{typed}`\n\n```text\n{said}\n```\n")
    return "\n".join(sections)


def names_table() -> str:
    """Every public name with the first line of its docstring."""
    import inspect

    import llm

    rows = []
    for name in sorted(llm.__all__, key=str.lower):
        value = getattr(llm, name)
        said = repr(value) if isinstance(value, str) else (inspect.getdoc(value) or "")
        rows.append(f"| `{name}` | {said.splitlines()[0].replace('|', chr(92) + '|')} |\n")
    return _NAMES_HEAD + "".join(rows)


if __name__ == "__main__":
    REFERENCE.write_text(reference(), encoding="utf-8")
    NAMES.write_text(names_table(), encoding="utf-8")
