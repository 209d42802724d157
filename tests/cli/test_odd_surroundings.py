"""Real processes in places that are not as usual: bytes, pipes, narrow and plain terminals."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys

import pytest

from tests.compat.differential.running import make_site
from tests.terminal import ENTER, Terminal
from tests.warm import clean_environment

EMOJI = "🎉 👩‍👩‍👧 e\u0301 ça"


@pytest.fixture
def surroundings(tmp_path, user_directory):
    """The environment of an `llm` with the scripted models, one of which is the default."""
    (user_directory / "default_model.txt").write_text("echo")
    site = make_site(tmp_path / "site")
    return {**clean_environment(site, user_directory), "PYTHONWARNINGS": "error"}


def run(surroundings, *arguments, stdin=b"", **env):
    """Run `llm`; what comes back are bytes."""
    return subprocess.run(
        [sys.executable, "-m", "llm", *arguments],
        env={**surroundings, **env},
        cwd=surroundings["LLM_USER_PATH"],
        input=stdin,
        capture_output=True,
        timeout=60,
        check=False,
    )


def test_bytes_that_are_no_text(surroundings):
    """Input in another encoding is not sent as something else in silence, and crashes nothing."""
    done = run(surroundings, stdin=b"caf\xe9")
    said = done.stderr.decode()
    assert "Traceback" not in said
    assert "UTF-8" in said
    logged = run(surroundings, "logs", "--json", "-n", "0")
    assert logged.returncode in (0, 1)
    assert len(json.loads(logged.stdout or b"[]")) == (done.returncode == 0)


def test_bytes_in_an_argument(surroundings):
    """An argument that is no text is answered, and kept as valid text."""
    done = run(surroundings, b"caf\xe9")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"said <caf")
    (row,) = json.loads(run(surroundings, "logs", "--json").stdout)
    assert row["prompt"] == "caf\ufffd"


@pytest.mark.parametrize("way", ["argument", "stdin"])
@pytest.mark.parametrize("locale", [{}, {"LC_ALL": "C"}], ids=["usual", "C"])
def test_emoji(surroundings, way, locale):
    """Any text comes back as it was given, whatever the locale says."""
    arguments, stdin = ([EMOJI], b"") if way == "argument" else ([], EMOJI.encode())
    del surroundings["PYTHONUTF8"]
    done = run(surroundings, *arguments, stdin=stdin, **locale)
    assert (done.returncode, done.stdout.decode()) == (0, f"said <{EMOJI}>\n")


@pytest.mark.parametrize(
    "arguments",
    ["'line of text' -m echo", "models --options", "tools --json", "logs -n 0", "prompt --help"],
)  # fmt: skip
def test_closed_pipe(surroundings, arguments):
    """`llm … | head -1` shows a line and ends quietly."""
    run(surroundings, "first")
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m llm {arguments} | head -1; echo ${{PIPESTATUS[0]}}"],
        env=surroundings,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    lines = done.stdout.splitlines()
    assert (len(lines), lines[-1], done.stderr) == (2, "0", "")


NARROW = [
    ["hello there, this is longer than the line"], ["code"], ["models", "-q", "ech", "--options"],
    ["templates"], ["tools"], ["prompt", "--help"], ["hello", "-m", "nothing"],
]  # fmt: skip


@pytest.mark.parametrize("arguments", NARROW, ids=" ".join)
def test_twenty_columns(surroundings, user_directory, arguments):
    """A terminal of 20 columns shows everything, and nothing goes wrong."""
    (user_directory / "templates").mkdir()
    (user_directory / "templates/long.yaml").write_text("prompt: a long prompt that has no room\n")
    del surroundings["COLUMNS"]
    with Terminal(
        [sys.executable, "-m", "llm", *arguments], columns=20, rows=10, env=surroundings
    ) as terminal:
        status = terminal.end()
    assert status == (1 if "nothing" in arguments else 0)
    assert "Traceback" not in terminal.written
    assert terminal.written.strip()


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str)
@pytest.mark.parametrize("arguments", [["think hard"], ["code"]], ids=" ".join)
def test_plain_terminals(surroundings, arguments, variables):
    """`NO_COLOR` takes the colours away; a terminal that can do nothing gets plain text."""
    with Terminal(
        [sys.executable, "-m", "llm", *arguments], env={**surroundings, **variables}
    ) as on:
        assert on.end() == 0
    coloured = "\x1b[3" in on.written or "\x1b[9" in on.written
    assert not coloured
    assert "TERM" not in variables or "\x1b" not in on.written


def test_a_chat_on_a_narrow_dumb_terminal(surroundings):
    """A chat needs nothing but lines."""
    env = {**surroundings, "TERM": "dumb"}
    with Terminal([sys.executable, "-m", "llm", "chat"], columns=20, env=env) as terminal:
        terminal.wait_for("> ")
        terminal.type("hello" + ENTER)
        terminal.wait_for("said <hello>")
        terminal.type("exit" + ENTER)
        assert terminal.end() == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["logs", "redact", "--text", "-", "-y"],
        ["plugins", "sync", "-"],
        ["keys", "set", "a", "--value", "-"],
        ["keys", "set", "a"],
    ],
)
def test_no_standard_input(surroundings, arguments):
    """Commands that want a text there say that there is none, in one line."""
    run(surroundings, "hello")  # so that there is a history
    line = shlex.join([sys.executable, "-m", "llm", *arguments])
    done = subprocess.run(
        ["bash", "-c", f"{line} <&-"],
        env=surroundings, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "Error: There is no standard input to read from\n"


@pytest.mark.parametrize(
    "arguments", [["logs", "redact", "--text", "-", "-y"], ["plugins", "sync", "-"]]
)
def test_bytes_where_a_text_is_wanted(surroundings, arguments):
    """Commands that want a text on standard input say that this is none, in one line."""
    run(surroundings, "hello")
    done = run(surroundings, *arguments, stdin=b"caf\xe9", PYTHONUTF8="0", LC_ALL="C.UTF-8",
               PYTHONIOENCODING="utf-8")  # fmt: skip
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr == b"Error: Standard input is no UTF-8 text, from byte 3 on\n"


def test_no_standard_streams(surroundings):
    """A program that starts `llm` without standard streams gets no traceback anywhere."""
    line = f"{sys.executable} -m llm hello <&- >&- 2>&-"
    done = subprocess.run(["bash", "-c", line], env=surroundings, timeout=60, check=False)
    assert done.returncode in (0, 1)
    assert os.path.exists(surroundings["LLM_USER_PATH"])
