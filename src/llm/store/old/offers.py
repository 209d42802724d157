"""What older releases kept beside messages: tools, fragments, schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.store.old.cells import json_in, object_in, text_in
from llm.store.records import FragmentUse, ToolDefinition, ToolInstance

if TYPE_CHECKING:
    from collections.abc import Iterable

    from llm.store.old.tables import OldTables


class OldOffers:
    """The tables `tools`, `tool_instances`, `fragments` and `schemas`."""

    def __init__(self, tables: OldTables) -> None:
        self._tables = tables
        self._schemas: dict[str, Any] = {}

    def tools(self, pairs: Iterable[tuple[int | None, int | None]]) -> list[ToolDefinition]:
        """The tools with these numbers, each of the instance with the number beside it."""
        wanted = list(pairs)
        tools = self._numbered("tools", (tool for tool, _ in wanted))
        instances = self._numbered("tool_instances", (instance for _, instance in wanted))
        return [
            _definition(tools[tool], instances.get(instance))
            for tool, instance in wanted
            if tool in tools
        ]

    def schema(self, schema_id: Any) -> dict[str, Any] | None:
        """The schema called *schema_id*."""
        if schema_id is None:
            return None
        if schema_id not in self._schemas:
            rows = self._tables.rows("SELECT content FROM {schemas} WHERE id = ?", [schema_id])
            found = json_in(rows[0]["content"]) if rows else None
            self._schemas[schema_id] = found if isinstance(found, dict) else None
        schema: dict[str, Any] | None = self._schemas[schema_id]
        return schema

    def schemas(self) -> list[dict[str, Any]]:
        """Every schema."""
        rows = self._tables.rows("SELECT content FROM {schemas}")
        found = [json_in(row["content"]) for row in rows]
        return [each for each in found if isinstance(each, dict)]

    def texts(self, numbers: Iterable[int]) -> dict[int, str]:
        """The text of each of these fragments."""
        found = self._numbered("fragments", numbers)
        return {number: text_in(row["content"]) or "" for number, row in found.items()}

    def _numbered(self, table: str, numbers: Iterable[int | None]) -> dict[Any, dict[str, Any]]:
        wanted = sorted({number for number in numbers if number is not None})
        if not wanted:
            return {}
        query = f"SELECT * FROM {{{table}}} WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608 - our own names
        return {row["id"]: row for row in self._tables.rows(query, wanted=wanted)}


def fragment_uses(rows: Iterable[dict[str, Any]]) -> list[FragmentUse]:
    """The fragments in *rows* of `content`, `source` and `kind`."""
    return [
        FragmentUse(
            text_in(row["content"]) or "",
            text_in(row["source"]) or "",
            "system" if row["kind"] == "system" else "prompt",
        )
        for row in rows
    ]


def prompt_text(prompt: str, fragments: Iterable[FragmentUse]) -> str:
    """What older releases sent for a *prompt* with *fragments*."""
    texts = [each.content for each in fragments if each.kind == "prompt"]
    return "\n".join([*texts, prompt] if prompt.strip() or not texts else texts)


def system_text(system: str, fragments: Iterable[FragmentUse]) -> str:
    """What older releases sent for instructions with *fragments*."""
    texts = [*(each.content for each in fragments if each.kind == "system"), system]
    return "\n\n".join(text.strip() for text in texts if text.strip())


def _definition(tool: dict[str, Any], instance: dict[str, Any] | None) -> ToolDefinition:
    name = text_in(tool["name"]) or ""
    made = None if instance is None else _instance(instance)
    schema = object_in(tool["input_schema"])
    return ToolDefinition(
        name=name,
        description=text_in(tool["description"]),
        input_schema=schema,
        plugin=text_in(tool.get("plugin")),
        instance=made,
        # The methods of a toolbox are called after it, and have a schema.
        server_side=bool(made and not schema and not name.startswith(f"{made.name}_")),
    )


def _instance(row: dict[str, Any]) -> ToolInstance:
    return ToolInstance(
        text_in(row["name"]) or "", text_in(row["plugin"]), object_in(row["arguments"])
    )
