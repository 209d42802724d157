"""Two environments beside each other: this project, and release 0.36 from the package index."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parent.parent


@dataclass
class Environment:
    """A virtual environment.

    Attributes:
        name: how its results are labelled.
        directory: where it is.
    """

    name: str
    directory: Path

    @property
    def python(self) -> str:
        """Its interpreter."""
        return str(self.directory / ("Scripts" if os.name == "nt" else "bin") / "python")

    @property
    def llm(self) -> str:
        """Its `llm` command."""
        return str(Path(self.python).with_name("llm"))


def both() -> tuple[Environment, Environment]:
    """Ours and that of 0.36, made at the first call and kept in the temporary directory."""
    home = Path(tempfile.gettempdir()) / f"llm-benchmarks-{os.getuid()}-{sys.version_info.minor}"
    ours = _made(Environment("ours", home / "ours"), ["-e", str(PROJECT)])
    return ours, _made(Environment("0.36", home / "0.36"), ["llm==0.36"])


def _made(environment: Environment, packages: list[str]) -> Environment:
    done = environment.directory / "complete"
    if not done.exists():
        print(f"Making an environment for {environment.name} …", file=sys.stderr)
        venv.create(environment.directory, with_pip=True, clear=True)
        install = [environment.python, "-m", "pip", "install", "-q", *packages]
        subprocess.run(install, check=True, stderr=subprocess.DEVNULL)
        done.touch()
    return environment
