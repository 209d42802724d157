"""What goes out to the Responses API: options, schema and tools as the body of a request. Pure.

The history in it is written by `responses_items`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any

from llm.errors import InvalidOptions

if TYPE_CHECKING:
    from llm.tooling.server_side import ServerSideTool
    from llm.tooling.tool import Tool

ENCRYPTED_REASONING = "reasoning.encrypted_content"
# They tell us what to send, and are nothing to be sent.
_FOR_US = {"chat_completions", "image_detail"}
_NOT_TAKEN = ("seed", "stop", "frequency_penalty", "presence_penalty", "logit_bias")


def responses_kwargs(
    options: Mapping[str, Any],
    *,
    schema: Mapping[str, Any] | None = None,
    tools: Sequence[Tool] = (),
    server_tools: Sequence[ServerSideTool] = (),
    model: Any = None,
    hide_reasoning: bool = False,
    reasoning: bool = False,
    reasoning_summary: bool = True,
) -> dict[str, Any]:
    """What is asked for: the body of a request, as JSON-like data, but for what is always in it.

    Model, input, instructions, `stream` and `responses_envelope` are the caller's to add.

    Options that are not known here go through as they are: what a compatible API takes is for
    its own class to say. `check_responses_kwargs` is the word of the API itself.

    Args:
        options: what was set for the prompt; `None` counts as not set.
        schema: JSON schema of the answer.
        tools: functions that are run here.
        server_tools: tools inside the provider; each may change the rest of the body.
        model: the model that is asked, for *server_tools* to look at.
        hide_reasoning: nobody will see the reasoning, so that no summary of it is asked for.
        reasoning: the model reasons.
        reasoning_summary: it can summarise its reasoning.

    """
    given = {
        name: value.value if isinstance(value, Enum) else value
        for name, value in options.items()
        if value is not None and name not in _FOR_US
    }
    body: dict[str, Any] = {}
    if "max_tokens" in given:
        body["max_output_tokens"] = given.pop("max_tokens")
    unasked = "auto" if reasoning and reasoning_summary and not hide_reasoning else None
    thinking = {
        "effort": given.pop("reasoning_effort", None),
        "summary": given.pop("reasoning_summary", unasked),
    }
    text = {
        "format": _format(schema, given.pop("json_object", False)),
        "verbosity": given.pop("verbosity", None),
    }
    for name, group in (("reasoning", thinking), ("text", text)):
        if told := {key: value for key, value in group.items() if value is not None}:
            body[name] = told
    body |= given
    if tools or server_tools:
        specified = [tool.tool_spec(model) for tool in server_tools]
        body["tools"] = [*map(_function, tools), *specified]
    for tool in server_tools:
        tool.prepare_request(model, body)
    return body


def responses_envelope(reasoning: bool) -> dict[str, Any]:
    """What every request says: keep nothing there; and, of reasoning, give us all of it to keep."""
    return {"store": False, **({"include": [ENCRYPTED_REASONING]} if reasoning else {})}


def check_responses_kwargs(kwargs: Mapping[str, Any]) -> None:
    """Raise `InvalidOptions` when *kwargs* holds options that the Responses API does not take."""
    if refused := [name for name in _NOT_TAKEN if kwargs.get(name) is not None]:
        raise InvalidOptions(
            f"The Responses API does not take {', '.join(refused)}: leave"
            f" {'it' if len(refused) == 1 else 'them'} out, or use the Chat Completions API with"
            " -o chat_completions 1"
        )


def _format(schema: Mapping[str, Any] | None, json_object: Any) -> dict[str, Any] | None:
    if schema:
        return {"type": "json_schema", "name": "output", "schema": dict(schema), "strict": False}
    return {"type": "json_object"} if json_object else None


def _function(tool: Tool) -> dict[str, Any]:
    # Unless it is told not to be, the API is strict, and makes every optional argument required.
    return {
        "type": "function",
        "name": tool.name,
        **({"description": tool.description} if tool.description else {}),
        "parameters": tool.input_schema or {"type": "object", "properties": {}},
        "strict": False,
    }
