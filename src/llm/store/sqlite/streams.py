"""What has arrived of a call that is still running: a recorder's log in rows, and back."""

from __future__ import annotations

from dataclasses import fields
from itertools import groupby
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from llm.attachments import Attachment
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


def _entries_from_json(written: Any) -> Iterator[str | StreamEvent]:
    """The entry that *written* stands for; none for what cannot be read."""
    if isinstance(written, str):
        yield written
        return
    from llm.core.recorder import wrong_in
    from llm.events import StreamEvent

    if not isinstance(written, dict) or not written.get("type"):
        return
    # A newer version may write more.
    known = {each.name: written[each.name] for each in fields(StreamEvent) if each.name in written}
    attachment = known.pop("attachment", None)
    if not isinstance(known.get("provider_metadata"), dict):
        known.pop("provider_metadata", None)
    event = StreamEvent(**{"type": "", "chunk": "", **known})
    if attachment is not None:
        event.attachment = _attachment(attachment)
    if wrong_in(event) is None:
        yield event


def _attachment(written: Any) -> Attachment | None:
    from llm.attachments import Attachment

    try:
        return Attachment.from_dict(written)
    except (AttributeError, TypeError, ValueError):
        return None


def output_of_stream(rows: Iterable[Sequence[Any]]) -> list[Message]:
    """The messages that the entries in *rows* add up to, as far as they can be read."""
    from llm.core.assembler import assemble

    return assemble([entry for row in rows for each in row for entry in _entries_from_json(each)])
