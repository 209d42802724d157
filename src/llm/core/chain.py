"""The conversation between a model and its tools, as a list of decisions."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from itertools import count
from typing import Any, Generic, Protocol, TypeVar

from llm.errors import ChainLimitExceeded
from llm.lazy_dataclass import dataclass
from llm.toolcalls import ToolCall, ToolResult


class Answered(Protocol):
    """A response that has been read to its end."""

    def calls_to_run(self) -> list[ToolCall]:
        """The tool calls that the model left to be run."""
        ...


P = TypeVar("P")


@dataclass
class AskModel(Generic[P]):
    """Send *prompt*. The answer is the response, read to its end."""

    prompt: P


@dataclass
class RunTools:
    """Run *calls*, which *response* asked for; `None` when an earlier program did.

    The answer is their results.
    """

    calls: Sequence[ToolCall]
    response: Answered | None = None


def chain_steps(
    prompt: P,
    pending: Sequence[ToolCall],
    follow_up: Callable[[P, Any, Sequence[ToolResult]], P],
    limit: int | None,
) -> Generator[AskModel[P] | RunTools, Any, None]:
    """What to do next, until the model stops asking for tools.

    Args:
        prompt: the first prompt.
        pending: tool calls that end the prompt's history without a result; they are run first.
        follow_up: makes, of a prompt, the response to it (`None` for an earlier program's) and
            the results of the calls, the prompt that tells the model these results.
        limit: how many responses the model may give; `None` or 0 for as many as it likes.

    Raises:
        ChainLimitExceeded: the model still asks for tools in the last response it may give.

    """
    if pending:
        results = yield RunTools(pending)
        prompt = follow_up(prompt, None, results)
    for turn in count(1):
        response: Answered = yield AskModel(prompt)
        calls = response.calls_to_run()
        if not calls:
            return
        if limit and turn >= limit:
            raise ChainLimitExceeded(f"Chain limit of {limit} exceeded.")
        results = yield RunTools(calls, response)
        prompt = follow_up(prompt, response, results)


class RoundSpacer:
    """Puts a space between two rounds of a chain whose text would otherwise run together."""

    def __init__(self) -> None:
        self._last = ""
        self._opening = False

    def next_round(self) -> None:
        """The text that follows is that of another round."""
        self._opening = True

    def join(self, chunk: str) -> str:
        """*chunk* as it is to be shown."""
        if not chunk:
            return chunk
        touching = self._opening and self._last and not (self._last.isspace() or chunk[0].isspace())
        self._last, self._opening = chunk[-1], False
        return " " + chunk if touching else chunk
