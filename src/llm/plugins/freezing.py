"""Writing down which plugins are installed: to the user's list, and as a list for others."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from llm.config.files import read_text, replaced
from llm.config.locks import locked
from llm.config.paths import user_dir
from llm.errors import InvalidInput, LLMError
from llm.plugins.discovery import find_plugins, normalised
from llm.plugins.frozen import (
    FrozenPlugin,
    frozen_path,
    is_ours,
    not_installed,
    read_lines,
    split,
)
from llm.plugins.installed import Origin, as_path, installed_version, origin_of

HEADER = "# Plugins of llm, as llm plugins freeze wrote them. What is missing: llm plugins sync\n"
_OWN = "llm"
_KEEP = "from llm.plugins.freezing import keep; keep()"


class Frozen(NamedTuple):
    """What a user's list has now.

    Attributes:
        path: where it is.
        plugins: the packages in it.
        missing: those of them that are not installed.

    """

    path: Path
    plugins: list[FrozenPlugin]
    missing: list[FrozenPlugin]


def frozen_plugins() -> list[FrozenPlugin]:
    """The plugins that are installed, in the versions that they have, sorted by name."""
    names = {normalised(each.distribution): each.distribution for each in find_plugins().candidates}
    commands = _commands()
    return [as_installed(names[each], commands.get(each, ())) for each in sorted(names)]


def as_installed(name: str, commands: tuple[str, ...] = ()) -> FrozenPlugin:
    """The installed package *name*, as what installs the same again."""
    origin = origin_of(name)
    if origin is None:
        return FrozenPlugin(f"{name}=={installed_version(name)}", name, False, commands)
    if origin.editable:
        return FrozenPlugin(_place(origin), name, True, commands)
    return FrozenPlugin(f"{name} @ {origin.place}", name, False, commands)


def as_text(plugins: Iterable[FrozenPlugin]) -> str:
    """A list of *plugins*, for a file."""
    return HEADER + "".join(f"{each.line}\n" for each in plugins)


def freeze(also: Iterable[str] = (), forget: Iterable[str] = ()) -> Frozen:
    """Bring the user's list up to date, and return what it has now.

    All installed plugins are in it, and the packages with the names *also*, as far as they are
    installed; those to *forget* are not. What else it has stays, installed or not. Raises
    InvalidInput for a list that cannot be understood, and ConfigError for one that cannot be
    written.
    """
    user_dir()
    path = frozen_path()
    with locked(path):
        text = read_text(path)
        lines = _renewed(HEADER if text is None else text, path, also, set(map(normalised, forget)))
        with replaced(path, is_locked=True) as file:
            file.write("".join(f"{line}\n" for line in lines).encode("utf-8"))
    plugins = [each for _, each in read_lines("\n".join(lines), str(path)) if each]
    return Frozen(path, plugins, list(not_installed(plugins)))


def write_list(path: Path) -> None:
    """Write a list of the installed plugins to the file at *path*.

    Raises InvalidInput where there is another file than such a list, and ConfigError where it
    cannot be written.
    """
    text = read_text(path)
    if text and not text.startswith(HEADER.partition(",")[0]):
        raise InvalidInput(
            f"{path} is there already, and is no list of plugins: it was left as it is. Name"
            " another file, or remove it first"
        )
    with replaced(path) as file:
        file.write(as_text(frozen_plugins()).encode("utf-8"))


def keep_up(also: Sequence[str] = (), forget: Sequence[str] = ()) -> str | None:
    """Do what `freeze` does where the user has a list, after packages have come or gone.

    A process of its own does it: this one found its packages before. Returns why the list could
    not be brought up to date; None where it was, or where there is none.
    """
    if not frozen_path().exists():
        return None
    try:
        ran = subprocess.run(  # noqa: S603 - our own program, no shell
            [sys.executable, "-P", "-c", _KEEP, json.dumps([[*also], [*forget]])],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=True,
            text=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        return " ".join(str(error).split())
    return ran.stdout.strip() or None


def keep() -> None:
    """Do `keep_up` with the names in `sys.argv[1]`; what goes wrong is written."""
    try:
        freeze(*json.loads(sys.argv[1]))
    except LLMError as error:
        print(error)


def _renewed(text: str, path: Path, also: Iterable[str], forget: set[str]) -> list[str]:
    """The lines that a list with this *text* is to have."""
    here = {normalised(each.name): each for each in frozen_plugins() if each.name}
    for name in also:
        if installed_version(name) is not None and normalised(name) != _OWN:
            here.setdefault(normalised(name), as_installed(name))
    lines = []
    for line, old in read_lines(text, str(path)):
        key = normalised(old.name) if old and old.name else None
        if old is None or key is None:
            lines.append(line)
        elif key not in forget:
            lines.append(_renewed_line(line, old, here.pop(key, None)))
    return lines + [here[key].line for key in sorted(here) if key not in forget]


def _renewed_line(line: str, old: FrozenPlugin, new: FrozenPlugin | None) -> str:
    """The *line* of *old*, as it is installed now; *new* is that, where it is a plugin."""
    if new is None and (old.name is None or installed_version(old.name) is None):
        return line
    new = new or as_installed(str(old.name))
    _, comment = split(line)
    kept = new._replace(commands=new.commands or old.commands)
    if is_ours(comment):
        return kept.line
    same = (kept.requirement, kept.editable) == (old.requirement, old.editable)
    return line if same else f"{split(kept.line)[0]}  {comment}"


def _place(origin: Origin) -> str:
    """The path of a package on this machine, where a list can have it as it is; else its URL."""
    path = str(as_path(origin.place) or "")
    return path if re.fullmatch(r"[\w./\\:~+@-]+", path) else origin.place


def _commands() -> dict[str, tuple[str, ...]]:
    """The commands that each package with plugins adds, as far as that is known."""
    from llm.plugins.index.current import known

    indexed = known()
    found: dict[str, tuple[str, ...]] = {}
    for each in indexed[1].values() if indexed else ():
        if not each.built_in:
            key = normalised(each.name)
            found[key] = (*found.get(key, ()), *each.names("commands"))
    return found
