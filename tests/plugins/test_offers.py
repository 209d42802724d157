"""What plugins register, and what comes of it."""

import warnings

import pytest

import llm
from llm.models.registered import ModelWithAliases
from llm.plugins import plugin_states
from llm.plugins.host import PluginHost, pm
from llm.plugins.offers import (
    get_fragment_loaders,
    get_template_loaders,
    get_tools,
    registered_embedding_models,
    registered_models,
)
from llm.tools import llm_version


class Echo(llm.Model):
    model_id = "echo"

    def execute(self, prompt, stream, response, conversation):
        yield "hello"


class AsyncEcho(llm.AsyncModel):
    model_id = "echo"

    async def execute(self, prompt, stream, response, conversation):
        yield "hello"


class Length(llm.EmbeddingModel):
    model_id = "length"

    def embed_batch(self, items, *, key=None):
        yield from ([float(len(item))] for item in items)


class Box(llm.Toolbox):
    def look(self):
        """Look into the box."""


def shout(text: str) -> str:
    """Say it louder."""
    return text.upper()


def plugin_with(**hooks):
    """An object with these functions as hooks."""

    class Plugin:
        pass

    for name, function in hooks.items():
        setattr(Plugin, name, staticmethod(llm.hookimpl(function)))
    return Plugin()


def tools_plugin(*registered):
    def register_tools(register):
        for arguments in registered:
            register(*arguments)

    return plugin_with(register_tools=register_tools)


def test_models(offer):
    """A model is registered with its async form and its names, however they are given."""

    def register_models(register):
        register(Echo())
        register(Echo(), AsyncEcho(), ("a", "b"))
        register(Echo(), aliases="whole")
        register(model=Echo(), async_model=None, aliases=None)

    offer(plugin_with(register_models=register_models), "mine")
    ours = [entry for entry in registered_models() if entry.model.model_id == "echo"]
    assert [entry.aliases for entry in ours] == [[], ["a", "b"], ["whole"], []]
    assert isinstance(ours[1].async_model, AsyncEcho)


def test_model_without_id(offer, capsys):
    """What is no model is the failure of the plugin that registered it, and of none else."""
    offer(plugin_with(register_models=lambda register: register(None, AsyncEcho())), "mine")
    before = len(registered_models())
    assert "register_models: TypeError: register() was given 'NoneType'" in capsys.readouterr().err
    assert len(registered_models()) == before
    assert [state.name for state in plugin_states() if "NoneType" in (state.error or "")] == [
        "mine"
    ]


@pytest.mark.parametrize(
    ("hook", "given", "said"),
    [
        ("register_models", (Echo,), "the class Echo, not a model: make it Echo()"),
        ("register_models", (Echo(), AsyncEcho), "class AsyncEcho, not a model: make it AsyncEcho"),
        (
            "register_models",
            (Length(),),
            "Length(), an embedding model: offer it in register_embedding_models",
        ),
        ("register_embedding_models", (Length,), "the class Length, not a model: make it Length()"),
        ("register_embedding_models", (Echo(),), "Echo(), a chat model: offer it in register_mod"),
    ],
)
def test_what_is_no_model_of_that_kind(offer, capsys, hook, given, said):
    """A class, and a model of the other kind, are an error of the hook, in one line, at once."""
    offer(plugin_with(**{hook: lambda register: register(*given)}), "mine")
    before = [len(registered_models()), len(registered_embedding_models())]
    line = capsys.readouterr().err
    assert line.startswith(f"Plugin mine failed in {hook}: TypeError: register() was given ")
    assert said in line
    assert line.count("\n") == 1
    pm.unregister(name="mine")
    assert [len(registered_models()), len(registered_embedding_models())] == before


def test_models_of_both_kinds(offer):
    """A model that chats and embeds may be offered as either, and so may what stands for one."""

    class Both(Echo):
        model_id = "both"

        def embed_batch(self, items):
            yield from ()

    class Proxy:
        model_id = "proxy"

        def __getattr__(self, name):
            return getattr(Length(), name)

    def register_both(register):
        register(Both())
        register(Proxy())

    offer(plugin_with(register_models=register_both, register_embedding_models=register_both), "b")
    for offered in (registered_models(), registered_embedding_models()):
        assert {"both", "proxy"} <= {entry.model.model_id for entry in offered}


def test_last_plugin_sees_and_changes_what_others_offer(offer):
    """A plugin that asks to be last is given what the others registered, and may change it."""

    class Last:
        @llm.hookimpl(trylast=True)
        def register_models(self, register, model_aliases):
            for entry in model_aliases:
                entry.async_model = entry.async_model or AsyncEcho()
            register(Echo(), aliases=["last"])

    offer(Last(), "last")
    offer(plugin_with(register_models=lambda register: register(Echo(), aliases=["first"])), "x")
    found = {entry.aliases[0]: entry for entry in registered_models() if entry.aliases}
    assert isinstance(found["first"].async_model, AsyncEcho)
    assert found["last"].async_model is None


def test_hook_called_from_outside_without_model_aliases(offer):
    """A plugin may call the hook with `register` alone, whatever the others ask for."""
    seen = []
    offer(
        plugin_with(
            register_models=lambda register, model_aliases: seen.append(list(model_aliases))
        ),
        "both",
    )
    offer(plugin_with(register_models=lambda register: register(Echo())), "one")
    found = []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pm.hook.register_models(register=lambda *args, **kwargs: found.append(args[0].model_id))
    assert "echo" in found
    assert seen == [[]]
    pm.hook.register_models(register=lambda *_, **__: None, model_aliases=["given"])
    assert seen[1] == ["given"]


def test_wrapper_stands_around_all(offer):
    """A hook wrapper of pluggy is called around the hooks of the others."""
    order = []

    class Around:
        @llm.hookimpl(wrapper=True)
        def register_models(self, register):
            order.append("before")
            result = yield
            order.append("after")
            return result

    offer(Around(), "around")
    offer(plugin_with(register_models=lambda register: order.append("inside")), "inside")
    registered_models()
    assert order == ["before", "inside", "after"]


def test_embedding_models(offer):
    """An embedding model is registered with its names."""
    offer(
        plugin_with(
            register_embedding_models=lambda register: register(Length(), aliases=("len",))
        ),
        "mine",
    )
    (entry,) = [one for one in registered_embedding_models() if one.model.model_id == "length"]
    assert entry.aliases == ["len"]


def offered_tools():
    """The tools that tests offer, by name."""
    built_in = "llm.default_plugins.default_tools"
    return {name: tool for name, tool in get_tools().items() if tool.plugin != built_in}


def test_tools(offer):
    """Functions, tools and toolbox classes are registered; each says which plugin it is from."""

    class Bound:
        def shout(self, text: str):
            """Louder."""

    tool = llm.Tool(name="ready", description="", input_schema={}, implementation=shout)
    offer(tools_plugin((shout,), (Bound().shout, "bound"), (tool,), (Box,)), "mine")
    found = offered_tools()
    assert list(found) == ["shout", "bound", "ready", "Box"]
    assert {tool.plugin for tool in found.values()} == {"mine"}
    assert found["Box"] is Box
    assert getattr(found["bound"], "description", None) == "Louder."
    assert (tool.name, Box.name) == ("ready", "Box")


def test_built_in_tools():
    """The built-in tools are there, from a plugin like any other."""
    assert list(get_tools())[:3] == ["llm_version", "llm_time", "llm_recall"]
    version, time = (get_tools()[name] for name in ("llm_version", "llm_time"))
    assert isinstance(version, llm.Tool)
    assert isinstance(time, llm.Tool)
    assert version.plugin == "llm.default_plugins.default_tools"
    assert version.implementation is llm_version
    assert time.input_schema["properties"] == {}


def test_taken_names_get_a_number(offer):
    """A name that is taken gets a number, the same one each time, and the tool goes by it."""
    ready = llm.Tool(name="shout", description="", input_schema={}, implementation=shout)
    offer(tools_plugin((Box,), (shout,)), "second")
    offer(tools_plugin((shout,), (ready,), (Box,), (Box, "Other")), "first")
    for _ in range(2):
        found = offered_tools()
        assert list(found) == ["shout", "shout_1", "Box", "Other", "Box_1", "shout_2"]
        assert [found[name].plugin for name in ("shout", "shout_1", "shout_2")] == [
            "first",
            "first",
            "second",
        ]
        assert found["shout_1"].name == "shout_1"
    assert ready.name == "shout"


@pytest.mark.parametrize("wrong", [int, llm.ServerSideTool, Box(), 5, "shout"])
def test_what_is_no_tool(offer, wrong):
    """Other classes, and instances of a toolbox, are a TypeError to the plugin."""
    raised = []

    def register_tools(register):
        with pytest.raises(TypeError, match=r"register\(\) takes functions, llm.Tool and subclass"):
            register(wrong)
        raised.append(wrong)

    offer(plugin_with(register_tools=register_tools), "mine")
    get_tools()
    assert raised == [wrong]


@pytest.mark.parametrize(
    ("hook", "collect"),
    [
        ("register_template_loaders", get_template_loaders),
        ("register_fragment_loaders", get_fragment_loaders),
    ],
)
def test_loaders(offer, hook, collect):
    """Loaders are collected by prefix; a prefix that is taken gets a number."""

    def hooks(*loaders):
        def register_them(register):
            for loader in loaders:
                register("pre", loader)

        return plugin_with(**{hook: register_them})

    offer(hooks(len), "second")
    offer(hooks(str, repr), "first")
    found = collect()
    assert {name: found[name] for name in ("pre", "pre_1", "pre_2")} == {
        "pre": str,
        "pre_1": repr,
        "pre_2": len,
    }


def test_unregistered_plugin_is_gone(offer):
    """What a test or a program registers by hand it can take back."""
    offer(tools_plugin((shout,)), "mine")
    assert "mine" in [plugin["name"] for plugin in llm.get_plugins()]
    pm.unregister(name="mine")
    assert "mine" not in [state.name for state in plugin_states()]
    assert "shout" not in get_tools()


def test_a_host_of_ones_own():
    """A host knows the seven hooks; one that misspells a parameter is refused."""
    host = PluginHost()
    assert {name for name in vars(host.hook) if name.startswith("register_")} == {
        "register_commands",
        "register_models",
        "register_embedding_models",
        "register_tools",
        "register_template_loaders",
        "register_fragment_loaders",
        "register_vector_indexes",
    }
    assert ModelWithAliases(Echo(), None, []).matches("ECHO")
