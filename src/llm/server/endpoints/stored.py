"""What endpoints find in the history: a call, or where it stands, for who may see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from llm.server.asking.asked import Failure, Refused
from llm.server.asking.failures import told_of_stored
from llm.server.protocols.responses.decoding import not_found
from llm.server.protocols.responses.ids import response_id
from llm.server.service import service_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from llm.server.guarding.access import Client
    from llm.store.records import CallRecord
    from llm.store.sqlite.backend import SQLiteStore


T = TypeVar("T")


async def read(request: Request, reading: Callable[[SQLiteStore], T]) -> T:
    """What *reading* finds in the history, in a thread. Raises Refused, 404, where none is kept."""
    history = service_of(request).history
    if history is None:
        raise Refused(
            Failure(
                404, "not_found", "This server keeps no history: it was started with --no-log",
                code="no_history",
            )
        )  # fmt: skip
    return await history.read(reading)


def not_there(what: str) -> Refused:
    """What is said of what is not there, and of what is another's."""
    return Refused(Failure(404, "not_found", f"The history has no {what}", code="not_in_history"))


def seen_call(
    store: SQLiteStore, call_id: str, client: Client, missing: Refused | None = None
) -> CallRecord:
    """The call of this id, as one turn: its instructions and what was said in it.

    Raises *missing*, usually `not_there`, also where *client* may not see it.
    """
    from llm.store.records import Selection

    for call in store.calls(Selection(ids=[call_id]), limit=1):
        if client.may_see(call.client):
            return as_told(call, client)
    raise missing or not_there(f"call {call_id}")


def as_told(call: CallRecord, client: Client) -> CallRecord:
    """*call* as *client*, who may see it, is told of it."""
    if not client.has_history:
        call.error = told_of_stored(call.error)
    return call


def whole_call(
    store: SQLiteStore, call_id: str, client: Client, param: str | None = None
) -> CallRecord:
    """The call that is a response, with everything that the model was sent.

    Raises Refused, 404, also where *client* may not see it; *param* is the field that names it.
    """
    from llm.store.continuing import as_seen
    from llm.store.records import Reference

    seen_call(store, call_id, client, not_found("response", response_id(call_id), param))
    call = store.call(call_id)
    if not client.has_history:
        node, _ = store.node_of(Reference("call", call_id), asked=True)
        leading = call.instructions()
        said = as_seen(store, node, call.messages[len(leading) :], client.may_see)
        call.messages = [*leading, *said]
    return as_told(call, client)


def call_before(store: SQLiteStore, call: CallRecord) -> str | None:
    """The id of the call that *call* goes on from; None for a beginning."""
    if call.conversation is None:
        return None
    branches = store.branches(call.conversation)
    return next((each.after for each in branches if each.call.id == call.id), None)


def is_own(store: SQLiteStore, conversation: str, client: Client) -> bool:
    """Whether *client* may see all calls of a conversation, of which there is at least one.

    Raises NotInHistory.
    """
    from llm.store.records import Selection

    store.conversation(conversation)
    if client.has_history:
        return client.token is not None
    if client.token is None:
        return False
    calls = store.call_ids(Selection(conversation=conversation))
    own = store.call_ids(Selection(conversation=conversation, client=client.name))
    return bool(calls) and len(calls) == len(own)
