"""Where a conversation is gone on from: what was said until then, and with which model and tools."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, overload

from llm.core.scope import Origin, without_opaque
from llm.errors import NotInHistory
from llm.store.records import CallRecord, ConversationRecord

if TYPE_CHECKING:
    from llm.parts import Message
    from llm.store.records import Reference
    from llm.store.sqlite.backend import SQLiteStore


@dataclass
class Point:
    """A point in a conversation from which it is gone on.

    Attributes:
        conversation: the conversation.
        messages: what was said up to the point, led by the instructions that held there.
        call: the call that came there, or the last one before.
        branches: something was said after this point already.

    """

    conversation: ConversationRecord
    messages: list[Message] = field(default_factory=list)
    call: CallRecord | None = None
    branches: bool = False


def last_point(store: SQLiteStore, scope_of: Callable[[str], str] = str) -> Point | None:
    """Where the most recently used conversation goes on; None when there is none.

    *scope_of* says for the id of a model whose opaque data it takes back.
    """
    conversation = store.last_conversation()
    return None if conversation is None else _tip_of(store, conversation, scope_of)


def point_of(store: SQLiteStore, prefix: str, scope_of: Callable[[str], str] = str) -> Point:
    """The point that *prefix* names: after a call, at a message, where a conversation goes on.

    Raises `NotInHistory` when there is none, and `InvalidInput` when there are several.
    """
    found = store.find(prefix)
    if found.kind == "conversation":
        return _tip_of(store, store.conversation(found.id), scope_of)
    node, conversation_id = store.node_of(found)
    conversation = store.conversation(conversation_id)
    return _point(store, conversation, node, scope_of, branches=node != conversation.tip)


def conversation_point(
    store: SQLiteStore, conversation_id: str, scope_of: Callable[[str], str] = str
) -> Point:
    """Where the conversation of this id, or the only one whose id begins so, goes on.

    Raises `NotInHistory`.
    """
    found: Reference | None
    try:
        found = store.find(conversation_id)
    except NotInHistory:
        found = None
    if found is None or found.kind != "conversation":
        raise NotInHistory(f"No conversation found with id={conversation_id}")
    return _tip_of(store, store.conversation(found.id), scope_of)


def _tip_of(
    store: SQLiteStore, conversation: ConversationRecord, scope_of: Callable[[str], str]
) -> Point:
    return _point(store, conversation, conversation.tip, scope_of, branches=False)


def _point(
    store: SQLiteStore,
    conversation: ConversationRecord,
    node: str | None,
    scope_of: Callable[[str], str],
    *,
    branches: bool,
) -> Point:
    call = store.last_call(conversation.id, node)
    said = store.messages(node)
    for made_by, asked, end in store.answers_on_the_way(node):
        answers, before = said[asked:end], _Beginning(said, asked)
        scope = scope_of(made_by) if any(map(_is_opaque, answers)) else made_by
        for number, message in enumerate(answers):
            message.origin = Origin(scope, before, number)
    leading = [] if call is None else list(call.instructions())
    return Point(conversation, [*leading, *said], call, branches)


def _is_opaque(message: Message) -> bool:
    return without_opaque(message) is not message


class _Beginning(Sequence["Message"]):
    """The first *length* of *messages*, without a copy of them."""

    def __init__(self, messages: list[Message], length: int) -> None:
        self._messages = messages
        self._length = length

    @overload
    def __getitem__(self, place: int) -> Message: ...
    @overload
    def __getitem__(self, place: slice) -> list[Message]: ...
    def __getitem__(self, place: int | slice) -> Message | list[Message]:
        if isinstance(place, slice):
            return [self._messages[each] for each in range(*place.indices(self._length))]
        if not -self._length <= place < self._length:
            raise IndexError(place)
        return self._messages[place % self._length]

    def __len__(self) -> int:
        return self._length
