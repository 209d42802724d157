"""Recalling: what was said before what a client asks, from memory or from the history.

Who may see what is decided here: of what belongs to another client it is said that it is not there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from llm.core.assembler import name_results
from llm.core.history import holds_answers, without_instructions
from llm.errors import NotInHistory
from llm.lazy_dataclass import dataclass
from llm.models.scopes import scope_of
from llm.notices import say
from llm.server.asking.asked import Failure, Refused
from llm.server.asking.history import PATIENCE
from llm.server.asking.recollection import Recollection, Told, told_of
from llm.server.guarding.access import no_token
from llm.text import reason_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llm.parts import Message
    from llm.server.asking.asked import Asked
    from llm.server.asking.history import ServerHistory
    from llm.server.guarding.access import Client
    from llm.store.sqlite.backend import SQLiteStore


@dataclass
class Recaller:
    """What clients said before.

    Attributes:
        history: where it is kept; None for nowhere.
        recollection: what of it was said just now.

    """

    history: ServerHistory | None
    recollection: Recollection

    async def told(self, asked: Asked, client: Client) -> Told:
        """All that the model is to see, but for the instructions that lead `asked.messages`.

        Raises Refused, 404, for a call or a conversation that is not there for *client*, and 401
        for one that has no token: what is stored is nobody's without.
        """
        if client.token is None and (asked.previous, asked.conversation) != (None, None):
            raise Refused(no_token())
        said = without_instructions(asked.messages)
        told = await self._told(asked, said, client)
        name_results(said, told.shared)
        return told

    async def _told(self, asked: Asked, said: Sequence[Message], client: Client) -> Told:
        if asked.previous is not None:
            return await self._after_call(asked.previous, said, client)
        if asked.takes_tip or self.history is None:
            return told_of(said)
        if asked.conversation is not None:
            return await self._in_conversation(self.history, asked.conversation, said, client)
        told, is_known = self.recollection.recalled(client.name, said)
        if is_known and not await self._is_there(told):
            told, is_known = told_of(said), False
        if is_known or not holds_answers(said):
            return told
        return await self._sent_again(self.history, said, client, told)

    async def _is_there(self, told: Told) -> bool:
        """Whether nobody has deleted what is remembered."""
        if self.history is None or told.call is None or await self.history.has(told.call):
            return True
        self.recollection.forget(told)
        return False

    async def _sent_again(
        self, history: ServerHistory, said: Sequence[Message], client: Client, told: Told
    ) -> Told:
        """What was sent without being known from just now; the history may know it."""
        from llm.store.continuing import known_messages
        from llm.store.records import owners_of

        owners = owners_of(client.name, has_history=client.has_history)
        try:
            count, known = await history.read(
                lambda store: known_messages(store, said, owners, scope_of), patience=PATIENCE
            )
        except Exception as error:  # noqa: BLE001 - the answer does not depend on it
            say(f"Warning: a history that was sent was not looked up: {reason_of(error)}")
            return told
        return told_of([*known, *said[count:]], said) if count else told

    async def _after_call(self, call_id: str, said: Sequence[Message], client: Client) -> Told:
        told = self.recollection.after(client.name, call_id, said)
        if told is not None and await self._is_there(told):
            return told

        def reading(store: SQLiteStore) -> list[Message]:
            from llm.store.continuing import said_until
            from llm.store.records import Reference, Selection

            call = next(store.calls(Selection(ids=[call_id]), limit=1), None)
            if call is None or not client.may_see(call.client):
                raise _not_there(f"response {call_id}", "previous_response_id")
            if call.status == "running":
                raise Refused(
                    Failure(
                        400, "invalid", "The previous response has not come to its end yet.",
                        "previous_response_id", "previous_response_running",
                    )
                )  # fmt: skip
            node, _ = store.node_of(Reference("call", call_id))
            return said_until(store, node, call_id, scope_of, client.may_see)

        if self.history is None:
            raise _not_there(f"response {call_id}", "previous_response_id")
        return told_of([*await self.history.read(reading), *said])

    async def _in_conversation(
        self, history: ServerHistory, conversation: str, said: Sequence[Message], client: Client
    ) -> Told:
        def reading(store: SQLiteStore) -> list[Message]:
            from llm.store.continuing import said_until
            from llm.store.sqlite.finding import clients_at

            try:
                tip = store.conversation(conversation).tip
            except NotInHistory:
                raise _not_there(f"conversation {conversation}", "conversation") from None
            # Others may have come to the same words; its own call was told all of them.
            at_tip = (
                {client.name}
                if client.has_history or tip is None
                else clients_at(store.connection, tip)
            )
            if client.name not in at_tip:
                raise _not_there(f"conversation {conversation}", "conversation")
            return said_until(store, tip, None, scope_of, client.may_see)

        return told_of([*await history.read(reading), *said])


def _not_there(what: str, param: str) -> Refused:
    code = f"{param.removesuffix('_id')}_not_found"
    return Refused(Failure(404, "not_found", f"There is no {what} here.", param, code))
