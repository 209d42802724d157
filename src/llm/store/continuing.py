"""Where a conversation is gone on from: what was said until then, by which model, with what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, overload

from llm.clock import clock
from llm.core.history import without_instructions
from llm.core.scope import Origin, without_opaque
from llm.errors import InvalidInput, NotInHistory
from llm.ids import new_id
from llm.lazy_dataclass import dataclass
from llm.parts import AttachmentPart, Message, TextPart
from llm.store.records import CallRecord, ConversationRecord, Reference

if TYPE_CHECKING:
    from llm.store.records import Owners
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
    with store.reading():
        conversation = store.last_conversation()
        return None if conversation is None else _tip_of(store, conversation, scope_of)


def point_of(store: SQLiteStore, prefix: str, scope_of: Callable[[str], str] = str) -> Point:
    """The point that *prefix* names: after a call, at a message, where a conversation goes on.

    Raises `NotInHistory` when there is none, and `InvalidInput` when there are several.
    """
    with store.reading():
        found = store.find(prefix)
        if found.kind == "conversation":
            return _tip_of(store, store.conversation(found.id), scope_of)
        node, conversation_id = store.node_of(found)
        conversation = store.conversation(conversation_id)
        return _point(store, conversation, node, scope_of, branches=node != conversation.tip)


def conversation_point(
    store: SQLiteStore, conversation_id: str, scope_of: Callable[[str], str] = str
) -> Point:
    """Where the conversation goes on whose id, or one of whose calls' ids, begins so.

    Raises `NotInHistory`.
    """
    with store.reading():
        try:
            found = store.find_conversation(conversation_id)
        except NotInHistory as error:
            raise NotInHistory(f"No conversation found with id={conversation_id}") from error
        return _tip_of(store, store.conversation(found), scope_of)


def call_point(
    store: SQLiteStore, prefix: str | None, scope_of: Callable[[str], str] = str
) -> Point:
    """The point from which a call was made, with what it was sent, and that call.

    *prefix* names the call; or a conversation, whose last call is meant, as is that of the most
    recently used one for None. Of a message it is the point at which that was said. Raises
    `NotInHistory` and `InvalidInput`.
    """
    with store.reading():
        return _call_point(store, prefix, scope_of)


def _call_point(store: SQLiteStore, prefix: str | None, scope_of: Callable[[str], str]) -> Point:
    reference = None if prefix is None else store.find(prefix)
    conversation: ConversationRecord | None = None
    if reference is None or reference.kind == "conversation":
        conversation = (
            store.last_conversation() if reference is None else store.conversation(reference.id)
        )
        call = None
        if conversation is not None:
            call = store.last_call(conversation.id, None) or store.last_call(
                conversation.id, conversation.tip
            )
        if call is None:
            raise NotInHistory("The history has no call yet that could be made again")
        reference = Reference("call", call.id)
    node, of_call = store.node_of(reference, asked=True)
    # A fork goes on from calls of the conversation that it was forked from.
    conversation = conversation or store.conversation(of_call)
    point = _point(store, conversation, node, scope_of, branches=True)
    if reference.kind == "call":
        point.call = store.call(reference.id)
        point.messages[: len(point.messages) - len(without_instructions(point.messages))] = list(
            point.call.instructions()
        )
    return point


def known_messages(
    store: SQLiteStore,
    said: Sequence[Message],
    owners: Owners,
    scope_of: Callable[[str], str] = str,
) -> tuple[int, list[Message]]:
    """How many of the messages *said*, without instructions, are known; and these as they are.

    A client that sends back what was said leaves out what its protocol cannot say. It is known
    where calls of *owners* have come.
    """
    with store.reading():
        count, place = store.graph.recognised(said, owners)
        if not count or place.hash is None:
            return 0, []
        return count, _said_until(store, place.hash.hex(), None, scope_of)


def said_until(
    store: SQLiteStore,
    node: str | None,
    call_id: str | None,
    scope_of: Callable[[str], str] = str,
    may_see: Callable[[str | None], bool] | None = None,
) -> list[Message]:
    """What was said up to *node*, without instructions; each answer knows where it was made.

    *may_see* says of a client whether its calls may be seen; see `as_seen`.
    """
    with store.reading():
        said = _said_until(store, node, call_id, scope_of)
        return said if may_see is None else as_seen(store, node, said, may_see)


def as_seen(
    store: SQLiteStore,
    node: str | None,
    said: Sequence[Message],
    may_see: Callable[[str | None], bool],
) -> list[Message]:
    """What was *said* up to *node*, for who may not see the calls of each client.

    Reasoning and opaque data of an answer that was given to none whom *may_see* allows is left out.
    Nothing is placed after such an answer without saying the same, so this is a second lock.
    """
    answers = store.answers_on_the_way(node)
    seen: set[int] = set()
    hidden: set[int] = set()
    for each in answers:
        (seen if may_see(each.client) else hidden).update(range(each.asked, each.answered))
    hidden -= seen
    shown = [
        without_opaque(message) if number in hidden else message
        for number, message in enumerate(said)
    ]
    return [message for message in shown if message is not None]


def fork(store: SQLiteStore, prefix: str, name: str | None = None) -> ConversationRecord:
    """A new conversation that goes on where *prefix* says; see `point_of`."""
    with store.reading():
        origin = store.find(prefix)
        node, of = (None, origin.id) if origin.kind == "conversation" else store.node_of(origin)
        conversation = store.conversation(of)
        node = conversation.tip if origin.kind == "conversation" else node
        call = store.last_call(conversation.id, node)
    made = ConversationRecord(
        id=new_id(),
        name=name or conversation.name,
        model=call.model if call else conversation.model,
        tip=node,
        forked_from=origin.id,
    )
    store.save_conversation(made)
    return made


def with_other_text(messages: Sequence[Message], text: str) -> list[Message]:
    """*messages* with *text* as that of the last one, which keeps its attachments.

    Raises `InvalidInput` where the last message is neither a user's nor a model's.
    """
    if not messages or messages[-1].role not in ("user", "assistant"):
        raise InvalidInput("Only what a user or a model said can be edited")
    last = messages[-1]
    kept = [part for part in last.parts if isinstance(part, AttachmentPart)]
    return [*messages[:-1], Message(last.role, [TextPart(text), *kept])]


def with_other_answer(point: Point, text: str) -> CallRecord:
    """A call like the one that came to *point*, with an answer of this *text* that nobody gave.

    Raises `InvalidInput` where the last message at *point* is neither a user's nor a model's.
    """
    messages = with_other_text(point.messages, text)
    call = point.call
    return CallRecord(
        id=new_id(),
        model=(call.model if call else point.conversation.model) or "",
        messages=messages[:-1],
        output=messages[-1:],
        conversation=point.conversation.id,
        options=call.options if call else {},
        finish_reason="edited",
        started=clock().now(),
        takes_tip=True,
    )


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
    said = _said_until(store, node, None if call is None else call.id, scope_of)
    leading = [] if call is None else list(call.instructions())
    return Point(conversation, [*leading, *said], call, branches)


def _said_until(
    store: SQLiteStore, node: str | None, call_id: str | None, scope_of: Callable[[str], str]
) -> list[Message]:
    said = store.messages(node, call_id=call_id)
    before = Beginning()
    for made_by, _, asked, end in store.answers_on_the_way(node):
        answers, before = said[asked:end], before.until(said, asked)
        scope = scope_of(made_by) if any(map(_is_opaque, answers)) else made_by
        for number, message in enumerate(answers):
            message.origin = Origin(scope, before, number)
    return said


def _is_opaque(message: Message) -> bool:
    return without_opaque(message) is not message


class Beginning(Sequence[Message]):
    """How a history begins: as *before*, and then with what was *added*.

    The answers of a long history would each hold all that was said before. So they share it; and
    none holds what came after it, itself included: what is not used any more is freed at once.
    """

    def __init__(self, added: Sequence[Message] = (), before: Beginning | None = None) -> None:
        self._before = before
        self._added = added
        self._start = 0 if before is None else len(before)
        self._first: Sequence[Message] = added[:1] if before is None else before._first

    def until(self, history: Sequence[Message], length: int) -> Beginning:
        """The first *length* messages of *history*, which begins like this."""
        if not 0 < len(self) <= length:
            return Beginning(history[:length])
        return self if len(self) == length else Beginning(history[len(self) : length], self)

    @overload
    def __getitem__(self, place: int) -> Message: ...
    @overload
    def __getitem__(self, place: slice) -> list[Message]: ...
    def __getitem__(self, place: int | slice) -> Message | list[Message]:
        if isinstance(place, slice):
            start, stop, step = place.indices(len(self))
            if step == 1:
                return self._between(start, stop)
            return self._between(0, len(self))[place]
        if place in (0, -len(self)) and self._first:
            return self._first[0]
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        place %= len(self)
        return self._between(place, place + 1)[0]

    def __len__(self) -> int:
        return self._start + len(self._added)

    def __iter__(self) -> Iterator[Message]:
        return iter(self._between(0, len(self)))

    def _between(self, start: int, stop: int) -> list[Message]:
        pieces: list[Sequence[Message]] = []
        piece: Beginning | None = self
        while piece is not None and stop > start:
            first = piece._start
            if stop > first:
                pieces.append(piece._added[max(start - first, 0) : stop - first])
                stop = first
            piece = piece._before
        return [message for added in reversed(pieces) for message in added]
