"""What is found in collections, and what lies in them."""

from __future__ import annotations

import json
from typing import Any

from llm.lazy_dataclass import dataclass


@dataclass
class Entry:
    """An item that was found.

    Attributes:
        id: its id.
        score: the cosine between its vector and the one that was searched for.
        content: its text, where that was stored.
        metadata: what was said of it, where something was.

    """

    id: str
    score: float
    content: str | None = None
    metadata: dict[str, Any] | None = None


@dataclass
class Item:
    """An item of a collection.

    Attributes:
        id: its id.
        content: its text or bytes, where they were stored.
        metadata: what was said of it, where something was.
        updated: when it was stored, in seconds since 1970; None where that was not noted.

    """

    id: str
    content: str | bytes | None = None
    metadata: dict[str, Any] | None = None
    updated: int | None = None


def metadata_in(written: str | None) -> Any:
    """The metadata that stands in the table; None where another program wrote what is no JSON."""
    if not written:
        return None
    try:
        return json.loads(written)
    except ValueError:
        return None
