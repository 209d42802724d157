"""Where the history is, and whether it is kept: names that plugins import from `llm.cli`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from llm.config.layers import LOGS_OFF, configured
from llm.config.paths import user_dir, user_path

if TYPE_CHECKING:
    from pathlib import Path


def logs_db_path() -> Path:
    """The database that holds the history."""
    chosen = configured("database")
    if not chosen:
        return user_dir() / "logs.db"
    from pathlib import Path

    return Path(chosen)


def logs_on() -> bool:
    """Are prompts and responses kept? They are unless the user, or a setting, turned that off."""
    chosen = configured("log", ("environment", "project"))
    return not os.path.exists(user_path(LOGS_OFF)) if chosen is None else bool(chosen)


def keep_logs(keep: bool) -> None:
    """Keep prompts and responses from now on, or do not. Raises ConfigError, or OSError."""
    from llm.config import changing

    changing.keep_logs(keep)
