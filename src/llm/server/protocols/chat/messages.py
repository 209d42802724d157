"""Messages of a chat request as messages of ours, and a model's as one of the protocol's. Pure.

What the protocol has and our parts lack is kept in `provider_metadata` under `chat`: how closely
to look at an image, the name of a file or of a speaker. What a model thought is shown in
`reasoning_content`; what its provider wants back with it goes there and back unread in
`reasoning_details`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.core.assembler import read_arguments, written_arguments
from llm.parts import (
    AttachmentPart,
    Message,
    Part,
    ReasoningPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from llm.providers.openai.chat_exchange import REASONING_FIELDS
from llm.providers.openai.kept import NAMESPACE
from llm.server.protocols.at_hand import (
    base64_at_hand,
    data_url_at_hand,
    is_elsewhere,
    type_at_hand,
)
from llm.server.protocols.chat.contents import parts_of
from llm.server.protocols.fields import (
    attachment_of_base64,
    given,
    given_or,
    needed,
    one_of,
    refused,
    typed,
    unsupported,
)
from llm.server.protocols.sealed import sealed, unsealed
from llm.text import valid_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from llm.attachments import Attachment

PROTOCOL = "chat"
"""The key of `provider_metadata` for what only this protocol says."""
SEALED = "reasoning.encrypted"
"""The type of an entry of `reasoning_details` that nobody but us can read."""

_ROLES = {"system": "system", "developer": "system", "user": "user", "assistant": "assistant"}


def decoded_messages(body: dict[str, Any]) -> list[Message]:
    """The `messages` of *body*; what one round of tools returned is one message.

    Raises `Refused`.
    """
    messages: list[Message] = []
    called: dict[str, str] = {}
    for place, said in enumerate(needed(body, "messages", list)):
        # Nearly all of a long history is plain text, and this is all that is done for it.
        if type(said) is dict and len(said) == 2:
            role, text = said.get("role"), said.get("content")
            if type(text) is str and text and type(role) is str and role in _ROLES:
                messages.append(Message(_ROLES[role], [TextPart(valid_text(text))]))
                continue
        where = f"messages[{place}]"
        _add(typed(said, dict, where), where, messages, called)
    if not messages:
        raise refused("'messages' is empty: there is nothing to answer.", "messages")
    return messages


def _add(said: dict[str, Any], where: str, messages: list[Message], called: dict[str, str]) -> None:
    """Add what is *said* to *messages*; *called* has the names of called tools by ids of calls."""
    role = one_of(needed(said, "role", str, where), (*_ROLES, "tool"), f"{where}.role")
    if role == "tool":
        result = _result(said, where, called)
        if messages and messages[-1].role == "tool":
            messages[-1].parts.append(result)
        else:
            messages.append(Message("tool", [result]))
        return
    parts: list[Part] = []
    if role == "assistant":
        parts = _answered(said, where)
        called |= {
            part.tool_call_id: part.name
            for part in parts
            if isinstance(part, ToolCallPart) and part.tool_call_id
        }
    elif said.get("content") is None:
        needed(said, "content", str, where)
    else:
        parts = parts_of(said["content"], f"{where}.content")
    name = given(said, "name", str, where)
    messages.append(Message(_ROLES[role], parts, {PROTOCOL: {"name": name}} if name else None))


def _result(said: dict[str, Any], where: str, called: dict[str, str]) -> ToolResultPart:
    """What a tool returned; what it shows beside its text is attached."""
    call_id = needed(said, "tool_call_id", str, where)
    content = said.get("content")
    parts = [] if content is None else parts_of(content, f"{where}.content")
    return ToolResultPart(
        name=given(said, "name", str, where) or called.get(call_id, ""),
        output="".join(part.text for part in parts if isinstance(part, TextPart)),
        tool_call_id=call_id,
        attachments=[
            part.attachment
            for part in parts
            if isinstance(part, AttachmentPart) and part.attachment
        ],
    )


def _answered(said: dict[str, Any], where: str) -> list[Part]:
    """What a model said: what it thought, what it said and showed, the tools it called."""
    parts = _reasoned(said)
    if said.get("content") is not None:
        parts += parts_of(said["content"], f"{where}.content")
    if refusal := given(said, "refusal", str, where):
        parts.append(TextPart(refusal, {NAMESPACE: {"refusal": True}}))
    if said.get("images") is not None:
        parts += parts_of(said["images"], f"{where}.images")
    audio = given(said, "audio", dict, where) or {}
    if data := given(audio, "data", str, f"{where}.audio"):
        heard = attachment_of_base64(data, None, f"{where}.audio.data")
        parts.append(AttachmentPart(heard))
    for place, call in enumerate(given(said, "tool_calls", list, where) or ()):
        inside = f"{where}.tool_calls[{place}]"
        parts.append(_call(typed(call, dict, inside), inside))
    if said.get("function_call") is not None:
        raise unsupported("Functions are called in `tool_calls` here.", f"{where}.function_call")
    return parts


def _reasoned(said: dict[str, Any]) -> list[Part]:
    """What a model thought: as we have told it, else as it is there to be read."""
    details = said.get("reasoning_details")
    kept: list[Part] = []
    for each in details if isinstance(details, list) else ():
        data = each.get("data") if isinstance(each, dict) else None
        part = unsealed(data) if isinstance(data, str) else None
        if part is not None:
            kept.append(part)
    if kept:
        return kept
    for field in REASONING_FIELDS:
        if isinstance(text := said.get(field), str) and text:
            return [ReasoningPart(valid_text(text))]
    return []


def _call(call: dict[str, Any], where: str) -> ToolCallPart:
    kind = given_or(call, "type", "function", where)
    if kind != "function":
        raise unsupported(f"Calls of type '{kind}' are not served.", f"{where}.type")
    function = needed(call, "function", dict, where)
    return ToolCallPart(
        needed(function, "name", str, f"{where}.function"),
        read_arguments(given(function, "arguments", str, f"{where}.function") or ""),
        needed(call, "id", str, where),
    )


def written_answer(messages: Sequence[Message], audio: dict[str, Any]) -> dict[str, Any]:
    """What a model said in *messages*, as the one message that the protocol has for it.

    What a provider ran on its own side is left out, and so are files that are neither image nor
    sound. *audio* is what the protocol says of a sound beside its data.
    """
    parts = [part for message in messages for part in message.parts]
    texts = [part for part in parts if isinstance(part, TextPart)]
    said = "".join(part.text for part in texts if not is_refusal(part.provider_metadata))
    refusal = "".join(part.text for part in texts if is_refusal(part.provider_metadata))
    calls = [written_call(part) for part in own_calls(messages)]
    empty = None if refusal or calls else ""
    written: dict[str, Any] = {"role": "assistant", "content": said or empty}
    written["refusal"] = refusal or None
    thought = [part for part in parts if isinstance(part, ReasoningPart)]
    if text := "".join(part.text for part in thought):
        written["reasoning_content"] = text
    if details := reasoning_details(thought):
        written["reasoning_details"] = details
    images, sounds = shown_in(parts)
    if images:
        written["images"] = images
    if sounds:
        written["audio"] = {**audio, "data": sounds[0], "transcript": ""}
    if calls:
        written["tool_calls"] = calls
    return written


def reasoning_details(parts: Iterable[Part]) -> list[dict[str, Any]]:
    """What goes there and back of reasoning: all of it, where any has more than its text."""
    thought = [part for part in parts if isinstance(part, ReasoningPart)]
    if all(not part.provider_metadata and not part.redacted for part in thought):
        return []
    return [
        {"type": SEALED, "data": sealed(part), "index": place} for place, part in enumerate(thought)
    ]


def is_refusal(metadata: dict[str, Any] | None) -> bool:
    """Whether text with this *metadata* is what a model says in refusing to answer."""
    held = (metadata or {}).get(NAMESPACE)
    return isinstance(held, dict) and bool(held.get("refusal"))


def own_calls(messages: Sequence[Message]) -> list[ToolCallPart]:
    """The calls in *messages* that the client is to run."""
    parts = [part for message in messages for part in message.parts]
    return [part for part in parts if isinstance(part, ToolCallPart) and not part.server_executed]


def written_call(call: ToolCallPart) -> dict[str, Any]:
    """*call* as the protocol has it."""
    function = {"name": call.name, "arguments": written_arguments(call)}
    return {"id": call.tool_call_id or "", "type": "function", "function": function}


def shown_in(parts: Iterable[Part]) -> tuple[list[dict[str, Any]], list[str]]:
    """The images among *parts* as the protocol has them, and the data of the sounds.

    What is not at hand is left out; an image may be elsewhere.
    """
    images: list[dict[str, Any]] = []
    sounds: list[str] = []
    for part in parts:
        if isinstance(part, AttachmentPart) and part.attachment is not None:
            kind = kind_of(part.attachment)
            if kind.startswith("image/"):
                url = url_of(part.attachment, kind)
                images += [{"type": "image_url", "image_url": {"url": url}}] if url else []
            elif kind.startswith("audio/"):
                sound = base64_at_hand(part.attachment)
                sounds += [] if sound is None else [sound]
    return images, sounds


def url_of(attachment: Attachment, kind: str) -> str | None:
    """Where *attachment* is to be seen, or a URL with its bytes; None where it is gone."""
    return attachment.url or data_url_at_hand(attachment, kind)


def kind_of(attachment: Attachment) -> str:
    """The media type of *attachment*, for which nothing is fetched."""
    # Models show nothing else at a URL.
    return type_at_hand(attachment) or ("image/*" if is_elsewhere(attachment) else "")
