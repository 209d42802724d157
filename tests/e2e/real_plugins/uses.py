"""What each plugin is used for: one list for the tests and for the table of compatibility."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple, TypeAlias

import pytest

from tests.e2e.real_plugins.ground import CannotBeUsedError, Ground

Run: TypeAlias = Callable[[Ground], None]


class Use(NamedTuple):
    """One thing that a plugin is used for.

    Attributes:
        plugin: its package.
        how: what is done with it, for the table.
        run: does it; raises AssertionError when something is not as it should be, and
            CannotBeUsedError when this machine has not what it takes.

    """

    plugin: str
    how: str
    run: Run

    @property
    def name(self) -> str:
        """How tests call it."""
        return f"{self.plugin}-{self.run.__name__}"


_USES: list[Use] = []


def use(plugin: str, how: str) -> Callable[[Run], Run]:
    """Put a function into the list."""

    def taken(run: Run) -> Run:
        _USES.append(Use(plugin, how, run))
        return run

    return taken


def uses() -> list[Use]:
    """All of them."""
    for module in ("model_uses", "scripted_uses", "tool_uses", "loader_uses", "command_uses"):
        import_module(f"tests.e2e.real_plugins.{module}")
    return list(_USES)


def run_or_skip(run: Run, ground: Ground) -> None:
    """Do it; skip the test, with the reason, where this machine has not what it takes."""
    try:
        run(ground)
    except CannotBeUsedError as reason:
        pytest.skip(str(reason))
