"""Dice that models may throw: a tool, and a toolbox that remembers."""

import random
from typing import Any

import llm


def throw(sides: int = 6, times: int = 1) -> list[int]:
    """Throw a die with this many sides, this many times."""
    if sides < 2:
        raise ValueError("A die has at least two sides")  # the model is told, and may try again
    return [random.randint(1, sides) for _ in range(times)]


class Cup(llm.Toolbox):
    """Dice that are thrown together, and what they have shown so far."""

    def __init__(self, sides: int = 6) -> None:
        self.sides = sides
        self.shown: list[int] = []

    def throw(self, times: int = 1) -> list[int]:
        """Throw so many dice."""
        thrown = throw(self.sides, times)
        self.shown += thrown
        return thrown

    def total(self) -> int:
        """The sum of all that was thrown."""
        return sum(self.shown)


@llm.hookimpl
def register_tools(register: Any) -> None:
    register(throw, name="throw_dice")
    register(Cup)
