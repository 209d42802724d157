"""Which embedding model is meant where one is named, or none."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from llm.config.defaults import default_embedding_model_choice

if TYPE_CHECKING:
    from llm.models.embedding import EmbeddingModel


def chosen_model(name: str | None = None) -> EmbeddingModel:
    """The model called *name*, by its id or an alias; without a name, the default one.

    Raises UnknownModelError, and ModelUnavailable where none is chosen and the built-in one is not
    installed.
    """
    if name is None:
        name = default_embedding_model_choice().name
    package = sys.modules["llm"]  # where plugins put look-ups of their own
    model: EmbeddingModel = package.get_embedding_model(name)
    return model
