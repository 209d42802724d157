"""What is wrong with a database's file when SQLite or the system refuse it, and what to do."""

from __future__ import annotations

import os
import sqlite3

from llm.errors import HistoryUnavailable
from llm.store.sqlite.connection import error_code, is_locked

_WRITABLE = "let yourself write to it and to its directory, or choose another file with -d"
_ROOM = "make room on its disk"
_MOVE = "move it away, and a new one is begun"
# By SQLite's own codes, which are numbered like this in every release: what is said, and the cure.
_SAID = {
    5: ("is locked by another program", "wait until that is done"),
    6: ("is locked by another program", "wait until that is done"),
    3: ("may not be used", _WRITABLE),
    8: ("cannot be written", _WRITABLE),
    10: ("cannot be read or written", _ROOM),
    11: ("is damaged", _MOVE),
    13: ("cannot be written", _ROOM),
    14: ("cannot be opened", _WRITABLE),
    23: ("may not be used", _WRITABLE),
    26: ("is damaged, or no {what}", _MOVE),
}


def unavailable(error: sqlite3.Error, path: str | None) -> HistoryUnavailable:
    """What is said when SQLite raised *error* on the history's file at *path*."""
    return HistoryUnavailable(refused(error, path, "history"))


def refused(error: sqlite3.Error, path: str | None, what: str) -> str:
    """In words, that SQLite raised *error* on the file at *path*, which is *what*."""
    from llm.text import one_line

    said, cure = _SAID.get(error_code(error), ("cannot be used", ""))
    reason = "" if is_locked(error) else f" ({one_line(str(error))})"
    where = f"The {what} {path}" if path else f"The {what}"
    return f"{where} {said.format(what=what)}{reason}{': ' if cure else ''}{cure}"


def is_of_the_file(error: HistoryUnavailable) -> bool:
    """Whether *error* says that the file cannot be used, and not only that this went wrong."""
    cause = error.__cause__
    return not isinstance(cause, sqlite3.Error) or error_code(cause) in _SAID


def unopened(error: OSError, path: str) -> HistoryUnavailable:
    """What is said when the system refused to open the history's file at *path*, or to make it."""
    return HistoryUnavailable(not_opened(error, path, "history"))


def not_opened(error: OSError, path: str, what: str) -> str:
    """In words, that the system refused to open the file at *path*, which would be *what*."""
    if os.path.isdir(path):
        return f"The {what} {path} is a directory: choose a file with -d"
    return f"The {what} {path} cannot be opened ({error.strerror or error}): {_WRITABLE}"
