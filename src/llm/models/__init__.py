"""Models, and what they give and take: what plugin authors subclass and callers hold.

The names are loaded when they are first touched: a list of models needs none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.lazy_names import loaded_name

if TYPE_CHECKING:
    from llm.attachments import Attachment
    from llm.errors import CancelToolCall, PauseChain
    from llm.models.async_response import AsyncResponse
    from llm.models.capabilities import partition_tools as _partition_tools
    from llm.models.chains import AsyncChainResponse, ChainResponse
    from llm.models.conversation import AsyncConversation, Conversation
    from llm.models.embedding import AsyncEmbeddingModel, EmbeddingModel
    from llm.models.kinds import AsyncKeyModel, AsyncModel, KeyModel, Model
    from llm.models.options import Options
    from llm.models.prompt import Prompt
    from llm.models.registered import EmbeddingModelWithAliases, ModelWithAliases
    from llm.models.sync_response import Response
    from llm.toolcalls import ToolCall, ToolOutput, ToolResult
    from llm.tooling.server_side import ServerSideTool
    from llm.tooling.tool import Tool
    from llm.tooling.toolbox import Toolbox
    from llm.usage import Usage

__all__ = [
    "AsyncChainResponse",
    "AsyncConversation",
    "AsyncEmbeddingModel",
    "AsyncKeyModel",
    "AsyncModel",
    "AsyncResponse",
    "Attachment",
    "CancelToolCall",
    "ChainResponse",
    "Conversation",
    "EmbeddingModel",
    "EmbeddingModelWithAliases",
    "KeyModel",
    "Model",
    "ModelWithAliases",
    "Options",
    "PauseChain",
    "Prompt",
    "Response",
    "ServerSideTool",
    "Tool",
    "ToolCall",
    "ToolOutput",
    "ToolResult",
    "Toolbox",
    "Usage",
    "_partition_tools",
]

_HOMES = {
    "attachments": ["Attachment"],
    "errors": ["CancelToolCall", "PauseChain"],
    "models.async_response": ["AsyncResponse"],
    "models.chains": ["AsyncChainResponse", "ChainResponse"],
    "models.conversation": ["AsyncConversation", "Conversation"],
    "models.embedding": ["AsyncEmbeddingModel", "EmbeddingModel"],
    "models.kinds": ["AsyncKeyModel", "AsyncModel", "KeyModel", "Model"],
    "models.options": ["Options"],
    "models.prompt": ["Prompt"],
    "models.registered": ["EmbeddingModelWithAliases", "ModelWithAliases"],
    "models.sync_response": ["Response"],
    "toolcalls": ["ToolCall", "ToolOutput", "ToolResult"],
    "tooling.server_side": ["ServerSideTool"],
    "tooling.tool": ["Tool"],
    "tooling.toolbox": ["Toolbox"],
    "usage": ["Usage"],
}
_MODULE_OF = {name: f"llm.{module}" for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name == "_partition_tools":  # plugins import it
        from llm.models.capabilities import partition_tools

        return partition_tools
    return loaded_name(__name__, _MODULE_OF, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
