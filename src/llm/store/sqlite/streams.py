"""What has arrived of a call that is still running: a recorder's log in rows, and back."""

from __future__ import annotations

from dataclasses import fields
from itertools import groupby
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from llm.events import StreamEvent
    from llm.parts import Message


def entries_to_json(entries: Iterable[str | StreamEvent]) -> list[Any]:
    """Entries of a recorder's log as JSON-like data; pieces of one run are joined."""
    written: list[Any] = []
    for piece, run in groupby(entries, key=lambda entry: isinstance(entry, str)):
        if piece:
            written.append("".join(cast("Iterable[str]", run)))
        else:
            written += map(_event_to_json, cast("Iterable[StreamEvent]", run))
    return written


def _event_to_json(event: StreamEvent) -> dict[str, Any]:
    named = {each.name: getattr(event, each.name) for each in fields(event)}
    written = {name: value for name, value in named.items() if value}
    if event.attachment is not None:
        written["attachment"] = event.attachment.to_dict()
    return written


def _entry_from_json(written: Any) -> str | StreamEvent:
    if isinstance(written, str):
        return written
    from llm.attachments import Attachment
    from llm.events import StreamEvent

    # A newer version may write more.
    known = {each.name: written[each.name] for each in fields(StreamEvent) if each.name in written}
    attachment = known.pop("attachment", None)
    event = StreamEvent(**{"chunk": "", **known})
    if attachment is not None:
        event.attachment = Attachment.from_dict(attachment)
    return event


def output_of_stream(rows: Iterable[Sequence[Any]]) -> list[Message]:
    """The messages that the entries in *rows* add up to."""
    from llm.core.assembler import assemble

    return assemble([_entry_from_json(written) for row in rows for written in row])
