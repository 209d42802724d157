"""An environment with this llm and published plugins, as the package index has them."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[3]
PLUGINS = (
    "llm-anthropic", "llm-gemini", "llm-mistral", "llm-ollama", "llm-openrouter", "llm-groq",
    "llm-deepseek", "llm-echo", "llm-tools-simpleeval", "llm-tools-quickjs", "llm-tools-sqlite",
    "llm-tools-mcp", "llm-fragments-github", "llm-templates-fabric", "llm-cmd", "llm-jq",
    "llm-llama-server", "llm-embed-ollama", "llm-cluster", "llm-uv-tool",
)  # fmt: skip
# llm-tools-mcp 0.4 imports a name that mcp 2 does not have, and requires any mcp.
BESIDE = ("mcp<2",)
_VERSIONS = """
import importlib.metadata, json
found = {each.name: each.version for each in importlib.metadata.distributions()}
print(json.dumps(found))
"""


class IndexUnreachableError(Exception):
    """There is no package index here."""


@dataclass(frozen=True)
class Installed:
    """An environment.

    Attributes:
        python: its interpreter.

    """

    python: Path

    @property
    def programs(self) -> Path:
        """Where its commands are."""
        return self.python.parent

    @property
    def llm(self) -> str:
        """The command `llm`."""
        return str(self.programs / "llm")

    def module(self, name: str) -> Path:
        """A file of its packages."""
        (path,) = self.programs.parent.glob(f"lib/python*/site-packages/{name}")
        return path

    @cached_property
    def versions(self) -> dict[str, str]:
        """The version of each package in it."""
        done = subprocess.run(
            [self.python, "-c", _VERSIONS], capture_output=True, text=True, check=True
        )
        found: dict[str, str] = json.loads(done.stdout)
        return found


def install(directory: Path) -> Installed:
    """Make an environment in *directory*: this llm first, which a constraint then keeps.

    Raises IndexUnreachableError where packages cannot be fetched, and RuntimeError with the words
    of pip where they cannot be installed.
    """
    subprocess.run([sys.executable, "-m", "venv", directory], check=True)
    installed = Installed(directory / "bin" / "python")
    _pip(installed, f"{ROOT}[local]")
    kept = directory / "keep-this-llm.txt"
    kept.write_text(f"llm=={installed.versions['llm']}\n")
    del installed.__dict__["versions"]
    _pip(installed, "--constraint", str(kept), *PLUGINS, *BESIDE)
    return installed


def _pip(installed: Installed, *arguments: str) -> None:
    command = [str(installed.python), "-m", "pip", "install", "--quiet", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "from versions: none" in done.stderr:
        raise IndexUnreachableError(done.stderr.strip()[-300:])
    if done.returncode:
        raise RuntimeError(f"pip says {done.stderr.strip()[-1000:]}")
