"""A conversation as the data exports of chat services tell it -> the calls that it was made of.

Services keep a tree of what was said, in small pieces: a thought, a search, what it found, a
sentence. Everything between two messages of the user is one answer, and each end of an answer that
somebody went on from, or that nothing follows, is a call. What the service ran on its own side is
part of the answer. A last message that was never answered is a call that was interrupted.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import field
from typing import Any

from llm.core.history import instructions_of, without_instructions
from llm.ids import id_at
from llm.lazy_dataclass import dataclass
from llm.parts import Message, Part
from llm.store.canonical import message_hash, node_hash
from llm.store.exchange.exchanged import Exchanged
from llm.store.records import CallRecord, ConversationRecord, FragmentUse

_ANSWERING = ("assistant", "tool")


@dataclass
class Piece:
    """One piece of a conversation.

    Attributes:
        id: what the service calls it.
        after: id of the piece before it; None at the beginning.
        role: who said it: `system`, `user`, `assistant` or `tool`.
        parts: what was said. A piece of nothing is passed over.
        time: when, in seconds since 1970.
        model: the model that said it.
        finish_reason: why the model stopped there.
        cut_off: it was interrupted.
        fragments: texts in it that the user attached.
        details: what else the service tells of it, as JSON-like data.

    """

    id: str
    after: str | None
    role: str
    parts: list[Part]
    time: float | None = None
    model: str | None = None
    finish_reason: str | None = None
    cut_off: bool = False
    fragments: list[FragmentUse] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)


@dataclass
class Told:
    """One conversation.

    Attributes:
        service: `chatgpt` or `claude`.
        id: what the service calls it.
        title: its title.
        model: the model, for what names none.
        started: in seconds since 1970.
        pieces: what was said, each piece after the one it follows.
        tip: id of the piece from which it goes on.

    """

    service: str
    id: str
    title: str | None
    model: str
    started: float | None
    pieces: list[Piece]
    tip: str | None


def exchanged(told: Told) -> Exchanged:
    """The calls that *told* was made of.

    The same export gives the same ids, whenever it is read.
    """
    places = _places(told)
    ends = {_call_id(told, place): place for place in places if _ends_call(place)}
    ids = sorted(ends)
    conversation = ConversationRecord(
        id=id_at(_milliseconds(told.started), f"{told.service} conversation {told.id}"),
        name=told.title,
        model=ends[ids[0]].model(told) if ids else told.model,
        tip=next((_before_question(place) for place in ends.values() if place.is_tip), None),
    )
    calls = (_call(told, conversation, call_id, ends[call_id]) for call_id in ids)
    return Exchanged(conversation, ids, calls)


def _before_question(place: _Place) -> str | None:
    """The node of the last answer before a question that nobody answered."""
    said = None if place.answer else place.said
    while said is not None and said.message.role != "assistant":
        said = said.before
    node = None
    for message in without_instructions(said.path()) if said is not None else ():
        node = node_hash(node, message_hash(message))
    return None if node is None else node.hex()


@dataclass
class _Said:
    """A message and what came before it. Calls share them: each is made and hashed once."""

    message: Message
    before: _Said | None

    def path(self) -> list[Message]:
        path = []
        said: _Said | None = self
        while said is not None:
            path.append(said.message)
            said = said.before
        return path[::-1]


@dataclass
class _Place:
    """A piece where it stands.

    Attributes:
        piece: what was said there.
        said: the messages up to it; where it is part of an answer, up to that.
        answer: the pieces of the answer up to it; empty where it is no part of one.
        fragments: what the user attached since the answer before.
        at: when it was said, in milliseconds since 1970, and later than what it follows.
        is_tip: the conversation goes on from here.
        followed: something was said after it.
        closed: something that is no part of the same answer was said after it.

    """

    piece: Piece
    said: _Said | None
    answer: list[Piece]
    fragments: list[FragmentUse]
    at: int
    is_tip: bool
    followed: bool = False
    closed: bool = False
    whole: _Said | None = None

    def through(self) -> _Said | None:
        """The messages up to here, the answer as one of them."""
        if not self.answer:
            return self.said
        if self.whole is None:
            parts = [part for piece in self.answer for part in piece.parts]
            self.whole = _Said(Message("assistant", parts), self.said)
        return self.whole

    def model(self, told: Told) -> str:
        """The model that answered, or was asked."""
        models = [piece.model for piece in self.answer if piece.model]
        return models[-1] if models else told.model


def _places(told: Told) -> list[_Place]:
    """Where each piece stands that says anything; pieces of nothing are passed over."""
    stands: dict[str | None, _Place | None] = {None: None}
    tip = told.tip
    by_id = {piece.id: piece for piece in told.pieces}
    while tip in by_id and not by_id[tip].parts:
        tip = by_id[tip].after
    places = []
    for piece in told.pieces:
        before = stands[piece.after]
        stands[piece.id] = before
        if piece.parts:
            place = _place(told, piece, before, is_tip=piece.id == tip)
            stands[piece.id] = place
            places.append(place)
            if before is not None:
                before.followed = True
                before.closed = before.closed or not place.answer
    return places


def _place(told: Told, piece: Piece, before: _Place | None, *, is_tip: bool) -> _Place:
    at = _milliseconds(told.started) if before is None else before.at + 1
    if piece.time is not None:
        at = max(at, _milliseconds(piece.time))
    if piece.role in _ANSWERING:
        said = None if before is None else before.said
        earlier = [] if before is None else before.answer
        fragments = [] if before is None else before.fragments
        return _Place(piece, said, [*earlier, piece], fragments, at, is_tip)
    said = _Said(Message(piece.role, piece.parts), None if before is None else before.through())
    fragments = [] if before is None or before.answer else before.fragments
    return _Place(piece, said, [], [*fragments, *piece.fragments], at, is_tip)


def _ends_call(place: _Place) -> bool:
    if place.answer:
        return place.closed or place.is_tip or not place.followed
    return place.piece.role == "user" and not place.followed


def _call_id(told: Told, place: _Place) -> str:
    kind = "answer" if place.answer else "question"
    return id_at(place.at, f"{told.service} {kind} {told.id} {place.piece.id}")


def _call(told: Told, conversation: ConversationRecord, call_id: str, place: _Place) -> CallRecord:
    messages = [] if place.said is None else place.said.path()
    answer = place.through() if place.answer else None
    last, first = place.piece, (place.answer or [place.piece])[0]
    whole = any(piece.role == "assistant" for piece in place.answer) and not last.cut_off
    return CallRecord(
        id=call_id,
        model=place.model(told),
        messages=messages,
        output=[] if answer is None else [answer.message],
        status="ok" if whole else "interrupted",
        conversation=conversation.id,
        conversation_name=conversation.name,
        system=instructions_of(messages) or None,
        fragments=place.fragments,
        payload={
            "imported_from": told.service,
            "conversation": told.id,
            "messages": [{"id": piece.id, **piece.details} for piece in place.answer or [last]],
        },
        finish_reason=last.finish_reason,
        started=_when(first.time, place.at),
        takes_tip=place.is_tip,
    )


def _milliseconds(seconds: float | None) -> int:
    return int((seconds or 0) * 1000)


def _when(seconds: float | None, milliseconds: int) -> dt.datetime:
    since = milliseconds / 1000 if seconds is None else seconds
    return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=since)
