"""Installing and uninstalling plugins beside llm, which stays what it is.

This distribution is called `llm`, and so is that of another project in package indexes. Whatever
is installed, a constraint keeps the one that runs in its place.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from importlib import invalidate_caches
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from llm.errors import InstallFailed
from llm.plugins.discovery import normalised
from llm.plugins.install_commands import (
    Wanted,
    install_command,
    name_of,
    planned,
    uninstall_command,
)
from llm.plugins.installers import find_installer, run
from llm.plugins.tool_environments import made_by

OWN = "llm"
_FROM_WHERE = "upgrade it from where you got it, with what you installed it with"


def install(wanted: Wanted) -> None:
    """Install what is *wanted* into the environment of this interpreter.

    The installer writes to the standard streams itself. Raises InstallFailed when there is no
    installer, when it fails, and for what would put another llm in the place of this one.
    """
    own = own_version()
    named = {each: _checked_name(each) for each in wanted.packages}
    names = [name for name in named.values() if name not in (None, OWN)]
    installer = find_installer()
    # pip's --force-reinstall includes what a package needs, and so llm: not these.
    again = ("--force-reinstall", "--no-deps")
    forced = wanted.force_reinstall and installer.name == "pip"
    with _constraint(own) as constraint:
        unnamed = replace(wanted, packages=[each for each in named if named[each] is None])
        if unnamed.packages or unnamed.editable:
            # What is at a path or a URL nobody knows before it is looked at.
            options = again if forced else ()
            if OWN in planned(installer, unnamed, constraint, (), *options):
                raise InstallFailed(_own_name(" ".join([*wanted.editable, *unnamed.packages])))
        _run(install_command(installer, wanted, constraint, names), own)
        others = replace(wanted, packages=[each for each in named if named[each] != OWN])
        if forced and (others.packages or others.editable):
            _keep(constraint, names)
            _run(install_command(installer, others, constraint, names, *again), own)


def uninstall(names: Sequence[str]) -> None:
    """Remove the packages *names*; call `check_removable` before.

    Raises InstallFailed when there is no installer, and when it fails.
    """
    installer = find_installer()
    if status := run(uninstall_command(installer, names)):
        raise InstallFailed(f"{installer.name} ended with status {status} and says above why")


def check_removable(names: Sequence[str]) -> None:
    """Raise InstallFailed when llm is one of the packages *names*, or needs one of them."""
    own_version()
    needed = {name_of(each) for each in requires(OWN) or () if "extra ==" not in each}
    for name in names:
        if normalised(name) == OWN:
            raise InstallFailed(
                "llm does not uninstall itself. What installed it can:"
                f" {_removal()}; your keys, templates and history stay"
            )
        if normalised(name) in needed:
            raise InstallFailed(f"llm itself needs {name}, so nothing was uninstalled")


def own_version() -> str:
    """The version of the llm that is installed here. Raises InstallFailed when none is."""
    try:
        return version(OWN)
    except PackageNotFoundError:
        source = Path(__file__).parents[2]
        raise InstallFailed(
            f"This llm runs from {source} and is not installed in {sys.prefix}, so that a plugin"
            " would bring another one. Install it first, with pip install and its directory"
        ) from None


def _checked_name(requirement: str) -> str | None:
    """The name in a *requirement*, None if only its files tell. Raises InstallFailed for llm's.

    Extras of llm are welcome: they add packages, and leave llm alone.
    """
    name = name_of(requirement)
    if name == OWN and not re.fullmatch(r"\s*llm\s*\[[^\]]+\]\s*", requirement, re.IGNORECASE):
        raise InstallFailed(_own_name(requirement))
    return name


def _own_name(requirement: str) -> str:
    return (
        f"{requirement} would put another llm in the place of this one, {own_version()}: in package"
        f" indexes that name belongs to another project. Nothing was done; {_FROM_WHERE}"
    )


def _removal() -> str:
    if maker := made_by():
        return f"{maker} uninstall {OWN}"
    installer = find_installer()
    return " ".join([*installer.arguments("uninstall"), OWN])


def _run(command: Sequence[str], own: str) -> None:
    if status := run(command):
        raise InstallFailed(
            f"Nothing was installed: the installer ended with status {status} and says above why."
            f" llm stays at {own}, so what needs another version of it cannot be installed"
        )


def _keep(constraint: str, names: Sequence[str]) -> None:
    """Let the packages *names*, which were chosen to fit, have the versions they have now."""
    invalidate_caches()
    with open(constraint, "a", encoding="utf-8") as file:
        for name in names:
            with suppress(PackageNotFoundError):
                file.write(f"{name}=={version(name)}\n")


@contextmanager
def _constraint(own: str) -> Iterator[str]:
    """A file that lets an installer have no llm but the one that is here."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "keep-this-llm.txt"
        path.write_text(f"{OWN}=={own}\n", encoding="utf-8")
        yield str(path)
