"""Which plugins are installed: the entry points of the group `llm`, in one fixed order.

Importing what an entry point names is left to `host.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from llm.plugins.failures import contained, say

if TYPE_CHECKING:
    from collections.abc import Callable
    from importlib.metadata import Distribution

GROUP = "llm"


@dataclass(frozen=True)
class Candidate:
    """A plugin that is installed and was not imported yet.

    Attributes:
        name: what the host calls it: the name of its entry point.
        distribution: the installed package that it comes with, for `llm uninstall`.
        version: the version of that package.
        load: imports and returns the plugin; raises whatever the plugin raises.

    """

    name: str
    distribution: str
    version: str | None
    load: Callable[[], Any]


def installed_plugins(wanted: str | None = None) -> list[Candidate]:
    """The installed plugins, sorted by the name of their package and of their entry point.

    *wanted*, the value of `LLM_LOAD_PLUGINS`, names the packages to look at, separated by
    commas; None means all of them. One that is not installed is mentioned on standard error.
    """
    if wanted is None:
        return _all_installed()
    names = {_normalised(name): name for name in map(str.strip, wanted.split(",")) if name}
    if not names:
        return []
    found = [one for one in _all_installed() if _normalised(one.distribution) in names]
    missing = names.keys() - {_normalised(one.distribution) for one in found}
    for name in sorted(missing):
        say(f"Plugin {names[name]} could not be found")
    return found


def _all_installed() -> list[Candidate]:
    from importlib.metadata import distributions

    found: dict[str, list[Candidate]] = {}
    for distribution in distributions():
        candidates = _candidates(distribution)
        if candidates:
            # The first on the path is the one that is imported.
            found.setdefault(_normalised(candidates[0].distribution), candidates)
    return [
        candidate
        for name in sorted(found)
        for candidate in sorted(found[name], key=lambda candidate: candidate.name)
    ]


def _candidates(distribution: Distribution) -> list[Candidate]:
    def damaged(reason: str) -> None:
        where = getattr(distribution, "_path", "a package")
        say(f"The plugins of {where} were skipped, its metadata is damaged: {reason}")

    with contained(damaged):
        # Most packages have no plugin: do not parse their metadata.
        if f"[{GROUP}]" not in (distribution.read_text("entry_points.txt") or ""):
            return []
        package, version = distribution.name, distribution.version
        return [
            Candidate(point.name, package or point.name, version, point.load)
            for point in distribution.entry_points.select(group=GROUP)
        ]
    return []


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
