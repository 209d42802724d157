"""What installed packages need, and whether it is there, as their metadata says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import TYPE_CHECKING, NamedTuple

from llm.plugins.discovery import normalised

if TYPE_CHECKING:
    from packaging.requirements import Requirement

_OWN = "llm"


class Unmet(NamedTuple):
    """Something that a package needs and that is not there.

    Attributes:
        by: the package that needs it.
        needed: what it needs, such as `httpx>=0.27`.
        version: the version that is installed; None where none is.
        package: the name of what is needed.

    """

    by: str
    needed: str
    version: str | None
    package: str

    def in_words(self, plugin: str, others: Mapping[str, str]) -> str:
        """What to say of it, of *plugin*, which needs it in the end.

        *others* are plugins that need what is installed, each with what to say of that.
        """
        who = "it" if normalised(self.by) == normalised(plugin) else f"it needs {self.by}, which"
        there = f"{self.version} is installed" if self.version else "it is not installed"
        said = f"{who} needs {self.needed}, and {there}"
        if self.package == _OWN:
            return f"{said}: look for a version of it that fits"
        if others:
            listed = ", ".join(dict.fromkeys(others.values()))
            return f"{said}, as {listed}: llm install -U {' '.join([plugin, *others])}"
        return f"{said}: llm install '{self.needed}'"


def unmet(name: str) -> list[Unmet]:
    """What the package *name*, and what it needs in turn, does not find, as it should be here."""
    return [
        Unmet(by, _shown(each), here, normalised(each.name))
        for by, each, here in _needed(name)
        if here is None or not each.specifier.contains(here, prereleases=True)
    ]


def needs(name: str, package: str) -> str | None:
    """What the package *name* needs of *package*, which is there, in words; None for nothing."""
    for by, each, here in _needed(name):
        is_it = normalised(each.name) == package and here is not None and bool(each.specifier)
        if is_it and each.specifier.contains(str(here), prereleases=True):
            return f"{by} needs {_shown(each)}"
    return None


def _needed(name: str) -> Iterator[tuple[str, Requirement, str | None]]:
    """What *name* needs, and what that needs: each with who needs it, and the version here."""
    waiting: list[tuple[str, frozenset[str]]] = [(name, frozenset())]
    seen = set(waiting)
    while waiting:
        by, extras = waiting.pop(0)
        for requirement in _requirements(by, extras):
            package = _installed(requirement.name)
            yield by, requirement, package.version if package else None
            deeper = normalised(requirement.name), frozenset(requirement.extras)
            # What llm needs is the affair of who installed llm.
            if package and deeper not in seen and deeper[0] != _OWN:
                seen.add(deeper)
                waiting.append((package.name, deeper[1]))


def _requirements(name: str, extras: frozenset[str]) -> Iterator[Requirement]:
    """What *name* itself needs on this machine, with these *extras*."""
    from packaging.requirements import InvalidRequirement, Requirement

    package = _installed(name)
    for text in (package.requires if package else None) or ():
        try:
            requirement = Requirement(text)
        except InvalidRequirement:
            continue  # as old packages have it; installers say so
        if requirement.marker is None or any(
            requirement.marker.evaluate({"extra": extra}) for extra in ("", *extras)
        ):
            yield requirement


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _shown(requirement: Requirement) -> str:
    """A requirement without its marker, as an installer takes it."""
    extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
    place = f" @ {requirement.url}" if requirement.url else str(requirement.specifier)
    return f"{requirement.name}{extras}{place}"
