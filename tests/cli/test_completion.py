"""What shells are told when they ask how a line may go on, and the shells themselves."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import Any

import pytest

from llm.cli import completing
from tests.cli.logged import call, keep
from tests.terminal import CTRL_C, CTRL_D, ENTER, Terminal

BREAKS = " \t\n\"'@><=;|&(:"


@pytest.fixture
def complete(scripted, environment):
    """The values that bash is told for a line, as bash puts them after its last break."""

    def ask(line: str) -> list[str]:
        asked = {"_LLM_COMPLETE": "bash_complete", "COMP_LINE": line, "COMP_WORDBREAKS": BREAKS}
        result = scripted(env=asked)
        assert (result.returncode, result.stderr) == (0, "")
        return [each.partition("\t")[2] for each in result.stdout.splitlines() if "\t" in each]

    return ask


@pytest.fixture
def with_index(environment, tmp_path):
    """The environment of an `llm` that has an index of its plugins, of its own."""
    return {**environment, "LLM_PLUGIN_INDEX": "1", "LLM_CACHE_PATH": str(tmp_path / "cache")}


def test_commands(complete):
    """Where nothing was typed yet it is commands, those of plugins, too."""
    found = complete("llm ")
    assert {"prompt", "logs", "greet"} <= set(found)
    assert complete("llm gre") == ["greet"]


def test_models_and_aliases(complete, user_path):
    """After `-m`, also where a prompt comes first."""
    assert {"echo", "e", "ech"} <= set(complete("llm 'a prompt' -m e"))
    assert "echo" in complete("llm chat -m ec")
    assert complete("llm -m nothing-like-it") == []


LINES = [
    "llm ", "llm  ", "llm l", "llm logs", "llm nothing", "llm gre", "/usr/bin/llm ",
    "llm -m ", "llm --model ", "llm -m e", "llm -m gpt-4.1", "llm -m nothing-like-it",
    "llm -m family:", "llm -m  fam",
]  # fmt: skip
OFFERS = {
    "greeting": "import click, llm\n@llm.hookimpl\ndef register_commands(cli):\n"
    "    cli.command('greet')(lambda: None)\n"
    "    cli.command('hidden-one', hidden=True)(lambda: None)\n",
    "family": "import llm\nclass M(llm.Model):\n    model_id = 'family:8b'\n"
    "    def execute(self, *_): yield ''\n"
    "@llm.hookimpl\ndef register_models(register): register(M(), aliases=('e', 'fam ily'))\n",
    "removing": "import llm\n@llm.hookimpl\ndef register_commands(cli):\n"
    "    cli.commands.pop('logs', None)\n",
    "changing": "import llm\n@llm.hookimpl\ndef register_commands(cli):\n"
    "    cli.get_command(None, 'prompt').params[:] = []\n",
}


BOTH = """
import contextlib, io, json, os
from llm.cli import bash

def at_once(line):
    os.environ["COMP_LINE"] = line
    with contextlib.redirect_stdout(io.StringIO()) as told:
        return bash.answered_at_once(), told.getvalue()

def by_click(line):
    os.environ["COMP_LINE"] = line
    return BashScript(cli, {}, "llm", bash.VARIABLE).complete()

lines = json.loads(os.environ["LINES"])
first = [at_once(line) for line in lines]
from llm.cli.root import cli
from llm.cli.shells import BashScript
print(json.dumps([[*each, by_click(line)] for each, line in zip(first, lines)]))
"""


@pytest.mark.parametrize(
    ("plugins", "left_to_click"),
    [
        ([], set()),
        (["greeting", "family"], set()),
        (["removing"], set()),
        (["changing"], {line for line in LINES if "-m" in line}),
    ],
)
def test_what_is_told_at_once_is_what_click_tells(with_index, install, plugins, left_to_click):
    """Names of commands and models come without click, and are the same, in the same order."""
    for name in plugins:
        install(name, OFFERS[name])
    asked = {"_LLM_COMPLETE": "bash_complete", "COMP_WORDBREAKS": BREAKS}
    env = {**with_index, **asked, "LINES": json.dumps(LINES)}
    done = subprocess.run(
        [sys.executable, "-c", BOTH], env=env, capture_output=True, text=True, check=True
    )
    for line, (is_told, at_once, by_click) in zip(LINES, json.loads(done.stdout), strict=True):
        assert is_told == (line not in left_to_click), line
        assert at_once.rstrip("\n") == (by_click if is_told else ""), line


@pytest.mark.parametrize("line", ["llm ", "llm -m "])
def test_names_are_told_without_click(with_index, install, line):
    """To import it takes longer than all the rest."""
    install("greeting", OFFERS["greeting"])
    program = "import sys\nfrom llm.cli import main\nmain()\nprint('click' in sys.modules)"
    asked = {"_LLM_COMPLETE": "bash_complete", "COMP_LINE": line}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**with_index, **asked}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert len(done.stdout.splitlines()) > 10
    assert done.stdout.splitlines()[-1] == "False"


def test_options_of_the_model_that_is_named(complete):
    """`-o` offers what the model of the line takes."""
    assert complete("llm -m describe -o ") == ["temperature", "max_tokens"]
    assert complete("llm -m describe -o temperature 1 -o m") == ["max_tokens"]


def test_values_of_options(complete):
    """After the name of an option come the words that it can be, and never names of options."""
    assert complete("llm -m describe -o max_tokens ") == []
    assert complete("llm chat -m gpt-4o -o json_object ") == ["true", "false"]
    assert complete("llm hello -m gpt-5.5 -o reasoning_effort mi") == ["minimal"]


def test_options_of_commands(complete):
    """A dash offers options, for a group also those of its default command."""
    assert "--schema-multi" in complete("llm --schema")
    assert "--short" in complete("llm logs --sh")


def test_words_with_colons(complete, install):
    """Bash replaces what comes after the colon only."""
    install(
        "colons",
        "import llm\n"
        "class M(llm.Model):\n"
        "    model_id = 'family:8b'\n"
        "    def execute(self, *_): yield ''\n"
        "@llm.hookimpl\n"
        "def register_models(register): register(M())\n",
    )
    assert complete("llm -m family:") == ["8b"]
    assert complete("llm -m fam") == ["family:8b"]
    assert complete("llm hello --model=family:") == ["8b"]
    assert complete("llm hello --model=fam") == ["family:8b"]


def test_a_prefix_that_is_typed_wholly(complete, install):
    """Bash gets nothing for a prefix behind which it cannot know anything."""
    install(
        "prefixed",
        "import llm\n"
        "@llm.hookimpl\n"
        "def register_template_loaders(register): register('shelf', lambda name: None)\n",
    )
    assert complete("llm -t she") == ["shelf:"]
    assert complete("llm -t shelf:") == []


def test_plugins_and_hooks(complete, user_path, install):
    """What is enabled again is what is disabled; hooks have names."""
    install("there", "import llm\n")
    assert complete("llm plugins enable ") == []
    user_path.mkdir(exist_ok=True)
    (user_path / "config.toml").write_text('disabled_plugins = ["llm-there"]\n')
    assert complete("llm plugins enable ") == ["llm-there"]
    assert "register_tools" in complete("llm plugins list --hook register_t")


def test_tools_templates_keys(complete, scripted, user_path):
    """What the user has, and what plugins offer."""
    scripted("keys", "set", "work", "--value", "x")
    (user_path / "templates").mkdir()
    (user_path / "templates" / "summary.yaml").write_text("prompt: hi")
    assert "llm_time" in complete("llm -T llm_")
    assert complete("llm -t sum") == ["summary"]
    assert complete("llm --key wo") == ["work"]


def test_conversations_and_calls(complete):
    """Ids of the history, the one that was used last first."""
    record = call(1, "Hello", "Hi")
    keep(record)
    found = complete("llm -c --from ")
    assert record.id in found
    assert len(complete("llm --cid ")) == 1


def test_what_others_wrote_is_one_line():
    """The name of a conversation, as of an imported one, does nothing to a terminal."""
    complete = completing._completer(lambda _: [("a", "x\n\x1b[2Jy"), ("a\nb", None)])
    unused: Any = None
    found = complete(unused, unused, "a")
    assert [(item.value, item.help) for item in found] == [("a", "x  [2Jy")]


def test_damaged_files_and_plugins_are_silent(complete, install, user_path):
    """Nobody who types a line is told of a damaged file, or of a plugin that fails."""
    install("broken", "raise RuntimeError('imported')")
    user_path.mkdir(exist_ok=True)
    (user_path / "aliases.json").write_text("{")
    (user_path / "logs.db").write_text("no database at all")
    assert complete("llm --cid ") == []
    complete("llm -m e")


def test_an_old_history_is_not_imported_for_it(complete, user_path):
    """A file of an older release stays as it is while somebody types."""
    import sqlite3
    from contextlib import closing

    user_path.mkdir(exist_ok=True)
    path = user_path / "logs.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE responses (id TEXT PRIMARY KEY, prompt TEXT)")
    before = path.read_bytes()
    assert complete("llm --cid ") == []
    assert path.read_bytes() == before


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_scripts(inside, shell):
    """Each shell has a script that asks us."""
    result = inside("completion", shell)
    assert (result.returncode, result.stderr) == (0, "")
    assert f"{shell}_complete" in result.stdout


def test_the_users_shell(inside):
    """Without a name it is the shell of the user, where that is one that completes."""
    assert "fish_complete" in inside("completion", env={"SHELL": "/usr/bin/fish"}).stdout
    unknown = inside("completion", env={"SHELL": "/bin/csh", "PSModulePath": ""})
    assert unknown.returncode == 2
    assert "Say which shell" in unknown.stderr


def test_installing_a_script(inside, tmp_path):
    """It is put where the shell looks, and what else has to be done is said."""
    result = inside("completion", "fish", "--install", env={"XDG_CONFIG_HOME": str(tmp_path)})
    written = tmp_path / "fish" / "completions" / "llm.fish"
    assert str(written) in result.stderr
    assert written.read_text() == inside("completion", "fish").stdout


STARTS = {
    "bash": ["--norc", "--noprofile", "-i"],
    "zsh": ["-f", "-i"],
    "fish": ["--no-config", "-i"],
}
LOADS = {
    "bash": 'eval "$(llm completion bash)"; PS1="ready> "',
    "zsh": 'autoload -Uz compinit; compinit -u; eval "$(llm completion zsh)"; PS1="ready> "',
    "fish": 'llm completion fish | source; function fish_prompt; echo -n "ready> "; end',
}


@pytest.mark.parametrize("shell", STARTS)
def test_a_real_shell_completes(scripted, environment, tmp_path, shell):
    """The tab key finishes the name of a model, in the shell itself."""
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed here: apt-get install {shell}")
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "llm").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m llm "$@"\n')
    (programs / "llm").chmod(0o755)
    env = {
        **environment,
        "PATH": f"{programs}:{environment['PATH']}",
        "HOME": str(tmp_path),
        "TERM": "xterm",
    }
    env.pop("PYTHONWARNINGS")
    with Terminal([shell, *STARTS[shell]], env=env, cwd=tmp_path) as terminal:
        terminal.type(LOADS[shell] + ENTER)
        terminal.wait_for("ready> ")
        terminal.type("llm hello -m surr\t")
        terminal.wait_for("llm hello -m surrogate")
        terminal.type(CTRL_C)
        terminal.type(CTRL_D)
