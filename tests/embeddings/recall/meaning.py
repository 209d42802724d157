"""An embedding model that knows what some words mean, and counts what it is asked."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator

from llm.errors import ModelError
from llm.models.embedding import EmbeddingModel

MEANINGS = (
    {"pelican", "heron", "bird", "beak"},
    {"car", "engine", "gearbox", "vehicle"},
    {"soup", "recipe", "kitchen", "onion"},
    {"password", "secret", "hunter2"},
)


class Meaning(EmbeddingModel):
    """A vector has a number for each of a few meanings, and little for everything else.

    Attributes:
        asked: every text it was asked for, in order.
        longest: texts with more characters are refused.
        failing: raised for every batch, where it is set.

    """

    model_id = "meaning"
    batch_size = 4

    def __init__(self, model_id: str = "meaning") -> None:
        self.model_id = model_id
        self.asked: list[str] = []
        self.longest = 1_000_000
        self.failing: Exception | None = None
        self.numbers = len(MEANINGS) + 9

    def embed_batch(
        self, items: Iterable[str | bytes], *, key: str | None = None
    ) -> Iterator[list[float]]:
        texts = [str(item) for item in items]
        if self.failing is not None:
            raise self.failing
        if any(len(text) > self.longest for text in texts):
            raise ModelError("too long", status=400)
        self.asked += texts
        return iter([self._vector(text) for text in texts])

    def _vector(self, text: str) -> list[float]:
        words = re.findall(r"\w+", text.lower())
        vector = [float(sum(word in meaning for word in words)) for meaning in MEANINGS]
        own = random.Random(text)  # so that no two texts have the same vector
        return vector + [own.random() / 100 for _ in range(self.numbers - len(vector))]
