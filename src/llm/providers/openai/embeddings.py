"""Text into vectors, through the embeddings API of OpenAI and of servers like it."""

from __future__ import annotations

import binascii
import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Self

from llm.errors import ModelError
from llm.models.embedding import AsyncEmbeddingModel, EmbeddingModel
from llm.providers.openai.address import Addressed, base_url, request_headers
from llm.providers.openai.catalogue import KEY_ENV_VAR, KEY_NAME, EmbeddingRow

if TYPE_CHECKING:
    from llm.net.request import Request


def embedding_body(
    items: Iterable[str | bytes], model: str, dimensions: int | None = None
) -> dict[str, Any]:
    """What is sent to embed *items*: base64 asks for a quarter of the bytes of written numbers."""
    body: dict[str, Any] = {"input": list(items), "model": model, "encoding_format": "base64"}
    if dimensions is not None:
        body["dimensions"] = dimensions
    return body


def vectors_in(data: Any) -> list[list[float]]:
    """The vectors in an answer, in the order of what was sent.

    Each is a base64 text of 32-bit floats, little end first, or a list of numbers. Raises
    `ModelError` for an answer that holds no vectors.
    """
    entries = data.get("data") if isinstance(data, Mapping) else None
    if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
        raise ModelError("The answer holds no embeddings; is this an embedding model?")
    places = {entry["index"] for entry in entries if type(entry.get("index")) is int}
    # Some servers leave the index out, or always say 0.
    if places == set(range(len(entries))):
        entries = sorted(entries, key=lambda entry: int(entry["index"]))
    return [_vector(entry.get("embedding")) for entry in entries]


def _vector(embedding: Any) -> list[float]:
    try:
        if isinstance(embedding, str):
            numbers = array("f", binascii.a2b_base64(embedding))
            if sys.byteorder == "big":
                numbers.byteswap()
            return numbers.tolist()
        return [float(number) for number in embedding]
    except (TypeError, ValueError) as error:
        raise ModelError("The answer holds an embedding that is no list of numbers.") from error


class _OpenAIEmbedding(Addressed):
    """What both worlds have in common; the arguments are described there."""

    needs_key: str | None = KEY_NAME
    key_env_var: str | None = KEY_ENV_VAR
    batch_size: int | None = 100
    parallel_batches: int = 4

    def __init__(
        self,
        model_id: str,
        openai_model_id: str,
        dimensions: int | None = None,
        *,
        api_base: str | None = None,
        headers: Mapping[str, str] | None = None,
        key_name: str | None = None,
        batch_size: int | None = None,
        limits: Mapping[str, Any] | None = None,
    ) -> None:
        self.model_id = model_id
        self.openai_model_id = openai_model_id
        self.dimensions = dimensions
        self.api_base = api_base
        self.headers = headers
        if batch_size is not None:
            self.batch_size = batch_size
        self.limits = limits
        if key_name:
            self.needs_key = key_name
            self.key_env_var = KEY_ENV_VAR if key_name == KEY_NAME else None

    @classmethod
    def of_row(cls, row: EmbeddingRow) -> Self:
        """The model that *row* describes."""
        return cls(
            row.model_id,
            row.model_name or row.model_id,
            row.dimensions,
            api_base=row.api_base,
            headers=row.headers,
            key_name=row.key_name,
            batch_size=row.batch_size,
            limits=row.limits,
        )

    def _request(self, texts: list[str | bytes], key: str | None) -> Request:
        from llm.net.limits import current_limits
        from llm.net.request import Request

        return Request(
            self.provider,
            f"{base_url(self.api_base)}/embeddings",
            request_headers(self.get_key(key), self.headers, api_base=self.api_base),
            embedding_body(texts, self.openai_model_id, self.dimensions),
            key_name=self.needs_key,
            limits=current_limits(self.limits),
        )

    def _vectors(self, answer: Any, texts: list[str | bytes]) -> list[list[float]]:
        vectors = vectors_in(answer)
        if len(vectors) != len(texts):
            raise ModelError(
                f"{self.model_id} gave {len(vectors)} embeddings for {len(texts)} texts."
            )
        return vectors


class OpenAIEmbeddingModel(_OpenAIEmbedding, EmbeddingModel):
    """An embedding model of OpenAI, or of a server that speaks like it.

    Args:
        model_id: the name by which users choose it.
        openai_model_id: the name that the server knows it by.
        dimensions: how many numbers a vector shall have; None for the model's own choice.
        api_base: address of the server up to `/v1`; None for OpenAI's.
        headers: HTTP headers of every request.
        key_name: the name of the stored key that goes with requests; without it OpenAI's, and
            where there is an *api_base* none.
        batch_size: the most texts it takes at once; None for as many as the class says.
        limits: fields of `net.limits.Limits` for its requests.

    """

    def embed_batch(
        self, items: Iterable[str | bytes], *, key: str | None = None
    ) -> Iterator[list[float]]:
        """One vector for each of *items*, in order.

        Raises `ModelError` when the server refuses, or answers with something else.
        """
        from llm.net.client import get_json

        texts = list(items)
        if texts:
            yield from self._vectors(get_json(self._request(texts, key)), texts)


class AsyncOpenAIEmbeddingModel(_OpenAIEmbedding, AsyncEmbeddingModel):
    """`OpenAIEmbeddingModel` for `async` code; made with the same arguments."""

    async def embed_batch(
        self, items: Iterable[str | bytes], *, key: str | None = None
    ) -> list[list[float]]:
        """As `OpenAIEmbeddingModel.embed_batch`."""
        from llm.net.client import aget_json

        texts = list(items)
        if not texts:
            return []
        return self._vectors(await aget_json(self._request(texts, key)), texts)
