"""What became of a plugin that was loaded, or skipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llm.plugins.discovery import BUILT_IN, Candidate

if TYPE_CHECKING:
    from collections.abc import Mapping


class Plugin:
    """What the host knows of a plugin beside the module itself.

    Attributes:
        name: what users know it by: the package that `llm uninstall` takes, or the module of
            one that is built in.
        version: the version of that package.
        built_in: does it come with this package?
        registered_as: its name in the host, or None when it was skipped.
        errors: what failed, each in one line.
        places: where in its own code that was, by these lines; not of all.
        milliseconds: how long it took to import.
        printed: the first line that it printed, which went nowhere.

    """

    def __init__(
        self,
        name: str,
        version: str | None,
        built_in: bool,
        registered_as: str | None,
        errors: list[str],
    ) -> None:
        self.name, self.version, self.built_in = name, version, built_in
        self.registered_as, self.errors = registered_as, errors
        self.places: dict[str, str] = {}
        self.milliseconds = 0.0
        self.printed = ""

    def note(
        self, line: str, error: BaseException | None, name: str, tops: Mapping[str, str]
    ) -> None:
        """Take in that *error* is what *line* says, and where that was.

        *tops* are the names above all modules of installed plugins, by their names in the host:
        this one's *name* is among them if it is installed.
        """
        self.errors.append(line)
        if error is not None and name in tops:
            from llm.plugins.places import place_of

            others = {top for other, top in tops.items() if other != name}
            if place := place_of(error, tops[name], others):
                self.places[line] = place


def plugin_of(candidate: Candidate) -> Plugin:
    """What is known of a plugin before it is loaded."""
    package = candidate.distribution
    is_built_in = package in BUILT_IN
    return Plugin(package, candidate.version, is_built_in, candidate.registered_as, [])
