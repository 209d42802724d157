"""The branches of a conversation, drawn with lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from llm.parts import ToolResultPart
from llm.text import truncate_string

if TYPE_CHECKING:
    from llm.store.records import CallRecord
    from llm.store.upkeep import Branch

_LEAST = 20


def drawn(branches: Sequence[Branch], short: Mapping[str, str], width: int) -> Iterator[str]:
    """A line for each call, with its id as in *short*, its model, its status and what was asked.

    What goes on from a call stands under it, moved in only where there is more than one such.
    """
    calls = {branch.call.id for branch in branches}
    after: dict[str | None, list[Branch]] = {}
    for branch in branches:
        after.setdefault(branch.after if branch.after in calls else None, []).append(branch)
    waiting = _moved(after.get(None, []), "")
    while waiting:
        branch, before, beneath = waiting.pop()
        yield _line(branch, short, before, width)
        waiting += _moved(after.get(branch.call.id, []), beneath)


def _moved(branches: Sequence[Branch], beneath: str) -> list[tuple[Branch, str, str]]:
    """Each with what stands before it and before all beneath it; the first comes last."""
    if len(branches) < 2:
        return [(branch, beneath, beneath) for branch in branches]
    *others, last = branches
    moved = [(branch, f"{beneath}├─ ", f"{beneath}│  ") for branch in others]
    return [(last, f"{beneath}└─ ", f"{beneath}   "), *reversed(moved)]


def _line(branch: Branch, short: Mapping[str, str], before: str, width: int) -> str:
    call = branch.call
    signs = ["* goes on from here"] if branch.is_tip else []
    signs += [f"forked: {short.get(fork, fork)}" for fork in branch.forks]
    end = f"  {'; '.join(signs)}" if signs else ""
    start = f"{before}{short.get(call.id, call.id)}  {call.resolved_model or call.model}"
    start += f"  {call.status}  "
    room = max(width - len(start) - len(end), _LEAST)
    return start + truncate_string(_asked(call), room, normalize_whitespace=True) + end


def _asked(call: CallRecord) -> str:
    """What was said in the turn; where only tools answered, that they did."""
    said = call.said()
    text = " ".join(message.text() for message in said if message.text().strip())
    if text.strip():
        return text.strip()
    results = [
        part.name for message in said for part in message.parts if isinstance(part, ToolResultPart)
    ]
    return f"(results of {', '.join(results)})" if results else "(no text)"
