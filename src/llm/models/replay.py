"""A history of messages as past responses, for models that read `conversation.responses`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar, overload

from llm.core.history import instructions_of, pending_calls, results_in, split_turns
from llm.models.prompt import Prompt
from llm.models.response import BaseResponse
from llm.parts import AttachmentPart, Message

R = TypeVar("R", bound=BaseResponse)


class PastResponses(Sequence[R]):
    """The finished turns of *history* as finished responses of class *cls*.

    They are made when a model looks at them: most look at `prompt.messages` instead.
    """

    def __init__(self, cls: type[R], model: Any, history: Sequence[Message]) -> None:
        self._cls, self._model, self._history = cls, model, history
        self._made: list[R] | None = None

    @property
    def _responses(self) -> list[R]:
        if self._made is None:
            turns, _ = split_turns(self._history)
            self._made = [
                _past_response(self._cls, self._model, given, answered) for given, answered in turns
            ]
        return self._made

    @overload
    def __getitem__(self, place: int) -> R: ...
    @overload
    def __getitem__(self, place: slice) -> list[R]: ...
    def __getitem__(self, place: int | slice) -> R | list[R]:
        return self._responses[place]

    def __len__(self) -> int:
        return len(self._responses)

    def __repr__(self) -> str:
        return repr(self._responses)


def _past_response(
    cls: type[R], model: Any, given: Sequence[Message], answered: list[Message]
) -> R:
    said = [message for message in given if message.role == "user"]
    parts = [part for message in said for part in message.parts]
    shown = [part.attachment for part in parts if isinstance(part, AttachmentPart)]
    prompt = Prompt(
        "\n".join(text for message in said if (text := message.text())),
        model,
        system=instructions_of(given) or None,
        attachments=[attachment for attachment in shown if attachment is not None],
        tool_results=results_in(given),
        messages=given,
    )
    response = cls(prompt, model, False)
    finish_with(response, answered)
    return response


def finish_with(response: BaseResponse, answered: list[Message]) -> None:
    """Let *response* be finished, with *answered* as what the model said."""
    response._chunks = [text for message in answered if (text := message.text())]
    response.recording.replace(answered, pending_calls(answered))
    response.recording.done = True
