"""Answers that are JSON, as data: `llm logs --data` and its kin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.text import find_unused_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from llm.cli.output.turn import Turn


def data_of(turns: Iterable[Turn], *, key: str | None = None, ids: bool = False) -> Iterator[Any]:
    """What the answers of *turns* say, which are JSON; the others are passed over.

    With *key* the objects in the list that an answer has under it come one by one. With *ids* each
    object says of which response, and of which conversation, it is.
    """
    for turn in turns:
        try:
            said = turn.data()
        except ValueError:
            continue
        for item in _under(key, said):
            yield _with_ids(item, turn) if ids and isinstance(item, dict) else item


def _under(key: str | None, said: Any) -> list[Any]:
    inner = said.get(key) if key is not None and isinstance(said, dict) else None
    if isinstance(inner, list) and all(isinstance(item, dict) for item in inner):
        return inner
    return [said]


def _with_ids(item: dict[str, Any], turn: Turn) -> dict[str, Any]:
    identified = dict(item)
    for name, value in (
        ("response_id", turn.record.id),
        ("conversation_id", turn.record.conversation),
    ):
        identified[find_unused_key(identified, name)] = value
    return identified
