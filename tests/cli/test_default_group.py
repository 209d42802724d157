"""Lazy commands and groups with a default command."""

import sys

import click
import pytest
from click.testing import CliRunner

from llm.cli.default_group import DefaultGroup
from llm.cli.lazy_commands import LazyCommands
from llm.cli.plugin_commands import PluginCommands
from llm.cli.table import COMMANDS, Row

ROWS = [Row("ask", "lazy_ask", "Ask", plugins=True), Row("keep", "lazy_keep", "Keep")]


@pytest.fixture
def loads(tmp_path, monkeypatch):
    """A list that grows by one whenever the plugins are loaded."""
    for name in ("ask", "keep"):
        (tmp_path / f"lazy_{name}.py").write_text(
            "import click\n"
            f"@click.command('{name}')\n"
            "@click.argument('words', nargs=-1)\n"
            f"def command(words):\n    '''Does {name}.'''\n    click.echo(['{name}', *words])\n"
        )
        monkeypatch.delitem(sys.modules, f"lazy_{name}", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    return []


class Plugins(PluginCommands):
    """Plugins that are loaded at the first look, and do *what* then."""

    table: LazyCommands

    def __init__(self, what):
        self.what = what

    def load_for(self, _name, *, is_ours, in_haste=False):
        if not in_haste:
            self.load_for_listing()

    def load_for_listing(self):
        what, self.what = self.what, None
        if what is not None:
            what(self.table)

    def lines(self):
        return {}


def table_with(what):
    """The table of `ROWS`, and plugins that do *what* to it when they are loaded."""
    plugins = Plugins(what)
    plugins.table = LazyCommands(ROWS, plugins)
    return plugins.table


@pytest.fixture
def commands(loads):
    """Two rows, and a plugin that adds a third command."""

    def add(table):
        loads.append(1)
        table["extra"] = click.Command("extra", short_help="Extra.")

    return table_with(add)


@pytest.fixture
def group(commands):
    return DefaultGroup("root", default="ask", commands=commands)


def run(group, *arguments):
    return CliRunner().invoke(group, arguments).output.strip()


def test_lookup_imports_only_that_command(commands, loads):
    """A command that uses no plugin, and is changed by none, is found without them, and alone."""
    assert commands["keep"].name == "keep"
    assert "lazy_ask" not in sys.modules
    assert loads == []


def test_replaceable_command_loads_plugins_first(commands, loads):
    """Plugins had their chance before a command that they may replace is handed out."""
    assert commands["ask"].name == "ask"
    assert loads == [1]


@pytest.mark.parametrize("look", [list, len, lambda table: "extra" in table, lambda t: t["extra"]])
def test_plugins_are_loaded_once_to_answer(commands, loads, look):
    """Whoever asks for everything, or for what is not in the table, sees what plugins added."""
    look(commands)
    assert loads == [1]
    assert sorted(commands) == ["ask", "extra", "keep"]
    assert loads == [1]


def test_it_reads_like_a_dictionary(commands):
    """`pop`, `get`, `in`, assignment and deletion do what they do to a dictionary."""
    popped = commands.pop("ask")
    assert popped.name == "ask"
    assert "ask" not in commands
    assert commands.get("ask") is None
    commands["ask"] = popped
    assert commands["ask"] is popped
    del commands["keep"]
    assert dict(commands).keys() == {"ask", "extra"}
    with pytest.raises(KeyError):
        commands["keep"]


def test_plugin_may_look_while_it_registers(loads):
    """A plugin that takes a command out and puts its own in sees the real one, without a loop."""
    wrapped = []

    def replace(table):
        wrapped.append(table.pop("ask"))
        table["ask"] = click.Command("ask")

    table = table_with(replace)
    assert table["ask"] is not wrapped[0]
    assert wrapped[0].params[0].name == "words"


@pytest.mark.parametrize(
    ("arguments", "output"),
    [
        ([], "['ask']"),
        (["some words"], "['ask', 'some words']"),
        (["keep", "x"], "['keep', 'x']"),
        (["--", "keep"], "['ask', 'keep']"),
        (["-"], "['ask', '-']"),
        (["ask", "keep"], "['ask', 'keep']"),
    ],
)
def test_default_command(group, arguments, output):
    """What does not begin with a command goes to the default command, whole."""
    assert run(group, *arguments) == output


def test_unknown_option_is_the_default_commands(group):
    """An option that the group has not is an error of the default command."""
    assert "Try 'root ask --help'" in run(group, "--nope")


@pytest.mark.parametrize(
    ("word", "meant"),
    [("lst", "list"), ("remove", "rm"), ("del", "rm"), ("ls", "list"), ("cat", None)],
)
def test_a_command_that_may_be_meant(word, meant):
    """It is one that is written alike, or that is called so elsewhere."""
    commands = {name: click.Command(name) for name in ("list", "rm", "path")}
    said = run(DefaultGroup("root", default="list", commands=commands), word)
    assert said.endswith(f"'{word}'." + (f" Did you mean {meant}?" if meant else ""))


def test_help_lists_without_importing(group):
    """Help takes its lines from the table, stars the default, and asks plugins for theirs."""
    listed = run(group, "--help").partition("Commands:")[2].split("\n")
    assert [line.split() for line in listed if line] == [
        ["ask*", "Ask"],
        ["extra", "Extra"],
        ["keep", "Keep"],
    ]
    assert not {"lazy_ask", "lazy_keep"} & set(sys.modules)


def test_hidden_commands_stay_hidden(group, commands):
    """A hidden command is not in the help."""
    commands["secret"] = click.Command("secret", hidden=True)
    assert "secret" not in run(group, "--help")


@pytest.mark.parametrize("row", COMMANDS, ids=lambda row: row.name)
def test_table_says_what_the_commands_say(row):
    """Each row has its command, under its name, with the help line that the command has."""
    from llm.cli import cli

    command = cli.commands[row.name]
    assert command.name == row.name
    assert command.get_short_help_str(100).removesuffix(".") == row.help
