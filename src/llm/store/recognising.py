"""How much of a history that was sent is what is stored, when a protocol has carried it. Pure.

A client may leave out what its protocol cannot say, and spread the pieces of a role over messages
as it likes: the wire path (`canonical.py`) is the same then. What it says beyond that has to be
stored, too; else it is a history of its own from there on.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from llm.lazy_dataclass import dataclass
from llm.parts import AttachmentPart, Part, ReasoningPart, TextPart, ToolCallPart, ToolResultPart
from llm.store.canonical import attachment_id, encoded, message_hash, part_form, wire_form

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from llm.attachments import Attachment
    from llm.parts import Message


@dataclass(frozen=True)
class Stored:
    """Stored messages that follow one another from the beginning.

    Attributes:
        paths: the wire path after each.
        hashes: the hash of each; None where it was dropped.
        messages: gives those between two places.

    """

    paths: Sequence[bytes]
    hashes: Sequence[bytes | None]
    messages: Callable[[int, int], Sequence[Message]]

    def say_all_of(self, sent: Sequence[Message], start: int, end: int) -> bool:
        """Whether those from *start* to *end* say all of *sent*, whose wire path is theirs."""
        return (
            all(map(is_plain, sent))
            or self.are(sent, start, end)
            or not more_than_wire(sent) - more_than_wire(self.messages(start, end))
        )

    def are(self, sent: Sequence[Message], start: int, end: int) -> bool:
        """Whether those from *start* to *end* are just *sent*."""
        return list(map(message_hash, sent)) == list(self.hashes[start:end])


def agreeing(
    sent: Sequence[Message], sent_paths: Sequence[bytes], stored: Stored, answered: int
) -> tuple[int, int]:
    """How many messages from the beginning say the same: of those *sent*, and of those stored.

    *sent_paths* are the wire paths after each that was sent. The first *answered* of them end with
    an answer, so a client sends them back. What comes after these is said now, and has to be the
    same to the last detail.
    """
    ends = {b"": 0} | {path: count for count, path in enumerate(stored.paths, start=1)}
    agreed = (0, 0)
    for place, path in enumerate(sent_paths):
        if path not in ends or sent_paths[place + 1 : place + 2] == [path]:
            continue  # no stored message ends here, or there is more to come that adds nothing
        start, after = agreed
        same = stored.say_all_of if place < answered else stored.are
        if not same(sent[start : place + 1], after, ends[path]):
            break
        agreed = (place + 1, ends[path])
    return agreed


def more_than_wire(messages: Iterable[Message]) -> Counter[bytes]:
    """What *messages* say that no wire form does, each piece of it as bytes."""
    return Counter(encoded(each) for message in messages for each in _more(message))


def is_plain(message: Message) -> bool:
    """Whether *message* surely says nothing beyond its wire form; a quick look."""
    if message.provider_metadata or not message.parts:
        return False
    for part in message.parts:
        if isinstance(part, TextPart):
            if part.provider_metadata or not part.text:
                return False
        elif isinstance(part, ToolCallPart):
            if part.provider_metadata or part.server_executed:
                return False
        elif not isinstance(part, ToolResultPart) or (
            part.provider_metadata or part.server_executed or part.exception or part.attachments
        ):
            return False
    return True


def _more(message: Message) -> Iterable[list[object]]:
    found = [each for part in message.parts for each in _more_in(part)]
    thoughts = [part.text for part in message.parts if isinstance(part, ReasoningPart)]
    if len(thoughts) > 1:  # some protocols show them as one
        found.append([part_form(ReasoningPart("".join(thoughts)))])
    if message.provider_metadata:
        found.append(["message", message.role, message.provider_metadata])
    if not found and not wire_form(message)[1]:
        found.append(["empty", message.role])
    return found


def _more_in(part: Part) -> Iterator[list[object]]:
    if isinstance(part, ReasoningPart) or getattr(part, "server_executed", False):
        yield [part_form(part)]
        if isinstance(part, ReasoningPart) and part.provider_metadata and part.text:
            yield [part_form(ReasoningPart(part.text))]  # as protocols show it
        return
    if metadata := getattr(part, "provider_metadata", None):
        yield [part.kind, getattr(part, "text", None), metadata]
    if isinstance(part, ToolResultPart):
        if part.exception:
            yield ["exception", part.tool_call_id, part.exception]
        yield from _types(part.attachments)
    elif isinstance(part, AttachmentPart) and part.attachment is not None:
        yield from _types([part.attachment])


def _types(attachments: Iterable[Attachment]) -> Iterator[list[object]]:
    for each in attachments:
        if each.type:
            yield ["attachment", attachment_id(each), each.type]
