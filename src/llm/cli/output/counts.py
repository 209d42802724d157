"""Numbers of things, as they are said."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """`1 call`, `2,000 calls`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def joined(*said: str) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)
