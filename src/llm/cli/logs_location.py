"""Where the history is, and whether it is kept: names that plugins import from `llm.cli`."""

from __future__ import annotations

from pathlib import Path

from llm.config.layers import LOGS_OFF, configured
from llm.config.paths import user_dir, user_file


def logs_db_path() -> Path:
    """The database that holds the history."""
    chosen = configured("database")
    return Path(chosen) if chosen else user_dir() / "logs.db"


def logs_on() -> bool:
    """Are prompts and responses kept? They are unless the user, or a setting, turned that off."""
    chosen = configured("log", ("environment", "project"))
    return not user_file(LOGS_OFF).exists() if chosen is None else bool(chosen)


def keep_logs(keep: bool) -> None:
    """Keep prompts and responses from now on, or do not. Raises ConfigError, or OSError."""
    from llm.config import changing

    changing.keep_logs(keep)
