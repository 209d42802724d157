"""Embeddings, as OpenAI's API says them: what is to be embedded, and the vectors. Pure."""

from __future__ import annotations

import base64
import math
import sys
from array import array
from typing import TYPE_CHECKING, Any

from llm.lazy_dataclass import dataclass
from llm.server.protocols.anthropic.counting import tokens_in
from llm.server.protocols.fields import given, given_or, needed, one_of, refused, typed, unsupported

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST = 2048
"""Texts of one request, as the API has it."""


@dataclass
class EmbeddingsAsked:
    """A request for vectors.

    Attributes:
        model: the name that the client gave.
        texts: what to embed.
        as_base64: vectors are wanted as base64 of 32-bit floats, little end first.
        dimensions: how long the vectors have to be; None for as long as the model makes them.

    """

    model: str
    texts: list[str]
    as_base64: bool = False
    dimensions: int | None = None


def decoded(body: dict[str, Any]) -> EmbeddingsAsked:
    """What *body* asks. Raises `Refused`."""
    wanted = given_or(body, "encoding_format", "float")
    one_of(wanted, ("float", "base64"), "encoding_format")
    dimensions = given(body, "dimensions", int)
    if dimensions is not None and dimensions < 1:
        raise refused("'dimensions' has to be at least 1.", "dimensions", "invalid_value")
    model = needed(body, "model", str)
    return EmbeddingsAsked(model, _texts(body.get("input")), wanted == "base64", dimensions)


def _texts(given_input: Any) -> list[str]:
    if given_input is None:
        raise refused("'input' is missing.", "input", "missing_required_parameter")
    texts = [given_input] if isinstance(given_input, str) else typed(given_input, list, "input")
    if not 1 <= len(texts) <= MOST:
        message = f"'input' has to have from 1 to {MOST} texts, and has {len(texts)}."
        raise refused(message, "input", "invalid_value")
    if any(isinstance(each, (int, list)) and not isinstance(each, bool) for each in texts):
        raise unsupported(
            "Tokens are not taken here, as models differ in them: send text.", "input"
        )
    for place, text in enumerate(texts):
        if not typed(text, str, f"input[{place}]"):
            raise refused(f"'input[{place}]' is empty.", f"input[{place}]", "invalid_value")
    return [typed(text, str, "input") for text in texts]


def answer(asked: EmbeddingsAsked, vectors: Sequence[Sequence[float]]) -> dict[str, Any]:
    """*vectors*, one for each text, as the body of an answer. Raises `Refused`.

    Models do not tell how many tokens they have read: `usage` is an estimate.
    """
    if asked.dimensions is not None:
        _check_length(asked, vectors)
    tokens = sum(math.ceil(tokens_in(text)) for text in asked.texts)
    return {
        "object": "list",
        "model": asked.model,
        "data": [
            {
                "object": "embedding",
                "index": place,
                "embedding": _as_base64(vector) if asked.as_base64 else [*map(float, vector)],
            }
            for place, vector in enumerate(vectors)
        ],
        "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
    }


def _check_length(asked: EmbeddingsAsked, vectors: Sequence[Sequence[float]]) -> None:
    """Raise `Refused` where vectors are not as long as was asked.

    To cut them is right for a few models only, which nobody here knows.
    """
    made = {len(vector) for vector in vectors}
    if made - {asked.dimensions}:
        raise unsupported(
            f"'{asked.model}' makes vectors of {max(made)} dimensions, and no others.", "dimensions"
        )


def _as_base64(vector: Sequence[float]) -> str:
    numbers = array("f", vector)
    if sys.byteorder == "big":
        numbers.byteswap()
    return base64.b64encode(numbers.tobytes()).decode("ascii")
