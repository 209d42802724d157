"""What a user says is to be deleted or redacted -> ids of calls and conversations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from llm.errors import InvalidInput
from llm.resolving.selections import Wanted, conversation_named, selection_of

if TYPE_CHECKING:
    from llm.store.interface import Store
    from llm.store.records import Reference


def to_delete(
    store: Store,
    names: Iterable[str] = (),
    conversations: Iterable[str] = (),
    wanted: Wanted | None = None,
    database: str | None = None,
) -> tuple[list[str], list[str]]:
    """The ids of the calls, and of the whole conversations, that are meant.

    *names* begin ids of calls or conversations, *conversations* those of conversations. With
    *wanted*, only such calls: of these, or where there are none, of all. Raises `NotInHistory`, and
    `InvalidInput` for a name that is none of these.
    """
    found = named(store, names)
    if any(each.kind == "node" for each in found):
        raise InvalidInput("A message cannot be deleted: name the calls that said it, or redact it")
    calls = [each.id for each in found if each.kind == "call"]
    whole = [each.id for each in found if each.kind == "conversation"]
    whole += [id_ for name in conversations if (id_ := conversation_named(name, store))]
    if wanted is None:
        return calls, whole
    selection = selection_of(wanted, store, database)
    chosen = [] if selection is None else store.call_ids(selection)
    if calls or whole:
        within = {*calls}
        for conversation in whole:
            within.update(_calls_of(store, conversation))
        chosen = [id_ for id_ in chosen if id_ in within]
    return chosen, []


def named(store: Store, names: Iterable[str]) -> Sequence[Reference]:
    """What each of *names* begins the id of. Raises `NotInHistory` and `InvalidInput`."""
    return [store.find(name) for name in names]


def _calls_of(store: Store, conversation: str) -> list[str]:
    from llm.store.records import Selection

    return store.call_ids(Selection(conversation=conversation))
