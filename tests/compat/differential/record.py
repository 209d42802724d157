"""Records what release 0.36 does: `python -m tests.compat.differential.record [DIRECTORY]`.

The release is installed with pip in a virtual environment of its own, in DIRECTORY if one is named,
where it is kept. Each command line is a process. The record is `recorded.json`.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import venv
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.compat.differential.running import HERE, make_site, play, scenarios, serving
from tests.warm import TIMED_OUT, Done, clean_environment

RELEASE = "0.36"
RECORD = HERE / "recorded.json"
LEFT_OUT = {"openai"}
"""Commands whose differences are not looked for here: those of a server."""


def install(directory: Path) -> Path:
    """An environment with the release in *directory*, made if it is not there; its Python."""
    python = directory / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not (directory / "ready").exists():
        venv.create(directory, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "-q", f"llm=={RELEASE}"], check=True)
        (directory / "ready").touch()
    return python


class Cold:
    """Runs the `llm` of an environment, each time in a new process.

    Args:
        python: the interpreter of the environment; the script that pip made lies beside it.

    """

    def __init__(self, python: Path = Path(sys.executable)) -> None:
        self._script = str(python.with_name("llm.exe" if os.name == "nt" else "llm"))

    def run(
        self,
        arguments: Sequence[str],
        *,
        cwd: Path,
        env: Mapping[str, str],
        stdin: bytes = b"",
        timeout: float = 60,
    ) -> Done:
        """Run `llm` with these *arguments*; *env* is all of its environment."""
        try:
            done = subprocess.run(
                [self._script, *arguments],
                cwd=cwd,
                env=dict(env),
                input=stdin,
                capture_output=True,
                timeout=timeout,
                check=False,
                start_new_session=True,  # nobody can be asked
            )
        except subprocess.TimeoutExpired:
            return Done(TIMED_OUT, "", "")
        out, err = (written.decode(errors="replace") for written in (done.stdout, done.stderr))
        return Done(done.returncode, out, err)


def record(python: Path) -> dict[str, Any]:
    """What the release of *python* does in every scenario, and which options its commands have."""
    cold = Cold(python)
    with tempfile.TemporaryDirectory() as made, serving() as url, ThreadPoolExecutor(2) as pool:
        top = Path(made)
        site = make_site(top / "site")
        played = {
            each.name: pool.submit(play, each, cold.run, top / each.name, site, url)
            for each in scenarios()
        }
        return {
            "commands": _commands(cold, top, clean_environment(site, top)),
            "scenarios": {name: each.result() for name, each in played.items()},
        }


def _commands(cold: Cold, cwd: Path, env: dict[str, str], *path: str) -> dict[str, list[str]]:
    """The options of each command as its help has them, by the words that name it."""
    written = cold.run([*path, "--help"], cwd=cwd, env=env).stdout
    listed, _, commands = written.partition("\nCommands:\n")
    _, _, options = listed.partition("\nOptions:\n")
    found: dict[str, list[str]] = {}
    if path:
        lines = re.findall(r"^  (-.*)$", options, re.MULTILINE)
        names = [re.findall(r"(?<![\w-])--?[a-zA-Z][\w-]*", line.split("  ")[0]) for line in lines]
        found[" ".join(path)] = [name for each in names for name in each]
    for name in re.findall(r"^  ([a-z][a-z-]*)", commands, re.MULTILINE):
        if name not in LEFT_OUT and name != "greet":
            found |= _commands(cold, cwd, env, *path, name)
    return found


def main() -> None:
    """Make the record anew."""
    if len(sys.argv) > 1:
        recorded = record(install(Path(sys.argv[1])))
    else:
        with tempfile.TemporaryDirectory() as made:
            recorded = record(install(Path(made, "release")))
    RECORD.write_text(json.dumps(recorded, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
