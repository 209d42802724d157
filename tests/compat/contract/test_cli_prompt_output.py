"""§1.1: what is shown of an answer: streaming, reasoning, usage, extraction, JSON, --async."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.compat.contract.command_line import CommandLine
from tests.compat.contract.test_cli_prompt_tools import upper

WORLDS = pytest.mark.parametrize("world", [(), ("--async",)], ids=["sync", "async"])


@pytest.mark.parametrize(
    ("given", "streams"),
    [((), True), (("--no-stream",), False), (("-x",), False), (("--xl",), False)],
    ids=str,
)
@WORLDS
def test_streaming(
    cli: CommandLine, world: tuple[str, ...], given: tuple[str, ...], streams: bool
) -> None:
    """§1.1 --no-stream: the model is told not to stream; -x, --xl and --json imply it."""
    assert cli.ok("-m", "echo", "describe", *given, *world).startswith(f"stream={streams} ")


def test_json_does_not_stream(cli: CommandLine) -> None:
    """§1.1 --no-stream: implied by `--json`."""
    (row,) = json.loads(cli.ok("-m", "echo", "describe", "--json"))
    assert row["response"].startswith("stream=False ")


def test_text_is_shown_as_it_comes(scripted, environment, tmp_path) -> None:
    """§1.1 Streaming display: chunks go to standard output when they come, not at the end."""
    command = [sys.executable, "-m", "llm", "wait", "-m", "endless", "-n"]
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        env=environment,
        cwd=tmp_path,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"partial\n"
        assert process.poll() is None
        process.kill()


@WORLDS
def test_newline_at_the_end(cli: CommandLine, world: tuple[str, ...]) -> None:
    """§1.1 Streaming display: a line end follows the text, and none is put into it."""
    assert cli.ok("-m", "seen", "hi", *world) == "answer\n"
    assert cli.ok("-m", "echo", "silent", *world) == "\n"


@pytest.mark.parametrize("option", ["-R", "--hide-reasoning", "--no-reasoning"])
@WORLDS
def test_reasoning(cli: CommandLine, world: tuple[str, ...], option: str) -> None:
    """§1.1 Streaming display, -R: reasoning is on stderr, a line end before the text begins.

    With -R it is neither shown nor asked for.
    """
    thought = ("Thought: well\n", "First I think. Then I think again.\n")
    assert cli.said("-m", "echo", "think well", *world) == thought
    assert cli.ok("-m", "echo", "think well", option, *world) == thought[0]
    assert "hide=True" in cli.ok("-m", "echo", "describe", option, *world)


@WORLDS
def test_async(cli: CommandLine, world: tuple[str, ...]) -> None:
    """§1.1 --async: the async variant of the model is asked."""
    cli.ok("-m", "seen", "hi", *world)
    assert [len(model.prompts) for model in cli.models] == [not world, bool(world)]


def test_no_async(cli: CommandLine) -> None:
    """§1.1 --async: a model without one is an error."""
    assert cli.fails("-m", "plain", "hi", "--async").startswith("Error: ")


@pytest.mark.parametrize("option", ["-u", "--usage"])
@WORLDS
def test_usage(cli: CommandLine, world: tuple[str, ...], option: str) -> None:
    """§1.1 -u: `Token usage: 1,234 input, 56 output, {details}`, a line per response of a chain."""
    line = 'Token usage: 1,234 input, 56 output, {"cached": {"read": 7}}\n'
    assert cli.said("-m", "echo", "hi", option, *world)[1] == line
    assert cli.said("-m", "echo", upper(), "-T", "upper", option, *world)[1] == line * 2


@pytest.mark.parametrize(
    ("option", "shown"),
    [
        ("-x", "one = 1\n\n"),
        ("--extract", "one = 1\n\n"),
        ("--xl", "two\n\n"),
        ("--extract-last", "two\n\n"),
    ],
)
def test_extract(cli: CommandLine, option: str, shown: str) -> None:
    """§1.1 -x, --xl: the first or last fenced block only; all is logged."""
    assert cli.ok("-m", "echo", "code", option) == shown
    assert cli.logged()[0]["response"].startswith("First:\n```python\n")


@pytest.mark.parametrize("option", ["-x", "--xl"])
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("no block", "no block\n"),
        ("a\r\n```py\r\nx\r\ny\r\n```\r\nb", "x\ny\n\n"),
        ("````\n```\nx\n```\n````", "```\nx\n```\n\n"),
        ("``\nx\n``", "``\nx\n``\n"),
    ],
    ids=["none", "CRLF", "four backticks", "two backticks"],
)
def test_extracted(cli: CommandLine, option: str, text: str, shown: str) -> None:
    """§1.1 -x, --xl: three backticks or more, LF or CRLF; the whole text where there is none."""
    from llm.testing import ScriptedModel, offered

    with offered(ScriptedModel([[text]], model_id="fenced")):
        assert cli.run("-m", "fenced", "hi", option).stdout == shown


@WORLDS
def test_json(cli: CommandLine, world: tuple[str, ...]) -> None:
    """§1.1 --json: the array of `llm logs --json`, an object for each response of a chain."""
    shown = cli.ok("-m", "echo", upper(), "-T", "upper", "--json", *world)
    assert [each["response"] for each in json.loads(shown)] == [
        "Let me look. ",
        "Tools said: upper=A",
    ]
    assert shown == cli.ok("logs", "--json", "-c")


@WORLDS
def test_json_that_is_not_logged(cli: CommandLine, world: tuple[str, ...]) -> None:
    """§1.1 --json: the same where nothing is logged."""
    shown = json.loads(cli.ok("-m", "echo", upper(), "-T", "upper", "--json", "-n", *world))
    assert [each["tool_calls"] != [] for each in shown] == [True, False]
    assert shown[1]["tool_results"][0]["output"] == "A"
    assert not (cli.user / "logs.db").exists()
