"""What is inside of a message: its texts, pictures and files, read and written. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.parts import AttachmentPart, Part, TextPart
from llm.providers.openai.kept import NAMESPACE as OF_MODELS
from llm.server.protocols.at_hand import data_url_at_hand, is_elsewhere, type_at_hand
from llm.server.protocols.fields import (
    attachment_of_base64,
    attachment_of_url,
    given,
    needed,
    path_of,
    refused,
    type_by_name,
    typed,
    unsupported,
)
from llm.text import valid_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NAMESPACE = "responses"
"""The key of `provider_metadata` for what this protocol says and our parts cannot."""


def kept(part: Any) -> Mapping[str, Any]:
    """What *part* - or an event of one - keeps that only this protocol has words for."""
    metadata = part.provider_metadata or {}
    held = [metadata.get(name) for name in (OF_MODELS, NAMESPACE)]
    return {name: value for each in held if isinstance(each, dict) for name, value in each.items()}


def metadata_of(said: Mapping[str, Any], namespace: str = NAMESPACE) -> dict[str, Any] | None:
    """*said*, without what is empty, as the metadata of a part.

    Texts have the namespace `OF_MODELS`, as models that speak this protocol give it to theirs.
    """
    held = {name: value for name, value in said.items() if value}
    return {namespace: held} if held else None


def parts_of(content: Any, path: str) -> list[Part]:
    """The parts that *content* is, a text or a list. Raises Refused."""
    if isinstance(content, str):
        return [TextPart(valid_text(content))]
    parts: list[Part] = []
    for place, each in enumerate(typed(content, list, path)):
        if type(each) is dict and each.get("type") in _WRITTEN:  # nearly all that are sent
            text = each.get("text")
            if type(text) is str:
                parts.append(TextPart(valid_text(text)))
                continue
        where = path_of(path, place)
        kind = needed(typed(each, dict, where), "type", str, where)
        read = _READ.get(kind)
        if read is None:
            raise unsupported(f"'{where}' is of a type that is not known here: '{kind}'.", where)
        parts.append(read(each, where))
    return parts


_TEXTS = frozenset({"input_text", "output_text", "text", "summary_text", "reasoning_text"})
_WRITTEN = tuple(_TEXTS)  # in which may be looked for anything


def _text(piece: Mapping[str, Any], where: str) -> Part:
    return TextPart(needed(piece, "text", str, where))


def _refusal(piece: Mapping[str, Any], where: str) -> Part:
    return TextPart(needed(piece, "refusal", str, where), metadata_of({"refusal": True}, OF_MODELS))


def _image(piece: Mapping[str, Any], where: str) -> Part:
    _no_file_id(piece, where)
    url = piece.get("image_url")
    if isinstance(url, dict):  # as the other protocol of OpenAI writes it
        url = url.get("url")
    path = path_of(where, "image_url")
    if url is None:
        raise refused(f"'{path}' is missing.", path, "missing_required_parameter")
    url = typed(url, str, path)
    attachment = attachment_of_url(url, path, type_by_name(url, "image/"))
    detail = given(piece, "detail", str, where)
    return AttachmentPart(attachment, metadata_of({"detail": detail if detail != "auto" else None}))


def _file(piece: Mapping[str, Any], where: str) -> Part:
    _no_file_id(piece, where)
    name = given(piece, "filename", str, where)
    guessed = type_by_name(name) if name else None
    said: dict[str, Any] = {"filename": name}
    if (data := given(piece, "file_data", str, where)) is not None:
        path = path_of(where, "file_data")
        if data[:5].lower() == "data:":
            attachment = attachment_of_url(data, path, guessed)
        else:
            attachment = attachment_of_base64(data, guessed, path)
        attachment.type = attachment.resolve_type() or "application/octet-stream"
    else:
        url = needed(piece, "file_url", str, where)
        guessed = guessed or type_by_name(url)
        attachment = attachment_of_url(url, path_of(where, "file_url"), guessed)
    said["file"] = attachment.type is None or attachment.type.startswith("image/")
    return AttachmentPart(attachment, metadata_of(said))


def _audio(piece: Mapping[str, Any], where: str) -> Part:
    sound = needed(piece, "input_audio", dict, where)
    path = path_of(where, "input_audio")
    kind = needed(sound, "format", str, path)
    media_type = {"mp3": "audio/mpeg"}.get(kind, f"audio/{kind}")
    data = needed(sound, "data", str, path)
    return AttachmentPart(attachment_of_base64(data, media_type, path_of(path, "data")))


_READ: Mapping[str, Callable[[Mapping[str, Any], str], Part]] = {
    **dict.fromkeys(_TEXTS, _text),
    "refusal": _refusal,
    "input_image": _image,
    "image_url": _image,
    "input_file": _file,
    "input_audio": _audio,
}


def _no_file_id(piece: Mapping[str, Any], where: str) -> None:
    if piece.get("file_id") is not None and not (piece.get("image_url") or piece.get("file_data")):
        path = path_of(where, "file_id")
        raise unsupported(f"'{path}': no files are kept here; send the file itself.", path)


def shown(part: AttachmentPart) -> dict[str, Any] | None:
    """The file of *part* as a user shows it; None where there is nothing to be shown."""
    attachment, said = part.attachment, kept(part)
    if attachment is None:
        return None
    by_url, kind = is_elsewhere(attachment), type_at_hand(attachment)
    usual = kind or "application/octet-stream"
    url = attachment.url if by_url else data_url_at_hand(attachment, usual)
    if url is None:
        return None
    if (kind or "image/" * by_url).startswith("image/") and not said.get("file"):
        detail = said.get("detail")
        detail = detail if detail in ("low", "high", "original") else "auto"
        return {"type": "input_image", "detail": detail, "image_url": url}
    name = said.get("filename")
    named = {"filename": name} if name else {}
    return {"type": "input_file", **named, "file_url" if by_url else "file_data": url}


def given_content(parts: list[Part]) -> list[dict[str, Any]]:
    """*parts* as somebody says and shows them who is no model."""
    content: list[dict[str, Any]] = []
    for part in parts:
        if isinstance(part, TextPart):
            content.append({"type": "input_text", "text": part.text})
        elif isinstance(part, AttachmentPart) and (piece := shown(part)) is not None:
            content.append(piece)
    return content


def said_content(part: TextPart) -> dict[str, Any]:
    """*part* as a model says it."""
    said = kept(part)
    if said.get("refusal"):
        return {"type": "refusal", "refusal": part.text}
    noted = said.get("annotations")
    annotations = [each for each in noted if _is_known(each)] if isinstance(noted, list) else []
    return {"type": "output_text", "text": part.text, "annotations": annotations, "logprobs": []}


_ANNOTATIONS = frozenset({"file_citation", "url_citation", "container_file_citation", "file_path"})


def _is_known(annotation: Any) -> bool:
    return isinstance(annotation, dict) and annotation.get("type") in _ANNOTATIONS
