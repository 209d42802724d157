"""What of the `anthropic` SDK is served: messages, models. Writes docs/server/anthropic.md.

`python -m tests.server.sdk.anthropic_messages` writes it anew; tests exercise each case.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.server.sdk.parameters import Case, method_table, option, page_with, parameter_table

PAGE = Path(__file__).parents[3] / "docs" / "server" / "anthropic.md"
BEGIN = "<!-- made by tests.server.sdk.anthropic_messages -->\n"

SCHEMA = {"type": "object", "properties": {"name": {"type": "string"}}}
TOOL = {"name": "add", "description": "Adds", "input_schema": {"type": "object"}}
HISTORY = [
    {"role": "user", "content": "Hi"},
    {"role": "assistant", "content": [{"type": "text", "text": "Hello"}]},
    {"role": "user", "content": [{"type": "text", "text": "And?"}]},
]


def _said(prompt: Any) -> list[tuple[str, str]]:
    return [(each.role, each.text()) for each in prompt.messages]


def _is_history(prompt: Any) -> bool:
    return _said(prompt) == [("user", "Hi"), ("assistant", "Hello"), ("user", "And?")]


def _unseen(_prompt: Any) -> bool:
    return True


_ACCOUNT = "a matter of Anthropic's accounts: nobody is told"

MESSAGES = {
    "max_tokens": option(7, "max_tokens"),
    "messages": Case(
        HISTORY,
        "texts, images, documents, search results, thinking, calls and results",
        _is_history,
    ),
    "model": Case("scripted", "a name that `llm models` lists, or an alias", _unseen),
    "cache_control": option({"type": "ephemeral"}, "cache", True),
    "container": option("c1", "container"),
    "diagnostics": option({"previous_message_id": "m"}, "diagnostics"),
    "inference_geo": option("eu", "inference_geo"),
    "metadata": option({"user_id": "u1"}, "user", "u1"),
    "output_config": Case(
        {"format": {"type": "json_schema", "schema": SCHEMA}},
        "`format`, by models that take a schema; `effort` is the model's option"
        " `reasoning_effort`",
        lambda prompt: prompt.schema == SCHEMA,
    ),
    "service_tier": option("standard_only", "service_tier", "default"),
    "speed": option("fast", "speed"),
    "stop_sequences": option(["END"], "stop"),
    "stream": Case(True, "", _unseen),
    "system": Case(
        [{"type": "text", "text": "Be brief."}, {"type": "text", "text": "Be kind."}],
        "a text or blocks of it, each a paragraph",
        lambda prompt: _said(prompt)[0] == ("system", "Be brief.\n\nBe kind."),
    ),
    "thinking": option({"type": "enabled", "budget_tokens": 2048}, "thinking_budget", 2048),
    "tool_choice": option({"type": "any"}, "tool_choice", "required"),
    "tools": Case(
        [TOOL],
        "the client's, by models that take tools; a provider's own, by models that have them",
        lambda prompt: [tool.name for tool in prompt.tools] == ["add"],
    ),
    "user_profile_id": Case("p1", _ACCOUNT, _unseen),
    "workspace_id": Case("w1", _ACCOUNT, _unseen),
}  # fmt: skip

BODY_ONLY = {
    "temperature": option(0.5, "temperature"),
    "top_p": option(0.5, "top_p"),
    "top_k": option(5, "top_k"),
}
"""Fields that the API has and this release of the SDK sends by `extra_body` only."""

OTHERS = {
    "output_format": Case(None, "of `stream` and `parse`: a class, as the schema of the answer"),
}

LISTS = {
    "after_id": Case("scripted", "the page behind this model"),
    "before_id": Case("scripted", "the page before it"),
    "lifecycle": Case(["retired"], "all models are `active`"),
    "limit": Case(1, "1 to 1,000, by default 20"),
    "workspace_id": Case("w1", _ACCOUNT),
}

_BATCHES = "there are no batches here: ask side by side"
METHODS = {
    "messages.create": (True, "with and without `stream`"),
    "messages.stream": (True, "as `create`"),
    "messages.parse": (True, "as `create`"),
    "messages.count_tokens": (True, "an estimate, where the model cannot count"),
    "messages.batches.create": (False, _BATCHES),
    "messages.batches.retrieve": (False, _BATCHES),
    "messages.batches.list": (False, _BATCHES),
    "messages.batches.results": (False, _BATCHES),
    "messages.batches.cancel": (False, _BATCHES),
    "messages.batches.delete": (False, _BATCHES),
    "models.list": (True, "models that chat"),
    "models.retrieve": (True, "by its id, or an alias"),
}


def page() -> str:
    """The page as it is to be."""
    tables = (
        f"{method_table(METHODS)}\n\n"
        f"Parameters of `messages.create`, `stream`, `parse` and `count_tokens`:\n\n"
        f"{parameter_table(MESSAGES | BODY_ONLY | OTHERS)}\n\n"
        f"Parameters of `models.list`:\n\n"
        f"{parameter_table(LISTS)}\n"
    )
    return page_with(PAGE, BEGIN, tables)


if __name__ == "__main__":
    PAGE.write_text(page())
