"""Whether what the index says still holds: the state of the installation, and of each plugin.

A few `stat` calls; the metadata of packages is not read.
"""

from __future__ import annotations

import os
import sys
import time
import zlib
from typing import TYPE_CHECKING

from llm.config.paths import user_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llm.plugins.index.entries import Dependencies, Entry

USER = "$USER/"
"""Stands for the user directory at the beginning of a path."""
HERE = "$HERE/"
"""Stands for the current directory at the beginning of a path."""
PORT = "$PORT/"
"""Begins what stands for a server on this machine: `$PORT/127.0.0.1:11434`."""
ALL = "="
"""Stands for all variables of the environment: none is called so."""
HUNG_AGAIN = 3600.0
"""Seconds after which a plugin that hung is tried again."""
FAILED_AGAIN = 60.0
"""Seconds after which one is tried again that failed, for a reason that may have passed."""
_KNOCKING = 0.2
_ENDINGS = (".dist-info", ".egg-info", ".pth", ".egg", ".egg-link")
# Their content changes all the time, and is no matter of what a plugin offers.
_DATABASES = (".db", ".sqlite", ".sqlite3", "-wal", "-shm", "-journal")
_OF_SESSION = {"COLORTERM", "COLUMNS", "LINES", "LLM_PLUGIN_INDEX", "OLDPWD", "PWD", "SHLVL", "_"}
_OF_SESSIONS = ("PYTEST_", "SSH_", "TERM", "TMUX", "WINDOWID", "XDG_SESSION_")
_PASSING = (".lock", ".llm-new", ".tmp", ".pyc", "__pycache__", "~", *_DATABASES)


def signature() -> tuple[str, tuple[str, ...]]:
    """The state of the installation, and the directories on `sys.path` that have packages."""
    seen: list[str] = []
    directories: list[str] = []
    for directory in dict.fromkeys(sys.path):
        found = sorted(_metadata_in(directory or "."))
        if found:
            directories.append(os.path.abspath(directory))
            seen += [directories[-1], *found]
    return "\n".join(seen), tuple(directories)


def _metadata_in(directory: str) -> list[str]:
    try:
        with os.scandir(directory) as entries:
            named = [
                entry
                for entry in entries
                if entry.name.endswith(_ENDINGS) or entry.name.startswith("__editable__")
            ]
            return [_line(entry) for entry in named]
    except OSError:
        return []


def _line(entry: os.DirEntry[str]) -> str:
    try:
        found = entry.stat()
    except OSError:
        return entry.name
    size = 0 if entry.is_dir() else found.st_size
    return f"{entry.name} {found.st_mtime_ns} {size}"


def is_fresh(entry: Entry) -> bool:
    """Whether *entry* holds now. Raises ConfigError for a bad `LLM_PLUGIN_TIMEOUT`."""
    age = time.time() - entry.found_at
    if entry.state == "hung":
        from llm.plugins.wanted import plugin_timeout

        if not 0 <= age < HUNG_AGAIN or plugin_timeout() > entry.limit:
            return False
    elif entry.errors and not entry.is_barred and not 0 <= age < FAILED_AGAIN:
        return False
    return holds(entry.dependencies)


def holds(dependencies: Dependencies) -> bool:
    """Whether files and variables are as they were."""
    return all(seen(path) == was for path, was in dependencies.files.items()) and all(
        (variable(name, os.environ) or "") in (was or "").split("|")
        for name, was in dependencies.variables.items()
    )


def seen(path: str) -> tuple[int, int] | None:
    """The state of a file, in short; None for none. *path* is as `stored_path` gives it.

    Of a directory whose path ends with a slash it is that of the names in it, of another one that
    it is there. Of a server it is that somebody answers.
    """
    if path.startswith(PORT):
        return (0, 0) if _answers(path.removeprefix(PORT)) else None
    real = real_path(path)
    try:
        if path.endswith("/"):
            return _names_in(real)
        found = os.stat(real)
    except (OSError, ValueError):
        return None
    if (found.st_mode & 0o170000) == 0o040000 or path.endswith(_DATABASES):
        return 0, 0
    return found.st_mtime_ns, found.st_size


def _names_in(directory: str) -> tuple[int, int]:
    names = [name for name in os.listdir(directory) if not name.endswith(_PASSING)]
    state = "\0".join(sorted(names)).encode("utf-8", "surrogateescape")
    return zlib.crc32(state), len(names)


def _answers(server: str) -> bool:
    """Whether somebody listens at `address:port`, on this machine."""
    import _socket as plain  # `socket` around it takes as long to import as all else here

    address, _, port = server.rpartition(":")
    try:
        knocking = plain.socket(plain.AF_INET6 if ":" in address else plain.AF_INET)
        try:
            knocking.settimeout(_KNOCKING)
            return knocking.connect_ex((address, int(port))) == 0
        finally:
            knocking.close()
    except (OSError, ValueError, OverflowError):
        return False


def real_path(path: str) -> str:
    """Where a path of the index is now."""
    if path.startswith(USER):
        return os.path.join(user_path(""), path.removeprefix(USER))
    if path.startswith(HERE):
        return path.removeprefix(HERE) or "."
    return path


def stored_paths(path: str) -> list[str]:
    """How *path*, at which something was looked for, is kept.

    One below the user directory, and one below the current directory, is what it is below others
    too; where an absolute path is below the current directory, nobody can tell, and it is both.
    """
    if not os.path.isabs(path):
        return [HERE + path]
    home = os.path.abspath(user_path(""))
    if path == home or path.startswith(home + os.sep):
        return [USER + (path[len(home) + 1 :] or ".")]
    try:
        here = os.getcwd().rstrip(os.sep) + os.sep
    except OSError:
        return [path]
    return [path, HERE + path[len(here) :]] if path.startswith(here) else [path]


def variable(name: str, variables: Mapping[str, str]) -> str | None:
    """What is kept of the value of one of *variables*, or of ALL; None for one that is not set."""
    value = _all_of(variables) if name == ALL else variables.get(name)
    if value is None:
        return None
    import hashlib

    return hashlib.sha256(value.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _all_of(variables: Mapping[str, str]) -> str:
    kept = {name: value for name, value in variables.items() if not is_of_session(name)}
    return "\0".join(f"{name}={kept[name]}" for name in sorted(kept))


def is_of_session(name: str) -> bool:
    """Whether a variable differs from one terminal to the next, and says nothing beyond it."""
    return name in _OF_SESSION or name.startswith(_OF_SESSIONS)
