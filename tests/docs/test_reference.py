"""docs/commands.md: it is what the commands say of themselves."""

from __future__ import annotations

from tests.docs.reference import REFERENCE, reference


def test_the_reference_is_up_to_date():
    """As `python -m tests.docs.reference` writes it."""
    assert REFERENCE.read_text(encoding="utf-8") == reference()
