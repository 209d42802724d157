"""LogStore: the old import path of those who work on the graph itself; a view of `store`.

A thread is a conversation, a turn is a call, and a message is known by the hash of its node.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from llm.errors import InvalidInput, NotInHistory

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from llm.models.response import BaseResponse
    from llm.parts import Message, ToolCallPart


class LogStore:
    """The history in *db*: a `sqlite_utils.Database`, a `sqlite3.Connection` or a path.

    What is not there raises `KeyError`. Hashes are in hexadecimal digits.
    """

    def __init__(self, db: Any) -> None:
        from llm.store.opening import store_on
        from llm.store.sqlite.views import make_views

        self.db = db
        self._store = store_on(db)
        make_views(self._store.connection)

    def ensure_chain(
        self,
        messages: Iterable[Message],
        parent: str | None = None,
        fragments: Iterable[str] | None = None,
    ) -> str | None:
        """The hash at the end of *messages*, of which only what is new is stored.

        They follow *parent*, where one is given. *fragments* are texts that may stand in them.
        """
        said, pieces = list(messages), list(fragments or ())
        graph = self._store.graph
        with _key_errors(), self._store.writing():
            if parent is None:
                place = graph.put_history(said, pieces, []).place
            else:
                place = graph.put_after(graph.named(_digits(parent)), said, pieces)
        return None if place.hash is None else place.hash.hex()

    def load_chain(self, tip: str | None) -> list[Message]:
        """What was said up to *tip*, from the beginning."""
        with _key_errors():
            return self._store.messages(None if tip is None else _digits(tip))

    def pending_tool_calls(self, tip: str | None) -> list[ToolCallPart]:
        """The tool calls at the end of a chain that have no result yet."""
        from llm.core.history import pending_calls
        from llm.parts import ToolCallPart
        from llm.toolcalls import ToolCall

        chain = self.load_chain(tip)
        pending = pending_calls(chain)
        last = max((place for place, said in enumerate(chain) if said.role == "user"), default=-1)
        parts = [part for message in chain[last + 1 :] for part in message.parts]
        return [
            part
            for part in parts
            if isinstance(part, ToolCallPart)
            and ToolCall(part.name, part.arguments, part.tool_call_id) in pending
        ]

    def create_thread(
        self,
        name: str | None = None,
        tip: str | None = None,
        forked_from: str | None = None,
        id: str | None = None,  # noqa: A002 - the name that callers give it by
    ) -> str:
        """The id of a new conversation that goes on from *tip*.

        Raises `InvalidInput` when there is one with this *id*.
        """
        from llm.ids import new_id
        from llm.store.records import ConversationRecord

        made = ConversationRecord(
            id=new_id() if id is None else id,
            name=name,
            tip=tip,
            forked_from=forked_from,
        )
        with _key_errors(), self._store.writing():
            made.tip = None if tip is None else _digits(tip)
            if self._is_thread(made.id):
                raise InvalidInput(f"The history has a conversation {made.id} already")
            self._store.save_conversation(made)
        return made.id

    def ensure_thread(self, thread_id: str, name: str | None = None) -> str:
        """*thread_id*, of a conversation that is made unless it is there."""
        with self._store.writing():
            if not self._is_thread(thread_id):
                self.create_thread(name=name, id=thread_id)
        return thread_id

    def fork(
        self, message_hash_: str, name: str | None = None, forked_from: str | None = None
    ) -> str:
        """The id of a new conversation that goes on from this message; nothing is copied."""
        return self.create_thread(name=name, tip=message_hash_, forked_from=forked_from)

    def append(self, thread_id: str, messages: Iterable[Message]) -> str | None:
        """Let a conversation go on with *messages*; the hash at their end."""
        with _key_errors(), self._store.writing():
            thread = self._store.conversation(thread_id)
            thread.tip = self.ensure_chain(messages, parent=thread.tip)
            self._store.save_conversation(thread)
        return thread.tip

    def thread_tip(self, thread_id: str) -> str | None:
        """The hash of the message from which a conversation goes on."""
        with _key_errors():
            return self._store.conversation(thread_id).tip

    def thread_messages(self, thread_id: str) -> list[Message]:
        """What was said in a conversation, after the instructions of its last call."""
        tip = self.thread_tip(thread_id)
        call = None if tip is None else self._store.last_call(thread_id, tip)
        return [*(call.instructions() if call else ()), *self.load_chain(tip)]

    def _is_thread(self, thread_id: str) -> bool:
        try:
            self._store.conversation(thread_id)
        except NotInHistory:
            return False
        return True

    def log(self, response: BaseResponse, thread_id: str | None = None) -> str:
        """Record a *response* that has ended, in the conversation *thread_id*; its id."""
        from llm.store.saving import save_response

        save_response(self._store, response, thread_id)
        return response.id

    def turn_response_json(self, turn_id: str) -> Any:
        """What the provider sent; None when it sent nothing, or there is no such turn."""
        from llm.store.records import Selection

        found = list(self._store.calls(Selection(ids=[turn_id])))
        return found[0].payload if found else None

    def verify(self) -> list[str]:
        """What is not as its hash says: hashes, or ids, of messages and all else."""
        return [failure.id for failure in self._store.verify().failures]

    def close(self) -> None:
        """Let go of the file, if *db* was a path."""
        self._store.close()


@contextmanager
def _key_errors() -> Iterator[None]:
    """As `KeyError` what the history does not have, as callers of old expect it."""
    try:
        yield
    except NotInHistory as error:
        raise KeyError(str(error)) from error


def _digits(hashed: str) -> str:
    """*hashed*, unless it cannot be a hash."""
    try:
        bytes.fromhex(hashed)
    except ValueError:
        raise NotInHistory(f"The history has no message {hashed}") from None
    return hashed
