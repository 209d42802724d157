"""The names of commands that plugins replace or change, in a file of their own beside the index.

Who runs a command that uses no plugin looks whether one changes it, and hardly any does: to read
the whole index for that would take longer than many a command does.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from contextlib import suppress
from typing import TYPE_CHECKING

from llm.config.paths import cache_path

if TYPE_CHECKING:
    from pathlib import Path

_ENDING = ".commands"


def directory() -> str:
    """Where indexes are kept."""
    return os.path.join(cache_path(), "plugins")


def may_be_changed(name: str) -> bool:
    """Whether an index here has a plugin that replaces, changes or removes the command *name*."""
    with suppress(OSError):
        for each in os.listdir(directory()):
            if each.endswith(_ENDING):
                with open(os.path.join(directory(), each), encoding="utf-8") as file:
                    if name in file.read().split("\n"):
                        return True
    return False


def note(index: Path, names: Collection[str]) -> None:
    """Write down which commands plugins change, as the *index* has it. Raises ConfigError."""
    from llm.config.files import replaced

    path = index.with_suffix(_ENDING)
    if names:
        with replaced(path, private=True, is_locked=True) as file:
            file.write("\n".join(sorted(names)).encode("utf-8", "replace"))
    else:
        path.unlink(missing_ok=True)
