"""Names and lines that others wrote, as a listing shows them."""

from __future__ import annotations


def shown(text: str) -> str:
    """*text* in one line, with nothing in it that would change a terminal."""
    return text if text.isprintable() else "".join(map(_shown, text))


def _shown(character: str) -> str:
    return character if character.isprintable() else " "
