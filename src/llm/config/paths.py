"""Where the user's files are.

What a shell asks for at each press of a key takes them as text: `pathlib` takes as long to import
as all that is left to do then.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from llm.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

APP_NAME = "io.datasette.llm"
_OTHER = "Set LLM_USER_PATH to a directory that you may write to."


def user_dir() -> Path:
    """The directory of the user's keys, aliases, templates and history, made when missing.

    `LLM_USER_PATH` names it; otherwise it is where the platform keeps the settings of
    applications. A new one is closed to other users; an existing one is left as it is.
    Raises ConfigError when it cannot be made.
    """
    path = user_file("")
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


def not_a_directory(path: Path | str) -> ConfigError:
    """What to raise where something else is in the place of the user directory *path*."""
    return ConfigError(f"The user directory {path} is not a directory. {_OTHER}")


def user_file(name: str) -> Path:
    """Where the user's file *name* is or would be; nothing is made.

    What only reads goes through here, so that it works where nothing can be written.
    """
    from pathlib import Path

    return Path(user_path(name))


def user_path(name: str) -> str:
    """As `user_file`, as text."""
    chosen = os.environ.get("LLM_USER_PATH")
    return os.path.join(chosen or os.path.join(_settings_of_applications(), APP_NAME), name)


def _settings_of_applications() -> str:
    # The same answers as click.get_app_dir, which costs the import of click. Like click, and
    # unlike pathlib, expanduser gives "~" back where no home can be found.
    if sys.platform == "win32":
        return os.environ.get("APPDATA") or os.path.expanduser("~")
    if sys.platform == "darwin":
        return os.path.expanduser("~/Library/Application Support")
    return os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")


def cache_dir() -> Path:
    """The directory for what can be made or fetched again; it need not exist.

    `LLM_CACHE_PATH` names it outright; else it is `llm` in the platform's own.
    """
    from pathlib import Path

    return Path(cache_path())


def cache_path() -> str:
    """As `cache_dir`, as text."""
    chosen = os.environ.get("LLM_CACHE_PATH")
    if chosen:
        return os.path.expanduser(chosen)
    base = os.environ.get("XDG_CACHE_HOME", "")
    # The XDG rule: a relative path is to be ignored.
    if os.path.isabs(base):
        return os.path.join(base, "llm")
    if sys.platform == "win32":
        home = os.path.expanduser("~")
        local = os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
        return os.path.join(local, "llm", "Cache")
    if sys.platform == "darwin":
        return os.path.expanduser("~/Library/Caches/llm")
    return os.path.expanduser("~/.cache/llm")
