"""Calls as releases 0.32 to 0.36 kept them: turns between messages of a tree."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from llm.core.history import instructions_of
from llm.parts import AttachmentPart, Message, Part, TextPart, ToolResultPart
from llm.store.old.cells import json_in, object_in, text_in
from llm.store.old.condensed import expanded, is_condensed, known_in_turn
from llm.store.old.offers import fragment_uses, system_text
from llm.store.old.responses import columns_of
from llm.store.records import CallRecord

if TYPE_CHECKING:
    from collections.abc import Callable

    from llm.store.old.attachments import OldAttachments
    from llm.store.old.offers import OldOffers
    from llm.store.old.tables import OldTables

Row = dict[str, Any]
_REMEMBERED = 64


class OldTurns:
    """The tables `turns`, `messages` and `parts`, and those that hang on them."""

    def __init__(self, tables: OldTables, attachments: OldAttachments, offers: OldOffers) -> None:
        self._tables = tables
        self._attachments = attachments
        self._offers = offers
        self._chains: OrderedDict[str, list[Message]] = OrderedDict()

    def record(self, row: Row, richer: Callable[[list[Message]], list[Message]]) -> CallRecord:
        """The call in *row*; *richer* gives what is known of a history from elsewhere."""
        asked = self.chain(row["parent_message_hash"])
        ended = self.chain(row["tip_message_hash"])
        output = ended[len(asked) :]
        messages = richer(asked)
        fragments = fragment_uses(
            self._tables.rows(
                "SELECT content, source, kind FROM {turn_fragments}"
                ' JOIN {fragments} ON fragment_id = id WHERE turn_id = ? ORDER BY kind, "order"',
                [row["id"]],
            )
        )
        tools = self._offers.tools(
            (each["tool_id"], each["instance_id"])
            for each in self._tables.rows(
                "SELECT tool_id, instance_id FROM {turn_tools} WHERE turn_id = ? ORDER BY rowid",
                [row["id"]],
            )
        )
        schema = self._offers.schema(row["schema_id"])
        payload = json_in(row.get("response_json"))
        if is_condensed(payload):
            payload = expanded(payload, known_in_turn(output, tools, schema))
        return CallRecord(
            id=row["id"],
            messages=messages,
            output=output,
            system=_system_alone(instructions_of(messages), fragments),
            fragments=fragments,
            tools=tools,
            schema=schema,
            payload=payload,
            **columns_of(row),
        )

    def chain(self, tip: str | None) -> list[Message]:
        """What was said up to *tip*, from the beginning."""
        links: list[Row] = []
        base: list[Message] = []
        here = tip
        while here is not None:
            if here in self._chains:
                base = self._chains[here]
                break
            rows = self._tables.rows("SELECT * FROM {messages} WHERE hash = ?", [here])
            if not rows:  # deleted by hand
                break
            links.append(rows[0])
            here = rows[0]["parent_hash"]
        chain = base
        if links:
            parts = self._parts([link["hash"] for link in links])
            said = [
                Message(
                    text_in(link["role"]) or "",
                    parts.get(link["hash"], []),
                    object_in(link["provider_metadata"]) or None,
                )
                for link in reversed(links)
            ]
            chain = [*base, *said]
        if tip is not None:
            self._remember(tip, chain)
        return chain

    def _remember(self, tip: str, chain: list[Message]) -> None:
        self._chains[tip] = chain
        self._chains.move_to_end(tip)
        if len(self._chains) > _REMEMBERED:
            self._chains.popitem(last=False)

    def _parts(self, hashes: list[str]) -> dict[str, list[Part]]:
        rows = self._tables.rows(
            "SELECT * FROM {parts} WHERE message_hash IN (SELECT value FROM json_each(?))"
            " ORDER BY message_hash, position",
            wanted=hashes,
        )
        read = [(row, object_in(row["payload"])) for row in rows]
        numbers = [
            piece["fragment"]
            for _, payload in read
            for piece in payload.get("text_ref") or ()
            if "fragment" in piece
        ]
        texts = self._offers.texts(numbers) if numbers else {}
        parts: dict[str, list[Part]] = {}
        for row, payload in read:
            parts.setdefault(row["message_hash"], []).append(self._part(row, payload, texts))
        return parts

    def _part(self, row: Row, payload: Row, texts: dict[int, str]) -> Part:
        data = {"type": row["type"], **payload}
        pieces = data.pop("text_ref", None)
        if pieces:
            data["text"] = "".join(
                texts.get(each["fragment"], "") if "fragment" in each else each["literal"]
                for each in pieces
            )
        elif row["text"] is not None:
            data["text"] = text_in(row["text"])
        attached = data.pop("attachments", None) or [data.pop("attachment", None)]
        try:
            part = Part.from_dict(data)  # type: ignore[arg-type]  # what it is, the row says
        except (TypeError, ValueError):
            return TextPart(text_in(row["text"] or row["payload"]) or "")
        ids = [each["id"] for each in attached if each and "id" in each]
        if ids:
            found = list(self._attachments.read(ids).values())
            if isinstance(part, ToolResultPart):
                part.attachments = found
            elif isinstance(part, AttachmentPart):
                part.attachment = found[0]
        return part


def _system_alone(given: str, fragments: Any) -> str | None:
    """The instructions without the fragments that were put before them."""
    leading = system_text("", fragments)
    if not leading or not given.startswith(leading):
        return given or None
    return given[len(leading) :].removeprefix("\n\n") or None
