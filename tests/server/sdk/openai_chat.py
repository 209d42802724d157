"""What of the `openai` SDK is served: chat, embeddings, models. Writes docs/server/openai-chat.md.

`python -m tests.server.sdk.openai_chat` writes it anew; tests exercise each case, and compare.
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

PAGE = Path(__file__).parents[3] / "docs" / "server" / "openai-chat.md"
BEGIN = "<!-- made by tests.server.sdk.openai_chat -->\n"

SCHEMA = {"type": "object", "properties": {"name": {"type": "string"}}}
TOOL = {"type": "function", "function": {"name": "add", "parameters": {"type": "object"}}}
HISTORY = [
    {"role": "developer", "content": "Be brief."},
    {"role": "user", "content": [{"type": "text", "text": "Hi"}]},
]


def _is_history(prompt: Any) -> bool:
    return [(each.role, each.text()) for each in prompt.messages] == [
        ("system", "Be brief."), ("user", "Hi"),
    ]  # fmt: skip


CHAT = {
    "messages": Case(HISTORY, "texts, images, sounds, files, calls and results", _is_history),
    "model": Case("scripted", "a name that `llm models` lists, or an alias", lambda _: True),
    "audio": option({"format": "wav", "voice": "x"}, "audio"),
    "frequency_penalty": option(0.5, "frequency_penalty"),
    "function_call": refused("auto", "older name of `tool_choice`"),
    "functions": refused([{"name": "add"}], "older form of `tools`, without ids for results"),
    "logit_bias": option({"1": 2}, "logit_bias"),
    "logprobs": option(True, "logprobs"),
    "max_completion_tokens": option(7, "max_tokens"),
    "max_tokens": option(7, "max_tokens"),
    "metadata": option({"a": "b"}, "metadata"),
    "modalities": option(["text", "audio"], "modalities"),
    "moderation": option({"model": "m"}, "moderation"),
    "n": Case(2, "up to 16, each a call of the model's", lambda _: True),
    "parallel_tool_calls": option(False, "parallel_tool_calls"),
    "prediction": option({"type": "content", "content": "x"}, "prediction"),
    "presence_penalty": option(-0.5, "presence_penalty"),
    "prompt_cache_key": option("k", "prompt_cache_key"),
    "prompt_cache_options": option({"mode": "implicit"}, "prompt_cache_options"),
    "prompt_cache_retention": option("24h", "prompt_cache_retention"),
    "reasoning_effort": option("low", "reasoning_effort"),
    "response_format": Case(
        {"type": "json_schema", "json_schema": {"name": "x", "schema": SCHEMA}},
        "a schema, by models that take one; any JSON object, by these and by models with the"
        " option `json_object`",
        lambda prompt: prompt.schema == SCHEMA,
    ),
    "safety_identifier": option("u1", "safety_identifier"),
    "seed": option(3, "seed"),
    "service_tier": option("flex", "service_tier"),
    "stop": option("END", "stop", ["END"]),
    "store": Case(
        True, "every call is in the history, unless the server keeps none (`--no-log`)",
        lambda _: True,
    ),
    "stream": Case(True, "", lambda _: True),
    "stream_options": Case(
        {"include_usage": True}, "`include_usage`, where the model tells", lambda _: True
    ),
    "temperature": option(0.5, "temperature"),
    "tool_choice": option("required", "tool_choice"),
    "tools": Case(
        [TOOL], "functions, by models that take tools; a provider's own, by models that have them",
        lambda prompt: [tool.name for tool in prompt.tools] == ["add"],
    ),
    "top_logprobs": option(2, "top_logprobs"),
    "top_p": option(0.5, "top_p"),
    "user": option("u1", "user"),
    "verbosity": option("low", "verbosity"),
    "web_search_options": Case(
        {}, "the provider's tool `web_search`, where `llm tools policy` allows it", refused=True,
        by_models=True,
    ),
}  # fmt: skip

EMBEDDINGS = {
    "input": Case(["cat", "dog"], "a text or several; lists of tokens are refused"),
    "model": Case("scripted-embedding", "a name that `llm embed-models` lists, or an alias"),
    "dimensions": Case(2, "where the model makes vectors of that length; others are refused"),
    "encoding_format": Case("base64", "`float` and `base64`"),
    "user": Case("u1", "nobody is told"),
}

METHODS = {
    "chat.completions.create": (True, "with and without `stream`"),
    "chat.completions.parse": (True, "as `create`"),
    "chat.completions.stream": (True, "as `create`"),
    "chat.completions.retrieve": (True, "with a token; every call that came to its end is stored"),
    "chat.completions.update": (False, "the history has no metadata of calls"),
    "chat.completions.list": (True, "with a token; not by `metadata`"),
    "chat.completions.delete": (True, "with a token; the call leaves the history"),
    "chat.completions.messages.list": (True, "with a token"),
    "embeddings.create": (True, ""),
    "models.list": (True, ""),
    "models.retrieve": (True, "by its id, or an alias"),
    "models.delete": (False, "models are installed and removed by whoever runs the server"),
}


def page() -> str:
    """The page as it is to be."""
    tables = (
        f"{method_table(METHODS)}\n\n"
        f"Parameters of `chat.completions.create`, `parse` and `stream`:\n\n"
        f"{parameter_table(CHAT)}\n\n"
        f"Parameters of `embeddings.create`:\n\n"
        f"{parameter_table(EMBEDDINGS)}\n"
    )
    return page_with(PAGE, BEGIN, tables)


if __name__ == "__main__":
    PAGE.write_text(page())
