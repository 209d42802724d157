"""Calls as releases before 0.6 kept them: rows of one table, `log` or `logs`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.ids import id_at
from llm.parts import Message, TextPart, system, user
from llm.store.old.cells import json_in, number_in, object_in, text_in, time_in
from llm.store.records import CallRecord
from llm.usage import Usage

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

Row = dict[str, Any]


def conversations_in(rows: list[Row]) -> dict[str, list[Row]]:
    """*rows* by the id of their conversation, which is made from the first of them.

    These releases numbered calls. A conversation was what had the number of its first call.
    """
    first = {row["id"]: row for row in rows}
    found: dict[str, list[Row]] = {}
    for row in rows:
        begun = first.get(row["chat_id"], row)
        found.setdefault(log_id(begun, "conversation"), []).append(row)
    return found


def log_records(rows: list[Row]) -> Iterator[CallRecord]:
    """The calls in *rows*, those of one conversation in order."""
    history: list[Message] = []
    leading: list[Message] = []
    for row in rows:
        given = text_in(row["system"])
        leading = [system(given)] if given else leading
        prompt, answer = text_in(row["prompt"]), text_in(row["response"])
        said = [user(prompt)] if prompt else []
        output = [Message("assistant", [TextPart(answer)])] if answer else []
        noted = object_in(row.get("debug"))
        record = CallRecord(
            id=log_id(row, "call"),
            model=text_in(row["model"]) or "",
            messages=[*leading, *history, *said],
            output=output,
            system=given,
            options=object_in(row.get("options_json")),
            payload=json_in(row.get("response_json")) or noted or None,
            usage=_usage(noted.get("usage")),
            started=_time_of(row),
            duration_ms=number_in(row.get("duration_ms")),
        )
        history += [*said, *output]
        yield record


def _usage(counts: Any) -> Usage:
    given = counts if isinstance(counts, dict) else {}
    return Usage(number_in(given.get("prompt_tokens")), number_in(given.get("completion_tokens")))


def _time_of(row: Row) -> dt.datetime | None:
    return time_in(row.get("datetime_utc", row.get("timestamp")))


def log_id(row: Row, what: str) -> str:
    """An id of *what* the row is, a `call`, or begins, a `conversation`; always the same."""
    when = _time_of(row)
    return id_at(int(when.timestamp() * 1000) if when else 0, f"{what} {row['id']} of old logs")
