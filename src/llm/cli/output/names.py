"""Names and lines that others wrote, with nothing in them that would change a terminal.

Answers are shown by `terminal.visible`.
"""

from __future__ import annotations


def shown(text: str) -> str:
    """*text* in one line, with spaces for characters that do not show; for listings."""
    return text if text.isprintable() else "".join(map(_shown, text))


def _shown(character: str) -> str:
    return character if character.isprintable() else " "


def escaped(text: str, keep: str = "") -> str:
    """*text* with characters that do not show, but for those to *keep*, as Python writes them.

    For what somebody is asked to allow, which is to hide nothing.
    """
    if text.isprintable():
        return text
    return "".join(each if each in keep or each.isprintable() else _escaped(each) for each in text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
