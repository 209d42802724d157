"""§1.0: what holds for every command - errors, exit codes, streams, the environment."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tests.compat.contract.command_line import CommandLine
from tests.compat.differential import llm_scripted
from tests.terminal import CTRL_C, CTRL_D, Terminal


def test_default_command(cli: CommandLine) -> None:
    """§1.0: `llm X` = `llm prompt X`; bare `llm` = `llm prompt`."""
    assert cli.ok("hello", "-m", "echo") == cli.ok("prompt", "hello", "-m", "echo")
    assert cli.ok(stdin="hello", LLM_MODEL="echo") == "said <hello>\n"


def test_default_list(cli: CommandLine) -> None:
    """§1.0: groups list what they have, also with options of `list`; `openai` does not."""
    assert cli.ok("aliases", "--json") == cli.ok("aliases", "list", "--json")
    assert cli.ok("models", "-q", "lonely") == cli.ok("models", "list", "-q", "lonely")
    assert cli.run("openai").returncode == 2


def test_version() -> None:
    """§1.0 Help: `--version` prints `llm, version X`."""
    done = subprocess.run(
        [sys.executable, "-m", "llm", "--version"], capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == (f"llm, version {version('llm')}\n", "")


@pytest.mark.parametrize(
    "arguments",
    [
        ("hi", "-m", "nope"),
        ("keys", "get", "nope"),
        ("logs", "backup", "words.txt"),
        ("templates", "show", "nope"),
        ("schemas", "show", "nope"),
        ("fragments", "show", "nope"),
        ("aliases", "remove", "nope"),
        ("models", "options", "set", "echo", "nope", "1"),
        ("tools", "list", "nope"),
        ("similar", "nope", "-c", "x"),
        ("collections", "delete", "nope"),
    ],
    ids=lambda arguments: " ".join(arguments[:2]),
)
def test_handled_errors(cli: CommandLine, arguments: tuple[str, ...]) -> None:
    """§1.0 Error text: `Error: <message>` on standard error, nothing on the other, status 1."""
    done = cli.run(*arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: ")


def test_usage_errors(cli: CommandLine) -> None:
    """§1.0 Error text: usage line, hint, `Error: Invalid value for '<opt>': …`, status 2."""
    done = cli.run("logs", "list", "-n", "x")
    assert (done.returncode, done.stdout) == (2, "")
    usage, hint, _, error = done.stderr.splitlines()
    assert usage.startswith("Usage: ")
    assert hint.startswith("Try '")
    assert error.startswith("Error: Invalid value for '-n' / '--count': ")


@pytest.mark.parametrize(("key", "status"), [(CTRL_C, 130), (CTRL_D, 1)], ids=["C", "D"])
def test_aborted_questions(llm, environment, tmp_path, key: str, status: int) -> None:
    """§1.0 Error text: Ctrl-C or the end of input at a question is `Aborted!`; ours 130 for C."""
    command = [sys.executable, "-m", "llm", "keys", "set", "x"]
    with Terminal(command, env=environment, cwd=tmp_path) as terminal:
        terminal.wait_for("Enter key")
        terminal.type(key)
        assert terminal.end() == status
        assert "Aborted!" in terminal.screen.text()


@pytest.mark.parametrize(
    ("prompt", "said"), [("fail", "the model is out of order"), ("fail-value", "no such thing")]
)
@pytest.mark.parametrize("world", [(), ("--async",)], ids=["sync", "async"])
def test_exceptions_of_models(
    cli: CommandLine, prompt: str, said: str, world: tuple[str, ...]
) -> None:
    """§1.0 Prompt-time exceptions: of every class they are `Error: …`; LLM_RAISE_ERRORS raises.

    Ours raises also ValueError then, which 0.36 shows as an error all the same.
    """
    assert cli.fails("-m", "echo", prompt, *world) == f"Error: {said}"
    with pytest.raises((RuntimeError, ValueError), match=said):
        cli.run("-m", "echo", prompt, *world, env={"LLM_RAISE_ERRORS": "1"})


def test_unknown_model(cli: CommandLine) -> None:
    """§1.0 Unknown model: `Error: Unknown model: NAME`, without the inner quotes of 0.36."""
    for command in ("prompt", "chat"):
        assert cli.fails(command, "-m", "nope").startswith("Error: Unknown model: nope")


def test_standard_output_and_error(cli: CommandLine) -> None:
    """§1.0 stdout vs stderr: text, listings and JSON; reasoning, usage, tools, confirmations."""
    usage = 'Token usage: 1,234 input, 56 output, {"cached": {"read": 7}}\n'
    reasoning = "First I think. Then I think again.\n"
    assert cli.said("-m", "echo", "think well", "-u") == ("Thought: well\n", reasoning + usage)
    use = 'use [{"name": "upper", "arguments": {"text": "a"}}]'
    out, err = cli.said("-m", "echo", use, "-T", "upper", "--td")
    assert out == "Let me look. Tools said: upper=A\n"
    assert "Tool call: upper(" in err
    for confirmed in (
        ("models", "options", "set", "echo", "temperature", "1"),
        ("aliases", "set", "x", "-q", "lonely"),
    ):
        out, err = cli.said(*confirmed)
        assert out == ""
        assert err.count("\n") == 1
    assert cli.said("models", "options", "show", "plain")[0] == ""
    assert cli.said("models", "options", "show", "plain")[1] != ""


def test_colours(environment, install, tmp_path) -> None:
    """§1.0 stdout vs stderr: on a terminal reasoning is dim and token usage bold yellow."""
    install("llm_scripted", Path(str(llm_scripted.__file__)).read_text())
    command = [sys.executable, "-m", "llm", "-m", "echo", "-u", "think well"]
    with Terminal(command, env=environment, cwd=tmp_path) as terminal:
        assert terminal.end() == 0
    reasoning = terminal.written.partition("First I think.")[0]
    assert "\x1b[2m" in reasoning
    usage = terminal.written.partition("Token usage")[0].rpartition("\n")[2]
    assert "\x1b[33m" in usage
    assert "\x1b[1m" in usage


def test_database_is_made_by_prompts(cli: CommandLine) -> None:
    """§1.0 DB handling: `prompt` and `chat` make the history; ours not where nothing is kept."""
    cli.ok("-m", "seen", "hi", "-n")
    assert not (cli.user / "logs.db").exists()
    cli.ok("chat", "-m", "seen", stdin="hi\n")
    assert (cli.user / "logs.db").exists()
    (cli.user / "logs.db").unlink()
    cli.ok("-m", "seen", "hi")
    assert (cli.user / "logs.db").exists()


@pytest.mark.parametrize("command", ["prompt", "chat"])
def test_database_is_closed(cli: CommandLine, command: str) -> None:
    """§1.0 DB handling: connections are closed at the end of a command."""
    cli.ok(command, "-m", "seen", stdin="hi\n")
    assert not [*cli.user.glob("logs.db-*")]


def test_what_no_variable_sets(cli: CommandLine) -> None:
    """§1.0 Env vars: none is a key or an option; those for database and template are ours."""
    said = cli.ok("-m", "keyed", "--key", "given", "hi", LLM_KEY="x", LLM_OPTIONS="x")
    assert said == "key given\n"
    cli.ok("-m", "plain", "hi", LLM_DATABASE=str(cli.home / "elsewhere.db"))
    assert (cli.home / "elsewhere.db").exists()


def test_variables(cli: CommandLine) -> None:
    """§1.0 Env vars: LLM_USER_PATH, LLM_MODEL, LLM_TOOLS_DEBUG, OPENAI_API_KEY are heeded."""
    other = cli.home / "other"
    assert cli.ok("logs", "path", LLM_USER_PATH=str(other)) == f"{other / 'logs.db'}\n"
    assert cli.ok("hi", LLM_MODEL="plain") == "plainly hi\n"
    use = 'use [{"name": "upper", "arguments": {"text": "a"}}]'
    debugged = cli.said("-m", "echo", use, "-T", "upper", LLM_TOOLS_DEBUG="1")
    assert debugged[1].startswith("\nTool call: upper(")
    assert "No key found" in cli.fails("-m", "gpt-4o-mini", "hi")


def test_plugins_by_variable(scripted) -> None:
    """§1.0 Env vars: LLM_LOAD_PLUGINS names the plugins that are loaded; empty is none."""
    assert "echo" in scripted("models").stdout
    for named, there in (("scripted_plugin", True), ("", False)):
        shown = scripted("models", env={"LLM_LOAD_PLUGINS": named}).stdout
        assert ("Scripted: echo" in shown) == there


def test_responses_shown(endpoint) -> None:
    """§1.0 Env vars: LLM_OPENAI_SHOW_RESPONSES shows requests and responses on stderr."""
    done = endpoint("hi", "-m", "tiny", env={"LLM_OPENAI_SHOW_RESPONSES": "1"})
    assert done.stdout == "Hello there\n"
    assert "/v1/chat/completions" in done.stderr


def test_raised_errors_reach_plugins(cli: CommandLine) -> None:
    """§1.0 Prompt-time exceptions: who invokes a command finds the exception behind click's."""
    from llm.cli import cli as root

    runner = CliRunner()
    done = runner.invoke(root, ["-m", "echo", "fail"], standalone_mode=False)
    assert isinstance(done.exception, click.ClickException)
    assert isinstance(done.exception.__context__, RuntimeError)
