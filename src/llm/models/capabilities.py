"""What a model takes, checked before it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.core.history import holds_answers
from llm.errors import ConversationNotSupported, UnsupportedInput
from llm.parts import AttachmentPart, Message
from llm.tooling.server_side import ServerSideTool

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from llm.attachments import Attachment
    from llm.models.prompt import Prompt
    from llm.tooling.tool import Tool


def check(model: Any, prompt: Prompt) -> None:
    """Raise what tells the caller that *model* does not take *prompt*, if it does not.

    Raises `UnsupportedInput` or `ConversationNotSupported`, both of them `ValueError`s.
    """
    messages = prompt.messages
    _check_attachments(model, _shown(messages[prompt.accepted :]))
    if prompt.schema is not None and not model.supports_schema:
        raise UnsupportedInput(f"{model} does not support schemas")
    if prompt.given_tools:
        _check_tools(model, prompt.given_tools)
    if not model.supports_conversation and holds_answers(messages):
        raise ConversationNotSupported(f"{model} does not support conversations")


def _shown(messages: Iterable[Message]) -> list[Attachment]:
    """What the user shows in *messages*; what a model showed is its own affair."""
    parts = [part for message in messages if message.role == "user" for part in message.parts]
    attachments = [part.attachment for part in parts if isinstance(part, AttachmentPart)]
    return [attachment for attachment in attachments if attachment is not None]


def _check_attachments(model: Any, attachments: Sequence[Attachment]) -> None:
    if not attachments:
        return
    taken = model.attachment_types
    if not taken:
        raise UnsupportedInput(f"This model does not support attachments: {model.model_id}")
    for attachment in attachments:
        media_type = attachment.resolve_type()
        if media_type not in taken:
            is_text = (media_type or "").startswith("text/")
            raise UnsupportedInput(
                f"This model does not support attachments of type '{media_type}',"
                f" only {', '.join(sorted(taken))}{'; give text with -f' * is_text}"
            )


def _check_tools(model: Any, tools: Iterable[Any]) -> None:
    given = list(tools)
    server_side = [tool for tool in given if isinstance(tool, ServerSideTool)]
    if len(server_side) < len(given) and not model.supports_tools:
        raise UnsupportedInput(f"{model} does not support tools")
    for tool in server_side:
        if not takes_server_side_tool(model, tool):
            raise UnsupportedInput(
                f"Model '{model.model_id}' does not support server-side tool '{tool.name}'."
                f" Run: llm tools -m {model.model_id}"
            )


def takes_server_side_tool(model: Any, tool: ServerSideTool) -> bool:
    """Whether *model* declares the class of *tool*.

    Declaring `ServerSideTool` itself means: raw specifications, and no subclass.
    """
    declared = model.supported_server_side_tools
    return any(
        type(tool) is ServerSideTool if cls is ServerSideTool else isinstance(tool, cls)
        for cls in declared
    )


def partition_tools(
    model: Any, tools: Iterable[Tool | ServerSideTool]
) -> tuple[list[Tool], list[ServerSideTool]]:
    """*tools* as those that are run here, and those that *model*'s provider runs."""
    here: list[Tool] = []
    server_side: list[ServerSideTool] = []
    for tool in tools:
        if isinstance(tool, ServerSideTool):
            _check_tools(model, [tool])
            server_side.append(tool)
        else:
            here.append(tool)
    return here, server_side
