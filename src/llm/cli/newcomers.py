"""What plugins that were just installed offer, as found out by a process of its own.

This process found its plugins before they were there, and may have old versions of them loaded.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from llm.cli.lazy import LazyCommands

_SECONDS = 60
_LOOK = "from llm.cli.newcomers import look; look()"


def versions() -> dict[str, str | None]:
    """The packages with plugins that are installed, and their versions; none is loaded."""
    from llm.plugins.discovery import installed_plugins

    return {each.distribution: each.version for each in installed_plugins()}


def introductions(before: Mapping[str, str | None]) -> Iterator[str]:
    """A line for each plugin that is installed, and was not *before* in the same version.

    Nothing where the process does not come to an end.
    """
    try:
        ran = subprocess.run(  # noqa: S603 - no shell
            [sys.executable, "-P", "-c", _LOOK, json.dumps(before)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=True,
        )
        offers: dict[str, str] = json.loads(ran.stdout)
    except (OSError, ValueError, subprocess.SubprocessError):
        return
    for name, said in offers.items():
        yield f"{name}: {said or 'it offers nothing that llm knows of'}"


def look() -> None:
    """Write what `introductions` reads: of each new plugin what it offers, in words."""
    shown = sys.stdout
    sys.stdout = sys.stderr  # what plugins print is none of it
    before = json.loads(sys.argv[1])
    new = [name for name, version in versions().items() if before.get(name, "") != version]
    os.environ["LLM_LOAD_PLUGINS"] = ",".join(new)
    offers = _offers() if new else {}
    json.dump({name: offers.get(name, "") for name in new}, shown)


def _offers() -> dict[str, str]:
    """What each package with a plugin offers, or why it was skipped, in words."""
    from llm.plugins.host import pm
    from llm.plugins.inventory import in_words, offers_of

    pm.load()
    commands = _commands()
    found: dict[str, str] = {}
    for one in pm.known:
        failed = f"it was skipped: {one.errors[0]}" if one.errors and not one.registered_as else ""
        name = one.registered_as or ""
        said = failed or in_words({**offers_of(name), "commands": commands.get(name, [])})
        found[one.name] = "; ".join(each for each in (found.get(one.name), said) if each)
    return found


def _commands() -> dict[str, list[str]]:
    """The commands that each plugin adds, by its name in the host."""
    from llm.cli.root import cli
    from llm.plugins.host import pm

    commands = cast("LazyCommands", cli.commands)
    found: dict[str, list[str]] = {}
    seen: set[str] = set()
    plugin = ""

    def note() -> None:
        names = {name for part in commands.copied() for name in part}
        if plugin and names - seen:
            found[plugin] = sorted(names - seen)
        seen.update(names)

    def given(name: str) -> dict[str, Any]:
        nonlocal plugin
        note()
        plugin = name
        return {"cli": cli}

    note()
    pm.call_each("register_commands", given)
    note()
    return found
