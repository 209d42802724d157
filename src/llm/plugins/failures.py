"""Keeping the failure of one plugin from everything else, and putting it in words."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from llm.notices import raises_errors, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = [
    "caught",
    "contained",
    "failed_line",
    "printed_line",
    "reason_of",
    "say",
    "say_for_plugin",
    "skipped_line",
    "tell_once",
]

LONGEST_REASON = 300


@contextmanager
def contained(report: Callable[[str], None]) -> Iterator[None]:
    """Hand what the block raises to *report*, as one line of words, and go on.

    Only Ctrl-C passes.
    """
    with caught(lambda reason, _error: report(reason)):
        yield


@contextmanager
def caught(report: Callable[[str, BaseException], None]) -> Iterator[None]:
    """As `contained`; *report* is given the exception, too."""
    try:
        yield
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - a plugin may raise anything, sys.exit() too
        report(reason_of(error), error)


def reason_of(error: BaseException) -> str:
    """Why something failed, in one line."""
    try:
        return _reason_of(error)
    except KeyboardInterrupt:
        raise
    except BaseException:  # noqa: BLE001 - the exception is the plugin's own, and so is its text
        return type(error).__name__


def _reason_of(error: BaseException) -> str:
    if isinstance(error, ModuleNotFoundError) and error.name and isinstance(error.name, str):
        from llm.plugins.missing import said_of_missing

        return said_of_missing(error)
    if isinstance(error, SystemExit):
        return f"it called sys.exit({error.code!r})"
    said = " ".join(str(error).split())
    if len(said) > LONGEST_REASON:
        said = f"{said[:LONGEST_REASON]}…"
    kind = type(error).__name__
    return f"{kind}: {said}" if said else kind


def skipped_line(package: str, reason: str) -> str:
    """What is said of a plugin of *package* that is not loaded."""
    from llm.text import sentence

    # A built-in one has the name of its module.
    cure = "" if package.startswith("llm.") else f" or `llm uninstall {package}`"
    return f"Plugin {package} was skipped: {sentence(reason)} See `llm plugins`{cure}."


def failed_line(package: str, error: str) -> str:
    """What is said of a plugin of *package* one of whose hooks failed: `hook: reason`."""
    from llm.text import sentence

    return f"Plugin {package} failed in {sentence(error)} See `llm plugins`."


def printed_line(package: str, line: str) -> str:
    """What is said of a plugin of *package* that prints while it is loaded."""
    return f"Plugin {package} printed while it was loaded: {line}"


def say_for_plugin(line: str, error: BaseException | None = None) -> None:
    """Say what became of a plugin, unless `tell_once` has said the same.

    A user who wants tracebacks (`LLM_RAISE_ERRORS`) is shown that of the *error* below it.
    """
    if line not in _told:
        _said.add(line)
        say(line)
    if error is not None and raises_errors():
        from traceback import format_exception

        say("".join(format_exception(error)).rstrip())


def tell_once(line: str) -> None:
    """Say what is known of a plugin that need not be loaded, once in a process."""
    if line not in _told and line not in _said:
        _told.add(line)
        say(line)


_told: set[str] = set()
_said: set[str] = set()
