"""Other ways to find what is near, which plugins offer: `register_vector_indexes`.

An engine only says which items to look at. They are compared with what is searched for as always,
so its scores are nobody's affair.

    @llm.hookimpl
    def register_vector_indexes(register):
        register("graph", GraphIndex)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from llm.embeddings.search.reading import Snapshot
from llm.errors import InvalidInput
from llm.lazy_dataclass import dataclass
from llm.store.vectors import cache_of


@dataclass(frozen=True)
class StoredVectors:
    """The vectors of a collection, as an engine sees them.

    Attributes:
        collection_id: the number of the collection in its database.
        dimension: numbers in a vector.
        token: another one as soon as anything in the database is; None for a state that nothing
            may be kept of.
        directory: where an engine may keep files, in a directory of its own; it goes with the
            cache. None for a database in memory.
        snapshot: where the vectors are read.

    """

    collection_id: int
    dimension: int
    token: str | None
    directory: Path | None
    snapshot: Snapshot

    @classmethod
    def of(cls, snapshot: Snapshot, collection_id: int, dimension: int) -> StoredVectors:
        """Those of a collection in *snapshot* that have *dimension* numbers."""
        directory = cache_of(snapshot.path) if snapshot.path else None
        return cls(collection_id, dimension, snapshot.token, directory, snapshot)

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        """Each id with its vector: little-endian 32-bit floats, not of length one."""
        return iter(
            self.snapshot.rows(
                "SELECT id, embedding FROM embeddings"
                " WHERE collection_id = ? AND length(embedding) = ?",
                (self.collection_id, 4 * self.dimension),
            )
        )


class VectorIndex(Protocol):
    """An engine."""

    def nearest(
        self,
        vectors: StoredVectors,
        vector: Sequence[float],
        number: int,
        allowed: Collection[str] | None,
    ) -> Iterable[str]:
        """The ids of the items to look at so that the *number* nearest to *vector* are among them.

        Args:
            vectors: all that may be found; only valid during this call.
            vector: what is searched for.
            number: how many are wanted.
            allowed: the ids that may be found; None: any.

        """
        ...


_made: dict[Callable[[], VectorIndex], VectorIndex] = {}


def engine_called(name: str) -> VectorIndex:
    """The engine that a plugin registered as *name*, one for this process.

    Raises InvalidInput for a name that none has.
    """
    from llm.plugins.called import names_of, offered_as

    factory = offered_as("vector_indexes", [name]).get(name)
    if factory is None:
        from llm.plugins.left_out import with_absent_plugins

        offered = sorted(names_of("vector_indexes"))
        known = f"there are: {', '.join(offered)}" if offered else "no plugin offers any"
        said = f"There is no index called {name!r}; {known}. Without an index all is searched here"
        raise InvalidInput(with_absent_plugins(said, ["vector_indexes"], [name]))
    if factory not in _made:
        _made[factory] = factory()
    return _made[factory]


def ids_by(
    engine: VectorIndex,
    vectors: StoredVectors,
    vector: Sequence[float],
    number: int,
    rowids: Sequence[int] | None,
) -> list[str]:
    """The ids of what *engine* says to look at, of the rows with these *rowids* where given."""
    allowed = None if rowids is None else set(_ids(vectors.snapshot, rowids))
    found = engine.nearest(vectors, vector, number, allowed)
    return [name for name in dict.fromkeys(found) if allowed is None or name in allowed]


def _ids(snapshot: Snapshot, rowids: Sequence[int]) -> Iterator[str]:
    from llm.embeddings.search.scoring import rows_with

    return (name for name, _ in rows_with(snapshot, rowids))
