"""Options that are saved for a model."""

import json

import pytest

from llm.config.model_options import (
    clear_model_option,
    get_all_model_options,
    get_model_options,
    model_options_path,
    set_model_option,
)
from llm.errors import ConfigError


def test_saved_options(user_path):
    """Options are kept as text, by model."""
    set_model_option("gpt-4o", "temperature", "0.5")
    set_model_option("gpt-4o", "seed", "1")
    set_model_option("other", "a", "b")
    assert get_model_options("gpt-4o") == {"temperature": "0.5", "seed": "1"}
    assert get_model_options("missing") == {}
    assert json.loads((user_path / "model_options.json").read_text()) == {
        "gpt-4o": {"temperature": "0.5", "seed": "1"},
        "other": {"a": "b"},
    }


def test_clearing(user_path):
    """One option or all of a model are forgotten; a model without any is not kept."""
    assert clear_model_option("a") == []
    assert not user_path.exists()
    set_model_option("a", "x", "1")
    set_model_option("a", "y", "2")
    set_model_option("b", "z", "3")
    assert clear_model_option("a", "missing") == []
    assert clear_model_option("a", "x") == ["x"]
    assert get_all_model_options() == {"a": {"y": "2"}, "b": {"z": "3"}}
    assert clear_model_option("a") == ["y"]
    assert get_all_model_options() == {"b": {"z": "3"}}


@pytest.mark.parametrize("content", ["{", '{"a": "temperature"}'])
def test_damaged_file_is_left(user_path, content):
    """A file of another shape is reported, and not replaced."""
    user_path.mkdir()
    model_options_path().write_text(content)
    for attempt in (
        get_all_model_options,
        lambda: set_model_option("a", "b", "c"),
        lambda: clear_model_option("a", "b"),
    ):
        with pytest.raises(ConfigError, match=r"model_options\.json cannot be used"):
            attempt()
    assert model_options_path().read_text() == content
