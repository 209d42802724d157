"""What bash asks and is told while somebody types a line; and the answers that need no click.

To import click takes longer than all the rest. Names of commands, and of models where nothing else
is on the line, are what is asked for most, and are told without it wherever no plugin has to be
loaded for that. All other lines are click's, with `shells.py`.
"""

from __future__ import annotations

import os
import re
import shlex
from typing import NoReturn

VARIABLE = "_LLM_COMPLETE"

# A program, perhaps an option for a model, and the beginning of a word in which nothing is quoted.
_AT_ONCE = re.compile(r"[^\s'\"\\]+ +((?:-m|--model) +)?((?!-)[\w./:@+-]*)", re.ASCII)


def line_of_bash() -> str:
    """The line as far as it is typed."""
    return os.environ.get("COMP_LINE", "")


def offer_to_bash(value: str, incomplete: str, kind: str = "plain") -> str:
    """The line for our script that offers *value* in place of the *incomplete* word.

    Bash puts it after the last sign at which it cuts words. *kind* is one of click's types.
    """
    breaks = os.environ.get("COMP_WORDBREAKS", "")
    if incomplete.startswith("-"):  # as in --model=NAME
        incomplete = incomplete.partition("=")[2]
    cut = max((incomplete.rfind(sign) for sign in breaks if sign in ":@"), default=-1)
    return f"{kind}\t{shlex.quote(value[cut + 1 :])}"


def answered_at_once() -> bool:
    """Tell bash what it asks for, where that needs nothing but names; whether it was told."""
    line = _AT_ONCE.fullmatch(line_of_bash())
    if line is None or os.environ.get(VARIABLE) != "bash_complete":
        return False
    names = _models if line[1] else _commands
    try:
        found = names(line[2])
    except Exception:  # noqa: BLE001 - then click is asked
        return False
    if found is None:
        return False
    print("".join(f"{offer_to_bash(name, line[2])}\n" for name in found), end="", flush=True)
    return True


def _commands(incomplete: str) -> list[str] | None:
    """The commands that begin so; None where plugins have to be loaded to know."""
    from llm.cli.lazy_commands import LazyCommands, in_order
    from llm.cli.plugin_commands import PluginCommands
    from llm.cli.table import COMMANDS, DEFAULT

    plugins = PluginCommands(_no_group)
    if not plugins.are_known():
        return None
    commands = LazyCommands(COMMANDS, plugins)
    lines = commands.lines()
    return [
        name
        for name in in_order(commands, DEFAULT)
        if name.startswith(incomplete) and not lines[name].is_hidden
    ]


def _models(incomplete: str) -> list[str] | None:
    """The models that begin so; None where a plugin may offer something else after the option."""
    from llm.cli.completing import models_like
    from llm.cli.plugin_commands import PluginCommands
    from llm.cli.table import DEFAULT

    if not PluginCommands(_no_group).leave(DEFAULT):
        return None
    return models_like(incomplete)


def _no_group() -> NoReturn:
    raise LookupError("no plugin is loaded here")
