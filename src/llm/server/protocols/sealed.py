"""What a provider wants back with reasoning, as the text that clients hand on unread. Pure.

It is called `encrypted_content`, and clients that keep their history themselves send it back. Ours
is not encrypted: it is what `provider_metadata` held, in JSON and base64.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from llm.parts import ReasoningPart
from llm.strict_json import decoded
from llm.text import valid_data, valid_text

_OPENING = "llm1."


def sealed(part: ReasoningPart) -> str:
    """All of *part*, for `unsealed`."""
    return _OPENING + base64.urlsafe_b64encode(json.dumps(part.to_dict()).encode()).decode()


def unsealed(text: str) -> ReasoningPart | None:
    """The part that `sealed` wrote; None for what another program wrote."""
    if not text.startswith(_OPENING):
        return None
    try:
        held: Any = decoded(base64.urlsafe_b64decode(text[len(_OPENING) :]).decode())
        said, redacted = held.get("text", ""), held.get("redacted", False)
        metadata = held.get("provider_metadata")
    except (ValueError, AttributeError):
        return None
    if not isinstance(said, str) or not isinstance(metadata, (dict, type(None))):
        return None
    return ReasoningPart(valid_text(said), bool(redacted), valid_data(metadata))
