"""docs/commands.md: it is what the commands say of themselves."""

from __future__ import annotations

import subprocess
import sys

from tests.docs.reference import REFERENCE
from tests.docs.test_readme import PROJECT

PRINTED = "import sys; from tests.docs.reference import reference; sys.stdout.write(reference())"


def test_the_reference_is_up_to_date():
    """As `python -m tests.docs.reference` writes it, in a process where nothing was loaded."""
    said = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", PRINTED], cwd=PROJECT, check=True, capture_output=True
    )
    assert REFERENCE.read_text(encoding="utf-8") == said.stdout.decode()
