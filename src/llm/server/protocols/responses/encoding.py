"""An answer in the words of the Responses API: a stream of events, or one object. Pure.

`streaming.py` has what happens between the first event and the last, `writing.py` the items.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.parts import ToolCallPart
from llm.server.protocols.responses.arriving import Frames
from llm.server.protocols.responses.envelope import ended, opening, status_of
from llm.server.protocols.responses.streaming import StreamedItems
from llm.server.protocols.responses.tools import custom_names
from llm.server.protocols.responses.writing import Writing, items_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from llm.events import StreamEvent
    from llm.server.asking.asked import Asked, Outcome

SEALED_REASONING = "reasoning.encrypted_content"
_LAST = {"completed": "response.completed", "failed": "response.failed"}


def writing_of(asked: Asked, call_id: str) -> Writing:
    """How the items of the call are written that was *asked* for so."""
    return Writing(
        call_id,
        custom=custom_names(asked.echo.get("tools", ())),
        seals=SEALED_REASONING in asked.echo.get("include", ()),
    )


class ResponsesEncoder:
    """Writes one streamed answer: `begin`, `events` as they come, `end`.

    What it writes depends on the events alone, and not on when they come: so the answer can be
    written once more for a client that comes back and has seen the events up to the number *after*.
    """

    def __init__(
        self, asked: Asked, call_id: str, created: float, model: str, *, after: int = -1
    ) -> None:
        self._begun = opening(asked, call_id, created, model)
        self._frames = Frames(after)
        self._items = StreamedItems(self._frames, writing_of(asked, call_id))

    def begin(self) -> bytes:
        """What is said before the model has said anything."""
        self._frames.add("response.created", {"response": self._begun})
        self._frames.add("response.in_progress", {"response": self._begun})
        return self._frames.taken()

    def events(self, batch: Sequence[StreamEvent]) -> bytes:
        """What *batch* says."""
        self._items.take(batch)
        return self._frames.taken()

    def end(self, outcome: Outcome) -> bytes:
        """How it ended, with the whole response once more."""
        status = status_of(outcome)
        calls = [
            part
            for message in outcome.messages
            for part in message.parts
            if isinstance(part, ToolCallPart) and not part.server_executed
        ]
        output = self._items.finish(calls, whole=status == "completed")
        self._frames.add(
            _LAST.get(status, "response.incomplete"),
            {"response": ended(self._begun, outcome, output)},
        )
        return self._frames.taken()


def answer(asked: Asked, outcome: Outcome) -> Mapping[str, Any]:
    """The response that *outcome* is, as one object."""
    begun = opening(asked, outcome.id, outcome.created, outcome.model)
    how = writing_of(asked, outcome.id)
    if status_of(outcome) != "completed":
        how.status = "incomplete" if outcome.status != "running" else "in_progress"
    return ended(begun, outcome, items_of(outcome.messages, how))
