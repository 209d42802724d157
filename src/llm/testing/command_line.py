"""Running `llm` inside the process of a test."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from click.testing import Result


def run(*words: str, stdin: str | bytes = "") -> Result:
    r"""Run `llm` with these *words* in this process, and give what came of it.

    The result has `stdout`, `stderr` and `exit_code`. What `llm` turns into a message is in there;
    any other exception is raised. Nothing is a terminal, so that nobody is asked.

        assert run("-m", "scripted", "Hi").stdout == "Hello world\n"
    """
    from click.testing import CliRunner

    from llm.cli import cli

    # Before click 8.2 standard error was not kept apart unless one asked for it.
    apart = "mix_stderr" in inspect.signature(CliRunner).parameters
    options: dict[str, Any] = {"mix_stderr": False} if apart else {}
    return CliRunner(**options).invoke(cli, list(words), input=stdin, catch_exceptions=False)
