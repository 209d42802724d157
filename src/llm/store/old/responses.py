"""Calls as releases 0.6 to 0.31 kept them: a row of `responses` each, in a conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.parts import (
    AttachmentPart,
    Message,
    Part,
    ReasoningPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
    system,
)
from llm.store.old.cells import json_in, number_in, object_in, text_in, time_in
from llm.store.old.condensed import expanded, is_condensed
from llm.store.old.offers import fragment_uses, prompt_text, system_text
from llm.store.records import CallRecord
from llm.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llm.store.old.attachments import OldAttachments
    from llm.store.old.offers import OldOffers
    from llm.store.old.tables import OldTables
    from llm.store.records import FragmentUse, ToolDefinition

Row = dict[str, Any]


class OldResponses:
    """The table `responses` and those that hang on it."""

    def __init__(self, tables: OldTables, attachments: OldAttachments, offers: OldOffers) -> None:
        self._tables = tables
        self._attachments = attachments
        self._offers = offers
        self._hanging = {
            table: tables.places(table, "response_id")
            for table in ("tool_responses", "tool_calls", "tool_results")
        }

    def records(self, rows: list[Row]) -> Iterator[tuple[CallRecord, list[Message]]]:
        """The calls in *rows*, those of one conversation in order, and what was said up to each.

        Each record holds the history before it, and the instructions that were given last.
        """
        history: list[Message] = []
        leading: list[Message] = []
        pending = {row["id"]: self._tool_rows(row["id"]) for row in rows}
        for number, row in enumerate(rows):
            after = rows[number + 1]["id"] if number + 1 < len(rows) else None
            fragments = self._fragments(row["id"])
            own = system_text(text_in(row["system"]) or "", fragments)
            leading = [system(own)] if own else leading
            calls, results = pending[row["id"]]
            said = self._said(row, fragments, results)
            output = _answer(row, calls)
            record = CallRecord(
                id=row["id"],
                messages=[*leading, *history, *said],
                output=output,
                system=text_in(row["system"]),
                fragments=fragments,
                tools=self._tools(row["id"], [*results, *pending.get(after, ([], []))[1]]),
                schema=self._offers.schema(row.get("schema_id")),
                payload=self._payload(row),
                **columns_of(row),
            )
            history += [*said, *output]
            yield record, history

    def _said(self, row: Row, fragments: list[FragmentUse], results: list[Row]) -> list[Message]:
        messages = []
        shown = self._shown(results)
        if results:
            messages.append(Message("tool", [self._result(each, shown) for each in results]))
        of_results = {digest for digests in shown.values() for digest in digests}
        rows = self._tables.rows(
            'SELECT attachment_id FROM {prompt_attachments} WHERE response_id = ? ORDER BY "order"',
            [row["id"]],
        )
        # What a tool returned was shown to the model as if the user had attached it.
        own = [each["attachment_id"] for each in rows if each["attachment_id"] not in of_results]
        found = self._attachments.read(own)
        text = prompt_text(text_in(row["prompt"]) or "", fragments)
        parts: list[Part] = [TextPart(text)] if text else []
        parts += [AttachmentPart(found[each]) for each in own]
        if parts:
            messages.append(Message("user", parts))
        return messages

    def _shown(self, results: list[Row]) -> dict[int, list[str]]:
        """The ids of the attachments of each of *results*."""
        rows = self._tables.rows(
            "SELECT tool_result_id, attachment_id FROM {tool_results_attachments}"
            ' WHERE tool_result_id IN (SELECT value FROM json_each(?)) ORDER BY "order"',
            wanted=[result["id"] for result in results],
        )
        shown: dict[int, list[str]] = {}
        for row in rows:
            shown.setdefault(row["tool_result_id"], []).append(row["attachment_id"])
        return shown

    def _result(self, row: Row, shown: dict[int, list[str]]) -> ToolResultPart:
        return ToolResultPart(
            name=text_in(row["name"]) or "",
            output=text_in(row["output"]) or "",
            tool_call_id=text_in(row["tool_call_id"]),
            attachments=list(self._attachments.read(shown.get(row["id"], [])).values()),
            exception=text_in(row.get("exception")),
        )

    def _tool_rows(self, response: str) -> tuple[list[Row], list[Row]]:
        calls = self._hanging_on("tool_calls", response)
        return calls, self._hanging_on("tool_results", response)

    def _hanging_on(self, table: str, response: str) -> list[Row]:
        numbers = self._hanging[table].get(response)
        if not numbers:
            return []
        query = f"SELECT * FROM {{{table}}} WHERE rowid IN (SELECT value FROM json_each(?))"  # noqa: S608 - our own names
        return self._tables.rows(query + " ORDER BY rowid", wanted=numbers)

    def _tools(self, response: str, results: list[Row]) -> list[ToolDefinition]:
        """The tools that were offered, each of the instance that gave one of *results*."""
        instances: dict[Any, Any] = {}
        for result in results:
            instances.setdefault(result["tool_id"], result.get("instance_id"))
        offered = [row["tool_id"] for row in self._hanging_on("tool_responses", response)]
        return self._offers.tools((tool, instances.get(tool)) for tool in offered)

    def _fragments(self, response: str) -> list[FragmentUse]:
        query = (
            "SELECT content, source, ? AS kind FROM {X} JOIN {fragments} ON fragment_id = id"
            ' WHERE response_id = ? ORDER BY "order"'
        )
        return [
            use
            for kind in ("prompt", "system")
            for use in fragment_uses(
                self._tables.rows(query.replace("X", f"{kind}_fragments"), [kind, response])
            )
        ]

    def _payload(self, row: Row) -> Any:
        payload = json_in(row["response_json"])
        if not is_condensed(payload):
            return payload
        known: dict[str, Any] = {f"r:{row['id']}": text_in(row["response"])}
        for number, text in self._offers.texts(_fragment_numbers(payload)).items():
            known |= {f"f{number}": text, f"f:{number}": text}
        # The first of these releases left nothing out: their payloads may only look like it.
        left_out = any(f'{{"$": "{key}"}}' in str(row["response_json"]) for key in known)
        return expanded(payload, known) if left_out else payload


def columns_of(row: Row) -> dict[str, Any]:
    """What a call's row says in columns that releases before and after 0.32 share."""
    return {
        "model": text_in(row["model"]) or "",
        "resolved_model": text_in(row.get("resolved_model")),
        "options": object_in(row["options_json"]),
        "usage": Usage(
            number_in(row.get("input_tokens")),
            number_in(row.get("output_tokens")),
            object_in(row.get("token_details")) or None,
        ),
        "started": time_in(row["datetime_utc"]),
        "duration_ms": number_in(row["duration_ms"]),
    }


def _answer(row: Row, calls: list[Row]) -> list[Message]:
    parts: list[Part] = []
    if reasoning := text_in(row.get("reasoning")):
        parts.append(ReasoningPart(reasoning))
    if text := text_in(row["response"]):
        parts.append(TextPart(text))
    parts += [
        ToolCallPart(
            name=text_in(call["name"]) or "",
            arguments=object_in(call["arguments"]),
            tool_call_id=text_in(call["tool_call_id"]),
        )
        for call in calls
    ]
    return [Message("assistant", parts)] if parts else []


def _fragment_numbers(payload: Any) -> set[int]:
    """The fragments that were left out of *payload*."""
    if isinstance(payload, list):
        return {number for each in payload for number in _fragment_numbers(each)}
    if not isinstance(payload, dict):
        return set()
    key = payload.get("$")
    if isinstance(key, str) and key.removeprefix("f").removeprefix(":").isdecimal():
        return {int(key.removeprefix("f").removeprefix(":"))}
    return {number for each in payload.values() for number in _fragment_numbers(each)}
