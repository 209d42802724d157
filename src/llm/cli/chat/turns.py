"""The turns of a chat: what was asked, which calls answered it, what is left of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any

from llm.cli.asking.continuing import NOT_RUN, typed_in
from llm.core.history import last_question, settled
from llm.core.scope import note_origin
from llm.lazy_dataclass import dataclass
from llm.parts import attachments_of
from llm.resolving.fragments import Loaded
from llm.usage import Usage

if TYPE_CHECKING:
    from llm.models.response import BaseResponse
    from llm.parts import Message
    from llm.store.records import CallRecord


@dataclass(frozen=True)
class Question:
    """What the user asked in one turn.

    Attributes:
        text: what they typed.
        loaded: fragments and attachments that went with it.
        first: those of the command line are among them.
        as_sent: the text is what the model was sent, so that no template is put around it.
        before: what had been said, instructions included.
        after: the id of the call before it, where that is known.

    """

    text: str
    loaded: Loaded = field(default_factory=Loaded)
    first: bool = False
    as_sent: bool = False
    before: Sequence[Message] = ()
    after: str | None = None


def question_in(messages: Sequence[Message], call: CallRecord | None) -> Question | None:
    """What the user asked last in *messages*, in which *call* was the last; None for nothing."""
    place = last_question(messages)
    if place is None:
        return None
    text, fragments = typed_in(messages[place], call)
    loaded = Loaded(fragments, list(attachments_of(messages[place])))
    return Question(text, loaded, as_sent=True, before=messages[:place])


class Heard:
    """An observer that notes the calls of one conversation.

    Attributes:
        calls: the calls that began, in order; those that tools make are theirs.

    """

    def __init__(self, conversation: Any) -> None:
        self.calls: list[BaseResponse] = []
        self._conversation = conversation

    def begun(self, response: BaseResponse) -> None:
        """Note a call."""
        if response.conversation is self._conversation:
            self.calls.append(response)

    def ended(self, response: BaseResponse) -> None:
        """Nothing to note."""

    def paused(self, response: BaseResponse, results: Sequence[Any]) -> None:
        """Nothing to note."""


def until_interrupt(
    history: Sequence[Message], calls: Sequence[BaseResponse]
) -> Sequence[Message] | None:
    """What the user, the model and its tools had said when *calls* were interrupted.

    *history* is what had been said at the last call that came to its end. None when nothing of an
    answer had arrived.
    """
    if not calls:
        return None
    last = calls[-1]
    if last.recording.failure is not None:
        partial = last.recording.messages()
        if any(message.text() for message in partial):  # as the history goes on from it
            note_origin(partial, last.model.scope(), last.prompt.messages)
            history = [*last.prompt.messages, *partial]
        elif len(calls) == 1:
            return None
        else:
            history = last.prompt.messages
    return settled(history, NOT_RUN)


def tokens_of(calls: Sequence[BaseResponse]) -> Usage:
    """The tokens of *calls*, as far as their models told."""

    def added(counts: list[int | None]) -> int | None:
        known = [count for count in counts if count is not None]
        return sum(known) if known else None

    return Usage(
        added([call.input_tokens for call in calls]), added([call.output_tokens for call in calls])
    )
