"""The command lines by which pip and uv do what the user wants, and what they would do."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

from llm.lazy_dataclass import dataclass
from llm.plugins.discovery import normalised
from llm.plugins.installers import Installer, errors_of

_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][\w.-]*)\s*(\[[^\]]*\])?([^@]*)$", re.ASCII)


@dataclass(frozen=True)
class Wanted:
    """What the user wants to have installed.

    Attributes:
        packages: requirements, paths and URLs.
        editable: projects that are used from where they are.
        upgrade: take the latest versions of the packages.
        force_reinstall: install the packages even where they are there already.
        no_cache_dir: fetch them anew.
        pre: versions that are not finished will do.
        quiet: the installer says nothing but what went wrong.

    """

    packages: Sequence[str] = ()
    editable: Sequence[str] = ()
    upgrade: bool = False
    force_reinstall: bool = False
    no_cache_dir: bool = False
    pre: bool = False
    quiet: bool = False


def install_command(
    installer: Installer,
    wanted: Wanted,
    constraint: str,
    names: Sequence[str],
    *more: str,
) -> list[str]:
    """The command line that installs what is *wanted*, within the file *constraint*.

    *names* are the names of those packages that are told by a name; *more* are options.
    """
    command = [*installer.arguments("install"), "--constraint", constraint, *more]
    if installer.name == "pip":
        command += ["--upgrade"] * wanted.upgrade
        command += ["--no-cache-dir"] * wanted.no_cache_dir
        command += ["--pre"] * wanted.pre
    else:
        # Unlike pip's, its --upgrade would touch everything that is installed.
        command += [f"--upgrade-package={name}" for name in names if wanted.upgrade]
        command += [f"--reinstall-package={name}" for name in names if wanted.force_reinstall]
        command += ["--no-cache"] * wanted.no_cache_dir
        command += ["--prerelease=allow"] * wanted.pre
    command += ["--quiet"] * wanted.quiet
    command += [f"--editable={each}" for each in wanted.editable]
    return [*command, "--", *wanted.packages]


def uninstall_command(installer: Installer, names: Sequence[str]) -> list[str]:
    """The command line that removes the packages *names* without asking."""
    sure = ["--yes"] if installer.name == "pip" else []
    return [*installer.arguments("uninstall"), *sure, "--", *names]


def planned(
    installer: Installer, wanted: Wanted, constraint: str, names: Sequence[str], *more: str
) -> set[str]:
    """The names of the packages that `install_command` with these arguments would change.

    Empty where that cannot be found out: whoever installs them is told why.
    """
    if installer.name == "uv":
        said = errors_of(install_command(installer, wanted, constraint, names, "--dry-run", *more))
        return {normalised(name) for name in re.findall(r"^ [-+~] ([\w.-]+)", said, re.MULTILINE)}
    with tempfile.TemporaryDirectory() as directory:
        report = Path(directory) / "report.json"
        options = ("--dry-run", "--quiet", f"--report={report}", *more)
        errors_of(install_command(installer, wanted, constraint, names, *options))
        try:
            found = json.loads(report.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return set()
    return {normalised(each["metadata"]["name"]) for each in found["install"]}


def name_of(requirement: str) -> str | None:
    """The name of the package in a *requirement*; None for a path or a URL, which tell none."""
    found = _REQUIREMENT.match(requirement)
    is_place = os.path.isfile(requirement) or "/" in requirement or os.sep in requirement
    return None if is_place or found is None else normalised(found[1])
