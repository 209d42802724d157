"""Running a line of shell from a document inside this process."""

from __future__ import annotations

import shlex
from pathlib import Path

from click.testing import CliRunner, Result

from llm.cli import cli


def run_line(line: str) -> Result:
    """Run `llm …`, or `cat FILE | llm …`, in the current directory."""
    stdin = ""
    if line.startswith("cat "):
        file, _, line = line.removeprefix("cat ").partition(" | ")
        stdin = Path(file).read_text()
    program, *words = shlex.split(line, comments=True)
    assert program == "llm"
    return CliRunner().invoke(cli, words, input=stdin)
