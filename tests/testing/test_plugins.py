"""Plugins that are loaded for a block: seen by everything, and gone afterwards."""

from __future__ import annotations

from types import SimpleNamespace

import click
import pytest

import llm
from llm.cli import cli
from llm.testing import (
    AsyncScriptedModel,
    ScriptedEmbeddingModel,
    ScriptedModel,
    loaded,
    offered,
    run,
)


def length(text: str) -> int:
    return len(text)


def some_hook(register):
    """It registers nothing."""


class Everything:
    """A plugin with something of each kind."""

    @llm.hookimpl
    def register_models(self, register):
        register(ScriptedModel([["Hello"]], model_id="everything"), aliases=("e",))

    @llm.hookimpl
    def register_tools(self, register):
        register(length)

    @llm.hookimpl
    def register_fragment_loaders(self, register):
        register("every", lambda name: llm.Fragment(name, source=name))

    @llm.hookimpl
    def register_commands(self, cli):
        @cli.command()
        def everything():
            click.echo("all of it")

        @cli.command()
        def logs():
            click.echo("mine")


def names_of(states):
    return {state["name"] for state in states}


def test_what_it_offers_is_there_for_the_block():
    """Models, tools, loaders and commands, replaced ones too; and the same as before afterwards."""
    before = names_of(llm.get_plugins())
    logs = cli.commands["logs"]
    with loaded(Everything) as plugin:
        assert isinstance(plugin, Everything)
        assert llm.get_model("e").prompt("x").text() == "Hello"
        assert llm.get_tools()["length"].plugin == "Everything"
        assert "every" in llm.get_fragment_loaders()
        assert run("everything").stdout == "all of it\n"
        assert run("logs").stdout == "mine\n"
        assert names_of(llm.get_plugins()) == {*before, "Everything"}
    assert names_of(llm.get_plugins()) == before
    assert "everything" not in cli.commands
    assert cli.commands["logs"] is logs
    with pytest.raises(llm.UnknownModelError):
        llm.get_model("e")


def test_an_object_goes_by_the_name_it_is_given():
    """A module or any other object will do."""
    hooks = SimpleNamespace(register_tools=llm.hookimpl(lambda register: register(length, "n")))
    with loaded(hooks, "llm-lengths") as plugin:
        assert plugin is hooks
        assert llm.get_tools()["n"].plugin == "llm-lengths"


def test_one_that_is_loaded_already_stays():
    """Blocks may stand within each other, and an installed plugin is not loaded twice."""
    plugin = Everything()
    with loaded(plugin):
        with loaded(plugin):
            assert "length" in llm.get_tools()
        assert "length" in llm.get_tools()
        assert "length_1" not in llm.get_tools()


def test_blocks_that_offer_one_name():
    """The inner one has it; the outer one's is there again afterwards."""
    outer, inner = ScriptedModel([["outer"]] * 2), ScriptedModel([["inner"]])
    with offered(outer):
        with offered(inner):
            assert llm.get_model("scripted").prompt("x").text() == "inner"
        assert llm.get_model("scripted").prompt("x").text() == "outer"


def test_a_name_that_is_taken():
    """It is said in one line, and the other one stays."""
    with loaded(Everything()):
        taken = "^A plugin called Everything is loaded already: give this one another name$"
        with pytest.raises(ValueError, match=taken), loaded(Everything()):
            pass
        assert "length" in llm.get_tools()


def test_the_group_of_all_commands():
    """What a plugin changes of it is as before afterwards."""
    params, text, callback = [*cli.params], cli.help, cli.callback

    class Changing:
        @llm.hookimpl
        def register_commands(self, cli):
            cli.params.append(click.Option(["--everywhere"]))
            cli.help, cli.callback, cli.mine = "Mine.", lambda: None, 1

    with loaded(Changing):
        assert "--everywhere" in run("--help").stdout
    assert (cli.params, cli.help, cli.callback) == (params, text, callback)
    assert not hasattr(cli, "mine")


def test_what_fails_in_a_hook_fails_the_test(capsys):
    """Users would see one line; a test sees an error, each time."""

    class Broken:
        @llm.hookimpl
        def register_models(self, register):
            raise RuntimeError("no such server")

    def look():
        llm.get_models()

    for _ in range(2):
        with (
            pytest.raises(
                AssertionError, match="Broken failed in register_models: RuntimeError: no such"
            ),
            loaded(Broken),
        ):
            look()
    assert "Plugin Broken failed" in capsys.readouterr().err


def test_an_error_of_the_test_goes_before():
    """What the block raises is what the test shows, whatever failed in the plugin."""

    class Broken:
        @llm.hookimpl
        def register_models(self, register):
            raise RuntimeError

    def look():
        llm.get_models()
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"), loaded(Broken):
        look()


def test_commands_that_cannot_be_registered_raise():
    """With the plugin's own error, and all commands are as before."""

    class Broken:
        @llm.hookimpl
        def register_commands(self, cli):
            cli.add_command(click.Command("half"))
            raise RuntimeError("in the midst")

    with pytest.raises(RuntimeError, match="in the midst"), loaded(Broken):
        pass
    assert "half" not in cli.commands
    assert "Broken" not in names_of(llm.get_plugins())


@pytest.mark.parametrize(
    ("hooks", "said"),
    [
        ({}, r"mark one with @llm\.hookimpl \(register_commands, register_models, "),
        (
            {"register_model": llm.hookimpl(some_hook)},
            "register_model: did you mean register_models?",
        ),
        ({"paint": llm.hookimpl(some_hook)}, "llm has no hook paint: there are register_"),
        ({"register_models": length}, "implements no hook of llm"),
    ],
)
def test_what_is_no_plugin(hooks, said):
    """One that has no hook, or misspells it, is told so, and is not left behind."""
    with pytest.raises(ValueError, match=said), loaded(SimpleNamespace(**hooks), "wrong"):
        pass
    assert not llm.pm.has_plugin("wrong")


def test_models_that_are_offered():
    """By id and by alias, for both worlds, and always the same instance."""
    model, asynchronous = ScriptedModel([["4"], ["5"]]), AsyncScriptedModel()
    with offered(model, asynchronous, aliases=["s"]):
        assert llm.get_model("s").prompt("2 + 2?").text() == "4"
        assert llm.get_async_model("scripted") is asynchronous
        assert run("-m", "scripted", "2 + 3?").stdout == "5\n"
    assert [prompt.prompt for prompt in model.prompts] == ["2 + 2?", "2 + 3?"]


def test_embedding_models_that_are_offered(tmp_path):
    """They are found where embedding models are."""
    model = ScriptedEmbeddingModel({"cat": [1, 0], "dog": [0, 1]})
    with offered(model, aliases=["known"]):
        assert llm.get_embedding_model("known") is model
        assert run("embed", "-m", "known", "-c", "cat").stdout.startswith("[1.0, 0")


def test_exceptions_that_are_no_messages_are_raised():
    """A bug of a command is seen as such; what users see as a message is one."""

    class Commands:
        @llm.hookimpl
        def register_commands(self, cli):
            @cli.command()
            @click.option("--wrong", is_flag=True)
            def fails(wrong):
                if wrong:
                    raise llm.ModelError("No such place")
                raise ZeroDivisionError

    with loaded(Commands):
        result = run("fails", "--wrong")
        assert (result.exit_code, result.stdout) == (1, "")
        assert "No such place" in result.stderr
        with pytest.raises(ZeroDivisionError):
            run("fails")
