"""The plugin that offers OpenAI's models, and the path by which other plugins know its classes.

The classes live in `llm.providers.openai`. `openai` is an attribute here too, as plugins' tests
expect: the package of that name, imported when somebody touches it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.hookspecs import hookimpl

if TYPE_CHECKING:
    from llm.hookspecs import RegisterEmbeddingModel, RegisterModel
    from llm.providers.openai.chat import AsyncChat, Chat, Completion
    from llm.providers.openai.embeddings import OpenAIEmbeddingModel
    from llm.providers.openai.options import (
        ImageDetailEnum,
        ImageDetailWithOriginalEnum,
        ReasoningEffortEnum,
        ReasoningSummaryEnum,
        SharedOptions,
        VerbosityEnum,
        build_options_class,
    )
    from llm.providers.openai.responses import AsyncResponses, Responses
    from llm.providers.openai.server_tools import CodeInterpreter, ImageGeneration, WebSearch

__all__ = [
    "AsyncChat",
    "AsyncResponses",
    "Chat",
    "CodeInterpreter",
    "Completion",
    "ImageDetailEnum",
    "ImageDetailWithOriginalEnum",
    "ImageGeneration",
    "OpenAIEmbeddingModel",
    "ReasoningEffortEnum",
    "ReasoningSummaryEnum",
    "Responses",
    "SharedOptions",
    "VerbosityEnum",
    "WebSearch",
    "build_options_class",
]

_HOMES = {
    "chat": ["AsyncChat", "Chat", "Completion"],
    "embeddings": ["OpenAIEmbeddingModel"],
    "options": [
        "ImageDetailEnum",
        "ImageDetailWithOriginalEnum",
        "ReasoningEffortEnum",
        "ReasoningSummaryEnum",
        "SharedOptions",
        "VerbosityEnum",
        "build_options_class",
    ],
    "responses": ["AsyncResponses", "Responses"],
    "server_tools": ["CodeInterpreter", "ImageGeneration", "WebSearch"],
}


@hookimpl
def register_models(register: RegisterModel) -> None:
    """Offer the catalogue's models, and those of the user's files."""
    from llm.providers.openai.registering import models

    for model, async_model, aliases in models():
        register(model, async_model, aliases=aliases)


@hookimpl
def register_embedding_models(register: RegisterEmbeddingModel) -> None:
    """Offer the catalogue's embedding models, and those of the user's files."""
    from llm.providers.openai.registering import embedding_models

    for model, aliases in embedding_models():
        register(model, aliases=aliases)


def __getattr__(name: str) -> Any:
    if name == "openai":
        from llm.providers.openai.sdk import sdk

        return sdk()
    if name == "OFFERS_DEPEND_ON_FILES":  # what the index of plugins asks
        from llm.providers.openai.endpoints import ENDPOINTS_FILE
        from llm.providers.openai.extra_models import EXTRA_MODELS_FILE

        return ENDPOINTS_FILE, EXTRA_MODELS_FILE
    from importlib import import_module

    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"llm.providers.openai.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
