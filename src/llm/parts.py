"""Messages and the parts they are made of, each knowing its own JSON form.

`user()`, `assistant()`, `system()` and `tool_message()` build messages by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from llm.attachments import Attachment
from llm.lazy_dataclass import dataclass
from llm.text import valid_text

if TYPE_CHECKING:
    from llm.events import StreamEvent
    from llm.serialization import MessageDict, PartDict

__all__ = [
    "AttachmentPart",
    "Message",
    "Part",
    "ReasoningPart",
    "StreamEvent",
    "TextPart",
    "ToolCallPart",
    "ToolResultPart",
    "assistant",
    "normalize_parts",
    "system",
    "tool_message",
    "user",
]

P = TypeVar("P", bound="type[Part]")
_KINDS: dict[str, type[Part]] = {}


def __getattr__(name: str) -> Any:
    # Plugins take it from here; most of those who read messages have no use for it.
    if name != "StreamEvent":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from llm.events import StreamEvent

    return StreamEvent


def _kind(cls: P) -> P:
    """Register *cls* under the `type` that its JSON form carries."""
    _KINDS[cls.kind] = cls
    return cls


@dataclass
class Part:
    """One typed piece of a message. Parts with equal content are equal.

    Every kind of part may carry `provider_metadata`, which is kept as it is.
    """

    kind: ClassVar[str]
    always: ClassVar[tuple[str, ...]] = ()
    """Fields that the JSON form names even when they are empty."""

    def to_dict(self) -> PartDict:
        """The JSON form: `type`, the fields in `always`, and whatever else is not empty."""
        data: dict[str, Any] = {"type": self.kind}
        for name in _fields(type(self)):
            value = getattr(self, name)
            if value or name in self.always:
                data[name] = _to_json(value)
        return cast("PartDict", data)

    @staticmethod
    def from_dict(data: PartDict) -> Part:
        """The part that `to_dict` described. Raises `ValueError` for a type it does not know."""
        given = dict(cast("dict[str, Any]", data))
        kind = given.pop("type", None)
        cls = _KINDS.get(kind or "")
        if cls is None:
            raise ValueError(f"Unknown part type: {kind!r}")
        known = _fields(cls)
        return cls(**{name: _from_json(name, given[name]) for name in given if name in known})


@_kind
@dataclass
class TextPart(Part):
    """Text that was said."""

    kind: ClassVar[str] = "text"
    always: ClassVar[tuple[str, ...]] = ("text",)

    text: str = ""
    provider_metadata: dict[str, Any] | None = None


@_kind
@dataclass
class ReasoningPart(Part):
    """What a model thought before it answered; *redacted* when it keeps that to itself."""

    kind: ClassVar[str] = "reasoning"
    always: ClassVar[tuple[str, ...]] = ("text",)

    text: str = ""
    redacted: bool = False
    provider_metadata: dict[str, Any] | None = None


@_kind
@dataclass
class ToolCallPart(Part):
    """A model's request to run a tool; *server_executed* when the provider ran it itself."""

    kind: ClassVar[str] = "tool_call"
    always: ClassVar[tuple[str, ...]] = ("name", "arguments")

    name: str = ""
    arguments: dict[str, Any] = field(default_factory=dict)
    tool_call_id: str | None = None
    server_executed: bool = False
    provider_metadata: dict[str, Any] | None = None


@_kind
@dataclass
class ToolResultPart(Part):
    """What a tool returned; *exception* says in words what went wrong, if something did."""

    kind: ClassVar[str] = "tool_result"
    always: ClassVar[tuple[str, ...]] = ("name", "output")

    name: str = ""
    output: str = ""
    tool_call_id: str | None = None
    server_executed: bool = False
    attachments: list[Attachment] = field(default_factory=list)
    exception: str | None = None
    provider_metadata: dict[str, Any] | None = None


@_kind
@dataclass
class AttachmentPart(Part):
    """An image, a sound or a file, in a prompt or in an answer."""

    kind: ClassVar[str] = "attachment"

    attachment: Attachment | None = None
    provider_metadata: dict[str, Any] | None = None


@dataclass
class Message:
    """What one side said at one point of a conversation.

    Attributes:
        role: `system`, `user`, `assistant` or `tool`.
        parts: the pieces, in order.
        provider_metadata: what the provider wants back with the message, under a key of its own.
        origin: where the message was made, of one that a model made; see `core/scope.py`.

    """

    role: str
    parts: list[Part] = field(default_factory=list)
    provider_metadata: dict[str, Any] | None = None
    origin: Any = field(default=None, init=False, repr=False, compare=False)

    def text(self) -> str:
        """The text parts, joined."""
        return "".join(part.text for part in self.parts if isinstance(part, TextPart))

    def to_dict(self) -> MessageDict:
        """The JSON form."""
        data: MessageDict = {"role": self.role, "parts": [part.to_dict() for part in self.parts]}
        if self.provider_metadata:
            data["provider_metadata"] = self.provider_metadata
        return data

    @staticmethod
    def from_dict(data: MessageDict) -> Message:
        """The message that `to_dict` described."""
        return Message(
            role=data["role"],
            parts=[Part.from_dict(part) for part in data.get("parts", [])],
            provider_metadata=data.get("provider_metadata"),
        )


def _fields(part: type[Part]) -> tuple[str, ...]:
    return part.__match_args__  # to ask for its fields takes longer than all else done to a part


def _to_json(value: Any) -> Any:
    if isinstance(value, Attachment):
        return value.to_dict()
    if isinstance(value, list):
        return [_to_json(item) for item in value]
    return value


def _from_json(name: str, value: Any) -> Any:
    if name == "attachment":
        return Attachment.from_dict(value)
    if name == "attachments":
        return [Attachment.from_dict(item) for item in value]
    return value


def normalize_parts(items: Iterable[Any]) -> list[Part]:
    """Parts of a message from strings, attachments, parts and lists of them.

    Raises `TypeError` for anything else.
    """
    parts: list[Part] = []
    for item in items:
        if isinstance(item, Part):
            parts.append(item)
        elif isinstance(item, str):
            parts.append(TextPart(valid_text(str(item))))
        elif isinstance(item, Attachment):
            parts.append(AttachmentPart(item))
        elif isinstance(item, (list, tuple)):
            parts.extend(normalize_parts(item))
        else:
            raise TypeError(
                f"Cannot make a message part of {item!r}: it takes text, attachments and parts"
            )
    return parts


def attachments_of(message: Message) -> Iterator[Attachment]:
    """The attachments of *message*, in order, those of tool results included."""
    for part in message.parts:
        if isinstance(part, AttachmentPart) and part.attachment is not None:
            yield part.attachment
        elif isinstance(part, ToolResultPart):
            yield from part.attachments


def user(*items: Any, provider_metadata: dict[str, Any] | None = None) -> Message:
    """A message from the user: strings, attachments, parts, or lists of them."""
    return Message("user", normalize_parts(items), provider_metadata)


def assistant(*items: Any, provider_metadata: dict[str, Any] | None = None) -> Message:
    """A message from the model: strings, attachments, parts, or lists of them."""
    return Message("assistant", normalize_parts(items), provider_metadata)


def system(*items: Any, provider_metadata: dict[str, Any] | None = None) -> Message:
    """Instructions to the model: strings, attachments, parts, or lists of them."""
    return Message("system", normalize_parts(items), provider_metadata)


def tool_message(*items: Any, provider_metadata: dict[str, Any] | None = None) -> Message:
    """A message from tools, usually of `ToolResultPart`s."""
    return Message("tool", normalize_parts(items), provider_metadata)
