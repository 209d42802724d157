"""A model as it was registered: with the same for async code, and its names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llm.lazy_dataclass import dataclass
from llm.models.described import is_part_of_any

if TYPE_CHECKING:
    from llm.models.embedding import AsyncEmbeddingModel, EmbeddingModel
    from llm.models.kinds import AsyncModel, Model


@dataclass
class ModelWithAliases:
    """A model, the same one for async code, and the short names of both.

    Attributes:
        model: the model.
        async_model: the one for async code, or None.
        aliases: names that mean it, beside its id.

    """

    model: Model
    async_model: AsyncModel | None
    aliases: list[str]

    def matches(self, query: str) -> bool:
        """Say whether a name of the model, or of its class, has *query* in it; case is ignored."""
        names = [*self.aliases, self.model.model_id, str(self.model)]
        if self.async_model is not None:
            names.append(self.async_model.model_id)
        return is_part_of_any(query, names)


@dataclass
class EmbeddingModelWithAliases:
    """An embedding model, the same one for async code, and the short names of both.

    Attributes:
        model: the model.
        aliases: names that mean it, beside its id.
        async_model: the one for async code: by default that which the model itself brings.

    """

    model: EmbeddingModel
    aliases: list[str]
    async_model: AsyncEmbeddingModel | None = None

    def __post_init__(self) -> None:
        # Here, as plugins that register for others know of no async model.
        if self.async_model is None:
            self.async_model = getattr(self.model, "async_model", None)

    def matches(self, query: str) -> bool:
        """Say whether a name of the model, or of its class, has *query* in it; case is ignored."""
        return is_part_of_any(query, [*self.aliases, self.model.model_id, str(self.model)])
