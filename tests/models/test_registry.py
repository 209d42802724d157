"""Looking models up by id and by alias."""

import json

import pytest

import llm
from llm.models.described import described
from llm.models.naming import ids_by_name
from llm.models.registry import known_embedding_models, known_models, models_called
from llm.plugins.host import pm


class Chat(llm.Model):
    def __init__(self, model_id):
        self.model_id = model_id

    def __str__(self):
        return f"Family Chat: {self.model_id}"

    def execute(self, prompt, stream, response, conversation):
        yield "hello"


class AsyncChat(llm.AsyncModel):
    def __init__(self, model_id):
        self.model_id = model_id

    async def execute(self, prompt, stream, response, conversation):
        yield "hello"


class Vector(llm.EmbeddingModel):
    def __init__(self, model_id):
        self.model_id = model_id

    def embed_batch(self, items, *, key=None):
        yield from ([1.0] for _ in items)


class Family:
    """Three models, the second without an async form, and two embedding models."""

    @llm.hookimpl
    def register_models(self, register):
        register(Chat("big-1"), AsyncChat("big-1-async"), aliases=("big", "b"))
        register(Chat("small-1"), aliases=("small",))
        register(Chat("tiny-1"), AsyncChat("tiny-1"))

    @llm.hookimpl
    def register_embedding_models(self, register):
        register(Vector("vector-1"), aliases=("vector",))
        register(Vector("vector-2"))


@pytest.fixture(autouse=True)
def family():
    plugin = Family()
    pm.register(plugin, "family")
    yield plugin
    pm.unregister(name="family")


@pytest.fixture
def aliases(user_path):
    def write(**aliases):
        user_path.mkdir(exist_ok=True)
        (user_path / "aliases.json").write_text(json.dumps(aliases))

    return write


def entry_of(model_id):
    return next(one for one in llm.get_models_with_aliases() if one.model.model_id == model_id)


def test_by_id_and_alias():
    """A model is found by its id and by each of its aliases, in both worlds."""
    assert [llm.get_model(name).model_id for name in ("big-1", "big", "b")] == ["big-1"] * 3
    assert isinstance(llm.get_async_model("big"), AsyncChat)
    assert isinstance(llm.get_async_model("big-1"), AsyncChat)
    assert llm.get_embedding_model("vector").model_id == "vector-1"


def test_listings():
    """Models, async models and embedding models are listed in the order of registration."""
    ids = [model.model_id for model in llm.get_models()]
    assert [one for one in ids if one in {"big-1", "small-1", "tiny-1"}] == [
        "big-1",
        "small-1",
        "tiny-1",
    ]
    assert {"big-1-async", "tiny-1"} <= {model.model_id for model in llm.get_async_models()}
    vectors = [model.model_id for model in llm.get_embedding_models()]
    assert [one for one in vectors if one.startswith("vector-")] == ["vector-1", "vector-2"]
    assert {"big", "b", "big-1", "tiny-1"} <= llm.get_async_model_aliases().keys()
    assert "small" not in llm.get_async_model_aliases()
    assert {"big", "small"} <= llm.get_model_aliases().keys()
    assert {"vector", "vector-1", "vector-2"} <= llm.get_embedding_model_aliases().keys()


def test_each_look_up_gives_an_instance_of_its_own():
    """What a caller changes on its model, nobody else sees."""
    llm.get_model("big").key = "secret"
    assert llm.get_model("big").key is None


@pytest.mark.parametrize(
    ("query", "matches"),
    [
        ("BIG", True),
        ("b", True),
        ("family", True),
        ("chat: big", True),
        ("g-1-async", True),
        ("", True),
        ("asyncchat", False),
        ("big chat", False),
    ],
)
def test_matching(query, matches):
    """A query matches a part of an alias, of what the model shows, or of the async id."""
    assert entry_of("big-1").matches(query) is matches


def test_matching_of_embedding_models():
    """A query matches a part of an alias of an embedding model, or of what it shows."""
    entry = llm.get_embedding_models_with_aliases()[0]
    assert entry.matches("VECTOR")
    assert not entry.matches("big")


@pytest.mark.parametrize(
    ("look_up", "name", "says"),
    [
        (llm.get_model, "bgi-1", "Unknown model: bgi-1 - did you mean big-1?"),
        (llm.get_model, "SMALL", "Unknown model: SMALL - did you mean small?"),
        (llm.get_model, "qqqqqq", "Unknown model: qqqqqq"),
        (llm.get_async_model, "small", "Unknown async model (sync model exists): small"),
        (llm.get_async_model, "tiny", "Unknown model: tiny - did you mean tiny-1?"),
        (
            llm.get_model,
            "vector",
            "Unknown model: vector is an embedding model, which makes vectors and no text",
        ),
        (
            llm.get_async_model,
            "vector-2",
            "Unknown model: vector-2 is an embedding model, which makes vectors and no text",
        ),
        (llm.get_embedding_model, "vektor", "Unknown model: vektor - did you mean vector?"),
    ],
)
def test_unknown_model(look_up, name, says):
    """An unknown model is a KeyError, with the name that may have been meant."""
    with pytest.raises(llm.UnknownModelError) as caught:
        look_up(name)
    assert str(caught.value) == says
    assert isinstance(caught.value, KeyError)


@pytest.mark.parametrize("name", ["Box", "box/nope-nope"])
def test_unknown_model_of_a_known_place(aliases, name):
    """Where only what stands before the slash is known, a model from there is suggested."""
    aliases(**{"box/alpha": "big-1", "boxes/beta": "big-1"})
    with pytest.raises(llm.UnknownModelError) as caught:
        llm.get_model(name)
    assert str(caught.value) == f"Unknown model: {name} - did you mean box/alpha?"


def test_default_model():
    """Without a name it is the default model, in both worlds."""
    llm.set_default_model("b")
    assert llm.get_model().model_id == "big-1"
    assert llm.get_async_model().model_id == "big-1-async"
    assert llm.get_model("").model_id == "big-1"


def test_unknown_default_model():
    """When the default is unknown, the message says where the name is from."""
    for name, said in (("bigg", "bigg - did you mean big?"), ("gone away", "gone away.")):
        llm.set_default_model(name)
        with pytest.raises(llm.UnknownModelError) as caught:
            llm.get_model()
        assert str(caught.value) == (
            f"Unknown model: {said}"
            " It is the default model: choose another with `llm models default NAME`."
        )


def test_user_aliases(aliases):
    """The user's aliases work at once, and are listed with the model's own."""
    aliases(mine="big-1", vec="vector-1", gone="not-installed")
    assert llm.get_model("mine").model_id == "big-1"
    assert entry_of("big-1").aliases == ["big", "b", "mine"]
    assert llm.get_embedding_model("vec").model_id == "vector-1"
    assert llm.get_embedding_models_with_aliases()[0].aliases == ["vector", "vec"]
    with pytest.raises(llm.UnknownModelError):
        llm.get_model("gone")


def test_user_alias_for_an_alias(aliases):
    """An alias written by hand may name another alias; a circle of them names nothing."""
    aliases(first="b", second="first", round="about", about="round")
    assert llm.get_model("second").model_id == "big-1"
    with pytest.raises(llm.UnknownModelError):
        llm.get_model("round")


def test_user_alias_goes_before_names_of_plugins(aliases):
    """An alias of the user's means what they said, whatever plugins call by that name."""
    aliases(**{"big": "tiny-1", "tiny-1": "small-1"})
    assert llm.get_model("big").model_id == "tiny-1"
    assert llm.get_model("tiny-1").model_id == "small-1"
    assert llm.get_model("big-1").model_id == "big-1"


def test_last_model_has_the_name(family):
    """Where two models are offered under one name, it means the later one."""

    class Later:
        @llm.hookimpl(trylast=True)
        def register_models(self, register):
            register(Chat("other"), aliases=["big"])

    pm.register(Later(), "later")
    try:
        assert llm.get_model("big").model_id == "other"
        assert llm.get_model("b").model_id == "big-1"
    finally:
        pm.unregister(name="later")


def test_plugin_may_replace_the_listing(monkeypatch):
    """A function that a plugin puts on the package is the one that is asked."""
    own = llm.get_models_with_aliases
    monkeypatch.setattr(
        llm,
        "get_models_with_aliases",
        lambda: [*own(), llm.ModelWithAliases(Chat("patched"), None, ["p"])],
    )
    assert llm.get_model("p").model_id == "patched"
    monkeypatch.setattr(
        llm,
        "get_embedding_models_with_aliases",
        lambda: [llm.EmbeddingModelWithAliases(Vector("patched"), [])],
    )
    assert llm.get_embedding_model("patched").model_id == "patched"


def test_what_is_known_of_models(aliases):
    """Each is described as it is registered, with the user's aliases, in the order of the list."""
    aliases(mine="big", vec="vector-1", big="tiny-1")
    assert known_models() == [described(each) for each in llm.get_models_with_aliases()]
    known = {each.model_id: each for each in known_models()}
    assert known["big-1"] == (
        "big-1",
        "Family Chat: big-1",
        ("big", "b", "mine"),
        "big-1-async",
        "AsyncChat (async): big-1-async",
        None,
        (),
    )
    assert known["small-1"].async_id is None
    assert (known["gpt-4o"].needs_key, known["gpt-4o"].key_env_vars) == (
        "openai",
        ("OPENAI_API_KEY",),
    )
    vectors = {each.model_id: each.aliases for each in known_embedding_models()}
    assert vectors["vector-1"] == ("vector", "vec")
    names = ids_by_name(known_models(users=False))
    assert names.keys() == llm.get_model_aliases().keys()
    assert names == {name: each.model_id for name, each in llm.get_model_aliases().items()}
    assert [names[name] for name in ("big", "b", "mine")] == ["tiny-1", "big-1", "big-1"]


def test_a_model_that_cannot_say_its_name(monkeypatch):
    """One whose `__str__` fails is described all the same."""
    monkeypatch.setattr(Chat, "__str__", lambda self: 1 / 0)
    assert "Chat: big-1" in [each.shown for each in known_models()]


def test_models_called(aliases):
    """All entries of a name are given, with the names of the user that they go by."""
    aliases(mine="b", other="tiny-1")
    found = {entry.model.model_id: entry.aliases for entry in models_called("big", "tiny-1")}
    assert found["big-1"] == ["big", "b", "mine"]
    assert found["tiny-1"] == ["other"]
