r"""Our own format: JSON lines that say every message once. Written and read here.

Each line is an object, whose `type` says what it is:

- `header`, the first line: `{"type": "header", "format": "llm-history", "version": 1}`.
- `conversation`: `id`, and where there are any `name` (its title), `model` (the one it was begun
  with), `tip` (hash of the message from which it goes on), `forked_from` (id of a call or
  conversation), `tags`. What follows belongs to it, until the next one.
- `message`: `role`, `parts` and perhaps `provider_metadata`, as in `record_json.py`; its `number`,
  which counts from 1 in each conversation; and `after`, the number of the message that it was said
  after, where it was not the first. So the messages of a conversation are a tree, in which a branch
  is a message with two that follow it.
- `call`: one call of a model, with the fields of `CallRecord` that do not hold their default, but
  with numbers for messages: `instructions` is the last of the leading system messages, which are a
  path of their own; `input` the last message that was sent after them; `output` the last message of
  the answer. Where one of them is not there, there were no such messages.

What a call was sent is found by following `after` from `instructions`, and from `input`, to the
beginning; its answer by following it from `output` up to `input`. A message stands before the
lines that refer to it. A history of *n* messages takes *n* lines for them, however often they were
sent again. Text is UTF-8; fields that a reader does not know are to be passed over.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import field
from typing import TYPE_CHECKING, Any, NoReturn, TextIO, cast

from llm.errors import InvalidInput
from llm.lazy_dataclass import dataclass
from llm.store.exchange.exchanged import Exchanged
from llm.store.exchange.places import NOWHERE, Placed, Places
from llm.store.record_json import (
    call_fields,
    conversation_from_json,
    conversation_to_json,
    from_json,
    message_from_json,
    message_to_json,
)
from llm.strict_json import DEEPEST, TooDeep, decoded
from llm.text import valid_data

if TYPE_CHECKING:
    from llm.parts import Message
    from llm.store.records import CallRecord, ConversationRecord

FORMAT = "llm-history"
VERSION = 1
_AROUND = 20
"""How deep a line nests what a call holds, at most."""


def write_jsonl(conversations: Iterable[Exchanged], stream: TextIO) -> None:
    """Write *conversations* to *stream*, a line at a time."""
    stream.write(_line({"type": "header", "format": FORMAT, "version": VERSION}))
    for each in conversations:
        stream.write(_line({"type": "conversation", **conversation_to_json(each.conversation)}))
        places = Places()
        for call in each.calls:
            stream.writelines(_call_lines(call, places))


def _call_lines(call: CallRecord, places: Places) -> Iterator[str]:
    here = places.of(call)
    for placed in (each for new in here.new for each in new):
        yield _line(_message_data(placed))
    data: dict[str, Any] = {"type": "call", **call_fields(call)}
    for name in ("messages", "output", "conversation", "conversation_name"):
        data.pop(name, None)
    if here.instructions != NOWHERE:
        data["instructions"] = here.instructions
    if here.asked != NOWHERE:
        data["input"] = here.asked
    if here.answered != here.asked:
        data["output"] = here.answered
    yield _line(data)


def _message_data(placed: Placed) -> dict[str, Any]:
    data: dict[str, Any] = {"type": "message", "number": placed.number}
    if placed.after != NOWHERE:
        data["after"] = placed.after
    return data | message_to_json(placed.message)


def _line(data: dict[str, Any]) -> str:
    text = json.dumps(data, ensure_ascii=False, allow_nan=False)
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair, which only an escape can say
        text = json.dumps(data, allow_nan=False)
    return text + "\n"


@dataclass
class _Lines:
    """The lines of one conversation."""

    conversation: ConversationRecord
    messages: dict[int, tuple[int, Message]] = field(default_factory=dict)
    calls: list[dict[str, Any]] = field(default_factory=list)

    def exchanged(self) -> Exchanged:
        return Exchanged(
            self.conversation, [data["id"] for data in self.calls], map(self._call, self.calls)
        )

    def _call(self, data: dict[str, Any]) -> CallRecord:
        call = from_json({name: held for name, held in data.items() if name not in _PATHS})
        asked = data.get("input", NOWHERE)
        call.messages = [*self._path(data.get("instructions", NOWHERE)), *self._path(asked)]
        call.output = self._path(data.get("output", asked), asked)
        call.conversation = self.conversation.id
        call.conversation_name = self.conversation.name
        return call

    def _path(self, number: int, start: int = NOWHERE) -> list[Message]:
        path = []
        while number not in (start, NOWHERE):
            number, message = self.messages[number]
            path.append(message)
        return path[::-1]

    def _has(self, number: Any) -> bool:
        return type(number) is int and number in self.messages

    def take(self, kind: Any, data: dict[str, Any]) -> None:
        if kind == "message":
            self._take_message(data, "This message")
        elif kind == "call":
            self._take_call(data, "this call")

    def _take_message(self, data: dict[str, Any], where: str) -> None:
        number, after = data.get("number"), data.get("after") or NOWHERE
        if type(number) is not int or number <= NOWHERE or number in self.messages:
            raise InvalidInput(f"{where} has no number of its own.")
        if after != NOWHERE and not self._has(after):
            raise InvalidInput(f"{where} is after message {after}, which is not before it.")
        self.messages[number] = (after, message_from_json(data, where))

    def _take_call(self, data: dict[str, Any], where: str) -> None:
        for name in _PATHS & data.keys():
            if not self._has(data[name]):
                raise InvalidInput(f"'{name}' of {where} is a message that is not before it.")
        # Whether it can be read at all is seen here, where the line is known.
        from_json({name: held for name, held in data.items() if name not in _PATHS})
        self.calls.append(data)


_PATHS = {"instructions", "input", "output"}


def read_jsonl(lines: Iterable[str]) -> Iterator[Exchanged]:
    """The conversations that `write_jsonl` wrote, one after the other.

    Raises `InvalidInput`, which names the line, for what it did not write.
    """
    current: _Lines | None = None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            data = _object(line)
            kind = data.pop("type", None)
            if number == 1:
                _check_header(data)
            elif kind == "conversation":
                if current is not None:
                    yield current.exchanged()
                current = _Lines(conversation_from_json(data))
            elif current is not None:
                current.take(kind, data)
            else:
                _refuse("There is no conversation before it.")
        except InvalidInput as error:
            raise InvalidInput(f"line {number}: {error}") from error
    if current is not None:
        yield current.exchanged()


def is_header(line: str) -> bool:
    """Whether *line* is the first of a file that `write_jsonl` wrote."""
    try:
        return _object(line).get("format") == FORMAT
    except InvalidInput:
        return False


def _check_header(data: dict[str, Any]) -> None:
    version = data.get("version")
    if data.get("format") != FORMAT:
        raise InvalidInput(f"This is no header of {FORMAT}.")
    if version != VERSION:
        raise InvalidInput(
            f"The format has version {version}, and this llm reads {VERSION}: update llm."
        )


def _object(line: str) -> dict[str, Any]:
    try:
        data = decoded(line, DEEPEST + _AROUND)
    except TooDeep:
        raise InvalidInput("Lists and objects in it are nested too deeply.") from None
    except ValueError as error:
        raise InvalidInput(f"This is no JSON: {error}.") from error
    if not isinstance(data, dict):
        raise InvalidInput("This is no object.")
    return (
        data if line.isascii() and "\\u" not in line else cast("dict[str, Any]", valid_data(data))
    )


def _refuse(reason: str) -> NoReturn:
    raise InvalidInput(reason)
