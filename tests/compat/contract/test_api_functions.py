"""§2.2 of the contract: the functions of the module `llm`."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import pytest

import llm
from llm.errors import ConfigError
from llm.testing import AsyncScriptedModel, ScriptedEmbeddingModel, ScriptedModel, loaded
from llm.utils import multi_schema


class Family:
    """A model in both worlds, one in each alone, and one of vectors."""

    @llm.hookimpl
    def register_models(self, register):
        register(Both(), AsyncBoth(), aliases=("b",))
        register(Both(model_id="blocking"))

    @llm.hookimpl
    def register_embedding_models(self, register):
        register(ScriptedEmbeddingModel({}, model_id="vectors"), aliases=("v",))


class Both(ScriptedModel):
    model_id = "both"


class AsyncBoth(AsyncScriptedModel):
    model_id = "both"


@pytest.fixture(autouse=True)
def family():
    with loaded(Family):
        yield


def test_get_model():
    """§2.2 get_model: by id or alias, and an instance of its own at each call."""
    assert [llm.get_model(name).model_id for name in ("both", "b")] == ["both", "both"]
    first = llm.get_model("both")
    first.key = "mine"
    assert llm.get_model("both").key is None
    assert isinstance(llm.get_async_model("b"), AsyncBoth)


def test_get_model_without_a_name():
    """§2.2 get_model: None means the default model, in both worlds."""
    llm.set_default_model("b")
    assert llm.get_model().model_id == llm.get_model(None).model_id == "both"
    assert isinstance(llm.get_async_model(), AsyncBoth)


def test_unknown_models():
    """§2.2 get_model: unknown is UnknownModelError; the other flavour, if there is one, is told."""
    for get in (llm.get_model, llm.get_async_model, llm.get_embedding_model):
        with pytest.raises(llm.UnknownModelError, match=r"nobody"):
            get("nobody")
    with pytest.raises(llm.UnknownModelError, match="sync model exists"):
        llm.get_async_model("blocking")


def test_lists_of_models():
    """§2.2 get_models, get_async_models, get_models_with_aliases: lists; `.matches(query)`."""
    assert {"both", "blocking"} <= {model.model_id for model in llm.get_models()}
    awaited = [model.model_id for model in llm.get_async_models()]
    assert "both" in awaited
    assert "blocking" not in awaited
    entry = next(each for each in llm.get_models_with_aliases() if each.model.model_id == "both")
    assert isinstance(entry, llm.ModelWithAliases)
    assert isinstance(entry.async_model, AsyncBoth)
    assert "b" in entry.aliases
    assert entry.matches("BOT")
    assert not entry.matches("block")
    assert llm.get_model_aliases()["b"].model_id == "both"
    assert isinstance(llm.get_async_model_aliases()["b"], AsyncBoth)


def test_embedding_models():
    """§2.2 get_embedding_model, …s: the same for vectors; a name must be given."""
    assert llm.get_embedding_model("v").model_id == "vectors"
    assert "vectors" in [model.model_id for model in llm.get_embedding_models()]
    assert llm.get_embedding_model_aliases()["v"].model_id == "vectors"
    every = llm.get_embedding_models_with_aliases()
    (entry,) = [each for each in every if each.model.model_id == "vectors"]
    assert isinstance(entry, llm.EmbeddingModelWithAliases)
    assert entry.matches("VEC")
    with pytest.raises(TypeError):
        llm.get_embedding_model()  # type: ignore[call-arg]  # that is the point


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"explicit_key": "stored"}, "of-file"),
        ({"input": "stored"}, "of-file"),
        ({"explicit_key": "sk-1"}, "sk-1"),
        ({"input": "sk-1", "key_alias": "stored"}, "sk-1"),
        ({"key_alias": "stored", "env_var": "SOME_KEY"}, "of-file"),
        ({"alias": "stored", "env": "SOME_KEY"}, "of-file"),
        ({"key_alias": "absent", "env_var": "SOME_KEY"}, "of-environment"),
        ({"alias": "absent", "env": "NO_KEY"}, None),
        ({}, None),
    ],
)
def test_get_key(user_path, monkeypatch, given, key):
    """§2.2 get_key: a stored name, else the key itself; the stored alias; the variable; None."""
    user_path.mkdir()
    (user_path / "keys.json").write_text(json.dumps({"stored": "of-file"}))
    monkeypatch.setenv("SOME_KEY", "of-environment")
    assert llm.get_key(**given) == key


def test_load_keys(user_path):
    """§2.2 load_keys: a dictionary of keys.json, or an empty one."""
    assert llm.load_keys() == {}
    user_path.mkdir(exist_ok=True)
    (user_path / "keys.json").write_text(json.dumps({"a": "1"}))
    assert llm.load_keys() == {"a": "1"}


def test_user_dir(user_path):
    """§2.2 user_dir: a pathlib.Path, which is there after the call."""
    assert not user_path.exists()
    assert llm.user_dir() == user_path
    assert isinstance(llm.user_dir(), Path)
    assert user_path.is_dir()


def test_aliases(user_path):
    """§2.2 set_alias: resolves, then writes aliases.json; remove_alias raises KeyError."""
    llm.set_alias("mine", "b")
    llm.set_alias("vec", "v")
    llm.set_alias("other", "not-installed")
    text = (user_path / "aliases.json").read_text()
    assert json.loads(text) == {"mine": "both", "vec": "vectors", "other": "not-installed"}
    assert text.startswith('{\n    "')
    assert llm.get_model("mine").model_id == "both"
    llm.remove_alias("mine")
    with pytest.raises(llm.UnknownModelError):
        llm.get_model("mine")
    with pytest.raises(KeyError):
        llm.remove_alias("mine")


def test_damaged_aliases(user_path):
    """§2.2 set_alias, where §7 holds: what is no JSON is told, and not overwritten as in 0.36."""
    user_path.mkdir()
    (user_path / "aliases.json").write_text("{oops")
    with pytest.raises(ConfigError, match=r"aliases\.json"):
        llm.set_alias("mine", "both")
    assert (user_path / "aliases.json").read_text() == "{oops"


def test_default_model(user_path):
    """§2.2 get_default_model: the file's id, else the default that is given."""
    assert llm.get_default_model(default="fallback") == "fallback"
    llm.set_default_model("both")
    assert llm.get_default_model() == llm.get_default_model(default="fallback") == "both"
    assert (user_path / "default_model.txt").read_text() == "both"
    llm.set_default_model("other", filename="my_model.txt")
    assert llm.get_default_model(filename="my_model.txt") == "other"
    llm.set_default_model(None)
    assert not (user_path / "default_model.txt").exists()


def test_standard_default_model():
    """§2.2 get_default_model: without a choice it is DEFAULT_MODEL, where there is any key."""
    llm.user_dir().joinpath("keys.json").write_text(json.dumps({"openai": "k"}))
    assert llm.get_default_model() == llm.DEFAULT_MODEL


def test_default_embedding_model(user_path):
    """§2.2 …default_embedding_model: its own file, no default, and None deletes the file."""
    assert llm.get_default_embedding_model() is None
    llm.set_default_embedding_model("v")
    assert (user_path / "default_embedding_model.txt").read_text() == "v"
    assert llm.get_default_embedding_model() == "v"
    llm.set_default_embedding_model(None)
    assert not (user_path / "default_embedding_model.txt").exists()


def test_vectors_in_bytes():
    """§2.2 encode, decode: little-endian float32; decoding gives a tuple."""
    assert llm.encode([1.0, -2.5]) == struct.pack("<2f", 1.0, -2.5)
    assert llm.decode(struct.pack("<2f", 1.0, -2.5)) == (1.0, -2.5)


def test_cosine_similarity():
    """§2.2 cosine_similarity: of two vectors; ZeroDivisionError for one without a direction."""
    assert llm.cosine_similarity([1, 0], [1, 1]) == pytest.approx(0.5**0.5)
    with pytest.raises(ZeroDivisionError):
        llm.cosine_similarity([0, 0], [1, 1])


def test_schema_dsl():
    """§2.2 schema_dsl: the notation of §1.7; with multi, and with multi_schema, a list of it."""
    schema = {
        "type": "object",
        "properties": {"name": {"type": "string"}, "age": {"type": "integer", "description": "d"}},
        "required": ["name", "age"],
    }
    assert llm.schema_dsl("name, age int: d") == llm.schema_dsl("name\nage int: d") == schema
    several = llm.schema_dsl("name, age int: d", multi=True)
    assert several == multi_schema(schema)
    assert several["properties"]["items"] == {"type": "array", "items": schema}


def test_what_plugins_offer():
    """§2.2 get_tools, get_template_loaders, get_fragment_loaders, get_plugins: by their names."""

    class Box(llm.Toolbox):
        def open(self):
            """Open it."""

    def shout(text: str):
        return text.upper()

    class Offers:
        @llm.hookimpl
        def register_tools(self, register):
            register(shout)
            register(Box)

        @llm.hookimpl
        def register_template_loaders(self, register):
            register("t", str)

        @llm.hookimpl
        def register_fragment_loaders(self, register):
            register("f", str)

    with loaded(Offers):
        assert isinstance(llm.get_tools()["shout"], llm.Tool)
        assert llm.get_tools()["Box"] is Box
        assert llm.get_template_loaders()["t"] is str
        assert llm.get_fragment_loaders()["f"] is str
        (entry,) = [each for each in llm.get_plugins() if each["name"] == "Offers"]
    assert entry["hooks"] == [
        "register_fragment_loaders", "register_template_loaders", "register_tools"
    ]  # fmt: skip
    built_in = {each["name"] for each in llm.get_plugins(all=True)}
    assert "llm.default_plugins.openai_models" in built_in
    assert "llm.default_plugins.openai_models" not in {each["name"] for each in llm.get_plugins()}
