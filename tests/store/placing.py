"""Conversations that go on after messages which no call brought, as plugins place them."""

from __future__ import annotations

from collections.abc import Sequence

from llm.logs import LogStore
from llm.parts import Message
from llm.store.sqlite.backend import SQLiteStore


def place_messages(store: SQLiteStore, conversation_id: str, messages: Sequence[Message]) -> None:
    """Let the conversation go on after *messages*, which nobody was asked to answer."""
    conversation = store.conversation(conversation_id)
    conversation.tip = LogStore(store.connection).ensure_chain(messages)
    store.save_conversation(conversation)
