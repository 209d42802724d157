"""Where opaque data of a provider is still valid: signatures, encrypted reasoning, file handles.

A provider takes them back from the model that made them, after just the messages after which they
were made; instructions do not count. In another place they make a request invalid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from llm.core.history import is_of_tools, without_instructions
from llm.lazy_dataclass import dataclass
from llm.parts import Message, ReasoningPart, ToolCallPart, ToolResultPart


@dataclass(frozen=True)
class Origin:
    """Where an answer was made.

    Attributes:
        model: the model, or the family of models, that made it.
        asked: the messages that it answers, instructions included.
        number: its place among the messages of the response, counted from 0.

    """

    model: str
    asked: Sequence[Message]
    number: int = 0


def note_origin(answers: Sequence[Message], model: str, asked: Sequence[Message]) -> None:
    """Note on *answers* that *model* made them when it was *asked* this."""
    for number, answer in enumerate(answers):
        answer.origin = Origin(model, asked, number)


def within_scope(history: Sequence[Message], model: str, checked: int = 0) -> Sequence[Message]:
    """*history* as *model* may be sent it: opaque data that is no longer valid is left out.

    The first *checked* messages are known to be valid. Nothing is changed: *history* itself comes
    back where all is valid. In a round of tool calls that is not finished, the model is given back
    all that it made.
    """
    said = without_instructions(history)
    leading = len(history) - len(said)
    checked = max(checked - leading, 0)
    sent: list[Message] | None = None
    round_start = _unfinished_round(said)
    valid_to, valid_sent = checked, checked
    for place in range(checked, len(said)):
        message = said[place]
        origin: Any = message.origin
        if origin is not None and not (
            origin.model == model
            and (
                place >= round_start
                or _made_here(origin, said, place, valid_to)
                # A program may keep the whole history, of which the model was sent a part.
                or (sent is not None and _made_here(origin, sent, len(sent), valid_sent))
            )
        ):
            plain = without_opaque(message)
            if plain is not message and sent is None:
                sent = list(said[:place])
            if plain is not None and sent is not None:
                sent.append(plain)
            continue
        if sent is not None:
            sent.append(message)
        if origin is not None:
            valid_to, valid_sent = place + 1, place + 1 if sent is None else len(sent)
    return history if sent is None else [*history[:leading], *sent]


def without_opaque(message: Message) -> Message | None:
    """*message* without what only its provider understands; None when nothing is left of it."""
    parts: list[Any] = []
    for part in message.parts:
        if isinstance(part, ReasoningPart):
            continue
        if isinstance(part, (ToolCallPart, ToolResultPart)) and part.server_executed:
            continue
        metadata = getattr(part, "provider_metadata", None)
        parts.append(replace(part, provider_metadata=None) if metadata else part)  # type: ignore[call-arg]  # every kind of part has it
    unchanged = len(parts) == len(message.parts) and all(
        one is other for one, other in zip(parts, message.parts, strict=True)
    )
    if unchanged and not message.provider_metadata:
        return message
    return Message(message.role, parts) if parts else None


def _made_here(origin: Origin, said: Sequence[Message], place: int, valid_to: int) -> bool:
    """Whether the answer at *place* follows what it was made after.

    Of the answer before it, which ends at *valid_to*, that is known already.
    """
    leading = len(origin.asked) - len(without_instructions(origin.asked))
    asked = len(origin.asked) - leading
    if asked + origin.number != place:
        return False
    if origin.number:
        before: Any = said[place - 1].origin
        return before is not None and before.asked is origin.asked and valid_to == place
    start = max(min(valid_to, place) - 1, 0)
    return list(origin.asked[leading + start :]) == list(said[start:place])


def _unfinished_round(said: Sequence[Message]) -> int:
    """Where the round of tool calls at the end of *said* begins; its length when there is none."""
    place = len(said)
    if not place or not is_of_tools(said, place - 1):
        return place
    while place and (said[place - 1].role == "assistant" or is_of_tools(said, place - 1)):
        place -= 1
    return place
