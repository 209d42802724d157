"""Which plugins are installed: the entry points of the group `llm`, in one fixed order.

Importing what an entry point names, and calling its hooks, is left to `host.py`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from llm.plugins.failures import contained, tell_once

if TYPE_CHECKING:
    from collections.abc import Collection
    from importlib.metadata import Distribution

GROUP = "llm"
BUILT_IN = (
    "llm.default_plugins.openai_models",
    "llm.default_plugins.default_tools",
    "llm.providers.local",
)


class Candidate(NamedTuple):
    """A plugin that may be loaded.

    Attributes:
        name: the name of its entry point.
        distribution: the installed package that it comes with, for `llm uninstall`; the module of
            a built-in one.
        version: the version of that package; None for a built-in one.
        value: what the entry point names: `module`, or `module:attribute`.
        registered_as: what the host calls it: its name, with that of the package before it where
            another plugin has that name.

    """

    name: str
    distribution: str
    version: str | None
    value: str
    registered_as: str

    @property
    def module(self) -> str:
        """The module that it is in."""
        return self.value.partition(":")[0].partition("[")[0].strip()

    @property
    def top(self) -> str:
        """The name above all its modules."""
        return self.module.partition(".")[0]

    def load(self) -> Any:
        """Import and return the plugin; raises whatever the plugin raises."""
        from importlib import import_module

        found: Any = import_module(self.module)
        attribute = self.value.partition("[")[0].partition(":")[2].strip()
        for name in attribute.split(".") if attribute else ():
            found = getattr(found, name)
        return found


class Found(NamedTuple):
    """The plugins that are installed.

    Attributes:
        candidates: in the order of their hooks, without the built-in ones.
        notes: what is said of packages whose plugins cannot even be known, each in one line.

    """

    candidates: tuple[Candidate, ...]
    notes: tuple[str, ...]


def built_in() -> list[Candidate]:
    """The plugins that come with this package."""
    return [Candidate(module, module, None, module, module) for module in BUILT_IN]


def installed_plugins(wanted: str | None = None) -> list[Candidate]:
    """The installed plugins, sorted by the name of their package and of their entry point.

    *wanted*, the value of `LLM_LOAD_PLUGINS`, names the packages to look at, separated by
    commas; None means all of them. One that is not installed is mentioned on standard error.
    """
    if wanted is not None and not wanted.strip(" ,"):
        return []
    chosen, missing = among(all_installed(), wanted)
    for line in missing:
        tell_once(line)
    return chosen


def among(
    candidates: Collection[Candidate], wanted: str | None
) -> tuple[list[Candidate], list[str]]:
    """Those of *candidates* that are *wanted*, and a line for each package that is not there.

    *wanted* is as for `installed_plugins`.
    """
    if wanted is None:
        return list(candidates), []
    names = {normalised(name): name for name in map(str.strip, wanted.split(",")) if name}
    found = [one for one in candidates if normalised(one.distribution) in names]
    missing = names.keys() - {normalised(one.distribution) for one in found}
    return found, [f"Plugin {names[name]} could not be found" for name in sorted(missing)]


def all_installed() -> list[Candidate]:
    """All installed plugins; what is wrong with metadata is mentioned on standard error."""
    candidates, notes = find_plugins()
    for note in notes:
        tell_once(note)
    return list(candidates)


def find_plugins() -> Found:
    """All installed plugins, as the metadata of packages has them."""
    from importlib.metadata import distributions

    found: dict[str, list[Candidate]] = {}
    notes: list[str] = []
    for distribution in distributions():
        candidates = _candidates(distribution, notes)
        if candidates:
            # The first on the path is the one that is imported.
            found.setdefault(normalised(candidates[0].distribution), candidates)
    ordered = [
        candidate
        for name in sorted(found)
        for candidate in sorted(found[name], key=lambda candidate: candidate.name)
    ]
    return Found(_with_names(ordered), tuple(notes))


def _with_names(candidates: list[Candidate]) -> tuple[Candidate, ...]:
    """The *candidates* with their names in the host; what is named twice is one plugin."""
    taken: set[str] = {*BUILT_IN}
    values: set[str] = set()
    named: list[Candidate] = []
    # As the host registers them: of two with the same name the later one has it.
    for one in reversed(candidates):
        if one.value in values:
            continue
        values.add(one.value)
        name = f"{one.distribution}:{one.name}" if one.name in taken else one.name
        taken.add(name)
        named.append(one._replace(registered_as=name))
    return tuple(reversed(named))


def _candidates(distribution: Distribution, notes: list[str]) -> list[Candidate]:
    def damaged(reason: str) -> None:
        where = getattr(distribution, "_path", "a package")
        notes.append(f"The plugins of {where} were skipped, its metadata is damaged: {reason}")

    with contained(damaged):
        # Most packages have no plugin: do not parse their metadata.
        if f"[{GROUP}]" not in (distribution.read_text("entry_points.txt") or ""):
            return []
        package, version = distribution.name, distribution.version
        return [
            Candidate(point.name, package or point.name, version, point.value, point.name)
            for point in distribution.entry_points.select(group=GROUP)
        ]
    return []


def normalised(name: str) -> str:
    """A package's *name* as all ways to write it come to."""
    return re.sub(r"[-_.]+", "-", name).lower()
