"""How much memory messages take, roughly: for what is kept up to a number of bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.attachments import Attachment
from llm.parts import TextPart

if TYPE_CHECKING:
    from collections.abc import Iterable

    from llm.parts import Message

_OF_MESSAGE = 200
"""Bytes that a message takes besides what it says."""
_OF_OBJECT = 60


def size_of_messages(messages: Iterable[Message]) -> int:
    """The bytes that *messages* take."""
    return sum(map(size_of_message, messages))


def size_of_message(message: Message) -> int:
    """The bytes that *message* takes, with its attachments where they are in memory."""
    size = _OF_MESSAGE
    if message.provider_metadata:
        size += size_of_data(message.provider_metadata)
    for part in message.parts:
        if type(part) is TextPart and not part.provider_metadata:  # most of them
            size += len(part.text)
        else:
            size += size_of_data(list(vars(part).values()))
    return size


def size_of_data(data: Any) -> int:
    """The bytes that JSON-like *data* takes; attachments may be in it."""
    size, waiting = 0, [data]
    while waiting:
        each = waiting.pop()
        if isinstance(each, (str, bytes)):
            size += _OF_OBJECT + len(each)
        elif isinstance(each, dict):
            size += _OF_OBJECT + 2 * _OF_OBJECT * len(each)
            waiting += each.values()
        elif isinstance(each, (list, tuple)):
            size += _OF_OBJECT
            waiting += each
        elif isinstance(each, Attachment):
            size += _OF_MESSAGE + len(each.content or b"")
    return size
