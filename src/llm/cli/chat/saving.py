"""A chat -> a file of Markdown, whether or not the history keeps it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llm.config.files import replaced
from llm.core.history import split_turns
from llm.ids import new_id
from llm.store.exchange.exchanged import Exchanged
from llm.store.exchange.markdown import write_markdown
from llm.store.records import CallRecord, ConversationRecord
from llm.text import truncate_string

if TYPE_CHECKING:
    from llm.models.response import BaseResponse

_TITLE = 100


def save_chat(path: str, conversation: Any, calls: Sequence[BaseResponse]) -> None:
    """Write what was said in *conversation* to the file at *path*, whole or not at all.

    *calls* tell which model gave an answer, and when. Raises ConfigError when the file cannot be
    written.
    """
    with replaced(Path(path)) as file:
        stream = io.TextIOWrapper(file, encoding="utf-8", newline="\n")
        write_markdown([exchanged(conversation, calls)], stream)
        stream.detach()


def exchanged(conversation: Any, calls: Sequence[BaseResponse]) -> Exchanged:
    """*conversation* as the exports of the history tell it."""
    turns = list(_turns(conversation, calls))
    first = next((each.text() for call in turns[:1] for each in call.said()), "")
    title = conversation.name or truncate_string(first.strip(), _TITLE, normalize_whitespace=True)
    record = ConversationRecord(
        conversation.id,
        title,
        conversation.model.model_id,
        started=turns[0].started if turns else None,
    )
    return Exchanged(record, [call.id for call in turns], turns)


def _turns(conversation: Any, calls: Sequence[BaseResponse]) -> Iterator[CallRecord]:
    """What was said, turn by turn."""
    made = {id(message): call for call in calls for message in call.recording.messages()}
    history = conversation.history()
    said = 0
    for given, answered in split_turns(history)[0]:
        said += len(given)
        call = made.get(id(answered[0]))
        yield CallRecord(
            call.id if call else new_id(),
            (call.resolved_model or call.model.model_id) if call else "",
            messages=history[:said],
            output=answered,
            status="ok" if call is None or call.recording.failure is None else "interrupted",
            started=call.recording.started_utc if call else None,
        )
        said += len(answered)
