"""Embedding models for async code: both forms of `embed_batch`, batches, keys, and look-ups."""

import asyncio

import pytest

import llm
from llm.errors import UnknownModelError, UnsupportedInput
from llm.plugins.host import pm


class Lengths(llm.AsyncEmbeddingModel):
    """One number for each item, how long it is; an async generator."""

    model_id = "lengths"
    supports_binary = True

    def __init__(self):
        self.batches = []
        self.closed = 0

    async def embed_batch(self, items, *, key=None):
        self.batches.append((len(items), key))
        try:
            for item in items:
                yield [float(len(item))]
        finally:
            self.closed += 1


class Whole(Lengths):
    """The same as a coroutine of a list, which knows no `key=` where none is given."""

    async def embed_batch(self, items, **given):
        self.batches.append((len(items), given.get("key")))
        return [[float(len(item))] for item in items]


class Old(llm.EmbeddingModel):
    """The blocking form."""

    model_id = "lengths"

    def embed_batch(self, items, *, key=None):
        return ([float(len(item))] for item in items)


def taken(vectors):
    """All of *vectors*, which have to be awaited."""

    async def gathered():
        return [vector async for vector in vectors]

    return asyncio.run(gathered())


@pytest.fixture(params=[Lengths, Whole])
def model(request):
    return request.param()


def test_one_item(model):
    """Text and bytes have a vector each; the key reaches the plugin."""
    assert asyncio.run(model.embed("abc", key="given")) == [3.0]
    assert asyncio.run(model.embed(b"ab")) == [2.0]
    assert model.batches == [(1, "given"), (1, None)]


@pytest.mark.parametrize(
    ("own", "asked", "batches"), [(None, None, [5]), (2, None, [2, 2, 1]), (2, 3, [3, 2])]
)
def test_batches(model, own, asked, batches):
    """Of the size asked for, else the model's, else all at once; the vectors are in order."""
    model.batch_size = own
    vectors = model.embed_multi((("x" * n) for n in range(5)), batch_size=asked)
    assert taken(vectors) == [[0.0], [1.0], [2.0], [3.0], [4.0]]
    assert [size for size, _ in model.batches] == batches


def test_nothing_to_embed(model):
    """Without items the model is not asked."""
    assert taken(model.embed_multi([])) == []
    assert model.batches == []


def test_a_task_that_is_cancelled_ends_the_plugins_generator():
    """What the plugin holds open is let go at once, and not when the loop ends."""

    class Slow(Lengths):
        async def embed_batch(self, items, *, key=None):
            try:
                await asyncio.sleep(60)
                yield [1.0]
            finally:
                self.closed += 1

    model = Slow()

    async def main():
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(model.embed("a"), 0.01)
        return model.closed

    assert asyncio.run(main()) == 1


def test_what_a_model_does_not_embed(model):
    """Bytes for a text model are refused before it is asked."""
    model.supports_binary = False
    with pytest.raises(UnsupportedInput, match="lengths embeds text"):
        taken(model.embed_multi(["a", b"a"]))
    assert model.batches == []


@pytest.mark.parametrize("count", [0, 1, 3])
def test_each_item_has_its_vector(count):
    """A model that gives more or fewer vectors than it was given items fails by name."""

    class Counting(Lengths):
        async def embed_batch(self, items, *, key=None):
            for _ in range(count):
                yield [1.0]

    with pytest.raises(llm.ModelError, match=f"lengths embedded 2 items as {count}"):
        taken(Counting().embed_multi(["a", "b"]))


def test_it_is_shown_as_one_for_async_code():
    """A model is shown by its class and id."""
    assert str(Lengths()) == "Lengths (async): lengths"


class Offers:
    """Models that come with an async one in either way, and one that does not."""

    @llm.hookimpl
    def register_embedding_models(self, register):
        register(Old(), aliases=("len",), async_model=Lengths())
        bringing = Old()
        bringing.model_id, bringing.async_model = "bringing", Whole()
        register(bringing, ("bring",))
        alone = Old()
        alone.model_id = "alone"
        register(alone)


@pytest.fixture
def offered(monkeypatch):
    pm.register(Offers(), "offers")
    yield
    pm.unregister(name="offers")


@pytest.mark.usefixtures("offered")
def test_look_ups():
    """By id, alias and the user's alias, whichever way the async model was registered."""
    llm.set_alias("mine", "bringing")
    for name, kind in [("lengths", Lengths), ("len", Lengths), ("bring", Whole), ("mine", Whole)]:
        assert type(llm.get_async_embedding_model(name)) is kind
    assert {type(each) for each in llm.get_async_embedding_models()} >= {Lengths, Whole}
    assert "alone" not in llm.get_async_embedding_model_aliases()


@pytest.mark.usefixtures("offered")
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("alone", "Unknown async embedding model (sync model exists): alone"),
        ("lengs", "Unknown model: lengs - did you mean lengths?"),
        ("smollm2-135m", "Unknown embedding model: smollm2-135m answers prompts"),
    ],
)
def test_what_is_no_such_model(name, said):
    """What it is instead is said, or what may have been meant."""
    with pytest.raises(UnknownModelError) as caught:
        llm.get_async_embedding_model(name)
    assert str(caught.value).startswith(said)


def test_a_chat_model_is_no_embedding_model():
    """The error says where to find one."""
    with pytest.raises(UnknownModelError, match=r"makes no vectors: .*llm embed-models"):
        llm.get_embedding_model("smollm2-135m")


def test_an_entry_made_by_a_plugin_has_the_async_model():
    """A plugin that builds entries knows only `model` and `aliases`."""
    model = Old()
    model.async_model = Whole()
    assert llm.EmbeddingModelWithAliases(model, ["a"]).async_model is model.async_model
    assert llm.EmbeddingModelWithAliases(Old(), []).async_model is None
