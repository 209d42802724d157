"""Files as protocols show them: by the bytes that are there. Pure.

Nothing is fetched for an answer, and a file that is gone is no reason to lose the rest of it.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from llm.attachments import Attachment


def base64_at_hand(attachment: Attachment) -> str | None:
    """The bytes of *attachment* in base64; None where there are none, or only elsewhere."""
    if is_elsewhere(attachment):
        return None
    try:
        content = attachment.content_bytes()
    except (OSError, ValueError):  # the file is gone
        return None
    return None if content is None else base64.b64encode(content).decode("ascii")


def type_at_hand(attachment: Attachment) -> str:
    """The media type of *attachment* as far as it is known here; `""` for none."""
    if not attachment.type and is_elsewhere(attachment):
        return ""
    try:
        return attachment.resolve_type() or ""
    except (OSError, ValueError):
        return ""


def data_url_at_hand(attachment: Attachment, media_type: str) -> str | None:
    """The bytes of *attachment* as a URL; None where there are none, or only elsewhere."""
    data = base64_at_hand(attachment)
    return None if data is None else f"data:{media_type};base64,{data}"


def is_elsewhere(attachment: Attachment) -> bool:
    """Whether *attachment* is at a URL only."""
    at_hand = (attachment.content, attachment.kept, attachment.path or None)
    return bool(attachment.url) and at_hand == (None, None, None)
