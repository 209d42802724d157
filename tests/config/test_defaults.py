"""Which model is used when none is named."""

import inspect
import sys

import pytest

import llm
from llm.config.defaults import (
    DEFAULT_MODEL,
    EMBEDDED_EMBEDDING_MODEL,
    EMBEDDED_MODEL,
    DefaultModel,
    current_default,
    default_embedding_model_choice,
    get_default_embedding_model,
    get_default_model,
    set_default_embedding_model,
    set_default_model,
)
from llm.config.keys import set_key
from llm.config.layers import Layers, layered
from llm.errors import ConfigError, ModelUnavailable
from llm.plugins.host import pm

EMBEDDED = DefaultModel(EMBEDDED_MODEL, "embedded")
STANDARD = DefaultModel(DEFAULT_MODEL, "standard")


class Standard(llm.Model):
    model_id = DEFAULT_MODEL

    def execute(self, prompt, stream, response, conversation):
        yield "hello"


class AsyncStandard(llm.AsyncModel):
    model_id = DEFAULT_MODEL
    key_env_var = "ASYNC_KEY"

    async def execute(self, prompt, stream, response, conversation):
        yield "hello"


@pytest.fixture
def standard(monkeypatch):
    """A registry in which the standard model is offered, and the keys of its models known."""
    own = llm.get_models_with_aliases
    entry = llm.ModelWithAliases(Standard(), AsyncStandard(), [])
    monkeypatch.setattr(llm, "get_models_with_aliases", lambda: [*own(), entry])


@pytest.fixture
def nothing_else(monkeypatch):
    """A registry in which the standard model is not offered."""
    own = llm.get_models_with_aliases
    monkeypatch.setattr(
        llm,
        "get_models_with_aliases",
        lambda: [entry for entry in own() if entry.model.model_id != DEFAULT_MODEL],
    )


def test_embedded_without_any_key(standard):
    """With nothing chosen and no key anywhere, it is the embedded model."""
    assert current_default() == EMBEDDED
    assert get_default_model() == EMBEDDED_MODEL


@pytest.mark.parametrize("variable", ["OPENAI_API_KEY", "SMALL_KEY", "ASYNC_KEY"])
def test_standard_with_a_key_in_the_environment(standard, offered, monkeypatch, variable):
    """A key of any registered model in the environment makes it the standard model."""
    monkeypatch.setenv(variable, "x")
    assert current_default() == STANDARD


def test_standard_with_a_stored_key(standard):
    """A stored key of any kind makes it the standard model."""
    set_key("something", "x")
    assert current_default() == STANDARD
    assert get_default_model() == DEFAULT_MODEL


def test_embedded_where_the_standard_model_is_not_offered(nothing_else):
    """A key does not help where no plugin offers the standard model."""
    set_key("something", "x")
    assert current_default() == EMBEDDED


def test_chosen(standard, user_path):
    """What was chosen is the default, whatever keys there are."""
    set_default_model("mine")
    assert (user_path / "default_model.txt").read_text() == "mine"
    assert current_default() == DefaultModel("mine", "chosen")
    assert get_default_model(default="other") == "mine"
    set_default_model(None)
    set_default_model(None)
    assert current_default() == EMBEDDED


def test_choosing_loads_no_plugins(monkeypatch):
    """A default that was chosen is known without asking any plugin."""
    monkeypatch.setattr(llm, "get_models_with_aliases", lambda: pytest.fail("asked"))
    set_default_model("mine")
    assert get_default_model() == "mine"


def test_given_default_goes_before_the_rule(standard):
    """A default that a caller gives is used, also when it is the standard one."""
    assert get_default_model(default=None) is None
    assert get_default_model(default="other") == "other"
    assert get_default_model(default=str(DEFAULT_MODEL)) == DEFAULT_MODEL
    assert str(inspect.signature(get_default_model)).startswith(
        "(filename: 'str' = 'default_model.txt', default: 'str | None' = 'gpt-5.6-luna')"
    )


def test_file_of_ones_own(user_path):
    """A choice can be kept in another file."""
    set_default_model("mine", filename="other.txt")
    assert get_default_model("other.txt") == "mine"
    assert get_default_model("other.txt", default=None) == "mine"
    assert not (user_path / "default_model.txt").exists()


@pytest.mark.parametrize(("content", "chosen"), [("  mine \n", "mine"), (" \n", None)])
def test_blanks_do_not_count(user_path, content, chosen):
    """Blanks around a choice are ignored, and a file of blanks is no choice."""
    user_path.mkdir()
    (user_path / "default_model.txt").write_text(content)
    assert get_default_model(default=None) == chosen


def test_embedding_model(user_path):
    """The default embedding model is kept apart, and there is none at first."""
    assert get_default_embedding_model() is None
    set_default_embedding_model("vector")
    assert get_default_embedding_model() == "vector"
    assert get_default_model(default=None) is None
    set_default_embedding_model(None)
    assert get_default_embedding_model() is None


@pytest.fixture
def layers(tmp_path, monkeypatch):
    """Settings in layers, as on the command line, in a project that chooses `of-project`."""
    project = tmp_path / "project"
    project.mkdir()
    (project / ".llm.toml").write_text('embedding_model = "of-project"\n')
    monkeypatch.chdir(project)
    with layered(Layers()):
        yield


def test_the_embedding_model_is_the_first_that_is_chosen(layers, monkeypatch):
    """The environment's, then the project's, whatever the user has chosen for all."""
    set_default_embedding_model("users")
    assert default_embedding_model_choice() == DefaultModel("of-project", "chosen")
    monkeypatch.setenv("LLM_EMBEDDING_MODEL", "of-environment")
    assert default_embedding_model_choice() == DefaultModel("of-environment", "chosen")


def test_the_embedding_model_is_the_embedded_one_where_none_is_chosen(monkeypatch):
    """In Python only the user's own choice goes before it."""
    monkeypatch.setenv("LLM_EMBEDDING_MODEL", "of-environment")
    embedded = DefaultModel(EMBEDDED_EMBEDDING_MODEL, "embedded")
    assert default_embedding_model_choice() == embedded
    set_default_embedding_model("users")
    assert default_embedding_model_choice() == DefaultModel("users", "chosen")
    assert EMBEDDED_EMBEDDING_MODEL in llm.get_embedding_model_aliases()


def test_without_the_extra_no_embedding_model_is_embedded(monkeypatch):
    """Nothing begins with a model that cannot run: the error says what to install or choose."""
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    with pytest.raises(ModelUnavailable) as caught:
        default_embedding_model_choice()
    assert "llm install 'llm[local]'" in str(caught.value)
    assert "llm embed-models default NAME" in str(caught.value)


def test_file_that_is_no_text(user_path):
    """A file that is not text is one line with its name."""
    user_path.mkdir()
    (user_path / "default_model.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match=r"default_model\.txt is not UTF-8 text"):
        get_default_model()


def test_embedded_model_is_offered():
    """The embedded default is a model that this package offers itself."""
    assert EMBEDDED_MODEL in llm.get_model_aliases()
    assert "llm.providers.local" in [name for name, _ in pm.list_name_plugin()]
