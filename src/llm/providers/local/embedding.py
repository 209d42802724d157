"""The built-in embedding model as callers hold it, sync and async.

`embedding_call` asks it, and is loaded when it is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from llm.config.defaults import EMBEDDED_EMBEDDING_MODEL
from llm.models.embedding import AsyncEmbeddingModel, EmbeddingModel

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable, Iterator


class _Local:
    """What both worlds have in common."""

    model_id = EMBEDDED_EMBEDDING_MODEL
    # The runtime takes one text after the other; this is how many are stored, or lost, together.
    batch_size: int | None = 32

    def __str__(self) -> str:
        return f"Local: {self.model_id}"


class LocalEmbedding(_Local, EmbeddingModel):
    """all-MiniLM-L6-v2 in this process: 384 numbers for a text of up to 510 tokens, offline."""

    def embed_batch(
        self,
        items: Iterable[str | bytes],
        *,
        key: str | None = None,  # noqa: ARG002 - it needs none
    ) -> Iterator[list[float]]:
        """One vector of length 1 for each of *items*; the first one of all fetches the weights.

        Raises `ModelUnavailable` where the model cannot run, and `ModelError`.
        """
        from llm.providers.local.embedding_call import vectors

        return vectors(_texts(items))


class AsyncLocalEmbedding(_Local, AsyncEmbeddingModel):
    """`LocalEmbedding` for `async` code."""

    def embed_batch(
        self,
        items: Iterable[str | bytes],
        *,
        key: str | None = None,  # noqa: ARG002 - it needs none
    ) -> AsyncGenerator[list[float]]:
        """As `LocalEmbedding.embed_batch`, without blocking the event loop."""
        from llm.providers.local.embedding_call import avectors

        return avectors(_texts(items))


def _texts(items: Iterable[str | bytes]) -> list[str]:
    return cast("list[str]", list(items))  # bytes are refused before they come here
