"""Models, and what they give and take: what plugin authors subclass and callers hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.attachments import Attachment
from llm.errors import CancelToolCall, PauseChain
from llm.models.async_response import AsyncResponse
from llm.models.capabilities import partition_tools as _partition_tools  # plugins import it
from llm.models.chains import AsyncChainResponse, ChainResponse
from llm.models.conversation import AsyncConversation, Conversation
from llm.models.embedding import AsyncEmbeddingModel, EmbeddingModel
from llm.models.kinds import AsyncKeyModel, AsyncModel, KeyModel, Model
from llm.models.prompt import Prompt
from llm.models.registry import EmbeddingModelWithAliases, ModelWithAliases
from llm.models.sync_response import Response
from llm.toolcalls import ToolCall, ToolOutput, ToolResult
from llm.tooling.server_side import ServerSideTool
from llm.tooling.tool import Tool
from llm.tooling.toolbox import Toolbox
from llm.usage import Usage

if TYPE_CHECKING:
    from llm.models.options import Options

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


def __getattr__(name: str) -> Any:
    if name == "Options":  # it brings pydantic, which a prompt without options does not need
        from llm.models.options import Options

        return Options
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
