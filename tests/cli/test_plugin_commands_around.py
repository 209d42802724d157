"""Commands that plugins replace, know only as they are imported, or leave to others."""

from __future__ import annotations

import pytest

REPLACING = """
import click, llm

@llm.hookimpl
def register_commands(cli):
    @cli.command()
    def keys():
        "My own."
        click.echo("mine")

    inner = cli.commands["logs"].commands["path"]
    original = inner.callback
    def wrapped(*args, **kwargs):
        click.echo("wrapped")
        return original(*args, **kwargs)
    inner.callback = wrapped
"""
BY_HAND = """
import click, llm

class ByHand:
    @llm.hookimpl
    def register_commands(self, cli):
        cli.command("other")(lambda: click.echo("other"))

llm.pm.register(ByHand(), "by-hand")
"""
ASKING = """
import click, llm, subprocess
names = subprocess.check_output(["cat", {path!r}], text=True).split()

@llm.hookimpl
def register_commands(cli):
    for name in names:
        cli.add_command(click.Command(name, callback=lambda: click.echo("ran"), help="Asked."))
"""


@pytest.fixture
def run(llm, tmp_path):
    """Run `llm` with the index: its standard output."""
    env = {"LLM_PLUGIN_INDEX": "1", "LLM_CACHE_PATH": str(tmp_path / "cache")}

    def run(*arguments):
        done = llm(*arguments, env=env)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    return run


def test_any_command_can_be_replaced(run, install, tmp_path):
    """Those that use no plugin, too: the help and the command agree, as long as it is installed."""
    install("replacing", REPLACING)
    assert "  keys           My own\n" in run("--help")
    assert run("keys") == "mine\n"
    assert run("logs", "path").startswith("wrapped\n")
    for path in (tmp_path / "site").glob("replacing-*/entry_points.txt"):
        path.unlink()
        path.parent.touch()
    assert run("keys") == "No keys found\n"
    run("aliases")
    assert not [*(tmp_path / "cache" / "plugins").glob("*.commands")]


def test_commands_of_a_plugin_that_is_registered_by_hand(run, install):
    """They are listed, and run."""
    install("by_hand", BY_HAND)
    for _ in range(2):
        assert run("other") == "other\n"
        assert "  other" in run("--help")


def test_commands_that_a_program_says_at_the_import(run, install, tmp_path):
    """The program is asked each time, and not only as the index is made."""
    said = tmp_path / "said"
    install("asking", ASKING.format(path=str(said)))
    for name in ("one", "two"):
        said.write_text(name)
        assert run(name) == "ran\n"
        assert f"  {name} " in run("--help")
