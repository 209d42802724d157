"""How plugins are, with the index and without: `llm plugins list`, `disable`, `doctor`."""

from __future__ import annotations

import json
import re

import pytest

from tests.cli.test_plugins import COMMANDS

MODEL = """
import llm

class Tiny(llm.Model):
    model_id = "{name}"
    def execute(self, prompt, stream, response, conversation):
        yield "tiny"

@llm.hookimpl
def register_models(register):
    register(Tiny(), aliases=["both"])

@llm.hookimpl
def register_tools(register):
    register(lambda text: text, name="shout")
"""
FAILING = """
import llm
@llm.hookimpl
def register_tools(register):
    raise ValueError("no")
"""
CHANGING = """
import click, llm
print("hello")

def used():
    import llm.models, json, os.path, click.nowhere
    from bs4.element import Tag
    try:
        import optional_one
    except ImportError:
        import optional_two
    if click is None:
        import never

@llm.hookimpl
def register_commands(cli):
    cli.add_command(click.Command("keys", help="Mine"))

    @cli.command()
    def more():
        "More."

@llm.hookimpl
def register_models(register, model_aliases):
    pass
"""


@pytest.fixture(params=["1", "0"], ids=["index", "no index"])
def plugins(request, llm, tmp_path):
    """Run `llm plugins`, with the index and without."""
    variables = {"LLM_PLUGIN_INDEX": request.param, "LLM_CACHE_PATH": str(tmp_path / "cache")}

    def run(*arguments, **more):
        return llm("plugins", *arguments, env={**variables, **more})

    return run


def listed(result):
    """What is listed, by name, without what differs each time."""
    found = {each.pop("name"): each for each in json.loads(result.stdout)}
    for each in found.values():
        each.pop("milliseconds", None)
    return found


def test_list(install, plugins):
    """Each has its state, and the error of the first hook that failed; it is said as well."""
    install("good", MODEL.format(name="good"))
    install("failing", FAILING)
    install("missing", "import httpx")
    result = plugins()
    needs = "it needs the Python module 'httpx', which is not installed: llm install httpx"
    assert listed(result) == {
        "failing": {
            "hooks": ["register_tools"],
            "version": "1.5",
            "state": "loaded",
            "error": "register_tools: ValueError: no",
        },
        "good": {
            "hooks": ["register_models", "register_tools"],
            "version": "1.5",
            "state": "loaded",
        },
        "missing": {"hooks": [], "version": "1.5", "state": "failed", "error": needs},
    }
    assert set(result.stderr.splitlines()) == {
        "Plugin failing failed in register_tools: ValueError: no. See `llm plugins`.",
        f"Plugin missing was skipped: {needs}. See `llm plugins` or `llm uninstall missing`.",
    }
    first, _, second, third = plugins("list", "--table").stdout.splitlines()
    assert first.split() == ["plugin", "version", "state", "ms", "error"]
    assert second.split()[:3] == ["good", "1.5", "loaded"]
    assert third.endswith(needs)


def test_disabled(install, plugins, llm):
    """A plugin that is disabled stays installed and is not loaded; enabled, it is."""
    install("llm-good", MODEL.format(name="good"))
    install("llm_bad", "raise ValueError('imported')")
    wrong = plugins("disable", "bad")
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert wrong.stderr.endswith(
        "Error: No plugin called bad is installed. Did you mean llm_bad?\n"
    )
    off = plugins("disable", "LLM-bad")
    assert (off.returncode, off.stderr.splitlines()[-1]) == (0, "llm_bad is disabled now")
    assert plugins("disable", "llm_bad").stderr == "llm_bad is disabled already\n"
    result = plugins()
    assert result.stderr == ""
    assert listed(result)["llm_bad"] == {"hooks": [], "version": "1.5", "state": "disabled"}
    assert "imported" not in llm("-m", "good", "hi").stderr
    plugins("disable", "llm-good")
    assert llm("-m", "good", "hi").returncode == 1
    assert plugins("enable", "llm-bad", "llm.good").returncode == 0
    again = plugins("enable", "llm_bad")
    assert again.stderr.splitlines()[-1] == "llm_bad is enabled already"
    assert "imported" in listed(plugins())["llm_bad"]["error"]


def test_a_plugin_that_hangs_can_be_disabled(install, plugins, user_directory):
    """Nothing is loaded for it: without the index, loading would never end."""
    install("endless", "while True: pass")
    result = plugins("disable", "endless", LLM_PLUGIN_TIMEOUT="0.3")
    assert (result.returncode, result.stderr.splitlines()[-1]) == (0, "endless is disabled now")
    assert 'disabled_plugins = ["endless"]' in (user_directory / "config.toml").read_text()
    assert listed(plugins())["endless"]["state"] == "disabled"
    assert plugins("doctor").stdout == "endless 1.5: disabled\n"


DOCTOR = """
alpha 1.5: loaded, N ms
  hooks: register_models, register_tools
  offers: models alpha; tools shout
! beta has a model called both, too; the one of beta has the name
! beta has a tool called shout, too; this one has the name
beta 1.5: loaded, N ms
  hooks: register_models, register_tools
  offers: models beta; tools shout
! it needs pluggy>=99, and V is installed, as alpha needs pluggy<99: llm install -U beta alpha
! it needs nowhere-at-all[x]>=2, and it is not installed: llm install 'nowhere-at-all[x]>=2'
! it needs llm>=99, and V is installed: look for a version of it that fits
! alpha has a model called both, too; this one has the name
! alpha has a tool called shout, too; this one goes by shout_1
changing 1.5: loaded, N ms
  hooks: register_commands, register_models
  offers: commands more
  it prints while it is loaded: hello
  it changes commands: keys
  it may change the models of others, and is loaded with them
! it needs the Python module 'bs4.element', which is not installed: llm install beautifulsoup4
endless 1.5: hung
! it was skipped: it did nothing for 0.5 seconds while it was loaded (setting plugin_timeout)
missing 1.5: failed, N ms
! it was skipped: it needs the Python module 'httpx', which is not installed (missing.py, line 1): \
llm install httpx
"""


def test_doctor(install, plugins, tmp_path):
    """It says what each offers and changes, what is wrong with it, and what helps."""
    install("alpha", MODEL.format(name="alpha"))
    install("beta", MODEL.format(name="beta"))
    install("changing", CHANGING)
    install("endless", "import time; time.sleep(60)")
    install("missing", "import httpx")
    needed = {
        "alpha": ["pluggy<99"],
        "beta": [
            "pluggy>=99",
            "nowhere-at-all[x]>=2; python_version > '3'",
            "llm>=99",
            "a; extra == 'b'",
        ],
    }
    for name, lines in needed.items():
        with (tmp_path / "site" / f"{name}-1.5.dist-info" / "METADATA").open("a") as file:
            file.writelines(f"Requires-Dist: {line}\n" for line in lines)
    result = plugins("doctor", LLM_PLUGIN_TIMEOUT="0.5")
    said = re.sub(r"\d+ ms", "N ms", re.sub(r"and \d[.\d]+ is", "and V is", result.stdout))
    assert said == DOCTOR.lstrip()
    assert (result.returncode, result.stderr.splitlines()[-1]) == (1, "5 plugins of 5 not well")
    one = plugins("doctor", "changing", LLM_PLUGIN_TIMEOUT="0.5")
    assert (one.returncode, one.stdout.count("ms\n")) == (1, 1)
    assert one.stderr.splitlines()[-1] == "1 plugin of 1 not well"


BEGINNER = """
import llm

class Weather(llm.Model):
    model_id = "weather"
    def execute(self, prompt, stream, response, conversation):
        yield "sun"

def load(config):
    return config["wether_url"]

@llm.hookimpl
def register_models(register):
    register(Weather)

@llm.hookimpl
def register_embedding_models(register):
    register(Weather())

@llm.hookimpl
def register_tools(register):
    load({})

@llm.hookimpl
def register_template_loader(register):
    pass

def register_fragment_loader(register):
    pass

def register_commands(cli):
    pass
"""
BEGINNERS = """
! register_models: TypeError: register() was given the class Weather, not a model: make it \
Weather() (begun.py, line 14)
! register_embedding_models: TypeError: register() was given Weather(), a chat model: offer it \
in register_models (begun.py, line 18)
! register_tools: KeyError: 'wether_url' (begun.py, line 10)
! register_commands (begun.py, line 31) is never called, as it is not marked: put \
@llm.hookimpl above it
! register_fragment_loader (begun.py, line 28) is never called, as llm has no such hook: \
call it register_fragment_loaders, and put @llm.hookimpl above it
! llm has no hook register_template_loader (begun.py, line 24): did you mean \
register_template_loaders?
"""


def test_what_beginners_do(install, plugins):
    """Each error has the line of the plugin's own code; what is never called is said, too."""
    install("begun", BEGINNER)
    result = plugins("doctor")
    assert (result.returncode, result.stderr.splitlines()[-1]) == (1, "1 plugin of 1 not well")
    wrong = [line for line in result.stdout.splitlines() if line.startswith("!")]
    assert wrong == BEGINNERS.strip().splitlines()


def test_a_package_without_a_plugin(install, plugins, tmp_path):
    """It is installed, and that llm cannot know of it is said, beside the others that are named."""
    install("good", MODEL.format(name="good"))
    install("llm_bare", MODEL.format(name="bare"))
    points = tmp_path / "site" / "llm_bare-1.5.dist-info" / "entry_points.txt"
    points.write_text("[llms]\nbare = llm_bare\n")
    said = (
        "llm_bare is installed, but has no entry point of the group llm: name its module below"
        ' [project.entry-points.llm] in its pyproject.toml, as in bare = "llm_bare",'
        " and install it again"
    )
    one = plugins("doctor", "LLM-bare")
    assert (one.returncode, one.stdout) == (1, f"! {said}\n")
    assert one.stderr.splitlines()[-1] == "1 plugin of 1 not well"
    both = plugins("doctor", "llm-bare", "good")
    assert both.stdout.startswith(f"! {said}\ngood 1.5: loaded")
    assert plugins("disable", "llm-bare").stderr.endswith(f"Error: {said}\n")
    assert plugins("doctor", "nowhere").stderr.startswith("Error: No plugin called nowhere")


def test_a_command_of_two(install, plugins):
    """Both are told, and which of them runs; nothing had changed unnoticed."""
    source = (
        "import llm\n@llm.hookimpl\ndef register_commands(cli):\n    cli.command('both')(print)\n"
    )
    install("alpha", source)
    install("beta", source)
    for _ in range(2):
        done = plugins("doctor")
        assert done.returncode == 1
        assert [line for line in done.stdout.splitlines() if line.startswith("!")] == [
            "! beta has a command called both, too; the one of beta has the name",
            "! alpha has a command called both, too; this one has the name",
        ]
        assert "unnoticed" not in done.stdout


def test_what_was_known_is_put_right(install, llm, tmp_path):
    """The index is made anew; what it should have noticed itself, and did not, is said."""
    install("adding", COMMANDS)
    env = {"LLM_PLUGIN_INDEX": "1", "LLM_CACHE_PATH": str(tmp_path / "cache")}
    assert llm("extra", env=env).stdout == "extra\n"
    (index,) = (tmp_path / "cache" / "plugins").glob("*.json")
    index.write_text(index.read_text().replace('"extra"', '"other"'))
    assert "other" in llm("--help", env=env).stdout
    done = llm("plugins", "doctor", env=env)
    assert (done.returncode, done.stderr) == (0, "1 plugin, and nothing is wrong\n")
    assert "  what was known of it had changed unnoticed; it is up to date now\n" in done.stdout
    assert llm("extra", env=env).stdout == "extra\n"


def test_metadata_that_is_damaged(install, plugins, tmp_path):
    """It is a plugin that is not well, too."""
    install("bad", "")
    (tmp_path / "site" / "bad-1.5.dist-info" / "entry_points.txt").write_text("[llm]\nno sense\n")
    result = plugins("doctor")
    assert (result.returncode, result.stdout[:16]) == (1, "! The plugins of")
