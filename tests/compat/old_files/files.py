"""History files of old releases, as they were when those had written them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.compat.old_files.dump import DIRECTORY, restored

HERE = Path(__file__).parent
NAMES = ("v0.13", "v0.31", "v0.36", "many")
PNG = b"\x89PNG\r\n\x1a\n"


@dataclass
class OldFile:
    """A history of old releases.

    Attributes:
        path: the database; attached files lie beside it.
        printed: what the last of the releases printed of it.

    """

    path: Path
    printed: dict[str, Any]


def old_file(name: str, directory: Path) -> OldFile:
    """The history called *name*, in *directory*."""
    path = restored(HERE / f"{name}.sql", directory / "logs.db")
    # One of the attached files is still what it was, one is not, and one is gone.
    (directory / "kept.png").write_bytes(PNG + b"kept")
    (directory / "changed.png").write_bytes(PNG + b"something else")
    text = (HERE / f"{name}.json").read_text()
    return OldFile(path, json.loads(text.replace(DIRECTORY, str(directory))))
