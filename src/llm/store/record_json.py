"""The JSON form of a call and of what it is made of, exact to the last field.

The spool, the export and the import of our own exports speak it. What holds its default is left
out. A message has the form of `Message.to_dict`; an attachment that was given by path has beside
it, as `kept`, the bytes that were copied in, or as `id` the hash of what was not. Bytes are base64,
times ISO 8601.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias, cast, get_args

from llm.attachments import Attachment
from llm.errors import InvalidInput
from llm.parts import Message, attachments_of
from llm.store.canonical import attachment_id
from llm.store.records import (
    CallRecord,
    ConversationRecord,
    FragmentUse,
    Status,
    ToolDefinition,
    ToolInstance,
)
from llm.usage import Usage

if TYPE_CHECKING:
    from llm.serialization import MessageDict

BytesOf: TypeAlias = Callable[[Attachment], bytes | None]
Reader: TypeAlias = Callable[[Any, str], Any]
"""Makes a value of its JSON form; the text says where it stands, for the error."""

Readers: TypeAlias = dict[str, Reader]


def kept_bytes(attachment: Attachment) -> bytes | None:
    """The bytes of a file that the history has copied in; nothing is read."""
    return attachment.kept


def to_json(record: CallRecord, bytes_of: BytesOf = kept_bytes) -> dict[str, Any]:
    """The JSON form of *record*.

    *bytes_of* gives what goes along with an attachment that was given by path: the copy that the
    history has, unless somebody wants the file read who has no history to read from.
    """
    return {
        name: [message_to_json(each, bytes_of) for each in value]
        if name in ("messages", "output")
        else value
        for name, value in call_fields(record).items()
    }


def from_json(data: Any) -> CallRecord:
    """The call that `to_json` described.

    Fields that are not known are passed over. Raises `InvalidInput`, which says where, for what is
    no such form.
    """
    return cast("CallRecord", _built(CallRecord, _CALL, data, "the call"))


def call_fields(record: CallRecord) -> dict[str, Any]:
    """What in *record* is not its default, in JSON; messages as they are."""
    written = {}
    for name, value in _said(record):
        if name == "started":
            written[name] = value.isoformat()
        elif name in ("tools", "fragments"):
            written[name] = [_plain(each) for each in value]
        else:
            written[name] = _plain(value) if name == "usage" else value
    return written


def conversation_to_json(conversation: ConversationRecord) -> dict[str, Any]:
    """The JSON form of *conversation*, without what its calls say: how many there are, and when."""
    return {name: held for name, held in _said(conversation) if name in _CONVERSATION}


def conversation_from_json(data: Any) -> ConversationRecord:
    """The conversation that `conversation_to_json` described. Raises `InvalidInput`."""
    found = _built(ConversationRecord, _CONVERSATION, data, "the conversation")
    return cast("ConversationRecord", found)


def message_to_json(message: Message, bytes_of: BytesOf = kept_bytes) -> dict[str, Any]:
    """The JSON form of *message*, with the bytes of its attachments."""
    data = cast("dict[str, Any]", message.to_dict())
    for attachment, form in zip(attachments_of(message), _attachment_forms(data), strict=True):
        if attachment.content is None and attachment.path:
            copy = bytes_of(attachment)
            if copy is None:
                form["id"] = attachment_id(attachment)
            else:
                form["kept"] = base64.b64encode(copy).decode("ascii")
    return data


def message_from_json(data: Any, where: str = "the message") -> Message:
    """The message that `message_to_json` described. Raises `InvalidInput`, which says *where*."""
    form = _object(data, where)
    _text(form.get("role"), f"the role of {where}")
    _data(form.get("provider_metadata") or {}, f"the metadata of {where}")
    parts = _array(form.get("parts", []), f"the parts of {where}")
    form = {**form, "parts": [_checked_part(part, where) for part in parts]}
    try:
        message = Message.from_dict(cast("MessageDict", form))
        for attachment, kept in zip(attachments_of(message), _attachment_forms(form), strict=True):
            if "kept" in kept:
                attachment.kept = base64.b64decode(kept["kept"])
            elif "id" in kept:
                attachment._id = kept["id"]
    except (TypeError, ValueError) as error:
        raise InvalidInput(f"{_capital(where)} cannot be read: {error}") from error
    return message


def _said(value: Any) -> Iterator[tuple[str, Any]]:
    """Each field of a dataclass that does not hold its default."""
    for each in fields(value):
        held = getattr(value, each.name)
        default = each.default if each.default_factory is MISSING else each.default_factory()
        if default is MISSING or held != default:
            yield each.name, held


def _plain(value: Any) -> dict[str, Any]:
    return {
        name: _plain(held) if isinstance(held, ToolInstance) else held
        for name, held in _said(value)
    }


def _attachment_forms(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for part in message.get("parts", ()):
        if part.get("attachment") is not None:
            yield part["attachment"]
        yield from part.get("attachments", ())


def _built(cls: type, readers: Readers, data: Any, where: str) -> Any:
    """An object of the dataclass *cls*, whose fields *readers* can read."""
    form = _object(data, where)
    given = {
        name: read(form[name], f"'{name}' of {where}")
        for name, read in readers.items()
        if form.get(name) is not None
    }
    for each in fields(cls):
        required = each.default is MISSING and each.default_factory is MISSING
        if required and each.name not in given:
            raise InvalidInput(f"{_capital(where)} has no '{each.name}'.")
    return cls(**given)


def _is(kind: type | tuple[type, ...], called: str) -> Reader:
    def read(value: Any, where: str) -> Any:
        if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
            return value
        _refuse(where, called)

    return read


def _refuse(where: str, called: str) -> NoReturn:
    raise InvalidInput(f"{_capital(where)} should be {called}.")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_text = _is(str, "a text")


def _name(value: Any, where: str) -> Any:
    return _text(value, where) or _refuse(where, "a text that is not empty")


_whole = _is(int, "a whole number")
_number = _is((int, float), "a number")
_flag = _is(bool, "true or false")
_data = _is(dict, "an object")
_array = _is(list, "a list")


def _object(value: Any, where: str) -> dict[str, Any]:
    return cast("dict[str, Any]", _data(value, where))


def _as_it_is(value: Any, where: str) -> Any:  # noqa: ARG001 - a reader like the others
    return value


def _one_of(*allowed: str) -> Reader:
    def read(value: Any, where: str) -> Any:
        if value not in allowed:
            _refuse(where, f"one of {', '.join(allowed)}")
        return value

    return read


def _time(value: Any, where: str) -> dt.datetime:
    try:
        time = dt.datetime.fromisoformat(_text(value, where))
    except ValueError:
        _refuse(where, "a time in ISO 8601")
    return time if time.tzinfo else time.replace(tzinfo=dt.UTC)


def _each(read: Reader) -> Reader:
    return lambda value, where: [read(each, where) for each in _array(value, where)]


def _of(cls: type, readers: Readers) -> Reader:
    return lambda value, where: _built(cls, readers, value, where)


def _base64(value: Any, where: str) -> str:
    try:
        base64.b64decode(_text(value, where), validate=True)
    except ValueError:
        _refuse(where, "base64")
    return cast("str", value)


_ATTACHMENT: Readers = {
    "type": _text,
    "path": _text,
    "url": _text,
    "content": _base64,
    "kept": _base64,
    "id": _text,
}
_PART: Readers = {
    "type": _text,
    "text": _text,
    "name": _text,
    "output": _text,
    "arguments": _data,
    "tool_call_id": _text,
    "exception": _text,
    "redacted": _flag,
    "server_executed": _flag,
    "provider_metadata": _data,
}
_TOOL_INSTANCE: Readers = {"name": _text, "plugin": _text, "arguments": _data}
_TOOL: Readers = {
    "name": _text,
    "description": _text,
    "input_schema": _data,
    "plugin": _text,
    "instance": _of(ToolInstance, _TOOL_INSTANCE),
    "server_side": _flag,
}
_FRAGMENT: Readers = {"content": _text, "source": _text, "kind": _one_of("prompt", "system")}
_USAGE: Readers = {
    "input": _whole,
    "output": _whole,
    "details": _data,
    "cached": _whole,
    "reasoning": _whole,
}
_CONVERSATION: Readers = {
    "id": _name,
    "name": _text,
    "model": _text,
    "tip": _text,
    "forked_from": _text,
    "tags": _each(_text),
}
_CALL: Readers = {
    "id": _name,
    "model": _name,
    "messages": _each(message_from_json),
    "output": _each(message_from_json),
    "status": _one_of(*get_args(Status)),
    "conversation": _text,
    "conversation_name": _text,
    "resolved_model": _text,
    "system": _text,
    "options": _data,
    "schema": _data,
    "tools": _each(_of(ToolDefinition, _TOOL)),
    "fragments": _each(_of(FragmentUse, _FRAGMENT)),
    "payload": _as_it_is,
    "usage": _of(Usage, _USAGE),
    "cost": _number,
    "finish_reason": _text,
    "error": _text,
    "started": _time,
    "duration_ms": _whole,
    "client": _text,
    "has_history": _flag,
    "takes_tip": _flag,
}


def _checked_part(part: Any, where: str) -> dict[str, Any]:
    """The form of a part in *where*, whose fields have the right types; without what is null."""
    form = _checked(part, _PART, f"a part of {where}")
    attachment = f"an attachment of {where}"
    if "attachment" in form:
        form["attachment"] = _checked(form["attachment"], _ATTACHMENT, attachment)
    if "attachments" in form:
        each = _each(lambda value, inside: _checked(value, _ATTACHMENT, inside))
        form["attachments"] = each(form["attachments"], attachment)
    return form


def _checked(data: Any, readers: Readers, where: str) -> dict[str, Any]:
    form = {name: value for name, value in _object(data, where).items() if value is not None}
    for name in readers.keys() & form.keys():
        readers[name](form[name], f"'{name}' of {where}")
    return form
