"""Models by terms that their names hold."""

from __future__ import annotations

import pytest

import llm
from llm.models.described import described
from llm.models.registered import ModelWithAliases
from llm.resolving.model_queries import matching, model_id_for
from llm.testing import AsyncScriptedModel, ScriptedModel


def entry(model_id: str, *aliases: str, async_id: str | None = None) -> ModelWithAliases:
    """A model of this id, and one for async code where *async_id* is given."""
    other = AsyncScriptedModel(model_id=async_id) if async_id else None
    return ModelWithAliases(ScriptedModel(model_id=model_id), other, list(aliases))


ENTRIES = [
    entry("big-model-large", "big", async_id="big-model-large"),
    entry("small-model", "tiny"),
    entry("Tiny-model-2024", async_id="other-async"),
]
KNOWN = [described(each) for each in ENTRIES]


@pytest.mark.parametrize(
    ("terms", "ids"),
    [
        (["model"], ["big-model-large", "small-model", "Tiny-model-2024"]),
        (["MODEL", "tiny"], ["small-model", "Tiny-model-2024"]),
        (["model", "tin", "20"], ["Tiny-model-2024"]),
        (["ScriptedModel: small"], ["small-model"]),
        (["other-async"], ["Tiny-model-2024"]),
        (["none"], []),
    ],
)
def test_all_terms_must_be_in_the_names(terms, ids):
    """In ids, aliases, names of classes or those for async code; the order is kept."""
    assert [each.model.model_id for each in matching(terms, ENTRIES)] == ids
    assert [each.model_id for each in matching(terms, KNOWN)] == ids


def test_the_shortest_id_is_meant():
    """Among those that match; with async, among those that async code can use."""
    assert model_id_for(["model"], KNOWN) == "small-model"
    assert (
        model_id_for(["model", "tiny"], [*KNOWN, described(entry("tiny-mode1-model"))])
        == "small-model"
    )
    assert model_id_for(["model"], KNOWN, async_=True) == "other-async"


def test_the_first_of_equals():
    """The order is that of the plugins, so that it is always the same one."""
    assert model_id_for(["m"], [described(entry("m-b")), described(entry("m-a"))]) == "m-b"


def test_none_matches():
    """The error has the terms, and is one of unknown models."""
    with pytest.raises(llm.UnknownModelError, match="No model found matching queries a, zz"):
        model_id_for(["a", "zz"], KNOWN)
    with pytest.raises(KeyError):
        model_id_for(["small"], KNOWN, async_=True)
