"""Rows of data -> the models that are registered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from llm.providers.openai.catalogue import (
    EMBEDDING_MODELS,
    KEY_NAME,
    MODELS,
    EmbeddingRow,
    ModelRow,
)
from llm.providers.openai.chat import AsyncChat, Chat, Completion
from llm.providers.openai.embeddings import AsyncOpenAIEmbeddingModel, OpenAIEmbeddingModel
from llm.providers.openai.endpoints import endpoint_rows
from llm.providers.openai.extra_models import extra_rows
from llm.providers.openai.responses import AsyncResponses, Responses
from llm.providers.openai.shared import Features

_FEATURES = tuple(Features.__annotations__)


def models() -> Iterator[tuple[Any, Any, Sequence[str]]]:
    """Each model, the same for async code where there is one, and the short names of both."""
    for row in chain(MODELS, extra_rows(), endpoint_rows()):
        if isinstance(row, ModelRow):
            yield (*_both(row), row.aliases)


def embedding_models() -> Iterator[tuple[OpenAIEmbeddingModel, Sequence[str]]]:
    """Each embedding model, which brings the same for async code, with its short names."""
    for row in chain(EMBEDDING_MODELS, extra_rows(), endpoint_rows()):
        if isinstance(row, EmbeddingRow):
            model = OpenAIEmbeddingModel.of_row(row)
            model.async_model = AsyncOpenAIEmbeddingModel.of_row(row)
            yield model, row.aliases


def _both(row: ModelRow) -> tuple[Any, Any]:
    if row.api == "completion":
        return model_of(row, Completion, default_max_tokens=row.default_max_tokens), None
    if row.api == "responses":
        return model_of(row, Responses), model_of(row, AsyncResponses)
    return model_of(row, Chat), model_of(row, AsyncChat)


def model_of(row: ModelRow, cls: type[Any], **more: Any) -> Any:
    """The model of class *cls* that *row* describes."""
    features = {name: getattr(row, name) for name in _FEATURES}
    model = cls(row.model_id, model_name=row.model_name, api_base=row.api_base, **features, **more)
    if row.key_name != KEY_NAME or row.api_base:
        model.needs_key, model.key_env_var = row.key_name, row.key_env_var
    if row.options:
        model.default_options = row.options
    if limits := row.limits:
        model.own_limits = limits
    return model
