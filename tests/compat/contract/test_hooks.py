"""§3 of the contract: the hooks of plugins, discovery, the bundled tools."""

from __future__ import annotations

import importlib.metadata
import inspect
import json
from typing import Any

import pytest

import llm
from llm import hookspecs
from llm.plugins import pm
from llm.testing import AsyncScriptedModel, ScriptedEmbeddingModel, ScriptedModel, loaded

HOOKS = {
    "register_commands": ["cli"],
    "register_models": ["register", "model_aliases"],
    "register_embedding_models": ["register"],
    "register_template_loaders": ["register"],
    "register_fragment_loaders": ["register"],
    "register_tools": ["register"],
}


def plugin(**hooks: Any) -> Any:
    """A plugin with these functions as its hooks."""
    made = {name: staticmethod(llm.hookimpl(function)) for name, function in hooks.items()}
    return type("Plugin", (), made)()


@pytest.mark.parametrize("hook", HOOKS)
def test_the_hooks_and_their_parameters(hook):
    """§3: pluggy project name `llm`; six hooks, each with these parameters."""
    assert pm.project_name == llm.hookimpl.project_name == "llm"
    assert list(inspect.signature(getattr(hookspecs, hook)).parameters) == HOOKS[hook]


def test_register_commands(inside):
    """§3 register_commands: commands and groups are added to the root, built-in ones replaced."""
    import click

    def register_commands(cli):
        @cli.command()
        def greet():
            click.echo("hello")

        many = click.Group("many")
        many.command("one")(lambda: click.echo("one of many"))
        cli.add_command(many)

        @cli.command(name="plugins")
        def ours():
            click.echo("replaced")

    with loaded(plugin(register_commands=register_commands)):
        said = [inside(*words).stdout for words in (["greet"], ["many", "one"], ["plugins"])]
    assert said == ["hello\n", "one of many\n", "replaced\n"]


def test_commands_are_there_with_llm_cli(host):
    """§3 register_commands: whoever imports `llm.cli` finds the plugin's commands in its group."""
    host.install("compat_commands")
    commands = host.ask("from llm.cli import cli; print(json.dumps(list(cli.commands)))")
    builtin = host.ask(
        "from llm.cli import cli; print(json.dumps(list(cli.commands)))", LLM_LOAD_PLUGINS=""
    )
    assert set(builtin) < set(commands)


@pytest.mark.parametrize("parameters", ["", "register", "model_aliases", "register, model_aliases"])
def test_parameters_of_register_models_are_optional(parameters):
    """§3 register_models: an implementation may leave out either parameter, or both."""
    asked: list[Any] = []
    scope: dict[str, Any] = {"asked": asked}
    exec(f"def hook({parameters}): asked.append(sorted(locals()))", scope)
    with loaded(plugin(register_models=scope["hook"])):
        llm.get_models()
    wanted = sorted(name for name in parameters.split(", ") if name)
    assert asked[0] == wanted


def test_register_models():
    """§3 register_models: `register(model, async_model=None, aliases=None)`."""
    model, async_model = ScriptedModel(), AsyncScriptedModel()

    def register_models(register):
        register(model, async_model, aliases=("one", "two"))
        register(ScriptedModel(model_id="alone"))

    with loaded(plugin(register_models=register_models)):
        assert llm.get_model("two").model_id == llm.get_async_model("one").model_id == "scripted"
        assert llm.get_model("alone").model_id == "alone"
        with pytest.raises(llm.UnknownModelError):
            llm.get_async_model("alone")


def test_model_aliases_is_the_list_so_far():
    """§3 register_models: with `trylast`, `model_aliases` has the ModelWithAliases of all."""
    seen = []

    class Last:
        @llm.hookimpl(trylast=True)
        def register_models(self, register, model_aliases):
            seen.append([(type(each), each.model.model_id) for each in model_aliases])

    first = plugin(register_models=lambda register: register(ScriptedModel()))
    with loaded(first, "first"), loaded(Last(), "last"):
        llm.get_models()
    assert (llm.ModelWithAliases, "scripted") in seen[0]


def test_aliases_of_the_user_are_appended(user_directory):
    """§3 register_models: names in aliases.json come after those of the plugin."""
    (user_directory / "aliases.json").write_text('{"mine": "scripted"}')
    hooks = {"register_models": lambda register: register(ScriptedModel(), aliases=["theirs"])}
    with loaded(plugin(**hooks)):
        (entry,) = (
            one for one in llm.get_models_with_aliases() if one.model.model_id == "scripted"
        )
    assert entry.aliases == ["theirs", "mine"]


@pytest.mark.parametrize("name", ["scripted", "short"])
def test_later_duplicates_overwrite_silently(name, capfd):
    """§3 register_models: of two models with an id or an alias the later one has it."""

    def offering(number):
        def register_models(register):
            register(ScriptedModel(model_id="scripted", number=number), aliases=["short"])

        return plugin(register_models=register_models)

    with loaded(offering(1), "b"), loaded(offering(2), "a"):
        # As in 0.36, the plugin that pluggy calls last: the one that was registered first.
        assert vars(llm.get_model(name))["number"] == 1
    assert capfd.readouterr().err == ""


def test_every_look_up_gives_an_instance_of_its_own():
    """§3 register_models, called afresh: what one caller sets on a model no other sees."""
    hooks = {"register_models": lambda register: register(ScriptedModel(), aliases=["short"])}
    with loaded(plugin(**hooks)):
        llm.get_model("scripted").key = "mine"
        assert llm.get_model("scripted").key is None
        assert llm.get_model("short").key is None


def test_register_embedding_models():
    """§3 register_embedding_models: `register(model, aliases=None)`."""

    def register_embedding_models(register):
        register(ScriptedEmbeddingModel(lambda _: [1.0]), aliases=("se",))
        register(ScriptedEmbeddingModel(lambda _: [2.0], model_id="other"))

    with loaded(plugin(register_embedding_models=register_embedding_models)):
        assert llm.get_embedding_model("se").embed("x") == [1.0]
        assert llm.get_embedding_model("other").embed("x") == [2.0]


DISCOVERY = [
    ({}, ["compat-last", "compat-old"], ""),
    ({"LLM_LOAD_PLUGINS": ""}, [], ""),
    ({"LLM_LOAD_PLUGINS": "compat-old"}, ["compat-old"], ""),
    (
        {"LLM_LOAD_PLUGINS": "compat-old,nothing"},
        ["compat-old"],
        "Plugin nothing could not be found\n",
    ),
]


@pytest.mark.parametrize(
    ("env", "names", "said"), DISCOVERY, ids=["unset", "empty", "list", "unknown"]
)
def test_llm_load_plugins(host, env, names, said):
    """§3 discovery: group `llm`; LLM_LOAD_PLUGINS chooses; the built-in ones are always there."""
    host.install("compat_old", "compat_last")
    done = host.llm("plugins", **env)
    assert (done.returncode, done.stderr) == (0, said)
    assert [each["name"] for each in json.loads(done.stdout)] == names
    everything = [each["name"] for each in json.loads(host.said("plugins", "--all", **env))]
    defaults = ["llm.default_plugins.default_tools", "llm.default_plugins.openai_models"]
    assert {*everything} >= {*names, *defaults}


def test_the_defaults_are_called_first(host):
    """§3 discovery: the models of the bundled plugin come before those of others."""
    host.install("compat_old")
    ids = host.ask("print(json.dumps([model.model_id for model in llm.get_models()]))")
    assert ids[0] == "gpt-4o"
    assert ids.index("old/plain") > ids.index("gpt-6-luna")


def test_bundled_tools():
    """§3 bundled tools: `llm_version()`, and `llm_time()` with its six keys."""
    tools: dict[str, Any] = llm.get_tools()
    version, time = (tools[name].implementation for name in ("llm_version", "llm_time"))
    assert version() == importlib.metadata.version("llm")
    assert list(time()) == [
        "utc_time",
        "utc_time_iso",
        "local_timezone",
        "local_time",
        "timezone_offset",
        "is_dst",
    ]
