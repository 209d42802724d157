"""Where the history is, and whether it is kept: names that plugins import from `llm.cli`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llm.config.paths import user_dir, user_file

if TYPE_CHECKING:
    from pathlib import Path

_OFF = "logs-off"


def logs_db_path() -> Path:
    """The database that holds the history."""
    return user_dir() / "logs.db"


def logs_on() -> bool:
    """Are prompts and responses kept? They are unless the user turned that off."""
    return not user_file(_OFF).exists()


def keep_logs(keep: bool) -> None:
    """Keep prompts and responses from now on, or do not. Raises ConfigError, or OSError."""
    if keep:
        user_file(_OFF).unlink(missing_ok=True)
    else:
        (user_dir() / _OFF).touch(mode=0o600)
