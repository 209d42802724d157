"""The JSON form of messages and responses, as types.

`Message.to_dict`, `Part.to_dict` and `Response.to_dict` return these; `from_dict` takes them.
Keys that are not required are left out where they would say nothing.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

ProviderMetadata: TypeAlias = dict[str, Any]
"""What a provider wants back with a message or a part, under a key that names the provider."""


class AttachmentDict(TypedDict, total=False):
    """An attachment; `content` is base64."""

    type: str
    url: str
    path: str
    content: str


class TextPartDict(TypedDict):
    """Text that was said."""

    type: Literal["text"]
    text: str
    provider_metadata: NotRequired[ProviderMetadata]


class ReasoningPartDict(TypedDict):
    """What a model thought before it answered; `redacted` when it keeps that to itself."""

    type: Literal["reasoning"]
    text: str
    redacted: NotRequired[bool]
    provider_metadata: NotRequired[ProviderMetadata]


class ToolCallPartDict(TypedDict):
    """A model's request to run a tool."""

    type: Literal["tool_call"]
    name: str
    arguments: dict[str, Any]
    tool_call_id: NotRequired[str]
    server_executed: NotRequired[bool]
    provider_metadata: NotRequired[ProviderMetadata]


class ToolResultPartDict(TypedDict):
    """What a tool returned."""

    type: Literal["tool_result"]
    name: str
    output: str
    tool_call_id: NotRequired[str]
    server_executed: NotRequired[bool]
    attachments: NotRequired[list[AttachmentDict]]
    exception: NotRequired[str]
    provider_metadata: NotRequired[ProviderMetadata]


class AttachmentPartDict(TypedDict):
    """An image, a sound or a file."""

    type: Literal["attachment"]
    attachment: NotRequired[AttachmentDict]
    provider_metadata: NotRequired[ProviderMetadata]


PartDict: TypeAlias = (
    TextPartDict | ReasoningPartDict | ToolCallPartDict | ToolResultPartDict | AttachmentPartDict
)


class MessageDict(TypedDict):
    """One message; `role` is system, user, assistant or tool."""

    role: str
    parts: list[PartDict]
    provider_metadata: NotRequired[ProviderMetadata]


class PromptDict(TypedDict):
    """What a response answers."""

    messages: list[MessageDict]
    options: NotRequired[dict[str, Any]]
    system: NotRequired[str]


class UsageDict(TypedDict, total=False):
    """Tokens of one model call."""

    input: int
    output: int
    details: dict[str, Any]
    cached: int
    reasoning: int


class ResponseDict(TypedDict):
    """A finished response; `datetime_utc` is ISO 8601."""

    model: str
    prompt: PromptDict
    messages: list[MessageDict]
    id: NotRequired[str]
    usage: NotRequired[UsageDict]
    datetime_utc: NotRequired[str]
