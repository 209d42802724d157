"""What goes out to the built-in model: a prompt as the body of a chat completion request. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from llm.core.assembler import written_arguments
from llm.errors import UnsupportedInput
from llm.parts import AttachmentPart, Message, ToolCallPart, ToolResultPart

if TYPE_CHECKING:
    from llm.tooling.tool import Tool

# Left to itself the model answers simple questions in another language, and short ones not at all.
# A few words of conversation before the first one show it how.
DEFAULT_SYSTEM = "You are a helpful assistant."
EXAMPLES = (
    ("user", "Capital of Spain?"),
    ("assistant", "The capital of Spain is Madrid."),
    ("user", "And Italy?"),
    ("assistant", "The capital of Italy is Rome."),
    ("user", "Thanks!"),
    ("assistant", "You're welcome. What else can I do for you?"),
)
# Left alone, one plain answer in three goes round in circles for ever: a word costs a little more
# each time it is used. Where something is to be copied, from a tool's result or into a call, or
# braces have to repeat, that would do harm.
PLAIN_TEXT = {"frequency_penalty": 0.2, "repeat_last_n": 256}
MAX_TOKENS = 500
# Nor does a model this small know when to end a list, or a string that may go on.
LONGEST_STRING = 200
LONGEST_ARRAY = 5


def request_body(
    messages: Sequence[Message],
    options: Mapping[str, Any],
    schema: Mapping[str, Any] | None = None,
    tools: Sequence[Tool] = (),
) -> dict[str, Any]:
    """The request for the answer to *messages*, as JSON-like data.

    Tools are offered until a result has come back; then the model is to answer, and the answer is
    what *schema* is for. It cannot do both at once.
    """
    plain = {} if schema or tools else PLAIN_TEXT
    body = {"temperature": 0.0, "max_tokens": MAX_TOKENS, **plain, **options}
    body["stream_options"] = {"include_usage": True}
    sent = [wire for each in messages for wire in _message(each)]
    # Tools have examples of their own, in the template.
    body["messages"] = _introduced(sent, () if tools else EXAMPLES)
    # A result has just come, with or without a word of the user's after it.
    answering = any(message.role == "tool" for message in messages[-2:])
    if tools and not answering:
        body["tools"] = [_tool(tool) for tool in tools]
    elif schema:
        described = {"name": "answer", "strict": True, "schema": bounded(schema)}
        body["response_format"] = {"type": "json_schema", "json_schema": described}
    return body


def _introduced(
    messages: list[dict[str, Any]], examples: Sequence[tuple[str, str]]
) -> list[dict[str, Any]]:
    """*messages* after a system prompt and *examples*, unless they bring a system prompt."""
    if messages and messages[0]["role"] == "system":
        return messages
    shown = [{"role": role, "content": text} for role, text in examples]
    return [{"role": "system", "content": DEFAULT_SYSTEM}, *shown, *messages]


def _message(message: Message) -> Iterator[dict[str, Any]]:
    """The one message, or the one for each tool result, that *message* is on the wire."""
    results = [each for each in message.parts if isinstance(each, ToolResultPart)]
    calls = [each for each in message.parts if isinstance(each, ToolCallPart)]
    if any(isinstance(each, AttachmentPart) for each in message.parts) or any(
        each.attachments for each in results
    ):
        raise UnsupportedInput(
            "The built-in model reads text only, and the conversation holds an attachment:"
            " continue it with another model (-m)."
        )
    if message.role == "tool":
        for result in results:
            call_id = result.tool_call_id or ""
            yield {"role": "tool", "content": result.output, "tool_call_id": call_id}
        return
    sent: dict[str, Any] = {"role": message.role, "content": message.text()}
    # What a provider ran on its own side is part of its answer, and the text after it tells.
    if own := [_tool_call(call) for call in calls if not call.server_executed]:
        sent["tool_calls"] = own
    yield sent


def _tool_call(call: ToolCallPart) -> dict[str, Any]:
    function = {"name": call.name, "arguments": written_arguments(call)}
    return {"type": "function", "id": call.tool_call_id or "", "function": function}


def _tool(tool: Tool) -> dict[str, Any]:
    parameters = tool.input_schema or {"type": "object", "properties": {}}
    function = {"name": tool.name, "description": tool.description or "", "parameters": parameters}
    return {"type": "function", "function": function}


def bounded(schema: Any) -> Any:
    """*schema* with an end to every string and array that has none of its own.

    Whatever follows the result follows *schema*, and the model comes to an end. What stands under
    `allOf`, `oneOf`, `not` and the like is left alone, where less would not always be allowed.
    """
    if not isinstance(schema, Mapping):
        return schema
    narrow = dict(schema)
    for name in ("properties", "$defs", "definitions"):
        if isinstance(schema.get(name), Mapping):
            narrow[name] = {each: bounded(inner) for each, inner in schema[name].items()}
    if "items" in schema:
        narrow["items"] = bounded(schema["items"])
    if isinstance(schema.get("anyOf"), list):
        narrow["anyOf"] = [bounded(each) for each in schema["anyOf"]]
    kinds = schema.get("type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if "string" in kinds and not {"enum", "const", "pattern", "format"} & schema.keys():
        narrow.setdefault("maxLength", max(LONGEST_STRING, schema.get("minLength", 0)))
    if "array" in kinds:
        narrow.setdefault("maxItems", max(LONGEST_ARRAY, schema.get("minItems", 0)))
    return narrow
