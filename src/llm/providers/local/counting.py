"""Counting: how many tokens a request to the built-in model has, as the runtime takes it apart.

The runtime says so before it reads a request, and is stopped there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.providers.local.engine import CHAT
from llm.providers.local.exchange import TOO_LONG, failure
from llm.providers.local.runtime import amade, made
from llm.providers.local.weights import require_weights

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Generator, Mapping
    from threading import Event


class Counting:
    """A count that is made when it is asked for.

    Args:
        body: the request, as JSON-like data.

    Raises:
        ModelUnavailable: the weights have not been fetched; a count is not worth it.

    """

    def __init__(self, body: dict[str, Any]) -> None:
        require_weights(CHAT.package)
        self._body = body

    def counts(self) -> Generator[int]:
        """The tokens, once. Raises `ModelUnavailable`, `ModelError`."""
        return made(CHAT, self._ask)

    def acounts(self) -> AsyncGenerator[int]:
        """The same for an event loop."""
        return amade(CHAT, self._ask)

    def _ask(self, server: Any, deliver: Callable[[int], object], _: Event) -> None:
        first: list[Mapping[str, Any]] = []

        def on_chunk(chunk: Mapping[str, Any]) -> bool:
            """Take the first chunk, and let the model stop."""
            first.append(chunk)
            return True

        body = {**self._body, "stream": True, "return_progress": True}
        server.handle_chat_completions(body, on_chunk)
        deliver(_tokens(first[0] if first else {}))


def _tokens(chunk: Mapping[str, Any]) -> int:
    """The tokens of the request that *chunk*, the first of its answer, tells."""
    if "prompt_progress" in chunk:
        return int(chunk["prompt_progress"]["total"])
    error = chunk.get("error", {})
    if error.get("type") == TOO_LONG:  # for the model, and no less counted
        return int(error["n_prompt_tokens"])
    raise failure(error)
