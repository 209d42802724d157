"""`llm plugins`, and the commands of plugins."""

import json

import pytest

BROKEN = "import not_installed_anywhere\n"
COMMANDS = """
import click, llm

@llm.hookimpl
def register_commands(cli):
    assert "keys" in cli.commands

    @cli.command()
    def extra():
        "Extra command."
        click.echo("extra")

    @cli.group()
    def family():
        "Group of commands."

    @family.command()
    def member():
        click.echo("member")
"""
REPLACING = """
import click, llm

@llm.hookimpl
def register_commands(cli):
    original = cli.commands.pop("prompt")

    @click.command("prompt")
    @click.pass_context
    def replaced(ctx, **values):
        click.echo("before")
        try:
            ctx.invoke(original, **values)
        except click.ClickException as error:
            click.echo(f"{type(error.__context__).__name__} {error.message}")

    replaced.params = list(original.params)
    cli.add_command(replaced)
"""
COUNTING = """
import click, llm

@llm.hookimpl
def register_commands(cli):
    prompt = cli.commands["prompt"]

    @cli.group()
    def count():
        pass

    @count.command(params=[p for p in prompt.params if p.name not in ("no_log", "usage")])
    @click.pass_context
    def tokens(ctx, options, **values):
        try:
            ctx.invoke(prompt, no_log=True, options=(*options, ("extra", "1")), **values)
        except click.ClickException as error:
            (mistake,) = error.__context__.errors()
            click.echo(f"{mistake['loc']} {mistake['type']}")
"""

HALF = """
import llm

@llm.hookimpl
def register_commands(cli):
    cli.commands.pop("prompt")
    cli.commands.pop("no such command")
"""


def test_list(scripted):
    """Plugins are listed with their hooks and version; the built-in ones on request."""
    (plugin,) = json.loads(scripted("plugins").stdout)
    assert plugin.pop("milliseconds") >= 0
    assert plugin == {
        "name": "scripted_plugin",
        "hooks": ["register_commands", "register_models"],
        "version": "1.5",
        "state": "loaded",
    }
    assert json.loads(scripted("plugins", "list", "--json").stdout)[0]["name"] == plugin["name"]
    names = [plugin["name"] for plugin in json.loads(scripted("plugins", "--all").stdout)]
    assert names == sorted(names)
    assert "scripted_plugin" in names
    assert len(names) > 1


def test_filter_by_hook(scripted):
    """`--hook` keeps the plugins that implement one of the hooks."""
    assert json.loads(scripted("plugins", "--hook", "register_tools").stdout) == []
    two = scripted("plugins", "--hook", "register_tools", "--hook", "register_models")
    assert [plugin["name"] for plugin in json.loads(two.stdout)] == ["scripted_plugin"]


def test_plugin_that_cannot_be_imported(install, scripted):
    """It costs one line on standard error and nothing else; `llm plugins` says why."""
    install("broken", BROKEN)
    result = scripted("hi", "-m", "echo")
    assert (result.returncode, result.stdout) == (0, "said <hi>\n")
    assert result.stderr.count("\n") == 1
    assert "broken" in result.stderr
    listed = {plugin["name"]: plugin for plugin in json.loads(scripted("plugins").stdout)}
    assert "not_installed_anywhere" in listed["broken"]["error"]
    assert "error" not in listed["scripted_plugin"]
    assert scripted("--version").stderr == ""


def test_commands_of_plugins(install, llm):
    """Commands and groups of plugins run, and are in the help."""
    install("adding", COMMANDS)
    assert llm("extra").stdout == "extra\n"
    assert llm("family", "member").stdout == "member\n"
    shown = llm("--help").stdout
    lines = [line.split(maxsplit=1) for line in shown.splitlines()]
    assert ["extra", "Extra command"] in lines
    assert ["family", "Group of commands"] in lines


def test_plugin_replaces_a_command(install, scripted):
    """A plugin may wrap `prompt` and invoke the original; errors reach it as click's."""
    install("replacing", REPLACING)
    assert scripted("hi", "-m", "echo").stdout == "before\nsaid <hi>\n"
    assert scripted("prompt", "hi", "-m", "fail").stdout == "before\nRuntimeError out of order\n"
    assert scripted("hi", "-m", "nope").stdout.startswith("before\nUnknownModelError Unknown")


def test_plugin_that_fails_half_way(install, scripted):
    """What it took away before it failed is put back."""
    install("half", HALF)
    result = scripted("hi", "-m", "echo")
    assert result.stdout == "said <hi>\n"
    assert "Plugin half failed in register_commands: KeyError" in result.stderr


def test_plugin_reads_why_options_are_invalid(install, scripted):
    """Behind click's exception for invalid options is pydantic's, with the reasons as data."""
    install("counting", COUNTING)
    result = scripted("count", "tokens", "hi", "-m", "echo", "-o", "temperature", "1")
    assert result.stdout == "('extra',) extra_forbidden\n"


@pytest.mark.parametrize("failure", ["raise ValueError('no')", "raise SystemExit(3)"])
def test_plugin_whose_commands_fail(install, scripted, failure):
    """A plugin that fails while it registers its commands costs one line."""
    source = f"import llm\n@llm.hookimpl\ndef register_commands(cli):\n    {failure}\n"
    install("failing", source)
    result = scripted("hi", "-m", "echo")
    assert (result.returncode, result.stdout) == (0, "said <hi>\n")
    assert result.stderr.count("\n") == 1
