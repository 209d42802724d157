"""Recollection: the histories that a server's clients were answered just now, and send back.

A client that keeps no state on the server sends everything that was said again with each turn,
without reasoning and what else its protocol lacks. It is known again by a hash of what any protocol
says (`store/canonical.py`), at a microsecond a message, and the messages of before take the place
of those that were sent: the history knows these objects, and the model gets back what it gave.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any

from llm.core.history import without_instructions
from llm.core.sizes import size_of_messages
from llm.lazy_dataclass import dataclass
from llm.parts import Message, TextPart
from llm.store.canonical import encoded, wire_pieces
from llm.store.continuing import Beginning
from llm.store.recognising import is_plain, more_than_wire

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_HISTORIES = 2_000
_MOST_BYTES = 100_000_000
_NEAR = 32
"""A client adds at most so many messages at a time; beyond that, the history is asked."""


@dataclass
class Told:
    """What was said up to some point, without instructions.

    Those that go on from one another share one list, which grows: a long conversation would be
    kept as often as it has turns.

    Attributes:
        shared: the list, of which *length* messages are meant, as they were said and answered here.
        length: how many.
        mark: the hash of what a protocol says of them, which can be gone on with.
        size: roughly, in bytes.
        client: the name of the client who was answered last.
        call: the id of the call that answered last.
        model: the id of the model that did.
        accepted: how many of the messages that model is known to take.
        before: what that model was asked; fewer messages, or none, where that is not known.

    """

    shared: list[Message]
    length: int
    mark: Any
    size: int = 0
    client: str | None = None
    call: str | None = None
    model: str | None = None
    accepted: int = 0
    before: Beginning = field(default_factory=Beginning)

    @property
    def messages(self) -> list[Message]:
        """The messages."""
        return self.shared[: self.length]

    def then(self, added: Sequence[Message], mark: Any = None) -> Told:
        """What was said, and then what was *added*; *mark* is that of all, where it is known."""
        if mark is None:
            mark = self.mark.copy()
            for message in added:
                add_to_mark(mark, message)
        shared = self.shared if len(self.shared) == self.length else self.messages
        shared += added
        return replace(
            self,
            shared=shared,
            length=len(shared),
            mark=mark,
            size=self.size + size_of_messages(added),
        )


class Recollection:
    """The histories that were come to last, each for the client to whom it was answered."""

    def __init__(self) -> None:
        self._by_mark: OrderedDict[tuple[str, bytes], Told] = OrderedDict()
        self._by_call: dict[str, Told] = {}
        self._size = 0

    def recalled(self, client: str, sent: Sequence[Message]) -> tuple[Told, bool]:
        """The history that *client* has *sent*, in the words of before as far as it is known.

        And whether any of it is. It ends with what was sent, whatever comes of it: `keep` goes on
        from there.
        """
        said = without_instructions(sent)
        mark, count, before = hashlib.sha256(), 0, None
        near = len(said) - _NEAR
        for place, message in enumerate(said, start=1):
            add_to_mark(mark, message)
            if place >= near and message.role == "assistant":
                known = self._by_mark.get((client, mark.digest()))
                if known is not None and known is not before:  # a message may say nothing
                    count, before = place, known
        if before is None or not _adds_nothing(said[:count], before):
            return Told([], 0, hashlib.sha256()).then(said, mark), False
        return before.then(said[count:], mark), True

    def after(self, client: str, call: str, added: Sequence[Message]) -> Told | None:
        """What was said until *call* has answered *client*, and then *added*.

        None where that is not known.
        """
        before = self._by_call.get(call)
        return None if before is None or before.client != client else before.then(added)

    def keep(self, asked: Told, answer: Sequence[Message], client: str, call: str, by: str) -> None:
        """Remember that *client* has *asked* this, and how *call* of the model *by* answered it."""
        told = asked.then(answer)
        told.client, told.call, told.model, told.accepted = client, call, by, told.length
        key = (client, told.mark.digest())
        self._forget(self._by_mark.pop(key, None))
        self._by_mark[key] = self._by_call[call] = told
        self._size += told.size
        while len(self._by_mark) > _MOST_HISTORIES or self._size > _MOST_BYTES:
            self._forget(self._by_mark.popitem(last=False)[1])

    def forget(self, told: Told | None = None) -> None:
        """Remember nothing; or not *told*."""
        for key, each in list(self._by_mark.items()):
            if told is None or each.call == told.call:
                del self._by_mark[key]
                self._forget(each)

    def _forget(self, told: Told | None) -> None:
        if told is not None:
            self._size -= told.size
            self._by_call.pop(told.call or "", None)


def told_of(said: Sequence[Message], sent: Sequence[Message] | None = None) -> Told:
    """The history that was *said*; *sent* is what a client sent of it, where that is less."""
    mark = None
    if sent is not None:
        mark = hashlib.sha256()
        for message in sent:
            add_to_mark(mark, message)
    return Told([], 0, hashlib.sha256()).then(said, mark)


def add_to_mark(mark: Any, message: Message) -> None:
    """Add what a protocol says of *message* to *mark*, a hash of hashlib's."""
    parts = message.parts
    if len(parts) == 1 and type(parts[0]) is TextPart:  # most messages
        if text := parts[0].text:
            content = text.encode("utf-8", "surrogatepass")
            mark.update(f"{message.role} text {len(content)} ".encode() + content)
        return
    for kind, *said in wire_pieces(message):
        is_text = kind == "text"
        content = said[0].encode("utf-8", "surrogatepass") if is_text else encoded(said)
        mark.update(f"{message.role} {kind} {len(content)} ".encode() + content)


def _adds_nothing(sent: Sequence[Message], known: Told) -> bool:
    """Whether *sent* says nothing, which no protocol has words for, beyond what is *known*."""
    rich = [message for message in sent if not is_plain(message)]
    return not rich or not more_than_wire(rich) - more_than_wire(known.messages)
