"""Deleting what was said: from the history, and from what the server knows of it besides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from llm.server.endpoints.conversation_states import states_of
from llm.server.endpoints.stored import read
from llm.server.service import service_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from llm.store.sqlite.backend import SQLiteStore
    from llm.store.upkeep import Deletion

Chosen: TypeAlias = tuple[Sequence[str], Sequence[str]]
"""The ids of calls, and of conversations with all of their calls."""


async def deleted(request: Request, choose: Callable[[SQLiteStore], Chosen]) -> Deletion:
    """Delete what *choose* finds in the history; it raises where that may not be deleted.

    Nobody is told it any more, by whatever address; but calls that still run are left. Raises
    Refused, 404, where no history is kept, and `HistoryUnavailable`.
    """

    def writing(store: SQLiteStore) -> tuple[Deletion, set[str], Sequence[str]]:
        from llm.store.records import Selection

        calls, conversations = choose(store)
        gone = set(calls)
        for conversation in conversations:
            gone.update(store.call_ids(Selection(conversation=conversation)))
        done = store.delete(calls, conversations)
        return done, gone.difference(done.running), conversations

    done, gone, conversations = await read(request, writing)
    for call_id in gone:
        service_of(request).calls.forget(call_id)
    for conversation in conversations:
        states_of(request).forget(conversation)
    return done
