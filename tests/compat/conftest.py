"""Plugins of our own, installed as real ones are, and what a user does with them.

The plugins in `plugins/` are written as published ones are: each idiom is one that real plugins
use. `COMPAT_PYTHON` names another interpreter whose `llm` is then tested in the place of ours; with
one that has release 0.36, the tests say where the two differ.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

PLUGINS = Path(__file__).with_name("plugins")
# Plugins use what pydantic has deprecated; what we do must not warn.
WARNINGS = "error,ignore::DeprecationWarning"


@dataclass
class Host:
    """An `llm` in processes of its own, which sees the plugins that a test installs."""

    site: Path
    home: Path

    def install(self, *names: str) -> None:
        """Install modules of `plugins/`, each as a distribution with an entry point."""
        for name in names:
            (self.site / f"{name}.py").write_text((PLUGINS / f"{name}.py").read_text())
            package = name.replace("_", "-")
            info = self.site / f"{name}-1.5.dist-info"
            info.mkdir()
            (info / "METADATA").write_text(
                f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.5\nRequires-Dist: llm>=0.26\n"
            )
            (info / "entry_points.txt").write_text(f"[llm]\n{name} = {name}\n")
            (info / "INSTALLER").write_text("pip\n")
            (info / "RECORD").write_text(f"{name}.py,,\n{info.name}/METADATA,,\n")

    def llm(self, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Run `llm` with these arguments and nothing on standard input."""
        return self._run(["-m", "llm", *arguments], env)

    def ask(self, program: str, **env: str) -> Any:
        """What *program* printed, as JSON; it must end well and say nothing else."""
        done = self._run(["-c", f"import json, llm\n{dedent(program)}"], env)
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
        return json.loads(done.stdout)

    def _run(self, arguments: list[str], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        return subprocess.run(
            [os.environ.get("COMPAT_PYTHON", sys.executable), *arguments],
            env={**kept, "PYTHONPATH": str(self.site), "PYTHONWARNINGS": WARNINGS, **env},
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@pytest.fixture
def host(tmp_path: Path, user_path: Path) -> Host:
    user_path.mkdir()
    site, home = tmp_path / "site", tmp_path / "home"
    site.mkdir()
    home.mkdir()
    return Host(site, home)
