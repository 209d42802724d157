"""Forks of this process: SQLite's files may not be open in both, so that none is open meanwhile."""

from __future__ import annotations

import os
import weakref
from typing import Protocol


class Forked(Protocol):
    """Something that has files of SQLite open, in whatever thread."""

    def before_fork(self) -> None:
        """Close them, and let nobody open them until told."""

    def after_fork(self, *, in_child: bool) -> None:
        """Open them again when need be. A child does not go on with what its parent does."""


_known: weakref.WeakSet[Forked] = weakref.WeakSet()
_told: list[Forked] = []
_registered = False


def tell_of_forks(one: Forked) -> None:
    """Tell *one* of every fork from now on."""
    global _registered  # noqa: PLW0603 - the interpreter takes no registration back
    _known.add(one)
    if not _registered and hasattr(os, "register_at_fork"):
        _registered = True
        os.register_at_fork(
            before=_before,
            after_in_parent=lambda: _after(in_child=False),
            after_in_child=lambda: _after(in_child=True),
        )


def _before() -> None:
    _told[:] = list(_known)
    for one in _told:
        one.before_fork()


def _after(*, in_child: bool) -> None:
    for one in _told:
        one.after_fork(in_child=in_child)
    _told.clear()
