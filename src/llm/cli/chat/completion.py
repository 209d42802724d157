"""What can stand at the end of a line of a chat: commands, and what they are given."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from llm.cli.chat.commands import COMMANDS


class Found(NamedTuple):
    """One thing that fits.

    Attributes:
        text: what is put in.
        replaces: how many characters at the end of the line it takes the place of.
        said: what is said of it.

    """

    text: str
    replaces: int
    said: str = ""


def completions(line: str, names: Mapping[str, Callable[[], Iterable[str]]]) -> Iterator[Found]:
    """What fits at the end of *line*; nothing, where it is no command.

    *names* gives models and tools, each when it is asked for.
    """
    if not line.startswith("/") or line.startswith("//") or "\n" in line:
        return
    command, space, rest = line[1:].partition(" ")
    if not space:
        for row in COMMANDS:
            if row.name.startswith(command.lower()):
                yield Found(f"/{row.name}", len(line), row.help)
        return
    values = next((row.values for row in COMMANDS if row.name == command), "")
    if values == "files":
        yield from _files(rest)
        return
    word = rest.rpartition(" ")[2] if values == "tools" else rest
    for name in names[values]() if values in names else ():
        if name.lower().startswith(word.lower()):
            yield Found(name, len(word))


def names_offered() -> Mapping[str, Callable[[], Iterable[str]]]:
    """The names of models and tools, looked up when they are first asked for."""
    return {"models": cache(_models), "tools": cache(_tools)}


def _models() -> list[str]:
    from llm.models.registry import known_models

    known = known_models()
    own = [each.model_id for each in known]
    return list(dict.fromkeys([*own, *(alias for each in known for alias in each.aliases)]))


def _tools() -> list[str]:
    from llm.plugins.called import names_of

    return ["none", *sorted(names_of("tools"))]


def _files(rest: str) -> Iterator[Found]:
    """The files and directories that the last path of *rest* may become."""
    before, quote, word = rest.rpartition('"')
    if not quote or before.count('"') % 2:
        quote, word = "", rest.rpartition(" ")[2]
    directory, begun = os.path.split(os.path.expanduser(word))
    try:
        with os.scandir(directory or ".") as entries:
            found = sorted((entry.name, entry.is_dir()) for entry in entries)
    except OSError:
        return
    for name, is_directory in found:
        if not name.startswith(begun) or (name.startswith(".") and not begun):
            continue
        path = os.path.join(os.path.split(word)[0], name) + (os.sep if is_directory else "")
        opening = '"' if quote or " " in path else ""
        closing = "" if is_directory or not opening else '"'
        yield Found(f"{opening}{path}{closing}", len(quote + word))
