"""Files in TOML: reading them with the lines of what is in them, and changing single values.

Comments and order stay where a value is changed. A file that cannot be understood is reported
and left as it is.
"""

from __future__ import annotations

import re
from contextlib import nullcontext
from dataclasses import field
from typing import TYPE_CHECKING, Any

from llm.config.files import read_text, replaced
from llm.config.locks import locked
from llm.errors import ConfigError
from llm.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

CURE = "Correct it there, or with llm config edit."
PROJECT_CURE = "Correct it there, or with llm config edit --project."
"""What is said to do about a settings file that cannot be understood."""

# From here on, saying in which line a value is takes longer than anybody wants to wait.
_LINES = 2000


@dataclass(frozen=True)
class TomlFile:
    """What is in a file.

    Attributes:
        path: the file.
        text: its text.
        table: what that says.

    """

    path: Path
    text: str
    table: dict[str, Any] = field(repr=False)

    def line_of(self, *keys: str) -> int | None:
        """The line in which the value under *keys*, one within the other, begins."""
        import tomllib

        lines = self.text.splitlines(keepends=True)
        whole = 0
        for number in range(1, min(len(lines), _LINES) + 1):
            try:
                table = tomllib.loads("".join(lines[:number]))
            except tomllib.TOMLDecodeError:
                continue  # in the middle of a value
            if _has(table, keys):
                return whole + 1
            whole = number
        return None

    def place(self, *keys: str) -> str:
        """The file, with the line of the value under *keys*, for people."""
        line = self.line_of(*keys)
        return f"{self.path}, line {line}" if line else str(self.path)


def _has(table: Any, keys: Sequence[str]) -> bool:
    for key in keys:
        if not isinstance(table, dict) or key not in table:
            return False
        table = table[key]
    return True


def read_toml(path: Path, cure: str = CURE) -> TomlFile | None:
    """What is in *path*, or None when there is no such file.

    Raises ConfigError, naming the line and what to do, when it is no TOML, or cannot be read.
    """
    text = read_text(path)
    return None if text is None else parsed(path, text, cure)


def parsed(path: Path, text: str, cure: str = CURE) -> TomlFile:
    """What *text*, which is or will be in *path*, says; raises as `read_toml`."""
    import tomllib

    try:
        # Line ends of Windows are as good as others.
        return TomlFile(path, text, tomllib.loads(text.replace("\r\n", "\n")))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        said = str(error).partition("\n")[0]
        found = re.fullmatch(r"(.*) \(at (?:line (\d+), column \d+|end of document)\)", said)
        line = (found and found[2]) or str(len(text.splitlines()) or 1)
        reason = found[1] if found else said
        raise ConfigError(f"{path}, line {line}: {reason}. {cure}") from error


def update_toml(
    path: Path, change: Callable[[Any], None], *, lock: bool = True, cure: str = CURE
) -> None:
    """Let *change* alter the document in *path* in place, and replace the file.

    What is handed to it is a dictionary that keeps comments. A file that does not exist is made
    where anything is put into it. With *lock*, which leaves an empty file beside it, nobody else
    changes it in between.

    Raises ConfigError as `read_toml` does, and when the file cannot be written.
    """
    import tomlkit

    with locked(path) if lock else nullcontext():
        before = read_text(path) or ""
        parsed(path, before, cure)
        document = tomlkit.parse(before)
        change(document)
        after = tomlkit.dumps(document)
        parsed(path, after)
        if after == before:
            return
        with replaced(path, is_locked=lock) as file:
            file.write(after.encode("utf-8"))
