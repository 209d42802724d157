"""Which model embeds for a collection: always the one that it was made with."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import Any

from llm.embeddings.asking import is_blocking
from llm.errors import InvalidInput, UnknownModelError


class Embedder:
    """Finds the model of a collection when it is needed; looking one up loads plugins.

    Args:
        collection: the name of the collection.
        made_with: the id of the model that made its vectors, where that is known.
        model: the model that the caller gave.
        name: the id or alias of a model that the caller gave.

    """

    def __init__(
        self, collection: str, made_with: str | None, model: Any = None, name: str | None = None
    ) -> None:
        self._collection = collection
        self._made_with = made_with
        self._model = model
        self._name = name
        self._found: dict[bool, Any] = {}

    def model(self, *, awaits: bool = False) -> Any:
        """The model, for code that *awaits* or blocks; the first may be given one that blocks.

        Raises InvalidInput when the collection was made with another one, and UnknownModelError
        when no plugin offers it.
        """
        if awaits not in self._found:
            found = self._looked_up(awaits) if self._model is None else self._model
            found = (awaits and getattr(found, "async_model", None)) or found
            self._check(found, awaits)
            self._found[awaits] = found
        return self._found[awaits]

    def _looked_up(self, awaits: bool) -> Any:
        name = self._name or self._made_with
        if name is None:
            raise InvalidInput(
                f"It is not known which model made the collection {self._collection}: name it"
            )
        try:
            return model_called(name, awaits=awaits)
        except UnknownModelError as error:
            if name != self._made_with:
                raise
            raise UnknownModelError(
                f"{error} - the collection {self._collection} was made with it:"
                " install the plugin that offers it"
            ) from error

    def _check(self, model: Any, awaits: bool) -> None:
        if not awaits and not is_blocking(model):
            raise InvalidInput(
                f"{model.model_id} is for async code: use the methods that are awaited, as aembed"
            )
        if self._made_with in (None, model.model_id) or self._is_same(model):
            return
        raise InvalidInput(
            f"The collection {self._collection} was made with {self._made_with}, whose vectors"
            f" those of {model.model_id} cannot be compared with: use that model, or another"
            " collection"
        )

    def _is_same(self, model: Any) -> bool:
        """Whether the collection's model is known by a new name now."""
        try:
            named = model_called(str(self._made_with), awaits=False)
        except UnknownModelError:
            return False
        return bool(named.model_id == model.model_id)


def model_called(name: str, *, awaits: bool) -> Any:
    """The embedding model with this id or alias; one that blocks where there is no async one.

    Raises UnknownModelError.
    """
    package = sys.modules["llm"]  # where plugins put look-ups of their own
    if awaits:
        with suppress(UnknownModelError):  # it is asked in a thread
            return package.get_async_embedding_model(name)
    return package.get_embedding_model(name)
