"""Asking the built-in embedding model: each text by itself, and cut where it is too long."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import partial
from typing import TYPE_CHECKING, Any

from llm.notices import say
from llm.providers.local.engine import EMBEDDED_TOKENS, EMBEDDING
from llm.providers.local.exchange import refused
from llm.providers.local.runtime import amade, made

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Generator, Sequence
    from threading import Event

    from llm.errors import ModelError

Vector = list[float]

# More than this many characters, of which no two blanks follow each other, are never looked at.
# No word of the model's vocabulary is so long that as many tokens reach further.
LONGEST_START = 12_000
_TOO_LONG = re.compile(r"input \((\d+) tokens\) is too large")
# As many tokens as the model takes: with these after it every text is too long.
_TAIL = " a" * EMBEDDED_TOKENS

_said: set[str] = set()


def vectors(texts: Sequence[str]) -> Generator[Vector, None, None]:
    """The vector of each of *texts*, of length 1, as they come.

    Closing the generator stops the model. Raises what `runtime.made` does.
    """
    return made(EMBEDDING, partial(_embed, texts))


def avectors(texts: Sequence[str]) -> AsyncGenerator[Vector, None]:
    """As `vectors`, for an event loop."""
    return amade(EMBEDDING, partial(_embed, texts))


def _embed(
    texts: Sequence[str], server: Any, deliver: Callable[[Vector], object], cancel: Event
) -> None:
    for text in texts:
        if cancel.is_set():
            return
        deliver(vector_of(server, text))


def vector_of(server: Any, text: str) -> Vector:
    """The vector of *text*, or of so much of its beginning as the model takes, of which it tells.

    Raises `ModelError` when there is none.
    """
    # Half a character, as in a file name that is no UTF-8, cannot be said to the runtime.
    text = text.encode(errors="replace").decode()
    start = text if len(text) <= LONGEST_START else " ".join(text.split())
    is_cut = len(start) > LONGEST_START
    start = start[:LONGEST_START]
    answer = _ask(server, start)
    if _refused(answer) is not None:
        is_cut = True
        answer = _ask(server, _fitting(server, start))
    if is_cut:
        _say_once(
            f"{EMBEDDING.package.model_id} sees the first {EMBEDDED_TOKENS - 2} tokens of a text,"
            " some 2,000 characters: what follows has no part in its vector."
        )
    if "error" in answer:
        raise _failure(answer)
    vector: Vector = answer["data"][0]["embedding"]
    return vector


def _fitting(server: Any, text: str) -> str:
    """As much of the beginning of *text* as the model takes: words, and some of the next one."""

    def tokens(end: int) -> int:
        return _tokens(server, text[:end])

    ends = [word.end() for word in re.finditer(r"\S+", text)]
    words = bisect_right(ends, EMBEDDED_TOKENS, key=tokens)
    end = ends[words - 1] if words else 0
    # Part of a word may have more tokens than all of it, so words come first.
    characters = range(end + 1, ends[words] + 1) if words < len(ends) else range(0)
    return text[: end + bisect_right(characters, EMBEDDED_TOKENS, key=tokens)]


def _tokens(server: Any, text: str) -> int:
    """How many tokens *text* has, with the marks around it.

    The runtime tells it of what is too long only; such a request costs next to nothing.
    """
    answer = _ask(server, text + _TAIL)
    refused = _refused(answer)
    if refused is None:
        raise _failure(answer)
    return refused - EMBEDDED_TOKENS


def _refused(answer: dict[str, Any]) -> int | None:
    """The number of tokens that were too many, where they were."""
    found = _TOO_LONG.search(str(answer.get("error", {}).get("message", "")))
    return int(found[1]) if found else None


def _ask(server: Any, text: str) -> dict[str, Any]:
    answer: dict[str, Any] = server.handle_embeddings({"input": [text]})
    return answer


def _failure(answer: dict[str, Any]) -> ModelError:
    return refused(answer.get("error", {}), "The built-in embedding model could not embed a text")


def _say_once(line: str) -> None:
    if line not in _said:
        _said.add(line)
        say(line)
