"""What a file holds -> the history, a conversation at a time, in one transaction each.

Identities come from the file, so that to import it again changes nothing, and to go on after an
interrupt is to import it again. A conversation that somebody has continued since stays where it is.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from llm.errors import NotInHistory
from llm.lazy_dataclass import dataclass
from llm.store.interface import Store
from llm.store.records import Selection

if TYPE_CHECKING:
    from collections.abc import Iterable

    from llm.store.exchange.exchanged import Exchanged
    from llm.store.upkeep import Progress


@dataclass
class Imported:
    """What an import did.

    Attributes:
        conversations: conversations that were new, or went on.
        calls: calls that were new.
        there: calls that the history had already.

    """

    conversations: int = 0
    calls: int = 0
    there: int = 0


class Importable(Protocol):
    """What has conversations in it, such as a `sources.Source`."""

    def conversations(self) -> Iterable[Exchanged]:
        """They, from the first one, each time."""
        ...


def import_from(source: Importable, store: Store, progress: Progress | None = None) -> Imported:
    """Keep in *store* what *source* holds.

    The whole file is read once before anything is written: one that is damaged changes nothing.
    Raises `InvalidInput` for such a file, and `HistoryUnavailable` when the history cannot be
    written; the conversations up to there are kept.
    """
    total = sum(_checked(each) for each in source.conversations())
    imported = Imported()
    for done, each in enumerate(source.conversations(), 1):
        if each.ids:
            with store.writing():
                _import(each, store, imported)
        if progress is not None:
            progress(done, total)
    return imported


def _checked(each: Exchanged) -> int:
    """One conversation, whose calls have been gone through."""
    for _ in each.calls:
        pass
    return 1


def _import(each: Exchanged, store: Store, imported: Imported) -> None:
    there = set(store.call_ids(Selection(ids=each.ids)))
    imported.there += len(there)
    if len(there) == len(each.ids):
        return
    name = each.conversation.id
    known = set(store.call_ids(Selection(conversation=name)))
    continued = bool(known - set(each.ids))
    for call in each.calls:
        if call.id not in there:
            call.takes_tip = call.takes_tip and not continued
            store.finish(call)
            imported.calls += 1
    if not known:
        _complete(each, store)
    imported.conversations += 1


def _complete(each: Exchanged, store: Store) -> None:
    """Keep of a conversation that was not there before what its calls do not say."""
    kept = store.conversation(each.conversation.id)
    kept.name = each.conversation.name or kept.name
    kept.model = each.conversation.model or kept.model
    kept.tags = each.conversation.tags
    kept.forked_from = each.conversation.forked_from
    if each.conversation.tip is not None:
        with suppress(NotInHistory):  # the export left it out
            kept.tip = store.find(each.conversation.tip).id
    store.save_conversation(kept)
