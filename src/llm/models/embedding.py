"""EmbeddingModel: what authors of embedding plugins subclass."""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from itertools import islice

from llm.errors import ModelError, UnsupportedInput
from llm.models.base import Keyed


class EmbeddingModel(Keyed, ABC):
    """A model that turns text or bytes into vectors.

    A subclass need not call `super().__init__()`.

    Attributes:
        model_id: the name by which users choose the model.
        supports_text: it takes strings.
        supports_binary: it takes bytes.
        batch_size: the most items it takes at once; `None` for as many as there are.

    """

    model_id: str
    supports_text: bool = True
    supports_binary: bool = False
    batch_size: int | None = None

    @abstractmethod
    def embed_batch(
        self, items: Iterable[str | bytes], *, key: str | None = None
    ) -> Iterator[list[float]]:
        """One vector for each of *items*, in order.

        A subclass may leave *key* out; it then finds the key as `self.key`.
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
        waiting = iter(items)
        size = batch_size or self.batch_size
        while batch := list(islice(waiting, size)):
            for item in batch:
                self._check(item)
            vectors = 0
            for vector in self._embed_batch(batch, key):
                vectors += 1
                yield vector
            if vectors != len(batch):
                raise ModelError(f"{self.model_id} embedded {len(batch)} items as {vectors}")
            if size is None:
                return

    def _check(self, item: str | bytes) -> None:
        if isinstance(item, bytes) and not self.supports_binary:
            raise UnsupportedInput(f"{self.model_id} embeds text, not binary content")
        if isinstance(item, str) and not self.supports_text:
            raise UnsupportedInput(f"{self.model_id} embeds binary content, not text")

    def _embed_batch(self, items: list[str | bytes], key: str | None) -> Iterator[list[float]]:
        """Ask the plugin, whether or not its `embed_batch` knows `key=`."""
        if key is None:
            yield from self.embed_batch(items)
        elif "key" in inspect.signature(self.embed_batch).parameters:
            yield from self.embed_batch(items, key=key)
        else:
            own_key, self.key = self.key, key
            try:  # the whole batch at once: nobody else may find this key
                vectors = list(self.embed_batch(items))
            finally:
                self.key = own_key
            yield from vectors

    def __str__(self) -> str:
        return f"{type(self).__name__}: {self.model_id}"

    def __repr__(self) -> str:
        return f"<{self}>"
