"""Where the key of a model comes from."""

import pytest

import llm
from llm.config.key_origin import key_origin, key_use
from llm.config.keys import keys_path, set_key, set_key_command
from llm.errors import ConfigError
from llm.plugins.host import pm


class Keyed(llm.KeyModel):
    model_id = "keyed-1"
    needs_key = "service"
    key_env_var = "SERVICE_KEY"

    def execute(self, prompt, stream, response, conversation, key):
        yield key or ""


class Offers:
    @llm.hookimpl
    def register_models(self, register):
        register(Keyed(), aliases=("k1",))


@pytest.fixture(autouse=True)
def offered_key():
    pm.register(Offers(), "offers-key")
    yield
    pm.unregister(name="offers-key")


@pytest.mark.parametrize("asked", ["service", "keyed-1", "k1"])
def test_the_sources(monkeypatch, asked):
    """The option, the file, the environment: in the order in which they are used, and no key."""

    def origin(option=None):
        said = key_origin(key_use(asked), option)
        assert "s3cret" not in said
        return said

    with pytest.raises(ConfigError, match=r"no key 'service'.*keys set service.*SERVICE_KEY$"):
        origin()
    monkeypatch.setenv("SERVICE_KEY", "s3cret")
    assert origin() == "the variable SERVICE_KEY of the environment"
    assert origin("s3cret") == "the --key option itself"
    set_key("service", "s3cret")
    set_key("other", "s3cret")
    assert origin() == f"'service' in {keys_path()}; SERVICE_KEY is set, and not used"
    assert origin("other") == f"'other' in {keys_path()}"
    monkeypatch.delenv("SERVICE_KEY")
    set_key_command("service", "pass s3cret")
    assert origin() == f"the command 'pass', as 'service' in {keys_path()} says"


def test_keys_that_no_model_uses():
    """They are found by their names."""
    set_key("mine", "x")
    assert key_use("mine").model is None
    assert key_origin(key_use("mine")) == f"'mine' in {keys_path()}"


def test_models_without_keys(offered):
    """They get none from anywhere."""
    assert key_origin(key_use("small")) == "nowhere: the model needs none"


def test_what_is_neither():
    """The name that may be meant is told."""
    with pytest.raises(ConfigError, match=r"neither a key nor a model; did you mean service\?"):
        key_use("servce")
    with pytest.raises(ConfigError, match=r"neither a key nor a model; llm keys lists"):
        key_use("zzzzzz")
