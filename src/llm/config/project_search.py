"""Where the project file is that counts here. Every prompt asks, and most directories have none."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

NAME = ".llm.toml"
SWITCH = "LLM_PROJECT_FILE"
_OFF = {"0", "false", "no", "off"}


def project_path(directory: str | None = None) -> Path | None:
    """The project file that counts in *directory*, by default the current one; None without one.

    It is the nearest one there or above: as far as the home directory, or the root of the git
    repository. Outside both only the directory itself counts.
    """
    if os.environ.get(SWITCH, "").strip().lower() in _OFF:
        return None
    try:
        start = os.path.abspath(directory or os.getcwd())
    except OSError:  # the directory is gone
        return None
    home = os.path.realpath(os.path.expanduser("~"))
    place = start
    # One look at each level: most directories have none, and every prompt comes by here.
    while not os.path.isfile(os.path.join(place, NAME)):
        above = os.path.dirname(place)
        if place in (above, home):
            return None
        place = above
    from pathlib import Path

    return Path(place, NAME) if place == start or _reaches(start, place, home) else None


def _reaches(start: str, place: str, home: str) -> bool:
    """Whether a file in *place*, above *start*, is still one of what *start* belongs to."""
    inside = start
    while inside != place:
        if os.path.exists(os.path.join(inside, ".git")):
            return False
        inside = os.path.dirname(inside)
    if start.startswith(os.path.join(home, "")):
        return True
    while not os.path.exists(os.path.join(inside, ".git")):
        above = os.path.dirname(inside)
        if above == inside:
            return False
        inside = above
    return True
