"""What plugins that were just installed offer, as found out by a process of its own.

This process found its plugins before they were there, and may have old versions of them loaded.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping

_SECONDS = 180
_MOST = 5
_LOOK = "from llm.cli.newcomers import look; look()"


def versions() -> dict[str, str | None]:
    """The packages with plugins that are installed, and their versions; none is loaded."""
    from llm.plugins.discovery import installed_plugins

    return {each.distribution: each.version for each in installed_plugins()}


def introductions(before: Mapping[str, str | None]) -> Iterator[str]:
    """A line for each plugin that is installed, and was not *before* in the same version.

    Below it there is one for each thing that is wrong with it, and for each name that it shares
    with another plugin. Nothing where the process does not come to an end.
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
        found: dict[str, list[str]] = json.loads(ran.stdout)
    except (OSError, ValueError, subprocess.SubprocessError):
        return
    for name, (offers, *shared) in found.items():
        yield f"{name}: {offers or 'it offers nothing that llm knows of'}"
        yield from (f"  {each}" for each in shared)


def look() -> None:
    """Write what `introductions` reads: of each new plugin what it offers, and what is wrong."""
    shown = sys.stdout
    sys.stdout = sys.stderr  # what plugins print is none of it
    before = json.loads(sys.argv[1])
    new = [name for name, version in versions().items() if before.get(name, "") != version]
    os.environ.pop("LLM_LOAD_PLUGINS", None)  # what is said holds when all are there
    json.dump(_said_of(new) if new else {}, shown)


def _said_of(packages: list[str]) -> dict[str, list[str]]:
    """What there is to say of each of *packages*: what it offers, is wrong, and it shares."""
    from llm.plugins.collisions import collisions
    from llm.plugins.examining import every_entry, failures
    from llm.plugins.inventory import in_words, offers_of

    entries = every_entry()
    shared = collisions(entries)
    found: dict[str, list[str]] = {}
    for package in packages:
        own = [each for each in entries if each.name == package]
        said = [in_words(offers_of(one)) for one in own if one.state == "loaded"]
        said += [f"it was skipped: {one.errors[0]}" for one in own if one.state != "loaded"]
        others = [each for one in own for each in shared.get(one.registered_as, [])]
        wrong = [each for one in own if one.state == "loaded" for each in failures(one)]
        names = [each.said for each in others if not each.meant]
        if len(names) > _MOST:
            names[_MOST:] = [f"and {len(names) - _MOST} names more: llm plugins doctor {package}"]
        found[package] = ["; ".join(filter(None, said)), *wrong, *names]
    return found
