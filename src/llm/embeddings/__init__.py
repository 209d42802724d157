"""Embeddings: vectors, how they are stored, and what is near to what."""

from __future__ import annotations

from llm.embeddings.vectors import cosine_similarity, decode, encode

__all__ = ["cosine_similarity", "decode", "encode"]
