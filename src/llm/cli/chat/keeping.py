"""KeptChat: what a chat changes in the history beside its calls - forks, and where it goes on."""

from __future__ import annotations

from contextlib import closing, suppress
from typing import TYPE_CHECKING

from llm.errors import HistoryUnavailable, NotInHistory

if TYPE_CHECKING:
    from pathlib import Path

    from llm.store.records import ConversationRecord


class KeptChat:
    """A chat in the history at *path*.

    What the history does not have, or cannot take now, is left as it is: the chat goes on, and its
    next call says where.
    """

    def __init__(self, path: Path | str) -> None:
        self._path = path

    def fork(self, call: str) -> ConversationRecord | None:
        """A new conversation that goes on after *call*; None where that is not in the history."""
        from llm.store.continuing import fork
        from llm.store.opening import open_store

        with suppress(HistoryUnavailable, NotInHistory), closing(open_store(self._path)) as store:
            return fork(store, call)
        return None

    def go_back(self, conversation: str, call: str, length: int) -> None:
        """Let *conversation* go on after the first *length* messages that led to *call*."""
        from llm.store.opening import open_store
        from llm.store.sqlite.branches import go_back

        with suppress(HistoryUnavailable, NotInHistory), closing(open_store(self._path)) as store:
            go_back(store, conversation, call, length)
