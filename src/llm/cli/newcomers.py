"""What plugins that were just installed offer, as found out by a process of its own.

This process found its plugins before they were there, and may have old versions of them loaded.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from llm.plugins.index.entries import Kind

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
    from llm.plugins.inventory import in_words

    found: dict[str, str] = {}
    for package, failed, offers in _known() or _loaded():
        said = f"it was skipped: {failed}" if failed else in_words(offers)
        found[package] = "; ".join(each for each in (found.get(package), said) if each)
    return found


def _known() -> list[tuple[str, str, dict[Kind, list[str]]]]:
    """Each plugin's package, why it was skipped, and what it offers; nothing without an index."""
    from llm.plugins.index.current import known
    from llm.plugins.inventory import offers_of

    found = known(built_ins=False)
    return [
        (one.name, "" if one.state == "loaded" else one.errors[0], offers_of(one))
        for one in (found[1].values() if found else ())
    ]


def _loaded() -> list[tuple[str, str, dict[Kind, list[str]]]]:
    """The same, of plugins that are loaded for it."""
    from llm.plugins.host import pm
    from llm.plugins.inventory import offers_of

    pm.load()
    commands = _commands()
    return [
        (one.name, "", {**offers_of(name), "commands": commands.get(name, [])})
        if (name := one.registered_as)
        else (one.name, one.errors[0], {})
        for one in pm.known
    ]


def _commands() -> dict[str, list[str]]:
    """The commands that each plugin adds, by its name in the host."""
    from llm.cli.watched import CommandsWatch
    from llm.plugins.host import pm

    watch = CommandsWatch()
    found: dict[str, list[str]] = {}
    plugin = ""

    def note() -> None:
        added = watch.changes(lambda _value: False).added
        if added:
            found[plugin] = sorted(name for name, *_ in added)

    def given(name: str) -> dict[str, Any]:
        nonlocal plugin
        note()
        plugin = name
        return {"cli": watch.group}

    pm.call_each("register_commands", given)
    note()
    return found
