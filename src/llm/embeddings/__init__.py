"""Embeddings: vectors, how they are stored, and what is near to what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.embeddings.vectors import cosine_similarity, decode, encode

if TYPE_CHECKING:
    from llm.embeddings.collection import Collection
    from llm.embeddings.entry import Entry, Item
    from llm.embeddings.storing import Tally

__all__ = ["Collection", "Entry", "Item", "Tally", "cosine_similarity", "decode", "encode"]

# Loaded when they are first touched: who packs a vector needs no database.
_HOMES = {
    "Collection": "collection",
    "Entry": "entry",
    "Item": "entry",
    "Tally": "storing",
}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
