"""Retold: what a newer release made of a conversation that an older one had begun.

It told the model again what had been said, and left out what its way of telling had no place for:
attachments, instructions that no longer held. What the older release kept says more.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from llm.store.canonical import wire_form

if TYPE_CHECKING:
    from llm.parts import Message
    from llm.store.records import CallRecord


class Retold:
    """A conversation as an older release kept it, against which later tellings are held."""

    def __init__(self) -> None:
        self._leading: list[Message] = []
        self._said: list[Message] = []
        # With the message, so that its number is not given to another.
        self._forms: dict[int, tuple[Message, str]] = {}

    def add(self, call: CallRecord, said: list[Message]) -> None:
        """Know *call*, the next of the conversation, and everything *said* by its end."""
        self._leading = list(call.instructions())
        self._said = said

    def richer(self, told: list[Message]) -> list[Message]:
        """*told* with what is known in the place of its beginning, if that says the same."""
        if not self._said:
            return told
        place = 0
        for number, message in enumerate(told):
            if not self._form(message):
                continue
            while place < len(self._said) and not self._form(self._said[place]):
                place += 1
            if place == len(self._said):
                return [*self._leading, *self._said, *told[number:]]
            if self._form(message) != self._form(self._said[place]):
                return told
            place += 1
        return [*self._leading, *self._said[:place]]

    def _form(self, message: Message) -> str:
        """What both tell of a message; empty for what one of them leaves out."""
        if id(message) not in self._forms:
            self._forms[id(message)] = (message, _told_by_both(message))
        return self._forms[id(message)][1]


def _told_by_both(message: Message) -> str:
    if message.role == "system":
        return ""
    role, pieces = wire_form(message)
    kept = [piece for piece in pieces if piece[0] != "attachment"]
    return json.dumps([role, kept]) if kept else ""
