"""`llm -q TEXT`: the model with the shortest id among those that match."""

from __future__ import annotations

import pytest

from tests.cli.installed_models import installed
from tests.cli.test_continuing import ok


@pytest.fixture(autouse=True)
def models():
    """Models whose names have something in common."""
    names = ["odd-model", "odd-model-mini", "another-odd-model"]
    with installed({name: [[name]] * 5 for name in names}) as made:
        yield made


def test_the_shortest_id(inside, world):
    """All terms must match; case is ignored."""
    assert ok(inside("-q", "ODD", "-q", "model", "hi", *world)) == "odd-model\n"
    assert ok(inside("-q", "odd", "-q", "odd-model-m", "hi", *world)) == "odd-model-mini\n"


def test_what_names_a_model_goes_before_it(inside):
    """`-m` does; `LLM_MODEL` and a template do not, nor does the model of a conversation."""
    assert ok(inside("-q", "odd-model-m", "-m", "another-odd-model", "hi")) == "another-odd-model\n"
    environment = {"LLM_MODEL": "another-odd-model"}
    assert ok(inside("-q", "odd-model-m", "hi", env=environment)) == "odd-model-mini\n"
    assert ok(inside("-q", "odd-model-m", "-c", "hi")) == "odd-model-mini\n"
    inside("--save", "t", "hi", "-m", "another-odd-model")
    assert ok(inside("-q", "odd-model-m", "-t", "t")) == "odd-model-mini\n"


def test_settings_do_not_go_before_it(inside, tmp_path):
    """As `LLM_MODEL`."""
    (tmp_path / ".llm.toml").write_text('model = "another-odd-model"')
    assert ok(inside("-q", "odd-model-m", "hi")) == "odd-model-mini\n"
    assert ok(inside("hi")) == "another-odd-model\n"


def test_no_model(inside):
    """One error, and nobody is asked."""
    result = inside("-q", "odd", "-q", "nope", "hi")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == "Error: No model found matching queries odd, nope\n"


def test_options_of_the_model(inside):
    """`--options` shows those of the one that is meant."""
    assert ok(inside("-q", "odd-model-m", "--options")).startswith(
        "ScriptedModel: odd-model-mini\n"
    )
