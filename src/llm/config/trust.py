"""Which project files the user trusts: `trusted.json`, paths with the hash of what was looked at.

The hash is that of the file and of the files with code that it names, so that none of them can
change unseen. What code imports from elsewhere is not looked at.
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Any

from llm.config.files import read_object, update_object
from llm.config.paths import user_dir, user_file
from llm.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from llm.config.project import ProjectFile

TRUSTED_FILE = "trusted.json"


def digest(project: ProjectFile) -> str:
    """The SHA-256 of the project file's text, and of the files with code that it names, in hex."""
    found = hashlib.sha256(project.file.text.encode("utf-8", "surrogatepass"))
    for path in project.files_with_code():
        try:
            with open(path, "rb") as file:
                code = file.read()
        except OSError:
            code = b""
        found.update(f"\0{path}\0{len(code)}\0".encode("utf-8", "surrogatepass"))
        found.update(code)
    return found.hexdigest()


def is_trusted(project: ProjectFile) -> bool:
    """Whether the user trusts the project file as it is. Raises ConfigError for a bad list."""
    known = trusted_files()
    return bool(known) and known.get(_name(project.path)) == digest(project)


def trusted_files() -> dict[str, Any]:
    """The path of each project file that was trusted, with the hash. Raises ConfigError."""
    return read_object(user_file(TRUSTED_FILE))


def trust(project: ProjectFile, seen: str) -> None:
    """Trust the project file from now on, if it still has the digest *seen*.

    Raises ConfigError when it has not, or when the list cannot be written.
    """
    from llm.config.project import read_project_file

    again = read_project_file(project.path)
    if again is None or digest(again) != seen:
        raise ConfigError(f"{project.path} was changed in the meantime: look at it again")

    def change(known: dict[str, Any]) -> None:
        known[_name(project.path)] = seen

    update_object(user_dir() / TRUSTED_FILE, change, private=True)


def untrust(path: Path) -> bool:
    """Trust the project file at *path*, which need not be there, no more; whether it was trusted.

    Raises ConfigError when the list cannot be written.
    """
    name = _name(path)
    if name not in trusted_files():
        return False

    def change(known: dict[str, Any]) -> None:
        known.pop(name, None)

    update_object(user_dir() / TRUSTED_FILE, change, private=True)
    return True


def _name(path: Path) -> str:
    # As whoever reads it later gets there: by way of links, or not.
    return os.path.realpath(path)
