"""Commands of plugins: the same with an index and without; only who has one is loaded for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from textwrap import dedent

import pytest

# In the order of their hooks, which is that of their names.
PLUGINS = {
    "adds": """
        @cli.command(short_help="Greets a person, or whoever else there is on that day and hour.")
        def hello():
            click.echo("hello")

        @cli.command(hidden=True)
        def secret():
            click.echo("hidden")
    """,
    "broken": """
        cli.command("half")(lambda: None)
        raise ValueError("no more")
    """,
    "loses": """
        del cli.commands["chat"]
    """,
    "marks": """
        inner = cli.commands["embed-models"].commands["list"]
        original = inner.callback
        def marked(*args, **kwargs):
            click.echo("marked")
            return original(*args, **kwargs)
        inner.callback = marked
    """,
    "options": """
        prompt = cli.commands["prompt"]
        prompt.params.append(click.Option(["--twice"], is_flag=True, expose_value=False))
    """,
    "reads": """
        params = [each.name for each in cli.commands["prompt"].params]
        names = sorted(cli.commands)

        @cli.command()
        def count():
            "Says what it saw."
            click.echo(f"{'twice' in params} {'hello' in names} {'zone' in names}")
            click.echo(f"{'chat' in names} {'chat' in cli.commands}")
    """,
    "rival_one": """
        cli.command("both", help="The first.")(lambda: click.echo("one"))
        cli.command("mine")(lambda: click.echo("mine"))
    """,
    "rival_two": """
        cli.command("both", help="The second.")(lambda: click.echo("two"))
    """,
    "swaps": """
        original = cli.commands.pop("aliases")

        @cli.command()
        @click.pass_context
        def aliases(ctx):
            "Another one."
            click.echo(f"instead of {type(original).__name__}")
    """,
    "zone": """
        cli.command("zone")(lambda: click.echo("zone"))
    """,
}


def source(body):
    """A plugin whose `register_commands` does what *body* says."""
    return "import click, llm\n\n@llm.hookimpl\ndef register_commands(cli):\n" + "".join(
        f"    {line}\n" if line else "\n" for line in dedent(body).strip().split("\n")
    )


class Ground:
    """A directory with plugins, and `llm` with them."""

    def __init__(self, path):
        self.path, self.site = path, path / "site"
        for name, body in PLUGINS.items():
            info = self.site / f"{name}-1.0.dist-info"
            info.mkdir(parents=True)
            (self.site / f"plug_{name}.py").write_text(source(body))
            (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
            (info / "entry_points.txt").write_text(f"[llm]\n{name} = plug_{name}\n")

    def run(self, *arguments, index=True):
        """What `llm` says to *arguments*, its status, and which plugins it has loaded."""
        listing = self.path / "loaded.json"
        code = (
            "import atexit, json, sys\n"
            f"atexit.register(lambda: json.dump([*sys.modules], open({str(listing)!r}, 'w')))\n"
            "sys.argv[0] = 'llm'\nfrom llm.cli import main\nmain()\n"
        )
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("LLM_")},
            "LLM_USER_PATH": str(self.path / "user"),
            "LLM_CACHE_PATH": str(self.path / "cache"),
            "LLM_PLUGIN_INDEX": "" if index else "0",
            "PYTHONPATH": str(self.site),
            "PYTHONWARNINGS": "error",
        }
        ran = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            env=environment, cwd=self.path, check=False, capture_output=True, text=True, input="",
        )  # fmt: skip
        modules = set(json.loads(listing.read_text()))
        plugins = {each.removeprefix("plug_") for each in modules if each.startswith("plug_")}
        return (ran.stdout, ran.stderr, ran.returncode), plugins, modules


@pytest.fixture(scope="module")
def ground(tmp_path_factory):
    """The plugins, with an index that is up to date."""
    made = Ground(tmp_path_factory.mktemp("commands"))
    made.run("plugins", "--help")
    made.run("aliases")
    return made


# What is typed, and the plugins that are loaded for it.
LOADED = {
    "--help": set(),
    "hello": {"adds"},
    "secret": {"adds"},
    "hello --help": {"adds"},
    "both": {"rival_one", "rival_two"},
    "mine": {"rival_one", "rival_two"},
    "zone": {"zone"},
    "aliases": {"swaps"},
    "embed-models": {"marks"},
    "prompt --help": {"options"},
    "chat --help": {"loses", "options"},
    "logs path": set(),
    "keys": set(),
    "--version": set(),
}


@pytest.mark.parametrize("typed", LOADED)
def test_only_who_has_a_part_in_it_is_loaded(ground, typed):
    """The answer is the same as with all plugins loaded, and only those who must be are loaded."""
    with_index, loaded, _ = ground.run(*typed.split())
    without, _, _ = ground.run(*typed.split(), index=False)
    assert with_index == without
    assert loaded - {"broken"} == LOADED[typed]


def test_a_plugin_sees_what_those_before_it_did(ground):
    """Who reads a command while it registers its own finds what earlier plugins made of it."""
    with_index, loaded, _ = ground.run("count")
    assert with_index == ground.run("count", index=False)[0]
    assert with_index[0].splitlines()[0] == "True True False"
    assert {"reads", "options"} <= loaded
    assert not {"zone", "rival_one", "swaps"} & loaded


def test_a_word_that_is_no_command_loads_nothing_for_its_sake(ground):
    """A prompt needs those who touch the prompt, and nobody else's commands."""
    said, loaded, _ = ground.run("--no-log", "some words", "-m", "nobody-has-it")
    assert said == ground.run("--no-log", "some words", "-m", "nobody-has-it", index=False)[0]
    assert said[2] == 1
    assert loaded == {"options"}


def test_a_command_that_fails_to_register_is_told_once(ground):
    """The line of the plugin that failed is the same, whoever found it out."""
    said, _, _ = ground.run("hello")
    assert said[1].count("Plugin broken failed in register_commands") == 1


def test_light_commands_load_little(ground):
    """Neither help nor aliases need the host of plugins, pydantic, sockets or a database."""
    heavy = {"pluggy", "pydantic", "importlib.metadata", "socket", "ssl", "sqlite3", "asyncio"}
    for typed in (["--help"], ["keys"], ["logs", "path"]):
        assert not heavy & ground.run(*typed)[2], typed
