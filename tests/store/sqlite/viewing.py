"""A history that has something of everything, and what SQL says of it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from llm import Attachment, assistant, system, tool_message, user
from llm.parts import ReasoningPart, ToolCallPart, ToolResultPart
from llm.store.records import CallRecord, FragmentUse, ToolDefinition
from llm.store.sqlite.backend import SQLiteStore
from llm.usage import Usage
from tests.store.sqlite.said import say

STARTED = dt.datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=dt.UTC)
LONG = 'a "long" text\n\\ of many words; ' * 5
PNG = b"\x89PNG\r\n\x1a\n"
TOOLS = [
    ToolDefinition("look", LONG, {"type": "object"}, "eyes"),
    ToolDefinition("hear", "Listens", {"type": "object", "properties": {}}),
]
ARGUMENTS = {"at": None, "why": LONG}
PAYLOAD = {"said": LONG, "deep": [{"arguments": json.dumps(ARGUMENTS, separators=(",", ":"))}]}


def rows(store: SQLiteStore, sql: str, *values: Any) -> list[dict[str, Any]]:
    """The rows that *sql* gives, by the names of their columns."""
    found = store.connection.execute(sql, values)
    names = [each[0] for each in found.description]
    return [dict(zip(names, row, strict=True)) for row in found]


def column(store: SQLiteStore, sql: str, *values: Any) -> list[Any]:
    """The first column of what *sql* gives."""
    return [row[0] for row in store.connection.execute(sql, values)]


def tell(store: SQLiteStore) -> str:
    """Record a round of tools, the answer, something else with fragments; the conversation."""
    picture = Attachment(type="image/png", content=PNG)
    asked = [system("Be brief"), user("Hello ", "world", picture)]
    called = assistant(
        ReasoningPart("Hm. "), "Let me ", ToolCallPart("look", ARGUMENTS, "c1"), "look."
    )
    store.finish(
        CallRecord(
            "a1",
            "m",
            asked,
            [called],
            system="Be brief",
            options={"heat": 0.5},
            tools=TOOLS,
            payload=PAYLOAD,
            usage=Usage(3, 4, {"cached": {"read": 1}}),
            started=STARTED,
        )
    )
    shown = Attachment(type="image/png", content=PNG + b"drawn")
    result = ToolResultPart("look", "seen\n" * 30, "c1", attachments=[shown], exception="E: no")
    conversation = store.call("a1").conversation
    store.finish(
        CallRecord(
            "a2",
            "m",
            [*asked, called, tool_message(result)],
            [assistant("I see "), assistant("it.")],
            conversation=conversation,
            resolved_model="m-2",
            tools=TOOLS[:1],
            started=STARTED.replace(second=6, microsecond=0),
            duration_ms=12,
        )
    )
    used = [
        FragmentUse("A poem", "poem.txt"),
        FragmentUse("A song"),
        FragmentUse("A rule", "", "system"),
    ]
    say(
        store,
        "b1",
        "A poem\nA song\nWhat is it about?",
        "Love",
        fragments=used,
        schema={"type": "object"},
    )
    assert conversation is not None
    return conversation
