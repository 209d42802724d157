"""Names that the user gives to models."""

import json

import pytest

import llm
from llm.config.aliases import aliases_path, load_aliases, remove_alias, set_alias
from llm.errors import ConfigError, LLMError


def test_setting(offered, user_path):
    """An alias is stored with the id of its model, however the model was named."""
    assert load_aliases() == {}
    set_alias("one", "small")
    set_alias("two", "one")
    set_alias("vec", "vector")
    set_alias("later", "not-installed")
    assert load_aliases() == {
        "one": "small-1",
        "two": "small-1",
        "vec": "vector-1",
        "later": "not-installed",
    }
    assert aliases_path().read_text().startswith('{\n    "one": "small-1",\n')
    assert llm.get_model("two").model_id == "small-1"


def test_removing(user_path):
    """An alias that is removed is gone; one that is not there is a KeyError."""
    with pytest.raises(KeyError) as caught:
        remove_alias("one")
    assert isinstance(caught.value, LLMError)
    assert str(caught.value) == "No such alias: one"
    assert not user_path.exists()
    set_alias("one", "x")
    set_alias("two", "y")
    remove_alias("one")
    assert load_aliases() == {"two": "y"}


def test_damaged_file_is_never_replaced(user_path):
    """A damaged file is reported, and changing aliases leaves it as it is."""
    user_path.mkdir()
    aliases_path().write_text("{bad")
    for attempt in (load_aliases, lambda: set_alias("a", "b"), lambda: remove_alias("a")):
        with pytest.raises(ConfigError, match=r"aliases.json cannot be used, line 1, column 2"):
            attempt()
    assert aliases_path().read_text() == "{bad"


def test_entry_with_options_of_a_plugin(user_path):
    """What a plugin stores beside the model is kept, and the model is found."""
    user_path.mkdir()
    entry = {"model": "small-1", "options": {"temperature": 1}}
    aliases_path().write_text(json.dumps({"warm": entry}))
    set_alias("other", "x")
    assert load_aliases() == {"warm": "small-1", "other": "x"}
    assert json.loads(aliases_path().read_text())["warm"] == entry


def test_entry_that_names_no_model(user_path):
    """An alias for something else than a model says which one it is."""
    user_path.mkdir()
    aliases_path().write_text('{"odd": 5}')
    with pytest.raises(ConfigError, match=r"The alias 'odd' in .*llm aliases set odd MODEL"):
        load_aliases()
