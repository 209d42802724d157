"""Copies of registered models: what is changed on one is not seen on the other."""

import enum
import functools
from pathlib import Path
from typing import Any

import pytest

import llm
from llm.models.copying import NotCopyable, copy_of
from llm.models.registered import EmbeddingModelWithAliases, ModelWithAliases
from llm.testing import ScriptedModel


class Size(enum.Enum):
    SMALL = 1


class Holding(llm.Model):
    """A model with an attribute of its own, whose `__init__` runs once."""

    made = 0

    def __init__(self, held):
        type(self).made += 1
        self.model_id, self.held = "holding", held

    def execute(self, prompt, stream, response, conversation):
        yield str(self.held)

    @staticmethod
    def closing(held):
        """A function that holds something."""
        return lambda: held

    @staticmethod
    def by_default(held):
        """A function whose argument is something where nothing is given."""
        return lambda held=held: held

    @staticmethod
    def with_attribute(held):
        """A function that was given an attribute."""

        def function():
            return None

        vars(function)["held"] = held
        return function


class InThread(llm.AsyncModel):
    model_id = "holding"
    inner: Any = None

    async def execute(self, prompt, stream, response, conversation):
        yield ""


def copied_model(entry) -> Any:
    """The model of a copy of *entry*."""
    return copy_of(entry).model


class Slotted(Holding):
    __slots__ = ("more",)


class SaysHow(Holding):
    def __deepcopy__(self, memo):
        return self


class Vectors(llm.EmbeddingModel):
    model_id = "vectors"

    def embed_batch(self, items, *, key=None):
        yield from ([1.0] for _ in items)


class AsyncVectors(llm.AsyncEmbeddingModel):
    model_id = "vectors"

    def embed_batch(self, items, *, key=None):
        raise NotImplementedError


def test_data_is_copied():
    """Lists, dictionaries and sets are copied however deep; no `__init__` is called for it."""
    held = {
        "a": [1, {2}, ({"b": []},)],
        (1, 2): frozenset({"x"}),
        "size": Size.SMALL,
        "path": Path(),
    }
    entry = ModelWithAliases(Holding(held), None, ["h"])
    made = Holding.made
    copied: Any = copy_of(entry)
    assert Holding.made == made
    assert copied.model is not entry.model
    assert vars(copied.model) == vars(entry.model)
    copied.aliases.append("more")
    copied.model.held["a"][2][0]["b"].append(1)
    copied.model.held["a"][1].add(3)
    copied.model.key = "secret"
    assert entry.aliases == ["h"]
    assert held["a"] == [1, {2}, ({"b": []},)]
    assert entry.model.key is None


def test_what_refers_to_itself():
    """A list that holds itself, and one that two attributes share, stay what they are."""
    shared = [1]
    held: dict[str, Any] = {"one": shared, "two": shared}
    held["itself"] = held
    copied = copied_model(ModelWithAliases(Holding(held), None, [])).held
    assert copied["one"] is copied["two"]
    assert copied["one"] is not shared
    assert copied["itself"] is copied


def test_models_that_hold_models():
    """An async model that asks the other one asks its copy; one that is brought along is kept."""
    inner = Holding([])
    outer = InThread()
    outer.inner = inner
    copied: Any = copy_of(ModelWithAliases(inner, outer, []))
    assert copied.async_model.inner is copied.model
    vectors = Vectors()
    vectors.async_model = AsyncVectors()
    found = copy_of(EmbeddingModelWithAliases(vectors, []))
    assert found.model.async_model is found.async_model
    assert found.async_model is not vectors.async_model


def test_functions_and_classes_are_kept():
    """What nobody changes is the same: a function, a class, a module."""
    held = [len, dict, enum, test_functions_and_classes_are_kept]
    assert copied_model(ModelWithAliases(Holding(held), None, [])).held == held


@pytest.mark.parametrize(
    "held",
    [
        object(),
        iter([]),
        functools.partial(len, []),
        Holding.closing([]),
        Holding.by_default([]),
        Holding.with_attribute([]),
        ScriptedModel().prompt,
        type("Own", (list,), {})(),
    ],
)
def test_what_is_not_copied(held):
    """An object of which nobody knows what belongs to it, or a function that may hold the model."""
    with pytest.raises(NotCopyable):
        copy_of(ModelWithAliases(Holding({"deep": [held]}), None, []))


@pytest.mark.parametrize("kind", [Slotted, SaysHow])
def test_classes_that_are_not_copied(kind):
    """A model whose attributes are not all there is to it."""
    with pytest.raises(NotCopyable, match=kind.__name__):
        copy_of(ModelWithAliases(kind([]), None, []))


def test_every_built_in_model_can_be_copied():
    """Those of this package are plain."""
    models, embedding = llm.get_models_with_aliases(), llm.get_embedding_models_with_aliases()
    for entry in models:
        assert vars(copy_of(entry).model).keys() == vars(entry.model).keys()
    for vectors in embedding:
        assert vars(copy_of(vectors).model).keys() == vars(vectors.model).keys()
    assert models
    assert embedding
