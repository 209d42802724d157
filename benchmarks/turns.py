"""What is said in a long conversation, and who sends it: `history` measures how that is kept.

A turn is a question and an answer of sixty words each. A *rich* one has a tool round in between,
with reasoning, and metadata that a provider wants back. Three ways to send it:

- `conversation`: the list of messages grows, and every call is sent the same objects;
- `resending`: a client of a chat-completions server, which sends everything again as new objects,
  without reasoning and metadata;
- `clock`: the same, under instructions that differ at every call.
"""

from __future__ import annotations

import datetime as dt
import random
import string
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from llm import assistant, system, user
from llm.ids import new_id
from llm.parts import (
    Message,
    Part,
    ReasoningPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
    tool_message,
)
from llm.store.records import CallRecord
from llm.usage import Usage

if TYPE_CHECKING:
    from llm.store.sqlite.backend import SQLiteStore

SHAPES = ("conversation", "resending", "clock")
_SPOKEN = 3000
_BEGAN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


class Speaker:
    """Says things at random, the same with each *seed*, some words far more often than others.

    Attributes:
        said: every text that was said.
        metadata: every string in metadata of providers.
    """

    def __init__(self, seed: int = 1) -> None:
        self.said: set[str] = set()
        self.metadata: set[str] = set()
        self._random = random.Random(seed)
        lengths = [self._random.randint(2, 9) for _ in range(_SPOKEN)]
        self._vocabulary = ["".join(self._letters(length)) for length in lengths]
        self._weights = [1 / (rank + 3) for rank in range(_SPOKEN)]

    def words(self, count: int = 60) -> str:
        """A text of *count* words."""
        text = " ".join(self._random.choices(self._vocabulary, self._weights, k=count))
        self.said.add(text)
        return text

    def opaque(self, length: int) -> str:
        """A string that only a provider understands."""
        text = "".join(self._random.choices(string.ascii_letters + string.digits, k=length))
        self.metadata.add(text)
        return text

    def instructions(self, turn: int) -> Message:
        """Instructions with the time of *turn* in them."""
        text = f"You are a helpful assistant. It is {_BEGAN + dt.timedelta(seconds=turn)}."
        self.said.add(text)
        return system(text)

    def spoken(self, rank: int) -> str:
        """The word with this *rank*: 0 is said most often, -1 hardly ever."""
        return self._vocabulary[rank]

    def bytes_said(self) -> int:
        """The size of all distinct texts."""
        return sum(len(text.encode()) for text in self.said)

    def _letters(self, count: int) -> list[str]:
        return self._random.choices(string.ascii_lowercase, k=count)


Round = tuple[Message, Message]
"""What is asked, or what a tool found, and the answer."""


def plain_turn(speaker: Speaker, turn: int) -> Iterator[Round]:  # noqa: ARG001 - as `rich_turn`
    """A question and its answer."""
    yield user(speaker.words()), assistant(speaker.words())


def rich_turn(speaker: Speaker, turn: int) -> Iterator[Round]:
    """A question, a tool call with its result, and the answer; both answers were thought about."""
    call = ToolCallPart("search", {"query": speaker.words(5), "limit": turn}, f"call_{turn}")
    yield user(speaker.words()), _thought(speaker, call)
    result = ToolResultPart("search", speaker.words(30), f"call_{turn}")
    yield tool_message(result), _thought(speaker, TextPart(speaker.words()))


def _thought(speaker: Speaker, said: Part) -> Message:
    signed = {"anthropic": {"signature": speaker.opaque(200)}}
    reasoning = ReasoningPart(speaker.words(40), provider_metadata=signed)
    return assistant(
        reasoning, said, provider_metadata={"openai": {"id": f"msg_{speaker.opaque(32)}"}}
    )


KINDS: dict[str, Callable[[Speaker, int], Iterator[Round]]] = {
    "plain": plain_turn,
    "rich": rich_turn,
}


def as_sent(message: Message) -> Message:
    """*message* as a client sends it that keeps what its protocol can say, in new objects."""
    parts: list[Part] = []
    for part in message.parts:
        if isinstance(part, TextPart):
            parts.append(TextPart(part.text))
        elif isinstance(part, ToolCallPart):
            parts.append(ToolCallPart(part.name, dict(part.arguments), part.tool_call_id))
        elif isinstance(part, ToolResultPart):
            parts.append(ToolResultPart(part.name, part.output, part.tool_call_id))
    return Message(message.role, parts)


@dataclass
class Sender:
    """One who holds a conversation of one of the `SHAPES`, with turns of one of the `KINDS`.

    Attributes:
        shape: how it is sent.
        kind: what a turn is.
        speaker: who says it all.
        history: what was said so far.
        sent: how many messages were sent, those sent again included.
        turn: how many turns there were.
        conversation: its id, where the sender knows it.
    """

    shape: str
    kind: str
    speaker: Speaker = field(default_factory=Speaker)
    history: list[Message] = field(default_factory=list)
    sent: int = 0
    turn: int = 0
    conversation: str | None = None

    def keep(self, store: SQLiteStore) -> tuple[float, float]:
        """Have *store* keep the next turn; the seconds that took, and seconds of CPU."""
        self.turn += 1
        wall = cpu = 0.0
        for asked, answer in KINDS[self.kind](self.speaker, self.turn):
            self.history.append(asked)
            messages = self._messages()
            self.sent += len(messages)
            began = _record(messages, (), self.conversation)
            ended = _record(messages, [answer], self.conversation, began.id)
            wall_before, cpu_before = time.perf_counter(), time.process_time()
            conversation = store.begin(began)
            store.finish(ended)
            wall += time.perf_counter() - wall_before
            cpu += time.process_time() - cpu_before
            if self.shape == "conversation":  # the others leave it to the store to find theirs
                self.conversation = conversation
            self.history.append(answer)
        return wall, cpu

    def _messages(self) -> Sequence[Message]:
        if self.shape == "conversation":
            return list(self.history)
        leading = [self.speaker.instructions(self.turn)] if self.shape == "clock" else []
        return [*leading, *map(as_sent, self.history)]


def _record(
    messages: Sequence[Message],
    output: Sequence[Message],
    conversation: str | None,
    call_id: str | None = None,
) -> CallRecord:
    return CallRecord(
        call_id or new_id().lower(),
        "scripted",
        messages,
        output,
        "ok" if output else "running",
        conversation,
        resolved_model="scripted-2026-01-01" if output else None,
        usage=Usage(1000, 80) if output else Usage(),
        started=dt.datetime.now(dt.UTC),
        finish_reason="stop" if output else None,
        duration_ms=1200 if output else None,
    )
