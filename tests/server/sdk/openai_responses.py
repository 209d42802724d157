"""What of the `openai` SDK is served: responses. Writes tables of docs/server/openai-responses.md.

`python -m tests.server.sdk.openai_responses` writes them anew; tests exercise each case, and
compare.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.server.sdk.parameters import (
    Case,
    method_table,
    option,
    page_with,
    parameter_table,
    refused,
)

PAGE = Path(__file__).parents[3] / "docs" / "server" / "openai-responses.md"
BEGIN = "<!-- made by tests.server.sdk.openai_responses -->\n"

SCHEMA = {"type": "object", "properties": {"name": {"type": "string"}}}
TOOL = {"type": "function", "name": "add", "parameters": {"type": "object"}, "strict": False}
HISTORY = [
    {"role": "developer", "content": "Be brief."},
    {"role": "user", "content": [{"type": "input_text", "text": "Hi"}]},
]


def _is_history(prompt: Any) -> bool:
    return [(each.role, each.text()) for each in prompt.messages] == [
        ("system", "Be brief."), ("user", "Hi"),
    ]  # fmt: skip


def _goes_on(prompt: Any) -> bool:
    return [each.role for each in prompt.messages] == ["user", "assistant", "user"]


def _any(_: Any) -> bool:
    return True


PREVIOUS, CONVERSATION = "(a response)", "(a conversation)"
"""In place of these a test puts the ids of some that there are."""

CREATE = {
    "access_programs": option({"cyber": "standard"}, "access_programs"),
    "background": Case(True, "the answer is there later; not with `store=False`", _any),
    "background_options": option({"continuation_id": "x"}, "background_options"),
    "context_management": option([{"type": "compaction"}], "context_management"),
    "conversation": Case(CONVERSATION, "an id, or an object with one", _any),
    "image": option({"context_compression": "auto"}, "image"),
    "include": Case(
        ["reasoning.encrypted_content"],
        "`reasoning.encrypted_content` seals what the model's provider wants back with reasoning;"
        " of the others, what there is is always there",
        _any,
    ),
    "input": Case(HISTORY, "texts, images, sounds, files, calls, results, reasoning", _is_history),
    "instructions": Case("Be brief.", "", lambda prompt: prompt.messages[0].text() == "Be brief."),
    "max_output_tokens": option(20, "max_tokens"),
    "max_tool_calls": option(3, "max_tool_calls"),
    "metadata": Case({"a": "b"}, "repeated by the answer, and known while the server runs", _any),
    "model": Case("scripted", "a name that `llm models` lists, or an alias", _any),
    "moderation": option({"model": "m"}, "moderation"),
    "parallel_tool_calls": option(False, "parallel_tool_calls"),
    "previous_response_id": Case(PREVIOUS, "any response that is in the history", _goes_on),
    "prompt": refused({"id": "p"}, "no prompts are stored here"),
    "prompt_cache_key": option("k", "prompt_cache_key"),
    "prompt_cache_options": option({"mode": "implicit"}, "prompt_cache_options"),
    "prompt_cache_retention": option("24h", "prompt_cache_retention"),
    "reasoning": Case(
        {"effort": "low", "summary": "auto"},
        "`effort` and `summary`: the model's options `reasoning_effort` and `reasoning_summary`",
        lambda prompt: prompt.options.reasoning_effort == "low",
    ),
    "safety_identifier": option("u1", "safety_identifier"),
    "service_tier": option("flex", "service_tier"),
    "store": Case(False, "see above", _any),
    "stream": Case(True, "", _any),
    "stream_options": Case(
        {"include_obfuscation": False}, "nothing is obfuscated, in any case", _any
    ),
    "temperature": option(0.5, "temperature"),
    "text": Case(
        {"format": {"type": "json_schema", "name": "x", "schema": SCHEMA}},
        "a schema, by models that take one; any JSON object, by these and by models with the"
        " option `json_object`; `verbosity`, by models with that option",
        lambda prompt: prompt.schema == SCHEMA,
    ),
    "tool_choice": option("required", "tool_choice"),
    "tools": Case(
        [TOOL],
        "functions and tools for free text, by models that take tools; a provider's own, by models"
        " that have them",
        lambda prompt: [tool.name for tool in prompt.tools] == ["add"],
    ),
    "top_logprobs": option(2, "top_logprobs"),
    "top_p": option(0.5, "top_p"),
    "truncation": Case("disabled", "`disabled`; `auto` by models with the option", _any),
    "user": option("u1", "user"),
}

OF_STREAMS = {"response_id", "starting_after", "text_format", "parse_as", "verbosity"}
"""What `parse` and `stream` make of themselves, or of `retrieve`."""

OTHERS = {
    "responses.retrieve": ["response_id", "include", "include_obfuscation", "starting_after",
                           "stream"],
    "responses.delete": ["response_id"],
    "responses.cancel": ["response_id"],
    "responses.input_items.list": ["response_id", "after", "include", "limit", "order"],
    "responses.input_tokens.count": [
        "conversation", "input", "instructions", "model", "parallel_tool_calls", "personality",
        "previous_response_id", "reasoning", "text", "tool_choice", "tools", "truncation",
    ],
    "conversations.create": ["items", "metadata"],
    "conversations.retrieve": ["conversation_id"],
    "conversations.update": ["conversation_id", "metadata"],
    "conversations.delete": ["conversation_id"],
    "conversations.items.create": ["conversation_id", "items", "include"],
    "conversations.items.list": ["conversation_id", "after", "include", "limit", "order"],
    "conversations.items.retrieve": ["item_id", "conversation_id", "include"],
    "conversations.items.delete": ["item_id", "conversation_id"],
}  # fmt: skip
"""The parameters of all other methods that are served."""

METHODS = {
    "responses.create": (True, "with and without `stream`"),
    "responses.parse": (True, "as `create`"),
    "responses.stream": (True, "as `create`; with `response_id` as `retrieve`"),
    "responses.retrieve": (True, "with `stream` the events, after any of them"),
    "responses.cancel": (True, "any response that is not complete"),
    "responses.delete": (True, "the call is deleted from the history"),
    "responses.compact": (False, "nothing here makes a history shorter"),
    "responses.connect": (False, "there are no WebSockets here: use `stream`"),
    "responses.input_items.list": (True, "all that the model was sent, but for instructions"),
    "responses.input_tokens.count": (True, "an estimate, marked so, where the model cannot count"),
    "conversations.create": (True, ""),
    "conversations.retrieve": (True, ""),
    "conversations.update": (True, "the history keeps `title` and `tags`"),
    "conversations.delete": (True, "its responses are deleted, too"),
    "conversations.items.create": (True, "they go to the model with the next response"),
    "conversations.items.list": (True, "on the way to where it goes on"),
    "conversations.items.retrieve": (True, ""),
    "conversations.items.delete": (True, "only what no model was sent yet"),
}


def page() -> str:
    """The page as it is to be."""
    tables = (
        f"{method_table(METHODS)}\n\n"
        f"Parameters of `responses.create`, `parse` and `stream`:\n\n"
        f"{parameter_table(CREATE)}\n"
    )
    return page_with(PAGE, BEGIN, tables)


if __name__ == "__main__":
    PAGE.write_text(page())
