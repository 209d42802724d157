"""Embedding models: batches and keys."""

import pytest

from llm import EmbeddingModel, ModelError


class Lengths(EmbeddingModel):
    """One number for each item: how long it is."""

    model_id = "lengths"
    supports_binary = True

    def __init__(self):
        self.batches = []

    def embed_batch(self, items, *, key=None):
        items = list(items)
        self.batches.append((len(items), key))
        return ([float(len(item))] for item in items)


class OldLengths(Lengths):
    """Knows no `key=`, and looks for it on itself."""

    def embed_batch(self, items):  # type: ignore[override]  # as written before `key=`
        items = list(items)
        self.batches.append((len(items), self.key))
        for item in items:
            yield [float(len(item))]


def test_one_item():
    """Text and bytes have a vector each."""
    assert Lengths().embed("abc") == [3.0]
    assert Lengths().embed(b"ab") == [2.0]


@pytest.mark.parametrize(
    ("own", "asked", "batches"), [(None, None, [5]), (2, None, [2, 2, 1]), (2, 3, [3, 2])]
)
def test_batches(own, asked, batches):
    """Items are embedded in batches of the size asked for, else the model's, else all at once."""
    model = Lengths()
    model.batch_size = own
    vectors = model.embed_multi((("x" * n) for n in range(5)), batch_size=asked)
    assert list(vectors) == [[0.0], [1.0], [2.0], [3.0], [4.0]]
    assert [size for size, _ in model.batches] == batches


def test_batches_are_asked_for_as_they_are_needed():
    """The second batch is not asked for before the first has been used."""
    model = Lengths()
    vectors = model.embed_multi(["a", "b", "c"], batch_size=1)
    next(vectors)
    assert len(model.batches) == 1


def test_nothing_to_embed():
    """Without items the model is not asked."""
    model = Lengths()
    assert list(model.embed_multi([])) == []
    assert model.batches == []


@pytest.mark.parametrize("cls", [Lengths, OldLengths])
def test_a_key_reaches_the_plugin(cls):
    """A key reaches plugins that take one and plugins that look at `self.key`, and is not kept."""
    model = cls()
    assert model.embed("a", key="given") == [1.0]
    assert model.batches == [(1, "given")]
    assert model.key is None
    model.embed("a")
    assert model.batches[-1] == (1, None)


def test_keys_of_two_callers_do_not_mix():
    """Two callers that take turns with their own keys leave the model's key as it was."""
    model = OldLengths()
    model.key = "own"
    one = model.embed_multi(["a", "b"], batch_size=1, key="one")
    two = model.embed_multi(["a", "b"], batch_size=1, key="two")
    for vectors in (one, two, one, two):
        next(vectors)
    assert list(one) + list(two) == []
    assert [key for _, key in model.batches] == ["one", "two", "one", "two"]
    assert model.key == "own"


def test_the_key_is_put_back_after_a_failure():
    """A plugin that fails does not keep the key of one call."""

    class Broken(Lengths):
        def embed_batch(self, items):  # type: ignore[override]  # as written before `key=`
            raise ValueError("no")

    model = Broken()
    with pytest.raises(ValueError, match="no"):
        model.embed("a", key="given")
    assert model.key is None


def test_what_a_model_does_not_embed():
    """Bytes for a text model, and text for a binary one, are a `ValueError`."""
    model = Lengths()
    model.supports_binary = False
    with pytest.raises(ValueError, match="lengths embeds text"):
        model.embed(b"a")
    model.supports_binary, model.supports_text = True, False
    with pytest.raises(ValueError, match="lengths embeds binary content"):
        model.embed("a")


def test_names():
    """A model is shown by its class and id."""
    assert (str(Lengths()), repr(Lengths())) == ("Lengths: lengths", "<Lengths: lengths>")


@pytest.mark.parametrize("count", [0, 1, 3])
def test_each_item_has_its_vector(count):
    """A model that gives more or fewer vectors than it was given items fails by name."""

    class Counting(EmbeddingModel):
        model_id = "counting"

        def embed_batch(self, items, *, key=None):
            return iter([[1.0]] * count)

    with pytest.raises(ModelError, match=f"counting.*2.*{count}"):
        list(Counting().embed_multi(["a", "b"]))
    if count != 1:
        with pytest.raises(ModelError, match="counting"):
            Counting().embed("a")
