"""The content of a message of a chat, a string or a list of parts, as parts of ours. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.parts import AttachmentPart, Part, TextPart
from llm.providers.openai.kept import NAMESPACE
from llm.server.protocols.fields import (
    attachment_of_base64,
    attachment_of_url,
    given,
    needed,
    type_by_name,
    typed,
    unsupported,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_SOUNDS = {"mp3": "audio/mpeg", "wav": "audio/wav"}


def parts_of(content: Any, where: str) -> list[Part]:
    """*content*, which stands at *where*. Text that is empty is no part. Raises `Refused`."""
    if isinstance(content, str):
        text = typed(content, str, where)
        return [TextPart(text)] if text else []
    parts = []
    for place, entry in enumerate(typed(content, list, where)):
        inside = f"{where}[{place}]"
        if isinstance(entry, str):
            entry = {"type": "text", "text": entry}  # noqa: PLW2901 - as some clients write it
        described = typed(entry, dict, inside)
        kind = needed(described, "type", str, inside)
        if kind not in _READERS:
            message = (
                f"'{inside}.type' is '{kind}', which is no type of content that is known here."
            )
            raise unsupported(message, f"{inside}.type")
        part = _READERS[kind](described, inside)
        if not isinstance(part, TextPart) or part.text:
            parts.append(part)
    return parts


def _text(part: dict[str, Any], where: str) -> Part:
    return TextPart(needed(part, "text", str, where))


def _refusal(part: dict[str, Any], where: str) -> Part:
    return TextPart(needed(part, "refusal", str, where), {NAMESPACE: {"refusal": True}})


def _seen(kind: str, usual: str) -> Callable[[dict[str, Any], str], Part]:
    """What reads an image, or a video, that stands below the name *kind*.

    It has the *usual* type where its URL does not tell: nobody is asked on the client's behalf.
    """
    family = usual.partition("/")[0]

    def read(part: dict[str, Any], where: str) -> Part:
        held, inside = part.get(kind), f"{where}.{kind}"
        if isinstance(held, str):  # as some clients write it
            held = {"url": held}
        described = typed(held, dict, inside)
        url = needed(described, "url", str, inside)
        detail = given(described, "detail", str, inside)
        seen = attachment_of_url(url, f"{inside}.url", type_by_name(url, f"{family}/") or usual)
        return AttachmentPart(seen, {"chat": {"detail": detail}} if detail else None)

    return read


def _heard(part: dict[str, Any], where: str) -> Part:
    inside = f"{where}.input_audio"
    described = typed(part.get("input_audio"), dict, inside)
    kind = needed(described, "format", str, inside).lower()
    data = needed(described, "data", str, inside)
    media_type = _SOUNDS.get(kind, f"audio/{kind}")
    return AttachmentPart(attachment_of_base64(data, media_type, f"{inside}.data"))


def _file(part: dict[str, Any], where: str) -> Part:
    inside = f"{where}.file"
    described = typed(part.get("file"), dict, inside)
    if described.get("file_id") is not None:
        raise unsupported("No files are kept here: send its data.", f"{inside}.file_id")
    data = needed(described, "file_data", str, inside)
    name = given(described, "filename", str, inside)
    where = f"{inside}.file_data"
    if data[:5].lower() == "data:":
        file = attachment_of_url(data, where)
    else:
        file = attachment_of_base64(data, type_by_name(name or ""), where)
    return AttachmentPart(file, {"chat": {"filename": name}} if name else None)


_READERS: dict[str, Callable[[dict[str, Any], str], Part]] = {
    "text": _text,
    "refusal": _refusal,
    "image_url": _seen("image_url", "image/jpeg"),
    "video_url": _seen("video_url", "video/mp4"),
    "input_audio": _heard,
    "file": _file,
}
