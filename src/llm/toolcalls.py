"""ToolCall, ToolResult and ToolOutput: what a model asks for, and what it is told."""

from __future__ import annotations

from dataclasses import field
from typing import Any

from llm.attachments import Attachment
from llm.lazy_dataclass import dataclass


@dataclass
class ToolCall:
    """A model's request to run a tool.

    Attributes:
        name: the tool.
        arguments: its keyword arguments, decoded from JSON.
        tool_call_id: the provider's id of the call; one of ours, `tc_…`, where it has none.

    """

    name: str
    arguments: dict[str, Any]
    tool_call_id: str | None = None


@dataclass
class ToolOutput:
    """What a tool may return to send attachments back beside its output.

    Attributes:
        output: a string, or anything that can be written as JSON.
        attachments: images, sounds or files for the model to look at.

    """

    output: str | dict[str, Any] | list[Any] | bool | int | float | None = None
    attachments: list[Attachment] = field(default_factory=list)


@dataclass
class ToolResult:
    """What the model is told about one tool call.

    Attributes:
        name: the tool.
        output: its result as text; a message that starts with `Error:` when it failed.
        attachments: what came beside the output.
        tool_call_id: the id of the call that this answers.
        instance: the `Toolbox` that the tool belongs to.
        exception: what the tool, or a refusing hook, raised.

    """

    name: str
    output: str
    attachments: list[Attachment] = field(default_factory=list)
    tool_call_id: str | None = None
    instance: Any = None
    exception: Exception | None = None
