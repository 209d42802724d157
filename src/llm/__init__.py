"""Talk to any large language model, from the terminal and from Python.

    import llm

    model = llm.get_model()
    print(model.prompt("Capital of France?").text())

The names below are loaded when they are first touched, so that `import llm` costs next to
nothing. Here it is also said who answers the ports through which inner layers ask outer ones.
"""

from __future__ import annotations

from llm import ports
from llm.version import __version__

TYPE_CHECKING = False  # `typing` takes longer to import than all of this
if TYPE_CHECKING:
    from typing import Any

    from llm.attachments import Attachment
    from llm.config.aliases import remove_alias, set_alias
    from llm.config.defaults import (
        DEFAULT_MODEL,
        get_default_embedding_model,
        get_default_model,
        set_default_embedding_model,
        set_default_model,
    )
    from llm.config.keys import get_key, load_keys
    from llm.config.paths import user_dir
    from llm.embeddings.collection import Collection
    from llm.embeddings.vectors import cosine_similarity, decode, encode
    from llm.errors import (
        CancelToolCall,
        ConversationNotSupported,
        LLMError,
        ModelError,
        NeedsKeyException,
        PauseChain,
        UnknownModelError,
    )
    from llm.events import StreamEvent
    from llm.fragments import Fragment
    from llm.hookspecs import hookimpl
    from llm.models.async_response import AsyncResponse
    from llm.models.chains import AsyncChainResponse, ChainResponse
    from llm.models.conversation import AsyncConversation, Conversation
    from llm.models.embedding import AsyncEmbeddingModel, EmbeddingModel
    from llm.models.kinds import AsyncKeyModel, AsyncModel, KeyModel, Model
    from llm.models.options import Options
    from llm.models.prompt import Prompt
    from llm.models.registered import EmbeddingModelWithAliases, ModelWithAliases
    from llm.models.registry import (
        get_async_embedding_model,
        get_async_embedding_model_aliases,
        get_async_embedding_models,
        get_async_model,
        get_async_model_aliases,
        get_async_models,
        get_embedding_model,
        get_embedding_model_aliases,
        get_embedding_models,
        get_embedding_models_with_aliases,
        get_model,
        get_model_aliases,
        get_models,
        get_models_with_aliases,
    )
    from llm.models.sync_response import Response
    from llm.parts import Message, assistant, system, tool_message, user
    from llm.plugins.host import load_plugins, pm
    from llm.plugins.listing import get_plugins
    from llm.plugins.offers import get_fragment_loaders, get_template_loaders, get_tools
    from llm.resolving.template import Template
    from llm.schemas import schema_dsl
    from llm.store.saving import record
    from llm.toolcalls import ToolCall, ToolOutput, ToolResult
    from llm.tooling.server_side import ServerSideTool
    from llm.tooling.tool import Tool
    from llm.tooling.toolbox import Toolbox
    from llm.usage import Usage

_HOMES = {
    "attachments": ["Attachment"],
    "config.aliases": ["remove_alias", "set_alias"],
    "config.defaults": [
        "DEFAULT_MODEL",
        "get_default_embedding_model",
        "get_default_model",
        "set_default_embedding_model",
        "set_default_model",
    ],
    "config.keys": ["get_key", "load_keys"],
    "config.paths": ["user_dir"],
    "embeddings.collection": ["Collection"],
    "embeddings.vectors": ["cosine_similarity", "decode", "encode"],
    "errors": [
        "CancelToolCall",
        "ConversationNotSupported",
        "LLMError",
        "ModelError",
        "NeedsKeyException",
        "PauseChain",
        "UnknownModelError",
    ],
    "events": ["StreamEvent"],
    "fragments": ["Fragment"],
    "hookspecs": ["hookimpl"],
    "models.chains": ["AsyncChainResponse", "ChainResponse"],
    "models.conversation": ["AsyncConversation", "Conversation"],
    "models.embedding": ["AsyncEmbeddingModel", "EmbeddingModel"],
    "models.kinds": ["AsyncKeyModel", "AsyncModel", "KeyModel", "Model"],
    "models.options": ["Options"],
    "models.prompt": ["Prompt"],
    "models.async_response": ["AsyncResponse"],
    "models.sync_response": ["Response"],
    "models.registered": ["EmbeddingModelWithAliases", "ModelWithAliases"],
    "models.registry": [
        "get_async_embedding_model",
        "get_async_embedding_model_aliases",
        "get_async_embedding_models",
        "get_async_model",
        "get_async_model_aliases",
        "get_async_models",
        "get_embedding_model",
        "get_embedding_model_aliases",
        "get_embedding_models",
        "get_embedding_models_with_aliases",
        "get_model",
        "get_model_aliases",
        "get_models",
        "get_models_with_aliases",
    ],
    "parts": ["Message", "assistant", "system", "tool_message", "user"],
    "plugins.host": ["load_plugins", "pm"],
    "plugins.listing": ["get_plugins"],
    "plugins.offers": ["get_fragment_loaders", "get_template_loaders", "get_tools"],
    "resolving.template": ["Template"],
    "schemas": ["schema_dsl"],
    "store.saving": ["record"],
    "toolcalls": ["ToolCall", "ToolOutput", "ToolResult"],
    "tooling.server_side": ["ServerSideTool"],
    "tooling.tool": ["Tool"],
    "tooling.toolbox": ["Toolbox"],
    "usage": ["Usage"],
}
_MODULE_OF = {name: f"llm.{module}" for module, names in _HOMES.items() for name in names}
# Modules that plugins reach as attributes of `llm` without importing them.
_MODULES = {
    "embeddings",
    "embeddings_migrations",
    "errors",
    "logs",
    "migrations",
    "models",
    "parts",
    "plugins",
    "serialization",
    "templates",
    "utils",
}

ports.fetch.fill("llm.net.fetch:fetch")
ports.content_type_of.fill("llm.net.fetch:content_type_of")
ports.get_key.fill("llm.config.keys:get_key")
ports.default_model.fill("llm.config.defaults:get_default_model")
ports.user_aliases.fill("llm.config.aliases:load_aliases")
ports.save_responses.fill("llm.store.saving:save_responses")
ports.stored_call.fill("llm.store.saving:stored_call")
ports.registered_models.fill("llm.plugins.offers:registered_models")
ports.with_absent_plugins.fill("llm.plugins.left_out:with_absent_plugins")
ports.commands_watch.fill("llm.cli.watched:CommandsWatch")
ports.import_progress.fill("llm.store.upgrading.carrying:unshown")
ports.registered_embedding_models.fill("llm.plugins.offers:registered_embedding_models")
ports.models_called.fill("llm.plugins.called:models_called")
ports.embedding_models_called.fill("llm.plugins.called:embedding_models_called")
ports.known_models.fill("llm.plugins.called:known_models")
ports.known_embedding_models.fill("llm.plugins.called:known_embedding_models")

__all__ = [
    "DEFAULT_MODEL",
    "AsyncChainResponse",
    "AsyncConversation",
    "AsyncEmbeddingModel",
    "AsyncKeyModel",
    "AsyncModel",
    "AsyncResponse",
    "Attachment",
    "CancelToolCall",
    "ChainResponse",
    "Collection",
    "Conversation",
    "ConversationNotSupported",
    "EmbeddingModel",
    "EmbeddingModelWithAliases",
    "Fragment",
    "KeyModel",
    "LLMError",
    "Message",
    "Model",
    "ModelError",
    "ModelWithAliases",
    "NeedsKeyException",
    "Options",
    "PauseChain",
    "Prompt",
    "Response",
    "ServerSideTool",
    "StreamEvent",
    "Template",
    "Tool",
    "ToolCall",
    "ToolOutput",
    "ToolResult",
    "Toolbox",
    "UnknownModelError",
    "Usage",
    "__version__",
    "assistant",
    "cosine_similarity",
    "decode",
    "encode",
    "get_async_embedding_model",
    "get_async_embedding_model_aliases",
    "get_async_embedding_models",
    "get_async_model",
    "get_async_model_aliases",
    "get_async_models",
    "get_default_embedding_model",
    "get_default_model",
    "get_embedding_model",
    "get_embedding_model_aliases",
    "get_embedding_models",
    "get_embedding_models_with_aliases",
    "get_fragment_loaders",
    "get_key",
    "get_model",
    "get_model_aliases",
    "get_models",
    "get_models_with_aliases",
    "get_plugins",
    "get_template_loaders",
    "get_tools",
    "hookimpl",
    "load_keys",
    "load_plugins",
    "pm",
    "record",
    "remove_alias",
    "schema_dsl",
    "set_alias",
    "set_default_embedding_model",
    "set_default_model",
    "system",
    "tool_message",
    "user",
    "user_dir",
]


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        from importlib import import_module

        return import_module(f"llm.{name}")
    from llm.lazy_names import loaded_name

    return loaded_name(__name__, _MODULE_OF, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULE_OF, *_MODULES})
