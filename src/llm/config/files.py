"""Reading a file of the user directory, and replacing it whole.

A file that cannot be understood is reported and left as it is. A new version is written
beside the old one and renamed over it, so that a reader sees one or the other, and so that an
interrupt or a full disk costs nothing that was there before.
"""

from __future__ import annotations

import errno
import json
import os
import re
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, BinaryIO

from llm.config.locks import locked
from llm.config.paths import not_a_directory
from llm.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


_ASIDE = ".llm-new"
_LEFT = 3600.0
"""Seconds after which nobody writes any more to a file that was last written then."""


def read_text(path: Path | str) -> str | None:
    """The text of *path*, or None when there is no such file.

    Raises ConfigError when it cannot be read as UTF-8 text.
    """
    try:
        # An editor on Windows may have put a byte order mark in front.
        with open(path, encoding="utf-8-sig") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"{path} is not UTF-8 text (byte {error.start})."
            " Correct it, or move it away to start afresh."
        ) from error
    except NotADirectoryError as error:
        raise not_a_directory(os.path.dirname(path)) from error
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror or error}.") from error


def read_object(path: Path | str) -> dict[str, Any]:
    """The JSON object in *path*; empty when there is no such file, or nothing in it.

    Raises ConfigError, naming line and column, when it holds anything else.
    """
    text = read_text(path)
    if text is None or not text.strip():
        return {}
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        reason = f"line {error.lineno}, column {error.colno}: {error.msg}"
    except (ValueError, RecursionError) as error:
        reason = str(error).partition("\n")[0]
    else:
        if isinstance(value, dict):
            return value
        reason = "line 1, column 1: it should hold an object, {...}"
    raise ConfigError(
        f"{path} cannot be used, {reason}. Correct it, or move it away to start afresh."
    )


def update_object(
    path: Path,
    change: Callable[[dict[str, Any]], None],
    *,
    indent: int = 2,
    private: bool = False,
) -> None:
    """Read the JSON object in *path*, let *change* alter it in place, and replace the file.

    Nobody else changes the file in between. With *private*, a file that others can read is
    closed to them. What *change* raises leaves the file as it is, and so does a ConfigError:
    the file cannot be understood, or not be replaced.
    """
    with locked(path):
        values = read_object(path)
        change(values)
        _write(path, json.dumps(values, indent=indent) + "\n", private=private)


def replace_text(path: Path, text: str) -> None:
    """Make *text* the content of *path* in one step.

    Raises ConfigError when it cannot be written.
    """
    with locked(path):
        _write(path, text, private=False)


def rename_new(path: Path | str, target: Path | str) -> None:
    """Let the file *path* be at *target*, unless something is there; renaming would replace it.

    Raises FileExistsError, and OSError when it cannot be renamed.
    """
    try:
        os.link(path, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        os.rename(path, target)
    else:
        try:
            os.unlink(path)
        except OSError:
            os.unlink(target)
            raise


def _write(path: Path, text: str, *, private: bool) -> None:
    """Replace *path*, whose lock is held."""
    with replaced(path, private=private, is_locked=True) as file:
        file.write(text.encode("utf-8"))


@contextmanager
def replaced(path: Path, *, private: bool = False, is_locked: bool = False) -> Iterator[BinaryIO]:
    """A file that takes the place of *path* at the end of the block, or not at all.

    A new file is for its owner alone; an existing one keeps its mode, without the rights of others
    where *private*. A pipe or a device stays what it is, and is written to. *is_locked*: the caller
    has its lock. Raises ConfigError when it cannot be written.
    """
    # Someone who keeps settings elsewhere and links to them keeps the link.
    target = os.path.realpath(path)
    if os.path.exists(target) and not os.path.isfile(target) and not os.path.isdir(target):
        with _written_to(path) as file:
            yield file
        return
    _clear_left(target, 0 if is_locked else _LEFT)
    aside = _aside(target)
    try:
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with open(descriptor, "wb") as file:
                yield file
                _keep_rights(target, descriptor, private)
                file.flush()
                os.fsync(descriptor)
            os.replace(aside, target)
        except BaseException:
            with suppress(OSError):
                os.unlink(aside)
            raise
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be written: {error.strerror or error}. It is as it was before."
        ) from error


@contextmanager
def _written_to(path: Path) -> Iterator[BinaryIO]:
    try:
        with open(path, "wb") as file:
            yield file
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror or error}.") from error


def _aside(target: str) -> str:
    """A path beside *target* that is neither another writer's nor a file of the user's."""
    directory, name = os.path.split(target)
    return os.path.join(directory, f".{name}.{os.urandom(4).hex()}{_ASIDE}")


def _clear_left(target: str, seconds: float) -> None:
    """Remove what writers left beside *target* that were killed so many *seconds* ago."""
    directory, name = os.path.split(target)
    aside = re.compile(rf"\.{re.escape(name)}\.[0-9a-f]{{8}}{re.escape(_ASIDE)}")
    until = time.time() - seconds
    with suppress(OSError), os.scandir(directory) as entries:
        for entry in entries:
            if aside.fullmatch(entry.name) and entry.stat(follow_symlinks=False).st_mtime <= until:
                os.unlink(entry.path)


def _keep_rights(target: str, descriptor: int, private: bool) -> None:
    """Give the new file the mode of the one it replaces, and where possible its owner."""
    if sys.platform == "win32":
        return
    try:
        old = os.stat(target)
    except FileNotFoundError:
        return
    if (old.st_uid, old.st_gid) != (os.geteuid(), os.getegid()):
        # A command run by root must not take the file away from its owner.
        with suppress(PermissionError):
            os.fchown(descriptor, old.st_uid, old.st_gid)
    os.fchmod(descriptor, old.st_mode & (0o600 if private else 0o777))
