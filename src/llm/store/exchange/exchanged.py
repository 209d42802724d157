"""Exchanged: a conversation with its calls, on the way into a history or out of one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from llm.lazy_dataclass import dataclass
from llm.store.records import CallRecord, ConversationRecord


@dataclass
class Exchanged:
    """One conversation.

    Attributes:
        conversation: what it is called, and from where it goes on.
        ids: the ids of its calls.
        calls: its calls, whole, to be gone through once: what was sent is listed for each, and
            together that is many times as long as the conversation.

    """

    conversation: ConversationRecord
    ids: Sequence[str]
    calls: Iterable[CallRecord]
