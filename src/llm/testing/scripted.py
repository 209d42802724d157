"""Models that follow a script.

A script is a list of answers, one for each time the model is asked; an answer is a list of what
happens: a string or a `StreamEvent` is streamed, a `ToolCall` is handed over with
`add_tool_call`, a `Usage` is set, an exception is raised, and a function is called with the
prompt and the response.
"""

from __future__ import annotations

from collections.abc import (
    AsyncIterator,
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from typing import Any, TypeAlias

from llm.events import StreamEvent
from llm.models import AsyncModel, EmbeddingModel, Model, Prompt
from llm.models.response import BaseResponse
from llm.toolcalls import ToolCall
from llm.usage import Usage

Step: TypeAlias = "str | StreamEvent | ToolCall | Usage | BaseException | Callable[[Any, Any], Any]"


class _Scripted:
    """What both scripted models share.

    Attributes:
        prompts: every prompt that the model was asked, in order.
        conversations: the conversation that came with each.

    """

    model_id = "scripted"
    can_stream = True
    supports_schema = True
    supports_tools = True
    attachment_types: Collection[str] = frozenset(
        {"image/png", "image/jpeg", "audio/wav", "application/pdf"}
    )

    def __init__(self, script: Iterable[Iterable[Step]] = (), **attributes: Any) -> None:
        self._script = iter([list(answer) for answer in script])
        self.prompts: list[Prompt] = []
        self.conversations: list[Any] = []
        for name, value in attributes.items():
            setattr(self, name, value)

    def _answer(
        self, prompt: Prompt, response: BaseResponse, conversation: Any
    ) -> Iterator[str | StreamEvent]:
        self.prompts.append(prompt)
        self.conversations.append(conversation)
        answer = next(self._script, None)
        if answer is None:
            raise AssertionError(
                f"{self.model_id} was asked more often than its script provides for"
            )
        for step in answer:
            if isinstance(step, (str, StreamEvent)):
                yield step
            elif isinstance(step, ToolCall):
                response.add_tool_call(step)
            elif isinstance(step, Usage):
                response.set_usage(input=step.input, output=step.output, details=step.details)
            elif isinstance(step, BaseException):
                raise step
            else:
                step(prompt, response)


class ScriptedModel(_Scripted, Model):
    """A `Model` that follows a script. Keyword arguments become its attributes."""

    def execute(  # noqa: D102 - as in Model
        self,
        prompt: Prompt,
        stream: bool,  # noqa: ARG002 - a script knows its pieces
        response: Any,
        conversation: Any,
    ) -> Iterator[str | StreamEvent]:
        return self._answer(prompt, response, conversation)


class AsyncScriptedModel(_Scripted, AsyncModel):
    """An `AsyncModel` that follows a script."""

    async def execute(  # noqa: D102 - as in Model
        self,
        prompt: Prompt,
        stream: bool,  # noqa: ARG002 - a script knows its pieces
        response: Any,
        conversation: Any,
    ) -> AsyncIterator[str | StreamEvent]:
        for step in self._answer(prompt, response, conversation):
            yield step


class ScriptedEmbeddingModel(EmbeddingModel):
    """An `EmbeddingModel` whose vectors are known: those of a mapping, or what a function gives.

        model = ScriptedEmbeddingModel({"cat": [1, 0], "dog": [0.9, 0.1], "tax": [0, 1]})

    Keyword arguments become its attributes.

    Attributes:
        items: everything that it embedded, in order.

    """

    model_id = "scripted-embedding"
    supports_binary = True

    def __init__(
        self,
        vectors: Mapping[Any, Sequence[float]] | Callable[[Any], Sequence[float]],
        **attributes: Any,
    ) -> None:
        self._vectors = vectors
        self.items: list[str | bytes] = []
        for name, value in attributes.items():
            setattr(self, name, value)

    def embed_batch(  # noqa: D102 - as in EmbeddingModel
        self,
        items: Iterable[str | bytes],
        *,
        key: str | None = None,  # noqa: ARG002 - none is needed
    ) -> Iterator[list[float]]:
        for item in items:
            self.items.append(item)
            if callable(self._vectors):
                yield [*self._vectors(item)]
            elif item in self._vectors:
                yield [*self._vectors[item]]
            else:
                raise AssertionError(f"{self.model_id} was given {item!r}, which has no vector")
