"""A collection as it lies in its database: made, opened, listed, changed and deleted.

Embedding and searching are `collection.py`'s.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from llm.embeddings.connections import alone, path_of
from llm.embeddings.database import (
    DatabaseLike,
    changing,
    connection_of,
    connection_to,
    found,
    has_collection,
    plainly,
)
from llm.embeddings.embedder import Embedder, model_called
from llm.embeddings.entry import Item
from llm.embeddings.planning import as_json
from llm.embeddings.rows import CollectionRows
from llm.embeddings.tables import content_hash
from llm.errors import InvalidInput, LLMError

if TYPE_CHECKING:
    import sqlite_utils

    from llm.embeddings.search import Condition
    from llm.models.embedding import EmbeddingModel

Metadata: TypeAlias = "dict[str, Any] | None"
Where: TypeAlias = "Iterable[str | Condition]"


class OpenedCollection:
    """A collection in a database of embeddings, made when it is missing.

    Attributes:
        name: its name.
        id: its number in the database.
        model_id: the id of the model that makes its vectors.

    """

    class DoesNotExist(LLMError):  # noqa: N818 - the name that callers catch
        """There is no collection of that name, or no item of that id."""

    def __init__(
        self,
        name: str,
        db: DatabaseLike | None = None,
        *,
        model: EmbeddingModel | Any = None,
        model_id: str | None = None,
        create: bool = True,
    ) -> None:
        """Open the collection called *name*.

        Args:
            name: its name.
            db: the database: a path, a connection or a `sqlite_utils.Database`; by default one in
                memory, which goes with this object.
            model: the model that makes its vectors.
            model_id: the id or alias of that model, where the model itself is not given.
            create: make the collection when it is missing.

        Raises:
            Collection.DoesNotExist: it is missing, and not to be made.
            InvalidInput: it is to be made, and no model was given.
            UnknownModelError: no plugin offers the model.
            EmbeddingsUnavailable: the database cannot be used.

        """
        self.name = name
        self._db = db
        self._connection = connection_to(db)
        self._owned = connection_of(db) is None
        try:
            self.id: int
            self.model_id: str | None
            self.id, self.model_id = self._row() or self._made(model, model_id, create)
        except BaseException:
            self.close()
            raise
        self._rows = CollectionRows(self._connection, self.id, name)
        self._embedder = Embedder(name, self.model_id, model, model_id)

    def _row(self) -> tuple[int, str | None] | None:
        rows = found(
            self._connection, "SELECT id, model FROM collections WHERE name = ?", self.name
        )
        return rows[0] if rows else None

    def _made(self, model: Any, model_id: str | None, create: bool) -> tuple[int, str | None]:
        if not create:
            raise self.DoesNotExist(
                f"Collection {self.name!r} does not exist{self._did_you_mean()}"
            )
        if model is None:
            if model_id is None:
                raise InvalidInput(
                    "Either model= or model_id= must be provided when creating a new collection"
                )
            model = model_called(model_id, awaits=False)
        with changing(self._connection):
            # Unless another process has made it meanwhile.
            self._connection.execute(
                "INSERT OR IGNORE INTO collections (name, model) VALUES (?, ?)",
                (self.name, model.model_id),
            )
        row = self._row()
        assert row is not None  # noqa: S101 - it was just made
        return row

    def _did_you_mean(self) -> str:
        """The end of a sentence on a collection that is not there."""
        from difflib import get_close_matches

        names = [name for (name,) in found(self._connection, "SELECT name FROM collections")]
        near = get_close_matches(self.name, names, n=1, cutoff=0.7)
        return f" - did you mean {near[0]}?" if near else ""

    @property
    def db(self) -> sqlite_utils.Database:
        """The database."""
        import sqlite_utils

        if not isinstance(self._db, sqlite_utils.Database):
            self._db = sqlite_utils.Database(self._connection)
        return self._db

    @classmethod
    def exists(cls, db: DatabaseLike, name: str) -> bool:
        """Whether *db* has a collection called *name*."""
        if (given := connection_of(db)) is not None:
            return has_collection(given, name)
        with closing(connection_to(db)) as connection:
            return has_collection(connection, name)

    @staticmethod
    def content_hash(input: str | bytes) -> bytes:  # noqa: A002 - as callers may name it
        """What a content is recognised by: the MD5 digest of its bytes."""
        return content_hash(input)

    def model(self) -> EmbeddingModel:
        """The model that makes its vectors.

        Raises InvalidInput when another one was given, and UnknownModelError when no plugin
        offers it.
        """
        model: EmbeddingModel = self._embedder.model()
        return model

    def count(self) -> int:
        """How many items it has."""
        return self._rows.count()

    def items(self, prefix: str | None = None, where: Where = ()) -> Iterable[Item]:
        """Its items, by id: those whose ids begin with *prefix*, and that *where* holds for."""
        from llm.embeddings.finding import filter_of, items_of

        return items_of(self._connection, self.id, filter_of(prefix, where))

    def update(self, id: str, *, metadata: Metadata) -> None:  # noqa: A002 - as in `embed`
        """Replace what is said of an item by *metadata*; None removes it.

        Raises `Collection.DoesNotExist` when there is no such item.
        """
        if not self._rows.set_metadata(id, as_json(id, metadata)):
            raise self.DoesNotExist(f"There is no {id!r} in the collection {self.name}")

    def remove(self, ids: Iterable[str]) -> int:
        """Delete the items with these *ids*; give how many there were."""
        wanted = [ids] if isinstance(ids, str) else list(ids)
        with changing(self._connection):
            removed = self._rows.remove(wanted)
            if removed:
                self._forget()
        self._forget()
        return removed

    def delete(self) -> None:
        """Delete the collection and all its items."""
        with changing(self._connection):
            if not self._rows.are_there():
                return
            self._rows.delete()
            self._forget()
        self._forget()

    def _forget(self) -> None:
        """Delete what is cached of the items.

        That is done before the database forgets them, so that nothing outlives them where this is
        cut short, and again after that, for who searched in between.
        """
        from llm.embeddings.search import forget

        with plainly(self._connection):
            path = path_of(self._connection)
        if path is not None:
            forget(path, self.id)

    def close(self) -> None:
        """Close the database, unless it is the caller's."""
        if self._owned:
            with alone(self._connection):
                self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
