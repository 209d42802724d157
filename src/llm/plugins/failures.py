"""Keeping the failure of one plugin from everything else, and putting it in words."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from llm.notices import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["contained", "reason_of", "say"]

LONGEST_REASON = 300


@contextmanager
def contained(report: Callable[[str], None]) -> Iterator[None]:
    """Hand what the block raises to *report*, as one line of words, and go on.

    Only Ctrl-C passes.
    """
    try:
        yield
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - a plugin may raise anything, sys.exit() too
        report(reason_of(error))


def reason_of(error: BaseException) -> str:
    """Why something failed, in one line."""
    if isinstance(error, ModuleNotFoundError) and error.name:
        return f"it needs the Python module {error.name!r}, which is not installed"
    if isinstance(error, SystemExit):
        return f"it called sys.exit({error.code!r})"
    said = " ".join(str(error).split())
    if len(said) > LONGEST_REASON:
        said = f"{said[:LONGEST_REASON]}…"
    kind = type(error).__name__
    return f"{kind}: {said}" if said else kind
