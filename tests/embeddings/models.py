"""Embedding models whose vectors can be foretold, and which say what they were asked for."""

from __future__ import annotations

import llm
from llm.models.embedding import AsyncEmbeddingModel


def vector_of(content: str | bytes, dimension: int = 8) -> list[float]:
    """A vector that only depends on *content*, and points nowhere when that is empty."""
    data = content.encode() if isinstance(content, str) else content
    vector = [0.0] * dimension
    for place, byte in enumerate(data):
        vector[place % dimension] += byte * (1 + place // dimension)
    return vector


class Letters(llm.EmbeddingModel):
    """Makes vectors of the letters of a text; a text with `BAD` in it fails the whole batch.

    Attributes:
        asked: the contents of every batch that it was asked for.

    """

    supports_binary = True

    def __init__(self, model_id="letters", dimension=8, **attributes):
        self.model_id = model_id
        self.dimension = dimension
        self.asked = []
        for name, value in attributes.items():
            setattr(self, name, value)

    @property
    def contents(self):
        """Everything that it was asked for, in order."""
        return [content for batch in self.asked for content in batch]

    def embed_batch(self, items, *, key=None):
        contents = list(items)
        self.asked.append(contents)
        if any("BAD" in str(content) for content in contents):
            raise llm.ModelError("not this one", status=400)
        return iter([vector_of(content, self.dimension) for content in contents])


class AwaitedLetters(AsyncEmbeddingModel):
    """The same for async code."""

    supports_binary = True

    def __init__(self, **attributes):
        self.letters = Letters(**attributes)
        self.model_id = self.letters.model_id
        self.asked = self.letters.asked

    @property
    def contents(self):
        """Everything that it was asked for, in order."""
        return self.letters.contents

    async def embed_batch(self, items, *, key=None):
        for vector in self.letters.embed_batch(items):
            yield vector
