"""What a command loads before it does anything."""

import json
import subprocess
import sys

import pytest

from llm.version import __version__

HEAVY = {
    "asyncio",
    "httpx2",
    "importlib.metadata",
    "jsonschema",
    "llm.plugins.host",
    "openai",
    "pluggy",
    "pydantic",
    "sqlite3",
    "sqlite_utils",
    "xllamacpp",
    "yaml",
}


COMMAND = """
import click, llm

@llm.hookimpl
def register_commands(cli):
    cli.command("hello")(lambda: None)
"""


def loaded_by(environment, tmp_path, *arguments):
    """The modules that `llm` with these arguments has loaded when it ends."""
    listing = tmp_path / "modules.json"
    code = (
        "import atexit, json, sys\n"
        f"atexit.register(lambda: json.dump(sorted(sys.modules), open({str(listing)!r}, 'w')))\n"
        "from llm.cli import main\nmain()\n"
    )
    subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=environment,
        check=True,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
    )
    return set(json.loads(listing.read_text()))


@pytest.mark.parametrize(
    "arguments",
    [
        ["--version"],
        ["keys"],
        ["keys", "path"],
        ["keys", "get", "--help"],
        ["keys", "set", "a", "--value", "b"],
        ["templates", "path"],
        ["templates", "rm", "--help"],
        ["config", "show"],
        ["config", "set", "usage", "true"],
        ["logs", "path"],
        ["logs", "status"],
        ["logs", "off"],
        ["logs", "list", "--help"],
    ],
    ids=" ".join,
)
def test_light_commands_load_nothing_heavy(environment, tmp_path, install, arguments):
    """A command that calls no model loads no plugin and none of what models need."""
    install("broken", "raise SystemExit('imported')")
    assert not HEAVY & loaded_by(environment, tmp_path, *arguments)


@pytest.mark.parametrize(
    "options",
    ["", "-c -u -e", "--json", "--data", "-q word", "--cid c1 -m m", "--since 3d --tools"],
)
def test_reading_the_history_loads_a_database_and_nothing_else(
    environment, tmp_path, install, options
):
    """Listing what was said asks no plugin, and needs SQLite but nothing of what models need."""
    from tests.cli.logged import UPPER, call, keep

    install("broken", "raise SystemExit('imported')")
    keep(call(1, "A word", "Another", tools=[UPPER]))
    loaded = loaded_by(environment, tmp_path, "logs", "list", *options.split())
    assert HEAVY & loaded == {"sqlite3"}


def test_settings_cost_nothing_where_there_are_none(environment, tmp_path):
    """Nothing that reads files of settings is loaded where there is no such file."""
    readers = {"tomllib", "tomlkit", "llm.config.toml_files", "llm.config.project", "keyring"}
    assert not readers & loaded_by(environment, tmp_path, "logs", "path")


@pytest.mark.parametrize("arguments", [["--help"], ["aliases"]], ids=" ".join)
def test_what_the_index_knows_needs_no_plugin(environment, tmp_path, install, arguments):
    """Listing commands and aliases loads neither plugins nor what they need, once that is known."""
    install("adds", COMMAND)
    environment |= {"LLM_PLUGIN_INDEX": "", "LLM_CACHE_PATH": str(tmp_path / "cache")}
    loaded_by(environment, tmp_path, *arguments)
    loaded = loaded_by(environment, tmp_path, *arguments)
    assert "llm.plugins.index.current" in loaded
    assert not {*HEAVY, "adds", "socket"} & loaded


@pytest.mark.parametrize("line", ["llm ", "llm -m ", "llm logs -", "llm keys get "])
def test_completing_loads_little(environment, tmp_path, install, line):
    """Whoever presses the tab key waits for click at most, and hardly for anything else."""
    install("adds", COMMAND)
    environment |= {"LLM_PLUGIN_INDEX": "", "LLM_CACHE_PATH": str(tmp_path / "cache")}
    loaded_by(environment, tmp_path, "aliases")
    environment |= {"_LLM_COMPLETE": "bash_complete", "COMP_LINE": line}
    loaded = loaded_by(environment, tmp_path)
    by_click = {"click.shell_completion"} & loaded
    assert bool(by_click) == (line not in ("llm ", "llm -m "))
    assert not {*HEAVY, "adds", "dataclasses", "pathlib", "socket", "subprocess"} & loaded


def test_help_loads_no_model_code(environment, tmp_path):
    """The help of `llm` asks plugins for their commands, and models for nothing."""
    assert not (HEAVY - {"importlib.metadata", "llm.plugins.host", "pluggy"}) & loaded_by(
        environment, tmp_path, "--help"
    )


def test_version(llm):
    """`llm --version` names the program and its version."""
    assert llm("--version").stdout == f"llm, version {__version__}\n"


@pytest.mark.parametrize("option", ["-h", "--help"])
@pytest.mark.parametrize(
    "command",
    ["", "prompt", "keys", "keys set", "logs", "logs list", "models", "models list", "plugins"],
)
def test_help_everywhere(llm, command, option):
    """Every command explains itself."""
    result = llm(*command.split(), option)
    assert result.returncode == 0
    assert result.stdout.startswith(f"Usage: llm {command}".rstrip())
