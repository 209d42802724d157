"""An embedding model that counts letters: words of the same letters are near each other."""

import math
from collections.abc import Iterable, Iterator
from string import ascii_lowercase
from typing import Any

import llm


class Letters(llm.EmbeddingModel):
    model_id = "letters"
    batch_size = 100

    def embed_batch(
        self, items: Iterable[str | bytes], *, key: str | None = None
    ) -> Iterator[list[float]]:
        for item in items:
            text = str(item).lower()
            counts = [float(text.count(letter)) for letter in ascii_lowercase]
            length = math.hypot(*counts) or 1.0
            yield [count / length for count in counts]


@llm.hookimpl
def register_embedding_models(register: Any) -> None:
    register(Letters(), aliases=("abc",))
