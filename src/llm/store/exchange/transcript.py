"""A conversation as it is read: what was said, each message once, and where it took another way.

Markdown and HTML are two ways to write down what is here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from llm.lazy_dataclass import dataclass
from llm.store.exchange.places import NOWHERE, Placed, Places
from llm.text import truncate_string

if TYPE_CHECKING:
    from llm.attachments import Attachment
    from llm.parts import Message
    from llm.store.exchange.exchanged import Exchanged
    from llm.store.records import CallRecord

_EXCERPT = 60
_SPEAKERS = {"user": "User", "assistant": "Assistant", "tool": "Tool", "system": "System"}


@dataclass(frozen=True)
class Entry:
    """A message in a transcript.

    Attributes:
        speaker: who said it, as a heading.
        message: what was said.
        about: model and time, of an answer.

    """

    speaker: str
    message: Message
    about: str = ""


@dataclass(frozen=True)
class Remark:
    """What a reader has to know between two messages."""

    text: str


def title_of(exchanged: Exchanged) -> str:
    """What to write above a conversation, in one line."""
    return " ".join((exchanged.conversation.name or "").split()) or "Untitled conversation"


def facts_of(exchanged: Exchanged) -> list[str]:
    """Date, model, id and tags of a conversation, as far as they are known."""
    conversation = exchanged.conversation
    facts = [written_time(conversation.started) if conversation.started else ""]
    facts += [conversation.model or "", f"conversation {conversation.id}", *conversation.tags]
    return [fact for fact in facts if fact]


def written_time(time: dt.datetime) -> str:
    """*time* as `2026-11-22 16:24 UTC`."""
    return time.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M UTC")


def name_of(attachment: Attachment) -> str:
    """What *attachment* is called: its media type, its size, and where it came from."""
    content = attachment.kept if attachment.content is None else attachment.content
    size = "" if content is None else f"{len(content):,} bytes"
    said = [attachment.type or "", size, attachment.path or attachment.url or ""]
    return ", ".join(each for each in said if each) or "unknown"


def transcript(exchanged: Exchanged) -> Iterator[Entry | Remark]:
    """What is to be read of *exchanged*, from its beginning on.

    A call that went on from another message than the one before it is introduced by a remark.
    """
    places = Places()
    excerpts: dict[int, str] = {}
    instructions = last = NOWHERE
    for call in exchanged.calls:
        here = places.of(call)
        _, asked, answered = here.new
        if here.instructions not in (instructions, NOWHERE):
            for message in call.instructions():
                yield Entry("Instructions", message)
        instructions = here.instructions
        for placed in asked:
            yield from _turned(placed, last, excerpts)
            yield Entry(_speaker(placed.message), placed.message)
            last = _noted(placed, excerpts)
        for placed in answered:
            yield from _turned(placed, last, excerpts)
            yield Entry(_speaker(placed.message), placed.message, _about(call))
            last = _noted(placed, excerpts)
        if (outcome := _outcome(call)) is not None:
            yield Remark(outcome)


def _turned(placed: Placed, last: int, excerpts: dict[int, str]) -> Iterator[Remark]:
    """What to say where *placed* was not said after the *last* message."""
    if placed.after == last:
        return
    if placed.after == NOWHERE:
        yield Remark("Another beginning:")
    else:
        yield Remark(f"Another way on from “{excerpts[placed.after]}”:")


def _noted(placed: Placed, excerpts: dict[int, str]) -> int:
    text = placed.message.text().strip() or _speaker(placed.message)
    excerpts[placed.number] = truncate_string(text, _EXCERPT, normalize_whitespace=True)
    return placed.number


def _speaker(message: Message) -> str:
    return _SPEAKERS.get(message.role, message.role)


def _about(call: CallRecord) -> str:
    time = written_time(call.started) if call.started else ""
    return " · ".join(each for each in (call.resolved_model or call.model, time) if each)


def _outcome(call: CallRecord) -> str | None:
    """How *call* ended, if not well."""
    if call.status == "error":
        return f"The call failed: {call.error}" if call.error else "The call failed."
    if call.status in ("interrupted", "running"):
        return "The answer was interrupted." if call.output else "There was no answer."
    return None
