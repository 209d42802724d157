"""Embeddings: what is sent, what is understood, and mistakes of servers."""

import asyncio
import base64
import socket
import struct

import pytest

import llm
from llm.errors import ModelError, NeedsKeyException
from llm.providers.openai.catalogue import EMBEDDING_MODELS, EmbeddingRow
from llm.providers.openai.embeddings import (
    AsyncOpenAIEmbeddingModel,
    OpenAIEmbeddingModel,
    embedding_body,
    vectors_in,
)
from tests.providers.openai.recorder import Recorder


def packed(*numbers):
    """*numbers* as servers send them: base64 of 32-bit floats, little end first."""
    return base64.b64encode(struct.pack(f"<{len(numbers)}f", *numbers)).decode()


def answer(*embeddings):
    """An answer with these embeddings, in order."""
    data = [{"index": place, "embedding": given} for place, given in enumerate(embeddings)]
    return {"object": "list", "data": data, "model": "m", "usage": {"total_tokens": 3}}


@pytest.fixture
def server():
    """A server that keeps what it was sent."""
    recorder = Recorder()
    yield recorder
    recorder.close()


def test_a_request_asks_for_base64():
    """Dimensions go along where they are set."""
    assert embedding_body(["a", "b"], "m") == {
        "input": ["a", "b"],
        "model": "m",
        "encoding_format": "base64",
    }
    assert embedding_body(["a"], "m", 64)["dimensions"] == 64


@pytest.mark.parametrize("write", [packed, lambda *numbers: list(numbers)])
def test_vectors_are_base64_or_lists(write):
    """Either way they are lists of floats."""
    vectors = vectors_in(answer(write(0.5, -2), write(1, 0)))
    assert vectors == [[0.5, -2.0], [1.0, 0.0]]
    assert all(type(number) is float for vector in vectors for number in vector)


def test_vectors_are_in_the_order_of_their_index():
    """Whatever the order in which a server sends them."""
    data = answer([1], [2], [3])
    data["data"].reverse()
    assert vectors_in(data) == [[1.0], [2.0], [3.0]]


@pytest.mark.parametrize("index", [None, 0])
def test_an_index_that_says_nothing_is_ignored(index):
    """Some servers leave it out, or count nothing."""
    data = {"data": [{"index": index, "embedding": [n]} for n in (3, 1, 2)]}
    assert vectors_in(data) == [[3.0], [1.0], [2.0]]


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {"data": None},
        {"data": ["x"]},
        {"choices": []},
        answer(None),
        answer("not base64!"),
        answer("AAA="),
        answer(["x"]),
    ],
)
def test_an_answer_without_vectors_is_an_error_in_words(data):
    """Not the traceback of what was looked for."""
    with pytest.raises(ModelError, match="The answer holds"):
        vectors_in(data)


def test_texts_go_to_the_server_and_vectors_come_back(server):
    """In batches; with the key, the model's headers and the server's name of the model."""
    server.answer(answer(packed(1, 2), packed(3, 4)), answer(packed(5, 6)))
    model = OpenAIEmbeddingModel(
        "mine", "theirs", 2, api_base=server.url, headers={"X-Team": "7"}, batch_size=2
    )
    vectors = list(model.embed_multi(["a", "b", "c"], key="sk-given"))
    assert vectors == [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]
    first, second = server.requests
    assert (first.method, first.path) == ("POST", "/v1/embeddings")
    assert first.body == embedding_body(["a", "b"], "theirs", 2)
    assert second.body["input"] == ["c"]
    assert first.headers["authorization"] == "Bearer sk-given"
    assert first.headers["x-team"] == "7"


def test_openais_key_is_for_openai(server, monkeypatch):
    """Another server gets none but the one that is named; OpenAI's model does not do without."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    for key_name in (None, "other"):
        model = OpenAIEmbeddingModel("m", "m", api_base=server.url, key_name=key_name)
        model.key = "sk-other" if key_name else None
        server.answer(answer([1.0]))
        model.embed("a")
    assert "authorization" not in server.requests[0].headers
    assert server.requests[1].headers["authorization"] == "Bearer sk-other"
    monkeypatch.delenv("OPENAI_API_KEY")
    with pytest.raises(NeedsKeyException, match="llm keys set openai"):
        OpenAIEmbeddingModel("m", "m").embed("a")


def test_too_few_vectors_are_an_error(server):
    """Otherwise texts and vectors would not belong together."""
    server.answer(answer([1.0]))
    model = OpenAIEmbeddingModel("m", "m", api_base=server.url)
    with pytest.raises(ModelError, match=r"m gave 1 embeddings for 2 texts\."):
        list(model.embed_multi(["a", "b"]))


def test_an_error_names_the_server_that_failed():
    """Not OpenAI, where it was another; here one that is not there."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{unused.getsockname()[1]}"
        model = OpenAIEmbeddingModel("m", "m", api_base=f"http://{place}", limits={"retries": 0})
        with pytest.raises(ModelError) as caught:
            model.embed("a")
    assert caught.value.provider == place


def test_nothing_to_embed_asks_nobody(server):
    """An empty batch is answered here."""
    model = OpenAIEmbeddingModel("m", "m", api_base=server.url)
    assert list(model.embed_batch([])) == []
    assert server.requests == []


def test_a_row_becomes_a_model():
    """The id, the server's name, dimensions and the key of the catalogue's models; limits too."""
    model = OpenAIEmbeddingModel.of_row(EMBEDDING_MODELS[3])
    assert (model.model_id, model.openai_model_id, model.dimensions) == (
        "text-embedding-3-small-512",
        "text-embedding-3-small",
        512,
    )
    assert (model.needs_key, model.key_env_var, model.batch_size) == (
        "openai",
        "OPENAI_API_KEY",
        100,
    )
    row = EmbeddingRow("n/m", "m", api_base="http://h/v1", key_name=None, timeout=9, batch_size=4)
    own = OpenAIEmbeddingModel.of_row(row)
    assert (own.needs_key, own.key_env_var, own.batch_size) == (None, None, 4)
    assert own.limits == {"total": 9}
    assert own.api_base == "http://h/v1"


def test_async_texts_go_to_the_server_as_the_others_do(server):
    """The same requests, and the same vectors, awaited."""
    server.answer(answer(packed(1, 2), packed(3, 4)), answer(packed(5, 6)))
    model = AsyncOpenAIEmbeddingModel(
        "mine", "theirs", 2, api_base=server.url, headers={"X-Team": "7"}, batch_size=2
    )

    async def embedded():
        return [vector async for vector in model.embed_multi(["a", "b", "c"], key="sk-given")]

    assert asyncio.run(embedded()) == [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]
    first, second = server.requests
    assert (first.method, first.path) == ("POST", "/v1/embeddings")
    assert first.body == embedding_body(["a", "b"], "theirs", 2)
    assert second.body["input"] == ["c"]
    assert first.headers["authorization"] == "Bearer sk-given"
    assert first.headers["x-team"] == "7"


def test_async_errors_are_the_same(server, monkeypatch):
    """Too few vectors, a refusal, a key that is missing; nothing to embed asks nobody."""
    server.answer(answer([1.0]))
    model = AsyncOpenAIEmbeddingModel("m", "m", api_base=server.url, limits={"retries": 0})

    async def embedded(texts):
        return [vector async for vector in model.embed_multi(texts)]

    with pytest.raises(ModelError, match=r"m gave 1 embeddings for 2 texts\."):
        asyncio.run(embedded(["a", "b"]))
    assert asyncio.run(model.embed_batch([])) == []
    assert len(server.requests) == 1
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(NeedsKeyException, match="llm keys set openai"):
        asyncio.run(AsyncOpenAIEmbeddingModel("m", "m").embed("a"))


def test_the_catalogues_models_bring_their_async_form():
    """Whatever registers them; with the same dimensions."""
    model = llm.get_async_embedding_model("3-small-512")
    assert isinstance(model, AsyncOpenAIEmbeddingModel)
    assert (model.model_id, model.dimensions) == ("text-embedding-3-small-512", 512)
