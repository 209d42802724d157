"""Turn: what a listing shows of a call, whatever its format."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any

from llm.lazy_dataclass import dataclass
from llm.parts import AttachmentPart, ReasoningPart, TextPart, ToolCallPart, ToolResultPart
from llm.text import truncate_string

if TYPE_CHECKING:
    from collections.abc import Iterable

    from llm.attachments import Attachment
    from llm.parts import Message
    from llm.store.records import CallRecord

WENT_WELL = "ok"


@dataclass(frozen=True)
class Turn:
    """One call, taken apart.

    Attributes:
        record: the call itself.
        prompt: what the user said, fragments included; `""` where it was nothing.
        system: the instructions; None where there were none.
        response: the text of the answer.
        reasoning: what the model thought, as far as it is visible; None where nothing is.
        results: what tools returned that were asked for in the turn before.
        shown: the attachments of the prompt.
        calls: the tools that the answer asks for, or that the provider ran.
        server_results: what tools returned that the provider ran.
        drawn: the attachments of the answer.
        prompt_fragments: the texts that were put before the prompt, with their hashes.
        system_fragments: those that were put before the instructions.

    """

    record: CallRecord
    prompt: str
    system: str | None
    response: str
    reasoning: str | None
    results: list[ToolResultPart] = field(default_factory=list)
    shown: list[Attachment] = field(default_factory=list)
    calls: list[ToolCallPart] = field(default_factory=list)
    server_results: list[ToolResultPart] = field(default_factory=list)
    drawn: list[Attachment] = field(default_factory=list)
    prompt_fragments: list[tuple[str, str]] = field(default_factory=list)
    system_fragments: list[tuple[str, str]] = field(default_factory=list)

    def truncated(self) -> Turn:
        """The same with at most 100 characters of prompt and answer."""
        return replace(
            self, prompt=truncate_string(self.prompt), response=truncate_string(self.response)
        )

    def when(self) -> dt.datetime | None:
        """When the model was asked, in UTC."""
        started = self.record.started
        return started.astimezone(dt.UTC) if started else None

    def data(self) -> Any:
        """The answer, which is JSON, as what it says. Raises `ValueError` when it is none."""
        return json.loads(self.response)

    def outcome(self) -> dict[str, str]:
        """`status`, and `error` where there is one, of a call that did not end well."""
        if self.record.status == WENT_WELL:
            return {}
        error = {"error": self.record.error} if self.record.error else {}
        return {"status": self.record.status, **error}


def turn_of(record: CallRecord) -> Turn:
    """What there is to show of *record*, which is one turn (`Store.calls`)."""
    said = record.said()
    instructions = [*record.instructions(), *(each for each in said if each.role == "system")]
    given = [each for each in said if each.role != "system"]
    reasoning = "".join(part.text for part in _parts(record.output, ReasoningPart))
    return Turn(
        record=record,
        prompt="\n".join(text for message in given if (text := message.text())),
        system="\n\n".join(text for each in instructions if (text := each.text())) or None,
        response="".join(part.text for part in _parts(record.output, TextPart)),
        reasoning=reasoning or None,
        results=list(_parts(given, ToolResultPart)),
        shown=_attachments(given),
        calls=list(_parts(record.output, ToolCallPart)),
        server_results=list(_parts(record.output, ToolResultPart)),
        drawn=_attachments(record.output),
        prompt_fragments=_fragments(record, "prompt"),
        system_fragments=_fragments(record, "system"),
    )


def _parts(messages: Iterable[Message], kind: type[Any]) -> Iterable[Any]:
    return (part for message in messages for part in message.parts if isinstance(part, kind))


def _attachments(messages: Iterable[Message]) -> list[Attachment]:
    return [part.attachment for part in _parts(messages, AttachmentPart) if part.attachment]


def _fragments(record: CallRecord, kind: str) -> list[tuple[str, str]]:
    used = [each.content for each in record.fragments if each.kind == kind]
    if not used:
        return []
    from llm.fragments import Fragment

    return [(Fragment(content).id(), content) for content in used]
