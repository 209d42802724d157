"""Models that a plugin offers while a test runs."""

import pytest

import llm
from llm.plugins.host import pm


class Small(llm.Model):
    model_id = "small-1"
    key_env_var = "SMALL_KEY"

    def execute(self, prompt, stream, response, conversation):
        yield "hello"


class Vector(llm.EmbeddingModel):
    model_id = "vector-1"

    def embed_batch(self, items, *, key=None):
        yield from ([1.0] for _ in items)


class Offers:
    """A chat model whose key is in SMALL_KEY, and an embedding model."""

    @llm.hookimpl
    def register_models(self, register):
        register(Small(), aliases=("small",))

    @llm.hookimpl
    def register_embedding_models(self, register):
        register(Vector(), aliases=("vector",))


@pytest.fixture
def offered():
    pm.register(Offers(), "offers")
    yield
    pm.unregister(name="offers")
