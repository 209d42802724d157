"""Histories of old releases, to be imported."""

from pathlib import Path

import pytest

from tests.compat.old_files.files import old_file


@pytest.fixture
def old(tmp_path) -> Path:
    """A history that four old releases wrote."""
    return old_file("many", tmp_path).path


CALLS = 159
"""How many calls are in it."""
