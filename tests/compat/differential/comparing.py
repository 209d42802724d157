"""What differs between two runs of the scenarios, and which differences are intended."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.compat.differential.running import HERE

Results = dict[str, dict[str, Any]]
"""By the name of each scenario: what its lines did, and its settings at the end."""


@dataclass(frozen=True)
class Everywhere:
    """Words that the two put differently wherever they say them.

    Attributes:
        theirs: a pattern of what release 0.36 prints.
        ours: one of what we print.
        instead: what both are replaced by before they are compared.
        why: the reason.

    """

    theirs: str
    ours: str
    instead: str
    why: str


@dataclass(frozen=True)
class Intended:
    """Lines at which the two differ on purpose.

    Attributes:
        lines: the lines, each after the name of its scenario; `settings/FILE` is a file that the
            scenario leaves behind.
        theirs: what release 0.36 does.
        ours: what we do.
        why: the reason.

    """

    lines: tuple[str, ...]
    theirs: str
    ours: str
    why: str


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((HERE / "intended.toml").read_text())


def everywhere() -> list[Everywhere]:
    """The rows for words that are put differently."""
    return [Everywhere(**row) for row in _table()["everywhere"]]


def intended() -> list[Intended]:
    """The rows for single lines."""
    return [Intended(**{**row, "lines": tuple(row["lines"])}) for row in _table()["difference"]]


def flat(results: Results, rules: dict[str, str] | None = None) -> dict[str, Any]:
    """What there is to compare, each with a name: every line, and every file of settings.

    *rules* are patterns, and what replaces them in what was printed. A line that stands in its
    scenario more than once is numbered.
    """
    found: dict[str, Any] = {}
    for scenario, result in results.items():
        for line in result["lines"]:
            name = f"{scenario}: {line['line']}"
            number = 2
            while name in found:
                name = f"{scenario}: {line['line']} ({number})"
                number += 1
            text = line["stdout"]
            for pattern, instead in (rules or {}).items():
                text = re.sub(pattern, instead, text)
            found[name] = {"status": line["status"], "stdout": text, "stderr": line["stderr"]}
        for path, content in result["settings"].items():
            found[f"{scenario}: settings/{path}"] = content
    return found


def differences(theirs: Results, ours: Results) -> dict[str, tuple[Any, Any]]:
    """What is not the same, by its name; `None` for what is not there."""
    old = flat(theirs, {rule.theirs: rule.instead for rule in everywhere()})
    new = flat(ours, {rule.ours: rule.instead for rule in everywhere()})
    return {
        name: (old.get(name), new.get(name))
        for name in [*old, *(name for name in new if name not in old)]
        if old.get(name) != new.get(name)
    }


def printed(results: Results) -> str:
    """All that was printed, for rules that must match somewhere."""
    return "".join(line["stdout"] for each in results.values() for line in each["lines"])
