"""docs/screens.md: a terminal shows today what was recorded."""

from __future__ import annotations

from tests.docs.screens import SCREENS, recorded
from tests.docs.world import World


def test_the_recordings_are_what_is_shown(tmp_path):
    """Recorded again, nothing differs."""
    with World(tmp_path) as world:
        assert recorded(world) == SCREENS.read_text(encoding="utf-8")
