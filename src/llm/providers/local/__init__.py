"""The plugin that offers the built-in models: SmolLM2-135M-Instruct, all-MiniLM-L6-v2 for vectors.

Both run on this machine, offline. The extra `local` brings the package that runs them; without
that, asking them says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from llm.hookspecs import hookimpl

if TYPE_CHECKING:
    from llm.hookspecs import RegisterEmbeddingModel, RegisterModel


@hookimpl
def register_models(register: RegisterModel) -> None:
    """Offer `smollm2-135m`."""
    from llm.providers.local.model import AsyncLocalChat, LocalChat

    register(LocalChat(), AsyncLocalChat(), aliases=("smollm2", "local"))


@hookimpl
def register_embedding_models(register: RegisterEmbeddingModel) -> None:
    """Offer `all-minilm-l6-v2`."""
    from llm.providers.local.embedding import AsyncLocalEmbedding, LocalEmbedding

    model = LocalEmbedding()
    model.async_model = AsyncLocalEmbedding()
    register(model, aliases=("minilm",))
