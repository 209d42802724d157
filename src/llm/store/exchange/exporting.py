"""The history -> a file that somebody else can read: which calls, and in which form."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO, Literal, TextIO, TypeAlias

from llm.config.files import replaced
from llm.errors import InvalidInput
from llm.store.exchange.exchanged import Exchanged
from llm.store.records import Selection

if TYPE_CHECKING:
    from pathlib import Path

    from llm.store.interface import Store
    from llm.store.records import CallRecord
    from llm.store.upkeep import Progress

ExportFormat: TypeAlias = Literal["jsonl", "md", "html"]

Chosen: TypeAlias = "dict[str, list[str]]"
"""Ids of calls, by that of their conversation."""


def choose(store: Store, selection: Selection, named: Sequence[str] = ()) -> Chosen:
    """The calls that *selection* means; of those *named*, if any: conversations and calls.

    A name is an id, or the beginning of one. Conversations come in the order in which they began,
    calls in the order in which they were made. Raises `NotInHistory`, and `InvalidInput` for a name
    that is neither.
    """
    within = _calls_of(store, named) if named else None
    chosen: Chosen = {}
    for call in store.calls(selection, newest_first=False):
        if call.conversation is not None and (within is None or call.id in within):
            chosen.setdefault(call.conversation, []).append(call.id)
    ordered = {conversation: sorted(calls) for conversation, calls in chosen.items()}
    return dict(sorted(ordered.items(), key=lambda pair: pair[1][0]))


def _calls_of(store: Store, named: Iterable[str]) -> set[str]:
    calls: set[str] = set()
    for name in named:
        found = store.find(name)
        if found.kind == "node":
            raise InvalidInput(f"{name} is a message: name a conversation or a call to export.")
        if found.kind == "call":
            calls.add(found.id)
        else:
            calls |= {call.id for call in store.calls(Selection(conversation=found.id))}
    return calls


def export(
    store: Store,
    chosen: Chosen,
    form: ExportFormat,
    file: BinaryIO,
    progress: Progress | None = None,
) -> None:
    """Write the calls that were *chosen* to *file*, which stays open, in UTF-8.

    *form* is `jsonl`, which can be imported again, `md` or `html`.
    """
    stream = io.TextIOWrapper(file, encoding="utf-8", newline="\n")
    try:
        _writer(form)(exchanged(store, chosen, progress), stream)
    finally:
        stream.detach()


def export_to(
    path: Path,
    store: Store,
    chosen: Chosen,
    form: ExportFormat,
    progress: Progress | None = None,
) -> None:
    """Write the calls that were *chosen* to the file at *path*, whole or not at all.

    Raises `ConfigError` when it cannot be written.
    """
    with replaced(path) as file:
        export(store, chosen, form, file, progress)


def _writer(form: ExportFormat) -> Callable[[Iterable[Exchanged], TextIO], None]:
    if form == "jsonl":
        from llm.store.exchange.jsonl import write_jsonl

        return write_jsonl
    if form == "md":
        from llm.store.exchange.markdown import write_markdown

        return write_markdown
    from llm.store.exchange.html import write_html

    return write_html


def exchanged(
    store: Store, chosen: Chosen, progress: Progress | None = None
) -> Iterator[Exchanged]:
    """What was *chosen*, a conversation at a time."""
    total = sum(map(len, chosen.values()))
    done = 0

    def calls(ids: Sequence[str]) -> Iterator[CallRecord]:
        nonlocal done
        for call in store.whole_calls(ids):
            yield call
            done += 1
            if progress is not None:
                progress(done, total)

    for conversation, ids in chosen.items():
        yield Exchanged(store.conversation(conversation), ids, calls(ids))
