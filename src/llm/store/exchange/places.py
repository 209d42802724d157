"""Places: messages numbered where they were said, each once, however often they are sent again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from llm.lazy_dataclass import dataclass
from llm.parts import ReasoningPart, TextPart
from llm.store.record_json import message_to_json

if TYPE_CHECKING:
    from llm.parts import Message
    from llm.store.records import CallRecord

_Path: TypeAlias = "list[tuple[Message, int]]"

NOWHERE = 0
"""What a first message is said after."""


@dataclass(frozen=True)
class Placed:
    """A message with its number, and the number of the message that it was said after."""

    number: int
    after: int
    message: Message


@dataclass(frozen=True)
class CallPlaces:
    """Where a call is among the messages of its conversation.

    Attributes:
        instructions: the last message of its instructions.
        asked: the last message that it was sent, instructions aside.
        answered: the last message of its answer; *asked* where there is none.
        new: the messages that no call before it had: of the instructions, of what it was sent, of
            its answer.

    """

    instructions: int
    asked: int
    answered: int
    new: tuple[list[Placed], list[Placed], list[Placed]]


class Places:
    """Numbers the messages of one conversation, from 1 on."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[int, bytes], int] = {}
        self._last: list[tuple[Message, int]] = []

    def of(self, call: CallRecord) -> CallPlaces:
        """Where *call* is; its messages are numbered where they are new."""
        instructions = call.instructions()
        history = call.messages[len(instructions) :]
        leading: _Path = []
        path = self._shared(history)
        new_leading = self._extend(leading, instructions)
        new_asked = self._extend(path, history[len(path) :])
        asked = _end(path)
        new_answered = self._extend(path, call.output)
        self._last = path
        return CallPlaces(_end(leading), asked, _end(path), (new_leading, new_asked, new_answered))

    def _shared(self, history: Sequence[Message]) -> _Path:
        """The beginning of *history* that is as the call before had it."""
        count = 0
        for message, (known, _) in zip(history, self._last, strict=False):
            if not _same(message, known):
                break
            count += 1
        return self._last[:count]

    def _extend(self, path: _Path, messages: Sequence[Message]) -> list[Placed]:
        """Let *path* go on with *messages*; returns those that are new."""
        new: list[Placed] = []
        for message in messages:
            after = _end(path)
            key = (after, _fingerprint(message))
            number = self._numbers.get(key)
            if number is None:
                number = self._numbers[key] = len(self._numbers) + 1
                new.append(Placed(number, after, message))
            path.append((message, number))
        return new


def _end(path: _Path) -> int:
    return path[-1][1] if path else NOWHERE


def _fingerprint(message: Message) -> bytes:
    return hashlib.sha256(json.dumps(message_to_json(message), sort_keys=True).encode()).digest()


def _same(one: Message, other: Message) -> bool:
    """Whether two messages are the same to the last bit, if that is seen without much work.

    What compares equal may differ: 1 and true in arguments, the copies of a file that changed.
    """
    if one is other:
        return True
    plain = all(
        type(part) in (TextPart, ReasoningPart) and not part.provider_metadata  # type: ignore[attr-defined]  # both have it
        for part in one.parts
    )
    return plain and not one.provider_metadata and one == other
