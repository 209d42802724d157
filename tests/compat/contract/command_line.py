"""CommandLine: `llm` as somebody types it, in a directory with files, with a plugin that does all.

The plugin and the files are those of the comparison with 0.36; the model `seen` keeps what it is
asked, and answers `answer`.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from llm.models import Prompt
from llm.testing import AsyncScriptedModel, ScriptedModel

PNG = b"\x89PNG\r\n\x1a\n0000"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


class CommandLine:
    """Runs `llm` in this process.

    Attributes:
        home: the current directory, with the files of the comparison.
        user: the user directory.
        models: `seen`, sync and async.

    """

    def __init__(self, run: Run, home: Path, user: Path) -> None:
        self.run = run
        self.home = home
        self.user = user
        about: dict[str, Any] = {"model_id": "seen", "Options": _options()}
        script = [["answer"]] * 20
        self.models = ScriptedModel(script, **about), AsyncScriptedModel(script, **about)

    def ok(self, *arguments: str, stdin: str | bytes = "", **env: str) -> str:
        """What is on standard output, where all went well and nothing else was said."""
        done = self.run(*arguments, stdin=stdin, env=env)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    def said(self, *arguments: str, stdin: str | bytes = "", **env: str) -> tuple[str, str]:
        """What is on standard output and on standard error, where the status is 0."""
        done = self.run(*arguments, stdin=stdin, env=env)
        assert done.returncode == 0, done.stderr
        return done.stdout, done.stderr

    def fails(self, *arguments: str, stdin: str | bytes = "", status: int = 1, **env: str) -> str:
        """The last line on standard error, where *status* is the exit status."""
        done = self.run(*arguments, stdin=stdin, env=env)
        assert done.returncode == status, (done.stdout, done.stderr)
        assert "Traceback" not in done.stderr
        line = done.stderr.rstrip("\n").rpartition("\n")[2] if status == 2 else done.stderr
        return line.rstrip("\n")

    def asked(self, *arguments: str, stdin: str | bytes = "", **env: str) -> Prompt:
        """What the model `seen` was asked."""
        self.said("prompt", *arguments, stdin=stdin, **({"LLM_MODEL": "seen"} | env))
        return self.prompts[-1]

    @property
    def prompts(self) -> list[Prompt]:
        """All that the model `seen` was asked, first without and then with `--async`."""
        return [*self.models[0].prompts, *self.models[1].prompts]

    def logged(self, *options: str) -> list[dict[str, Any]]:
        """The rows of `llm logs --json`, the oldest first."""
        rows: list[dict[str, Any]] = json.loads(self.ok("logs", "-n", "0", "--json", *options))
        return rows

    def write(self, name: str, content: str | bytes) -> Path:
        """Put a file into the current directory, or where *name* says."""
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path


def texts(prompt: Prompt) -> list[tuple[str, str]]:
    """The messages of a prompt, as pairs of role and text."""
    return [(message.role, message.text()) for message in prompt.messages]


def _options() -> Any:
    from tests.compat.differential.llm_scripted import Options

    return Options
