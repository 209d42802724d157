"""What a person at a terminal sees: colour where it helps, and none in pipes."""

import os
import pty
import select
import subprocess
import sys

import pytest

DIM, YELLOW, BOLD, RESET = "\x1b[2m", "\x1b[33m", "\x1b[1m", "\x1b[0m"


@pytest.fixture
def at_terminal(scripted, environment, tmp_path):
    """Run `llm` with standard error, and on request standard output, on one terminal."""

    def run(*arguments, stdout_too=False, **env):
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "llm", *arguments],
            env={**environment, **env},
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            stdout=theirs if stdout_too else subprocess.DEVNULL,
            stderr=theirs,
        )
        os.close(theirs)
        seen = b""
        while select.select([ours], [], [], 30)[0]:
            try:
                data = os.read(ours, 4096)
            except OSError:  # Linux says so when the other side is closed
                break
            if not data:
                break
            seen += data
        os.close(ours)
        process.wait(timeout=30)
        return seen.decode().replace("\r\n", "\n")

    return run


def test_reasoning_is_dim(at_terminal):
    """Reasoning is dim, and the answer begins on a line of its own."""
    assert at_terminal("-m", "think", "hi", stdout_too=True) == f"{DIM}hmm{RESET}\nanswer\n"


def test_usage_is_bold_yellow(at_terminal):
    """The token count stands out."""
    seen = at_terminal("-m", "echo", "hi", "-u")
    assert seen.startswith((f"{YELLOW}{BOLD}Token usage: 1,234 input", f"{BOLD}{YELLOW}Token"))


def test_no_color(at_terminal):
    """`NO_COLOR` turns colour off."""
    assert "\x1b" not in at_terminal("-m", "think", "hi", "-u", NO_COLOR="1")


def test_error_begins_its_own_line(at_terminal):
    """An error does not stick to the text that had arrived."""
    seen = at_terminal("-m", "fail-midway", "hi", stdout_too=True)
    assert seen == "partial\nError: ValueError\n"
