"""Calls as rows of JSON: what `llm logs --json` and `llm prompt --json` print."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from llm.cli.output.offered import arguments_of, hash_of
from llm.cli.output.turn import Turn, turn_of
from llm.errors import NotInHistory
from llm.text import truncate_string

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from llm.attachments import Attachment
    from llm.parts import ToolCallPart, ToolResultPart
    from llm.store.interface import Store
    from llm.store.records import CallRecord, ConversationRecord, ToolDefinition


def json_rows(
    records: Iterable[CallRecord],
    store: Store | None = None,
    *,
    expand: bool = False,
    truncate: bool = False,
) -> Iterator[dict[str, Any]]:
    """A row for each of *records*, each of which is one turn.

    Args:
        records: the calls.
        store: where they are from; it knows aliases of fragments, and conversations.
        expand: fragments with all of their text, instead of 100 characters.
        truncate: prompts and answers with 100 characters, and nothing that is JSON itself.

    A call that did not end well has further keys, `status` and `error`; one that was made for a
    client of `llm serve` has `client`. The numbers of tools, and
    those of calls and results, hold for the rows that are made together.

    """
    rows = _Rows(store, expand=expand)
    for record in records:
        row = rows.row(turn_of(record).truncated() if truncate else turn_of(record))
        if truncate:
            row = {k: v for k, v in row.items() if v is None or not k.endswith("_json")}
        yield row


class _Rows:
    """Makes rows; counts the tools, the calls and the results that are in them."""

    def __init__(self, store: Store | None, *, expand: bool) -> None:
        self._store = store
        self._expand = expand
        self._tools: dict[str, int] = {}
        self._counted = 0
        self._aliases = cache(self._find_aliases)
        self._conversation = cache(self._find_conversation)

    def row(self, turn: Turn) -> dict[str, Any]:
        """The row of one turn, its keys in the order that readers of older releases know."""
        record, usage, when = turn.record, turn.record.usage, turn.when()
        conversation = self._conversation(record.conversation)
        offered = [self._tool(tool) for tool in record.tools]
        numbers = {tool["name"]: tool["id"] for tool in reversed(offered)}
        return {
            "id": record.id,
            "model": record.model,
            "resolved_model": record.resolved_model,
            "options_json": record.options,
            "conversation_id": record.conversation,
            "duration_ms": record.duration_ms,
            "datetime_utc": when.isoformat() if when else None,
            "input_tokens": usage.input,
            "output_tokens": usage.output,
            "token_details": json.dumps(usage.details) if usage.details else None,
            "conversation_name": conversation.name if conversation else record.conversation_name,
            "conversation_model": (conversation and conversation.model) or record.model,
            "schema_json": record.schema,
            "prompt": turn.prompt,
            "system": turn.system,
            "response": turn.response,
            "reasoning": turn.reasoning,
            "prompt_json": None,
            "response_json": record.payload,
            "prompt_fragments": self._fragments(turn.prompt_fragments),
            "system_fragments": self._fragments(turn.system_fragments),
            "tools": offered,
            "tool_calls": [self._call(call, numbers) for call in turn.calls],
            "tool_results": [
                self._result(result, numbers, record.tools)
                for result in (*turn.results, *turn.server_results)
            ],
            "attachments": [_attachment(each) for each in (*turn.shown, *turn.drawn)],
            **turn.outcome(),
            **({"client": record.client} if record.client else {}),
        }

    def _fragments(self, fragments: list[tuple[str, str]]) -> list[dict[str, Any]]:
        return [
            {
                "hash": hashed,
                "content": content if self._expand else truncate_string(content),
                "aliases": list(self._aliases(hashed)),
            }
            for hashed, content in fragments
        ]

    def _tool(self, tool: ToolDefinition) -> dict[str, Any]:
        hashed = hash_of(tool)
        instance = tool.instance
        return {
            "id": self._tools.setdefault(hashed, len(self._tools) + 1),
            "hash": hashed,
            "name": tool.name,
            "description": tool.description,
            "input_schema": tool.input_schema,
            "instance": instance and {"name": instance.name, "arguments": arguments_of(instance)},
        }

    def _call(self, call: ToolCallPart, numbers: dict[str, int]) -> dict[str, Any]:
        return {
            "id": self._next(),
            "tool_id": numbers.get(call.name),
            "name": call.name,
            "arguments": call.arguments,
            "tool_call_id": call.tool_call_id,
            "server_executed": call.server_executed,
        }

    def _result(
        self, result: ToolResultPart, numbers: dict[str, int], offered: Sequence[ToolDefinition]
    ) -> dict[str, Any]:
        instance = next((tool.instance for tool in offered if tool.name == result.name), None)
        return {
            "id": self._next(),
            "tool_id": numbers.get(result.name),
            "name": result.name,
            "output": result.output,
            "tool_call_id": result.tool_call_id,
            "exception": result.exception,
            "server_executed": result.server_executed,
            "instance": instance
            and {
                "name": instance.name,
                "plugin": instance.plugin,
                "arguments": arguments_of(instance),
            },
            "attachments": [_attachment(each) for each in result.attachments],
        }

    def _next(self) -> int:
        self._counted += 1
        return self._counted

    def _find_aliases(self, hashed: str) -> Sequence[str]:
        found = self._store.fragments.named(hashed) if self._store else None
        return found.aliases if found else ()

    def _find_conversation(self, conversation: str | None) -> ConversationRecord | None:
        if self._store is None or conversation is None:
            return None
        try:
            return self._store.conversation(conversation)
        except NotInHistory:  # removed meanwhile
            return None


def _attachment(attachment: Attachment) -> dict[str, Any]:
    from llm.store.canonical import attachment_id

    content = attachment.content
    return {
        "id": attachment_id(attachment),
        "type": attachment.type,
        "path": attachment.path,
        "url": attachment.url,
        "content": None if content is None else True,
        "content_length": None if content is None else len(content),
    }
