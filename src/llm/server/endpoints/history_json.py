"""What the history holds, as the JSON that the page reads.

Bytes of attachments are not in it, but where they are fetched; nor is what only providers read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from llm.core.history import without_instructions
from llm.parts import AttachmentPart, ToolResultPart, attachments_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from llm.attachments import Attachment
    from llm.parts import Message
    from llm.store.records import CallRecord, ConversationRecord
    from llm.store.upkeep import Branch

_EXCERPT = 180


def conversation_json(record: ConversationRecord) -> dict[str, Any]:
    """A conversation, without its calls."""
    return {
        "id": record.id,
        "name": record.name,
        "model": record.model,
        "tags": record.tags,
        "calls": record.calls,
        "forked_from": record.forked_from,
        "started": _time(record.started),
        "used": _time(record.used),
    }


def branch_json(branch: Branch) -> dict[str, Any]:
    """A call in the tree of its conversation; see `call_json`."""
    return call_json(branch.call) | {
        "after": branch.after,
        "is_tip": branch.is_tip,
        "forks": branch.forks,
    }


def call_json(call: CallRecord) -> dict[str, Any]:
    """A call: its instructions, what was said in its turn, what came back, and how it went."""
    messages = {"said": list(without_instructions(call.messages)), "output": call.output}
    return {
        "id": call.id,
        "conversation": call.conversation,
        "model": call.model,
        "resolved_model": call.resolved_model,
        "status": call.status,
        "client": call.client,
        "started": _time(call.started),
        "duration_ms": call.duration_ms,
        "usage": {name: held for name, held in vars(call.usage).items() if held is not None},
        "cost": call.cost,
        "finish_reason": call.finish_reason,
        "error": call.reason,
        "options": call.options,
        "schema": call.schema,
        "tools": [tool.name for tool in call.tools],
        "instructions": "\n\n".join(message.text() for message in call.instructions()),
        **{name: [message_json(each, call.id) for each in held] for name, held in messages.items()},
    }


def message_json(message: Message, call_id: str) -> dict[str, Any]:
    """What one side said, in the form of `Message.to_dict` but for attachments and metadata."""
    return {"role": message.role, "parts": [_part(part, call_id) for part in message.parts]}


def hit_json(call: CallRecord, question: str) -> dict[str, Any]:
    """A call that was found, with the part of it that says *question*.

    `excerpt` is a list of pieces of text, each with whether it is what was looked for.
    """
    return {
        "id": call.id,
        "conversation": call.conversation,
        "name": call.conversation_name,
        "model": call.model,
        "started": _time(call.started),
        "excerpt": list(_marked(call, question)),
    }


def kept_attachment(call: CallRecord, attachment_id: str) -> Attachment | None:
    """The attachment of this id in the turn *call*; None where its bytes are not kept.

    Nothing is read from files or fetched.
    """
    for message in (*call.messages, *call.output):
        for attachment in attachments_of(message):
            if _is_kept(attachment) and attachment.id() == attachment_id:
                return attachment
    return None


def _part(part: Any, call_id: str) -> dict[str, Any]:
    if isinstance(part, AttachmentPart):
        shown = None if part.attachment is None else _attachment(part.attachment, call_id)
        return {"type": part.kind, "attachment": shown}
    form: dict[str, Any] = part.to_dict()
    form.pop("provider_metadata", None)
    if isinstance(part, ToolResultPart) and part.attachments:
        form["attachments"] = [_attachment(each, call_id) for each in part.attachments]
    return form


def _attachment(attachment: Attachment, call_id: str) -> dict[str, Any]:
    kept = _is_kept(attachment)
    return {
        "type": attachment.type or (attachment.resolve_type() if kept else None),
        "name": re.split(r"[/\\]", attachment.path)[-1] if attachment.path else None,
        "url": attachment.url,
        "bytes": f"/api/calls/{call_id}/attachments/{attachment.id()}" if kept else None,
    }


def _is_kept(attachment: Attachment) -> bool:
    return attachment.content is not None or attachment.kept is not None


def _marked(call: CallRecord, question: str) -> Iterator[tuple[str, bool]]:
    from llm.embeddings.recall.excerpts import excerpt
    from llm.store.matching import highlighted
    from llm.store.records import Query

    shown = excerpt(_told(call), question, _EXCERPT)
    end = 0
    for start, stop in highlighted(shown, Query(question)):
        yield shown[end:start], False
        yield shown[start:stop], True
        end = stop
    yield shown[end:], False


def _told(call: CallRecord) -> str:
    """All texts of a turn."""
    turn: Sequence[Message] = [*without_instructions(call.messages), *call.output]
    return "\n".join(text for message in turn if (text := message.text()))


def _time(when: dt.datetime | None) -> str | None:
    return None if when is None else when.isoformat()
