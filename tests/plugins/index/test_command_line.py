"""The same command lines write the same, whatever state the index is in."""

import os
import shutil
import subprocess
import sys
from difflib import unified_diff

import pytest

from tests.plugins.conftest import MODEL

OFFERS = """
import click, llm

@llm.hookimpl
def register_commands(cli):
    @cli.command(name="greet")
    def greet():
        "Say hello."
        click.echo("hello")

@llm.hookimpl
def register_tools(register):
    def shout(text: str) -> str:
        "Shout it"
        return text.upper()
    register(shout)
"""
REPLACES = """
import click, llm

@llm.hookimpl
def register_commands(cli):
    old = cli.commands["embed-models"]
    @cli.command(name="embed-models")
    def embed_models():
        "Mine."
        click.echo("mine")
"""
SHORT = [["--help"], ["plugins"], ["-m", "good", "hi"], ["-m", "god", "hi"]]
LONG = [
    ["greet"],
    ["nonsense", "-m", "good"],
    ["greet", "--help"],
    ["models"],
    ["models", "-q", "good"],
    ["tools"],
    ["-T", "shout", "-m", "good", "hi"],
    ["-T", "shot", "-m", "good", "hi"],
    ["embed-models"],
    ["plugins", "--json"],
    ["aliases"],
    ["templates"],
    ["logs", "path"],
    ["--version"],
]


@pytest.fixture
def several(indexed):
    """Plugins that offer something, and one that fails."""
    indexed.install("llm-good", MODEL.format(name="good"))
    indexed.install("llm-offers", OFFERS)
    indexed.install("llm-replaces", REPLACES)
    indexed.install("llm-bad", "raise ValueError('no')")
    indexed.install("llm-hook", "import llm\n@llm.hookimpl\ndef register_models(register): 1/0")
    indexed.install("llm-prints", "print('hello')")
    return indexed


@pytest.mark.parametrize(
    "lines", [SHORT, pytest.param(LONG, marks=pytest.mark.full)], ids=["short", "long"]
)
@pytest.mark.timeout(600)
def test_same_output(several, lines):
    """Cold, warm, stale, broken, in a place that cannot be written, and off: it is all the same."""
    expected = [said(several, "off", line) for line in lines]
    different = [
        f"{state}: llm {' '.join(line)}: {each}"
        for state in STATES
        for line, wanted in zip(lines, expected, strict=True)
        for each in unified_diff(wanted, said(several, state, line), lineterm="", n=0)
    ]
    assert "\n".join(different) == ""


def cold(indexed):
    shutil.rmtree(indexed.cache / "plugins")


def stale(indexed):
    for path in indexed.site.path.glob("llm_*.py"):
        path.touch()


def broken(indexed):
    for path in (indexed.cache / "plugins").glob("[!.]*.json"):
        path.write_text("{")


def unwritable(indexed):
    shutil.rmtree(indexed.cache / "plugins")
    (indexed.cache / "plugins").write_text("in the way")


STATES = {
    "first": None,
    "warm": None,
    "cold": cold,
    "stale": stale,
    "broken": broken,
    "unwritable": unwritable,
}


def said(indexed, state, line):
    """What `llm` writes, once the index has been put into that state."""
    change = STATES.get(state)
    if change is not None and (indexed.cache / "plugins").is_dir():
        change(indexed)
    done = subprocess.run(
        [sys.executable, "-m", "llm", *line],
        capture_output=True,
        check=False,
        text=True,
        stdin=subprocess.DEVNULL,
        cwd=indexed.path,
        env={
            **os.environ,
            "PYTHONPATH": f"{indexed.site.path}:{os.environ.get('PYTHONPATH', '')}",
            "LLM_PLUGIN_INDEX": "0" if state == "off" else "1",
            "LLM_CACHE_PATH": str(indexed.cache),
            "LLM_USER_PATH": str(indexed.user),
            "COLUMNS": "80",
        },
    )
    # What takes so many milliseconds is another thing each time.
    out = [each for each in done.stdout.splitlines() if "milliseconds" not in each]
    return [str(done.returncode), *out, "", *sorted(done.stderr.splitlines())]
