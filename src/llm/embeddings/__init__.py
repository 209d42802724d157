"""Embeddings: vectors, how they are stored, and what is near to what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.embeddings.vectors import cosine_similarity, decode, encode
from llm.lazy_names import loaded_name

if TYPE_CHECKING:
    from llm.embeddings.collection import Collection
    from llm.embeddings.entry import Entry, Item
    from llm.embeddings.storing import Tally

__all__ = ["Collection", "Entry", "Item", "Tally", "cosine_similarity", "decode", "encode"]

# Loaded when they are first touched: who packs a vector needs no database.
_HOMES = {
    "Collection": "llm.embeddings.collection",
    "Entry": "llm.embeddings.entry",
    "Item": "llm.embeddings.entry",
    "Tally": "llm.embeddings.storing",
}


def __getattr__(name: str) -> Any:
    return loaded_name(__name__, _HOMES, name)
