"""What the history has no place for of conversations; it is kept while the server runs.

That is: who made one of which nothing was said yet, what was put into it since, and what its client
noted.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import field
from typing import TYPE_CHECKING, Any

from llm.core.sizes import size_of_message
from llm.errors import NotInHistory
from llm.lazy_dataclass import dataclass
from llm.parts import Message
from llm.server.asking.asked import Failure, Refused
from llm.server.endpoints.stored import is_own, read
from llm.server.protocols.responses.decoding import not_found
from llm.server.protocols.responses.ids import conversation_id
from llm.server.protocols.responses.reading import messages_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request

    from llm.server.asking.asked import Asked
    from llm.server.asking.running import RunningCall
    from llm.server.guarding.access import Client
    from llm.store.sqlite.backend import SQLiteStore

_MOST, _MOST_BYTES = 10_000, 50_000_000


class Waiting:
    """A *message* that was put into a conversation, and how much it takes in bytes, roughly."""

    def __init__(self, message: Message) -> None:
        self.message = message
        self.size = size_of_message(message)


@dataclass
class State:
    """One conversation.

    Attributes:
        owner: the client that made it.
        waiting: what was put into it and not sent to a model yet; what was taken out again left
            a message of no parts, so that the others keep their numbers.
        metadata: what its client noted.

    """

    owner: str | None = None
    waiting: list[Waiting] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)

    @property
    def messages(self) -> list[Message]:
        """The messages that wait."""
        return [each.message for each in self.waiting]


class ConversationStates:
    """The states of the conversations of one server, by their ids in the history."""

    def __init__(self) -> None:
        self._states: OrderedDict[str, State] = OrderedDict()
        self._size = 0
        self._following: set[asyncio.Task[None]] = set()

    def of(self, conversation: str) -> State:
        """What is known of *conversation*, to be read."""
        return self._states.get(conversation) or State()

    def kept(self, conversation: str) -> State:
        """What is known of *conversation*, to be changed."""
        state = self._states.setdefault(conversation, State())
        self._states.move_to_end(conversation)
        while len(self._states) > _MOST:
            self.forget(next(iter(self._states)))
        return state

    def forget(self, conversation: str) -> None:
        """Know nothing of *conversation* any more."""
        state = self._states.pop(conversation, None) or State()
        self._size -= sum(each.size for each in state.waiting)

    def may_see(self, store: SQLiteStore, conversation: str, client: Client) -> bool:
        """Whether *client* may see a conversation, and go on with it."""
        try:
            if is_own(store, conversation, client):
                return True
        except NotInHistory:
            return False
        from llm.store.records import Selection

        is_new = not store.call_ids(Selection(conversation=conversation))
        made = self.of(conversation).owner
        return is_new and client.token is not None and made == client.name

    def put(self, conversation: str, added: Sequence[Message]) -> State:
        """Let *added* wait in a conversation. Raises Refused, 413, where too much is waiting."""
        waiting = [Waiting(each) for each in added]
        size = sum(each.size for each in waiting)
        if self._size + size > _MOST_BYTES:
            raise Refused(
                Failure(
                    413,
                    "too_large",
                    "Too much waits in conversations for a model: ask one what to say to it.",
                    param="items",
                )
            )
        state = self.kept(conversation)
        self._size += size
        state.waiting += waiting
        return state

    def withdraw(self, conversation: str, place: int) -> None:
        """Take the message at this *place* of those that wait out again."""
        waiting = self.kept(conversation).waiting
        nothing = Waiting(Message("user"))
        self._size += nothing.size - waiting[place].size
        waiting[place] = nothing

    def taken(self, conversation: str, sent: Sequence[Waiting]) -> None:
        """What was *sent* to a model waits no longer: the history has it."""
        state = self._states.get(conversation)
        if state is not None:
            known = set(map(id, sent))
            self._size -= sum(each.size for each in state.waiting if id(each) in known)
            state.waiting = [each for each in state.waiting if id(each) not in known]

    def sent(self, conversation: str, sent: Sequence[Waiting], call: RunningCall) -> None:
        """What was *sent* of what waited goes with *call*; if it fails, it waits on."""

        async def follow() -> None:
            outcome = await call.outcome()
            partly = outcome.status == "interrupted" and any(
                each.text() for each in outcome.messages
            )
            if outcome.status == "ok" or partly:  # then the history goes on from it
                self.taken(conversation, sent)

        task = asyncio.get_running_loop().create_task(follow())
        self._following.add(task)
        task.add_done_callback(self._following.discard)

    async def opening(self, request: Request, asked: Asked, client: Client) -> list[Waiting]:
        """Let *asked*, which is about to be sent, begin with what waits in its conversation.

        Returns what that is, for `sent`. Raises Refused, 404, where *client* may not see the
        conversation.
        """
        conversation = asked.conversation or ""
        if not await read(request, lambda store: self.may_see(store, conversation, client)):
            raise not_found("conversation", conversation_id(conversation), "conversation")
        state = self.of(conversation)
        instructions = asked.echo.get("instructions")
        leading = len(messages_of(instructions)) if instructions else 0
        asked.messages[leading:leading] = [each for each in state.messages if each.parts]
        return list(state.waiting)


def states_of(request: Request) -> ConversationStates:
    """The states of the conversations of the server that *request* was sent to."""
    state: Any = request.app.state
    if not hasattr(state, "conversations"):
        state.conversations = ConversationStates()
    found: ConversationStates = state.conversations
    return found
