"""Where the user's files are."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from llm.errors import ConfigError

APP_NAME = "io.datasette.llm"
_OTHER = "Set LLM_USER_PATH to a directory that you may write to."


def user_dir() -> Path:
    """The directory of the user's keys, aliases, templates and history, made when missing.

    `LLM_USER_PATH` names it; otherwise it is where the platform keeps the settings of
    applications. A new one is closed to other users; an existing one is left as it is.
    Raises ConfigError when it cannot be made.
    """
    path = _location()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(mode=0o700, exist_ok=True)
    except FileExistsError as error:
        raise not_a_directory(path) from error
    except OSError as error:
        raise ConfigError(
            f"The user directory {path} cannot be made: {error.strerror or error}. {_OTHER}"
        ) from error
    return path


def not_a_directory(path: Path) -> ConfigError:
    """What to raise where something else is in the place of the user directory *path*."""
    return ConfigError(f"The user directory {path} is not a directory. {_OTHER}")


def user_file(name: str) -> Path:
    """Where the user's file *name* is or would be; nothing is made.

    What only reads goes through here, so that it works where nothing can be written.
    """
    return _location() / name


def _location() -> Path:
    chosen = os.environ.get("LLM_USER_PATH")
    return Path(chosen) if chosen else _settings_of_applications() / APP_NAME


def _settings_of_applications() -> Path:
    # The same answers as click.get_app_dir, which costs the import of click. Like click, and
    # unlike pathlib, expanduser gives "~" back where no home can be found.
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or os.path.expanduser("~"))
    if sys.platform == "darwin":
        return Path(os.path.expanduser("~/Library/Application Support"))
    return Path(os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config"))


def cache_dir() -> Path:
    """The directory for what can be made or fetched again; it need not exist.

    `LLM_CACHE_PATH` names it outright; else it is `llm` in the platform's own.
    """
    chosen = os.environ.get("LLM_CACHE_PATH")
    if chosen:
        return Path(chosen).expanduser()
    base = os.environ.get("XDG_CACHE_HOME", "")
    # The XDG rule: a relative path is to be ignored.
    if os.path.isabs(base):
        return Path(base) / "llm"
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
        return Path(local) / "llm" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "llm"
    return Path.home() / ".cache" / "llm"
