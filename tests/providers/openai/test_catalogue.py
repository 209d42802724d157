"""The catalogue beside what release 0.36 lists: `catalogue_of_0_36.json`, asked of it from outside.

Whatever is in that file has to be the same here, in the same order.
"""

import dataclasses
import json
from pathlib import Path

import pytest

from llm.providers.openai.catalogue import EMBEDDING_MODELS, MODELS, EmbeddingRow, ModelRow, Row
from llm.providers.openai.options import options_of
from tests.test_architecture import HEAVY, loaded_by

OLD = json.loads((Path(__file__).parent / "catalogue_of_0_36.json").read_text())
CLASSES = {"chat": "Chat", "responses": "Responses", "completion": "Completion"}


def test_the_models_and_their_order_are_those_of_0_36():
    """Nothing is missing, and nothing has moved."""
    assert [row.model_id for row in MODELS] == [old["model_id"] for old in OLD["models"]]


@pytest.mark.parametrize("old", OLD["models"], ids=lambda old: old["model_id"])
def test_a_model_can_do_what_it_could(old):
    """Aliases, API, features and options are those of 0.36."""
    row = next(row for row in MODELS if row.model_id == old["model_id"])
    now = {name: getattr(row, name) for name in old if hasattr(row, name)}
    now["aliases"] = list(row.aliases)
    now["class"] = CLASSES[row.api]
    now["options"] = list(options_of(row).model_fields)
    assert now == old


def test_the_embedding_models_are_those_of_0_36():
    """Ids, the server's names, aliases, dimensions and the size of batches."""
    now = [
        {
            "model_id": row.model_id,
            "openai_model_id": row.model_name or row.model_id,
            "aliases": list(row.aliases),
            "dimensions": row.dimensions,
            "batch_size": row.batch_size,
        }
        for row in EMBEDDING_MODELS
    ]
    assert now == OLD["embedding_models"]


def test_no_name_means_two_models():
    """Ids and aliases are used once."""
    for rows in (MODELS, EMBEDDING_MODELS):
        names = [name for row in rows for name in (row.model_id, *row.aliases)]
        assert len(names) == len(set(names))


def test_openais_key_in_the_environment_is_for_openai():
    """A row with another key does not take it from `OPENAI_API_KEY`."""
    assert MODELS[0].key_env_var == "OPENAI_API_KEY"
    assert ModelRow("m", key_name="mine").key_env_var is None
    assert EmbeddingRow("m", key_name=None).key_env_var is None


def test_a_row_tells_the_limits_that_it_sets():
    """What it does not set stays as usual."""
    assert Row("m").limits == {}
    assert Row("m", timeout=5.0, retries=0).limits == {"total": 5.0, "retries": 0}


def test_rows_do_not_change():
    """They are shared by everyone who looks a model up."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        MODELS[0].vision = False  # type: ignore[misc]  # which is the point


def test_the_catalogue_loads_nothing_heavy():
    """Listing models does not wait for pydantic or an HTTP client."""
    assert not loaded_by("import llm.providers.openai.catalogue") & HEAVY
