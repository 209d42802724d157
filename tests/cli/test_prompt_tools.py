"""Tools on the command line: the rounds of a chain, what is shown of them, and consent."""

import os
import subprocess
import sys
from functools import partial

import pytest

from tests.cli.openai_server import Says

UP = """
def up(text: str) -> dict:
    "Upper case"
    return {"said": text.upper()}
"""
CALL = Says("Let me see", calls=[("up", {"text": "x"})])


@pytest.fixture
def arguments(server, world):
    """Arguments of a prompt to the scripted server, in both worlds."""
    return ["prompt", "hi", "--base-url", server.url, "-m", "tiny", *world]


@pytest.fixture
def ask(inside, arguments):
    """Run such a prompt."""
    return partial(inside, *arguments)


def test_rounds(server, ask):
    """A tool is run and the model told; the text of both rounds is shown, a space between."""
    server.says(CALL, "it is X")
    result = ask("--functions", UP, "-u")
    assert (result.returncode, result.stdout) == (0, "Let me see it is X\n")
    assert result.stderr.splitlines() == ["Token usage: 7 input, 3 output"] * 2
    first, second = (asked.body for asked in server.prompts())
    assert first["tools"] == second["tools"]
    assert first["tools"][0]["function"]["name"] == "up"
    said = second["messages"][-1]
    assert (said["role"], said["content"]) == ("tool", '{"said": "X"}')


def test_tools_of_plugins(server, ask):
    """`-T` offers a tool by its name."""
    server.says(Says(calls=[("llm_version", {})]), "done")
    assert ask("-T", "llm_version", "-T", "llm_time", "--no-stream").stdout == "done\n"
    names = [tool["function"]["name"] for tool in server.requests[0].body["tools"]]
    assert names == ["llm_version", "llm_time"]


@pytest.mark.parametrize("given", [["--td"], []])
def test_debugging(server, ask, given):
    """`--td`, or LLM_TOOLS_DEBUG, shows each call with its result."""
    calls = [("up", {"text": "x"}), ("up", {}), ("nope", {})]
    server.says(Says(calls=calls), "done")
    env = {} if given else {"LLM_TOOLS_DEBUG": "1"}
    result = ask("--functions", UP, *given, env=env)
    assert result.stdout == "done\n"
    assert "Tool call: up({'text': 'x'})\n  {\n    \"said\": \"X\"\n  }\n" in result.stderr
    assert "Tool call: up({})\n  Error: Invalid arguments" in result.stderr
    assert "Tool call: nope({})\n  there is no such tool\n" in result.stderr


def test_nobody_to_ask(server, llm, arguments):
    """`--ta` refuses calls when there is no terminal; the model is told, and answers."""
    server.says(CALL, "then not")
    result = llm(*arguments, "--functions", UP, "--ta", start_new_session=True)
    assert result.stdout == "Let me see then not\n"
    assert 'Tool call: up\n  text: "x"\n' in result.stderr
    assert "Nobody can be asked" in result.stderr
    assert server.requests[-1].body["messages"][-1]["content"].startswith("Cancelled: ")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("answer", "told"), [("y", '{"said": "X"}'), ("", "Cancelled: ")])
def test_approval(server, environment, tmp_path, arguments, answer, told):
    """`--ta` asks on the terminal before each call; anything but yes refuses it."""
    server.says(CALL, "done")
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "llm", *arguments, "--ta", "--functions", UP],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        cwd=tmp_path,
    ) as process:
        os.write(ours, f"{answer}\n".encode())
        out, err = process.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert out.decode() == "Let me see done\n"
    assert 'Tool call: up\n  text: "x"\nRun it? y = yes, ' in err.decode()
    assert server.requests[-1].body["messages"][-1]["content"].startswith(told)


def test_chain_limit(server, ask):
    """`--cl` ends a chain that goes on and on; what had been said stays shown."""
    server.says(CALL)
    result = ask("--functions", UP, "--cl", "2")
    assert (result.returncode, result.stdout) == (1, "Let me see Let me see")
    assert result.stderr == "Error: Chain limit of 2 exceeded.\n"
    assert len(server.prompts()) == 2


def test_models_without_tools_or_schemas(scripted, world):
    """A model that takes no tools, or no schema, is not asked, and says so in one line."""
    for given, what in [(["-T", "llm_time"], "tools"), (["--schema", "name,"], "schemas")]:
        result = scripted("hi", "-m", "echo", *given, *world)
        assert (result.returncode, result.stdout) == (1, "")
        assert result.stderr.startswith("Error: ")
        assert f"does not support {what}" in result.stderr
