"""§1.8: `llm aliases`, `llm plugins`, `llm install`, `llm uninstall`."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from llm.plugins.install_commands import Wanted, install_command
from llm.plugins.installers import Installer, find_installer
from tests.compat.contract.command_line import CommandLine


def aliases(cli: CommandLine) -> Any:
    """The aliases of the user."""
    return json.loads((cli.user / "aliases.json").read_text())


def test_list(cli: CommandLine) -> None:
    """§1.8 aliases list: those of plugins, too; embedding models are marked; JSON with --json."""
    cli.ok("aliases", "set", "mine", "plain")
    for command in (("aliases",), ("aliases", "list")):
        pairs = dict(line.split(" : ") for line in cli.ok(*command).splitlines())
        found = {name.strip(): model for name, model in pairs.items()}
        assert (found["e"], found["mine"], found["4o"]) == ("echo", "plain", "gpt-4o")
        assert found["let"] == "letters (embedding)"
    listed = json.loads(cli.ok("aliases", "--json"))
    assert (listed["e"], listed["mine"], listed["let"]) == ("echo", "plain", "letters")


@pytest.mark.parametrize(
    ("target", "stored"),
    [(("plain",), "plain"), (("lone",), "lonely"), (("chained",), "lonely"), (("nope",), "nope")],
    ids=["id", "alias", "chain", "unknown"],
)
def test_set(cli: CommandLine, target: tuple[str, ...], stored: str) -> None:
    """§1.8 aliases set: chains are resolved; what is not known is stored as it is."""
    cli.ok("aliases", "set", "chained", "lone")
    assert cli.said("aliases", "set", "mine", *target)[0] == ""
    assert aliases(cli)["mine"] == stored
    if stored == "lonely":
        assert cli.ok("hi", "-m", "mine") == "alone hi\n"


def test_set_by_query(cli: CommandLine) -> None:
    """§1.8 aliases set -q: the first match in 0.36, the shortest id in ours; said on stderr."""
    out, err = cli.said("aliases", "set", "mine", "-q", "lon", "-q", "ly")
    assert (out, "lonely" in err) == ("", True)
    cli.said("aliases", "set", "turbo", "-q", "turbo")
    assert aliases(cli) == {"mine": "lonely", "turbo": "gpt-4-turbo"}
    assert cli.fails("aliases", "set", "x", "-q", "nope").startswith("Error: ")


def test_remove_and_path(cli: CommandLine) -> None:
    """§1.8 aliases remove, path: one that is not there is an error."""
    cli.ok("aliases", "set", "mine", "plain")
    assert cli.ok("aliases", "remove", "mine") == ""
    assert aliases(cli) == {}
    assert cli.fails("aliases", "remove", "mine").startswith("Error: ")
    assert cli.ok("aliases", "path") == f"{cli.user / 'aliases.json'}\n"


def test_plugins(scripted) -> None:
    """§1.8 plugins: a JSON array of name, hooks, version; sorted in ours."""
    (plugin,) = json.loads(scripted("plugins").stdout)
    assert plugin["name"] == "scripted_plugin"
    assert plugin["hooks"] == ["register_commands", "register_models"]
    assert plugin["version"] == "1.5"
    everything = [each["name"] for each in json.loads(scripted("plugins", "--all").stdout)]
    assert {"scripted_plugin", "llm.default_plugins.openai_models"} <= {*everything}
    assert "llm.default_plugins.default_tools" in everything


def test_plugins_by_hook(cli: CommandLine) -> None:
    """§1.8 plugins --hook: those that implement one of these."""
    ours = "tests.compat.differential.llm_scripted"
    for hooks, there in (
        (["register_tools"], [ours]),
        (["register_tools", "register_models"], ["offered:seen", ours]),
        (["register_models"], ["offered:seen", ours]),
    ):
        options = [each for hook in hooks for each in ("--hook", hook)]
        assert [each["name"] for each in json.loads(cli.ok("plugins", *options))] == there


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        (Wanted(["llm-x", "y"]), ["--", "llm-x", "y"]),
        (Wanted(["x"], upgrade=True), ["--upgrade", "--", "x"]),
        (Wanted(editable=["folder"]), ["--editable=folder", "--"]),
        (Wanted(["x"], no_cache_dir=True), ["--no-cache-dir", "--", "x"]),
        (Wanted(["x"], pre=True), ["--pre", "--", "x"]),
    ],
    ids=["packages", "-U", "-e", "--no-cache-dir", "--pre"],
)
def test_install(wanted: Wanted, given: list[str]) -> None:
    """§1.8 install: the options are pip's, which runs with the same Python.

    That it installs and uninstalls, `--force-reinstall` and `-y` too: `tests/cli/test_install.py`.
    """
    installer = find_installer()
    assert installer.command[:1] == (sys.executable,)
    pip = Installer("pip", installer.command)
    command = install_command(pip, wanted, "limits", [])
    assert command == [*installer.command, "install", "--constraint", "limits", *given]


def test_nothing_to_install(cli: CommandLine) -> None:
    """§1.8 install, uninstall: a package has to be named."""
    for command in ("install", "uninstall"):
        assert cli.fails(command, status=2).startswith("Error: ")
