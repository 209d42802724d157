"""What both of OpenAI's APIs write alike: files, and what a part keeps for its provider."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from llm.mime import extension_for

if TYPE_CHECKING:
    from llm.attachments import Attachment
    from llm.parts import Part

NAMESPACE = "openai"
"""The key of `provider_metadata` under which these providers keep what they want back."""


def kept_with(part: Part) -> Mapping[str, Any]:
    """What *part* keeps for the model that made it."""
    held = (getattr(part, "provider_metadata", None) or {}).get(NAMESPACE)
    return held if isinstance(held, Mapping) else {}


def data_url(attachment: Attachment, media_type: str) -> str:
    """The bytes of *attachment* as a URL."""
    return f"data:{media_type};base64,{attachment.base64_content()}"


def as_file(attachment: Attachment, media_type: str) -> dict[str, str]:
    """*attachment* as a file with a name, which these APIs require.

    The name comes from its content: that of a file on disk may change from turn to turn, and a
    provider's cache of the prompt would be lost with it.
    """
    name = f"{attachment.id()}{extension_for(media_type)}"
    return {"filename": name, "file_data": data_url(attachment, media_type)}
