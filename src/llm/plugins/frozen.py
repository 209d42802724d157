"""`plugins.txt`, the list of the plugins that a user has: its lines, and what of it is not here.

An upgrade of llm, or another machine, may begin without them. Writing the list is the affair of
`freezing.py`, installing what it names that of `syncing.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from llm.config.files import read_text
from llm.config.paths import user_file
from llm.errors import InvalidInput, LLMError

FILE = "plugins.txt"
_EDITABLE = re.compile(r"(?:-e|--editable)(?:\s+|=)(.+)")
_NAMED = re.compile(r"([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*(.*)", re.ASCII)
_AFTER_NAME = re.compile(r"$|@\s*\S|[;<>=!~(]")
_PLACE = re.compile(r"[^\s].*[/\\].*|.*\.(?:whl|zip|tar\.gz)")
_COMMENT = re.compile(r"#\s*(?:name: ([\w.-]+))?(?:,?\s*commands: (.*))?")


class FrozenPlugin(NamedTuple):
    """A package in the list.

    Attributes:
        requirement: as pip takes it; the path or URL of one that is `editable`.
        name: its name; None for a path or a URL that does not say it.
        editable: it is used from where it is.
        commands: those that it adds to llm.

    """

    requirement: str
    name: str | None
    editable: bool = False
    commands: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """What it is called for people."""
        return self.name or self.requirement

    @property
    def version(self) -> str | None:
        """The one version that it is to have; None where the list leaves that open."""
        found = re.search(r"===?\s*([^\s*,;]+)\s*(?:;|$)", self.requirement)
        return found[1] if found and self.place is None else None

    @property
    def place(self) -> str | None:
        """The path or URL that it is installed from; None for one from an index."""
        if self.editable or self.name is None:
            return self.requirement
        _, at, place = self.requirement.partition("@")
        return place.partition(" ;")[0].strip() if at else None

    @property
    def line(self) -> str:
        """Its line in the list, without the line break."""
        said = [f"name: {self.name}"] if self.editable and self.name else []
        said += [f"commands: {', '.join(self.commands)}"] if self.commands else []
        return f"{'-e ' * self.editable}{self.requirement}{'  # ' * bool(said)}{', '.join(said)}"


def frozen_path() -> Path:
    """Where the user's list is, or would be."""
    return user_file(FILE)


def read_lines(text: str, place: str) -> Iterator[tuple[str, FrozenPlugin | None]]:
    """The lines of *text*, a list that comes from *place*, with the package in each, if any.

    Raises InvalidInput for what is neither a package nor a comment.
    """
    for number, line in enumerate(text.splitlines(), 1):
        code, comment = split(line)
        found = _parsed(code, comment) if code else None
        if code and found is None:
            raise InvalidInput(
                f"{place}, line {number}: {code} is no package. Each line has one, such as"
                " llm-echo==0.5 or -e DIRECTORY"
            )
        yield line, found


def lost_plugins() -> list[FrozenPlugin]:
    """What is in the user's list, and not installed; nothing where the list cannot be read."""
    try:
        text = read_text(frozen_path())
        found = [each for _, each in read_lines(text, FILE) if each] if text else []
    except LLMError:
        return []
    return list(not_installed(found))


def not_installed(plugins: Iterable[FrozenPlugin]) -> Iterator[FrozenPlugin]:
    """Those of *plugins* that are not here in any version."""
    from llm.plugins.installed import installed_version, package_from

    for each in plugins:
        here = installed_version(each.name) if each.name else package_from(each.requirement)
        if here is None:
            yield each


def with_lost_plugins(message: str) -> str:
    """*message*, about something that nobody has, with the plugins that may have had it.

    These are the ones that the user's list has and that are not installed, as after an upgrade.
    """
    lost = lost_plugins()
    return added(message, said_of_lost(lost)) if lost else message


def added(message: str, said: str) -> str:
    """*message*, and what else is *said*."""
    end = "" if message.endswith((".", "?", "!")) else "."
    return f"{message}{end} {said}"


def said_of_lost(lost: Iterable[FrozenPlugin]) -> str:
    """What to say of plugins that are in the list and not installed."""
    names = ", ".join(each.shown for each in lost)
    return f"In your {FILE}, and not installed here: {names}. To install them: llm plugins sync"


def plugin_that_had(command: str) -> FrozenPlugin | None:
    """The plugin of the user's list that added *command*, and is not installed; None for none."""
    try:
        text = read_text(frozen_path())
    except LLMError:
        return None
    # Any prompt may ask; most words are in no list at all.
    if not text or command not in text:
        return None
    return next((each for each in lost_plugins() if command in each.commands), None)


def split(line: str) -> tuple[str, str]:
    """What *line* of a list says, and the comment behind it."""
    found = re.search(r"(?:^|\s)#", line)
    start = found.start() if found else len(line)
    return line[:start].strip(), line[start:].strip()


def is_ours(comment: str) -> bool:
    """Whether a *comment* behind a package says what such lists say, or nothing."""
    return not comment or any(_parts(comment))


def _parts(comment: str) -> tuple[str | None, str | None]:
    """The name and the commands in a *comment*."""
    found = _COMMENT.fullmatch(comment)
    return (found[1], found[2]) if found else (None, None)


def _parsed(code: str, comment: str) -> FrozenPlugin | None:
    name, listed = _parts(comment)
    commands = tuple(each.strip() for each in (listed or "").split(",") if each.strip())
    if editable := _EDITABLE.fullmatch(code):
        return FrozenPlugin(editable[1].strip(), name, True, commands)
    if code.startswith("-") or code.endswith("\\") or " --" in code:
        return None
    named = _NAMED.fullmatch(code)
    if named and _AFTER_NAME.match(named[2]):
        return FrozenPlugin(code, named[1], False, commands)
    return FrozenPlugin(code, None, False, commands) if _PLACE.fullmatch(code) else None
