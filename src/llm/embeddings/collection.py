"""Collection: vectors under a name, made by one model, and what is similar to what in it."""

from __future__ import annotations

from collections.abc import AsyncIterable, Callable, Coroutine, Iterable
from functools import partial
from typing import Any, TypeAlias

from llm.core.flow import Flow, arun
from llm.embeddings.asking import asker, in_thread
from llm.embeddings.batches import Batches, run_blocking
from llm.embeddings.entries import Entries, pairs_as_items
from llm.embeddings.entry import Entry
from llm.embeddings.finding import Wanted, content_of, filter_of, similar_to
from llm.embeddings.opened import Metadata, OpenedCollection, Where
from llm.embeddings.planning import Planner
from llm.embeddings.storing import Means, OnError, Storing, Tally
from llm.embeddings.vectors import decode

Pairs: TypeAlias = "Iterable[tuple[str, str | bytes]]"
AsyncPairs: TypeAlias = "Pairs | AsyncIterable[tuple[str, str | bytes]]"
Triples: TypeAlias = "Iterable[tuple[str, str | bytes, Metadata]]"
AsyncTriples: TypeAlias = "Triples | AsyncIterable[tuple[str, str | bytes, Metadata]]"
Progress: TypeAlias = Callable[[Tally], object]


class Collection(OpenedCollection):
    """A collection of items with their vectors, in a database of embeddings.

    A collection is made when it is missing; from then on its model makes all of its vectors. What
    has the same content as before is not embedded again. The methods whose names begin with `a`
    are for async code, where a model that blocks is asked in a thread.
    """

    def embed(
        self,
        id: str,  # noqa: A002 - as callers may name it
        value: str | bytes,
        metadata: Metadata = None,
        store: bool = False,
        *,
        key: str | None = None,
    ) -> None:
        """Embed *value* and store its vector as that of *id*, unless that is known already.

        Args:
            id: what it is found as.
            value: a text, or bytes for a model that takes them.
            metadata: what else is said of it, as JSON; None leaves what was said, `{}` removes it.
            store: store the content too.
            key: the model's key, or the name of a stored one.

        """
        run_blocking(self._one(id, value, metadata, store, key, awaits=False))

    def aembed(
        self,
        id: str,  # noqa: A002 - as callers may name it
        value: str | bytes,
        metadata: Metadata = None,
        store: bool = False,
        *,
        key: str | None = None,
    ) -> Coroutine[Any, Any, None]:
        """As `embed`, for async code."""
        return arun(self._one(id, value, metadata, store, key, awaits=True))

    def embed_multi(
        self,
        entries: Pairs,
        store: bool = False,
        batch_size: int = 100,
        *,
        key: str | None = None,
        dedupe: bool = False,
        on_error: OnError | None = None,
        progress: Progress | None = None,
    ) -> None:
        """Embed and store many items, each an id and a content.

        They are taken as they are needed, each once. What was stored stays, whatever happens then;
        to go on after an interruption, give the same items again.

        Args:
            entries: pairs of id and content.
            store: store the contents too.
            batch_size: how many contents the model is asked for at once, if it takes so many.
            key: the model's key, or the name of a stored one.
            dedupe: leave out new ids whose content is there under another one.
            on_error: called with the id of each item that cannot be embedded and the error; the
                others are stored. Without it the first such error is raised.
            progress: called now and then with a `Tally` of what was done.

        """
        items = pairs_as_items(entries)
        self.embed_multi_with_metadata(
            items, store, batch_size, key=key, dedupe=dedupe, on_error=on_error, progress=progress
        )

    def aembed_multi(
        self,
        entries: AsyncPairs,
        store: bool = False,
        batch_size: int = 100,
        *,
        key: str | None = None,
        dedupe: bool = False,
        on_error: OnError | None = None,
        progress: Progress | None = None,
    ) -> Coroutine[Any, Any, None]:
        """As `embed_multi`, for async code; *entries* may be async."""
        items = pairs_as_items(entries)
        return self.aembed_multi_with_metadata(
            items, store, batch_size, key=key, dedupe=dedupe, on_error=on_error, progress=progress
        )

    def embed_multi_with_metadata(
        self,
        entries: Triples,
        store: bool = False,
        batch_size: int = 100,
        *,
        key: str | None = None,
        dedupe: bool = False,
        on_error: OnError | None = None,
        progress: Progress | None = None,
    ) -> None:
        """As `embed_multi`, with entries of an id, a content and metadata."""
        means = self._means(batch_size, key, awaits=False)
        storing = self._storing(means, store, dedupe, on_error, progress)
        run_blocking(storing.flow(Entries(entries, means.size)))

    def aembed_multi_with_metadata(
        self,
        entries: AsyncTriples,
        store: bool = False,
        batch_size: int = 100,
        *,
        key: str | None = None,
        dedupe: bool = False,
        on_error: OnError | None = None,
        progress: Progress | None = None,
    ) -> Coroutine[Any, Any, None]:
        """As `embed_multi_with_metadata`, for async code; *entries* may be async."""
        means = self._means(batch_size, key, awaits=True)
        storing = self._storing(means, store, dedupe, on_error, progress)
        return arun(storing.flow(Entries(entries, means.size)))

    def _one(
        self,
        id: str,  # noqa: A002 - as callers may name it
        value: str | bytes,
        metadata: Metadata,
        store: bool,
        key: str | None,
        *,
        awaits: bool,
    ) -> Flow[None]:
        storing = self._storing(self._means(1, key, awaits=awaits), store)
        return storing.flow(Entries([(id, value, metadata)], 1))

    def _means(self, size: int, key: str | None, *, awaits: bool) -> Means:
        model = self._embedder.model(awaits=awaits)
        at_once = getattr(model, "parallel_batches", 1)
        return Means(
            model,
            asker(model, key, awaits=awaits),
            max(1, min(size, model.batch_size or size)),
            Batches(at_once, awaits=awaits),
        )

    def _storing(
        self,
        means: Means,
        store: bool,
        dedupe: bool = False,
        on_error: OnError | None = None,
        progress: Progress | None = None,
    ) -> Storing:
        planner = Planner(self._rows, store=store, dedupe=dedupe)
        return Storing(self._rows, planner, means, on_error, progress)

    def similar(
        self,
        value: str | bytes,
        number: int = 10,
        prefix: str | None = None,
        *,
        exact: bool = False,
        where: Where = (),
        hybrid: bool = False,
        index: str | None = None,
        key: str | None = None,
    ) -> list[Entry]:
        """The items that are most similar to *value*, best first.

        Args:
            value: a text, or bytes for a model that takes them.
            number: how many items at most.
            prefix: only those whose ids begin like this.
            exact: look at every item, even where that takes long.
            where: conditions on the metadata: `KEY=VALUE`, `KEY!=VALUE`, `KEY<VALUE`, … or `KEY`.
            hybrid: let the words of a text count as well, where texts are stored.
            index: the engine of a plugin that is to say where to look.
            key: the model's key, or the name of a stored one.

        Raises InvalidInput when the vector of *value* has no direction, or another length than
        those of the collection.
        """
        words = value if hybrid and isinstance(value, str) else None
        wanted = Wanted(number, filter_of(prefix, where), exact, index, words=words)
        return run_blocking(self._similar(value, wanted, key, awaits=False))

    def asimilar(
        self,
        value: str | bytes,
        number: int = 10,
        prefix: str | None = None,
        *,
        exact: bool = False,
        where: Where = (),
        hybrid: bool = False,
        index: str | None = None,
        key: str | None = None,
    ) -> Coroutine[Any, Any, list[Entry]]:
        """As `similar`, for async code."""
        words = value if hybrid and isinstance(value, str) else None
        wanted = Wanted(number, filter_of(prefix, where), exact, index, words=words)
        return arun(self._similar(value, wanted, key, awaits=True))

    def similar_by_id(
        self,
        id: str,  # noqa: A002 - as callers may name it
        number: int = 10,
        prefix: str | None = None,
        *,
        exact: bool = False,
        where: Where = (),
        hybrid: bool = False,
        index: str | None = None,
    ) -> list[Entry]:
        """The items that are most similar to the one called *id*, which is not among them.

        Raises `Collection.DoesNotExist` when there is no such item.
        """
        vector = self._rows.vector_of(id)
        if vector is None:
            raise self.DoesNotExist(f"There is no {id!r} in the collection {self.name}")
        words = content_of(self._connection, self.id, id) if hybrid else None
        wanted = Wanted(number, filter_of(prefix, where), exact, index, id, words)
        return similar_to(self._connection, self.id, decode(vector), wanted)

    def similar_by_vector(
        self,
        vector: Iterable[float],
        number: int = 10,
        skip_id: str | None = None,
        prefix: str | None = None,
        *,
        exact: bool = False,
        where: Where = (),
        index: str | None = None,
    ) -> list[Entry]:
        """The items whose vectors are nearest to *vector*, without the one called *skip_id*."""
        wanted = Wanted(number, filter_of(prefix, where), exact, index, skip_id)
        return similar_to(self._connection, self.id, vector, wanted)

    def _similar(
        self, value: str | bytes, wanted: Wanted, key: str | None, *, awaits: bool
    ) -> Flow[list[Entry]]:
        ask = asker(self._embedder.model(awaits=awaits), key, awaits=awaits)
        (vector,) = yield partial(ask, [value])
        search = partial(similar_to, self._connection, self.id, vector, wanted)
        if awaits and self._owned:  # a connection that was handed in may be for one thread only
            found: list[Entry] = yield partial(in_thread, search)
            return found
        return search()
