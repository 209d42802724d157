"""EmbeddingModel and AsyncEmbeddingModel: what authors of embedding plugins subclass."""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from llm.errors import ModelError, UnsupportedInput
from llm.models.base import Keyed


class _Embedding(Keyed, ABC):
    """What both worlds have in common: what a model takes, and how much of it at once."""

    model_id: str
    supports_text: bool = True
    supports_binary: bool = False
    batch_size: int | None = None
    parallel_batches: int = 1

    def _batches(
        self, items: Iterable[str | bytes], size: int | None
    ) -> Iterator[list[str | bytes]]:
        """*items* in batches of *size*, else of the model's own, else all at once.

        Raises `UnsupportedInput` for a batch that holds what the model does not take.
        """
        waiting = iter(items)
        size = size or self.batch_size
        while batch := list(islice(waiting, size)):
            for item in batch:
                self._check(item)
            yield batch

    def _keyed_batches(
        self, items: Iterable[str | bytes], size: int | None, key: str | None
    ) -> Iterator[tuple[list[str | bytes], str | None]]:
        """As `_batches`, each with the key that `get_key` finds, which is asked once.

        A *key* that a model needs none reaches it all the same.
        """
        found: str | None = None
        for number, batch in enumerate(self._batches(items, size)):
            if number == 0:
                found = self.get_key(key) or key
            yield batch, found

    def _check(self, item: str | bytes) -> None:
        if isinstance(item, bytes) and not self.supports_binary:
            raise UnsupportedInput(f"{self.model_id} embeds text, not binary content")
        if isinstance(item, str) and not self.supports_text:
            raise UnsupportedInput(f"{self.model_id} embeds binary content, not text")

    def _check_count(self, batch: list[str | bytes], vectors: int) -> None:
        if vectors != len(batch):
            raise ModelError(f"{self.model_id} embedded {len(batch)} items as {vectors}")

    def __str__(self) -> str:
        return f"{type(self).__name__}: {self.model_id}"

    def __repr__(self) -> str:
        return f"<{self}>"


class EmbeddingModel(_Embedding):
    """A model that turns text or bytes into vectors.

    A subclass need not call `super().__init__()`.

    Attributes:
        model_id: the name by which users choose the model.
        supports_text: it takes strings.
        supports_binary: it takes bytes.
        batch_size: the most items it takes at once; `None` for as many as there are.
        parallel_batches: how many batches it may be asked for at the same time, each in a thread
            of its own, by those who embed many.
        async_model: the same model for `async` code, where it is not registered with this one.

    """

    async_model: AsyncEmbeddingModel | None = None

    @abstractmethod
    def embed_batch(
        self, items: Iterable[str | bytes], *, key: str | None = None
    ) -> Iterator[list[float]]:
        """One vector for each of *items*, in order.

        The key is what `get_key` found. A subclass may leave *key* out, and has it as `self.key`.
        """

    def embed(self, item: str | bytes, *, key: str | None = None) -> list[float]:
        """The vector of *item*."""
        return list(self.embed_multi([item], key=key))[0]  # noqa: RUF015 - and no second one

    def embed_multi(
        self,
        items: Iterable[str | bytes],
        batch_size: int | None = None,
        *,
        key: str | None = None,
    ) -> Iterator[list[float]]:
        """The vectors of *items*, asked for in batches of *batch_size*.

        Raises `UnsupportedInput` for text or bytes that the model does not take, and `ModelError`
        when it gives more or fewer vectors than it was given items.
        """
        for batch, found in self._keyed_batches(items, batch_size, key):
            count = 0
            for vector in self._embed_batch(batch, found):
                count += 1
                yield vector
            self._check_count(batch, count)

    def _embed_batch(self, items: list[str | bytes], key: str | None) -> Iterator[list[float]]:
        """Ask the plugin, whether or not its `embed_batch` knows `key=`."""
        if key is None:
            yield from self.embed_batch(items)
        elif _takes_key(self.embed_batch):
            yield from self.embed_batch(items, key=key)
        else:
            own_key, self.key = self.key, key
            try:  # the whole batch at once: nobody else may find this key
                vectors = list(self.embed_batch(items))
            finally:
                self.key = own_key
            yield from vectors


class AsyncEmbeddingModel(_Embedding):
    """`EmbeddingModel` for `async` code.

    A subclass need not call `super().__init__()`.

    Attributes:
        model_id: the name by which users choose the model.
        supports_text: it takes strings.
        supports_binary: it takes bytes.
        batch_size: the most items it takes at once; `None` for as many as there are.
        parallel_batches: how many batches it may be asked for at the same time, by those who
            embed many.

    """

    @abstractmethod
    def embed_batch(
        self, items: Iterable[str | bytes], *, key: str | None = None
    ) -> AsyncIterator[list[float]] | Awaitable[Iterable[list[float]]]:
        """One vector for each of *items*, in order: an async generator, or a coroutine of a list.

        The key is what `get_key` found.
        """

    async def embed(self, item: str | bytes, *, key: str | None = None) -> list[float]:
        """The vector of *item*."""
        (vector,) = [vector async for vector in self.embed_multi([item], key=key)]
        return vector

    async def embed_multi(
        self,
        items: Iterable[str | bytes],
        batch_size: int | None = None,
        *,
        key: str | None = None,
    ) -> AsyncGenerator[list[float]]:
        """As `EmbeddingModel.embed_multi`; the vectors of a batch come together."""
        for batch, found in self._keyed_batches(items, batch_size, key):
            given = {} if found is None else {"key": found}
            vectors = await _gathered(self.embed_batch(batch, **given))
            self._check_count(batch, len(vectors))
            for vector in vectors:
                yield vector

    def __str__(self) -> str:
        return f"{type(self).__name__} (async): {self.model_id}"


def _takes_key(embed_batch: Callable[..., Any]) -> bool:
    parameters = inspect.signature(embed_batch).parameters
    return "key" in parameters or any(each.kind is each.VAR_KEYWORD for each in parameters.values())


async def _gathered(
    vectors: AsyncIterator[list[float]] | Awaitable[Iterable[list[float]]],
) -> list[list[float]]:
    """The vectors that a plugin gives, in whichever form its `embed_batch` is written."""
    if isinstance(vectors, AsyncIterator):
        return [vector async for vector in vectors]
    return list(await vectors)
