"""Environments beside each other: this project, with and without the openai SDK, and release 0.36.

All are made from the package index.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parent.parent
PLUGINS = (
    "llm-anthropic", "llm-gemini", "llm-mistral", "llm-ollama", "llm-openrouter", "llm-groq",
    "llm-deepseek", "llm-echo", "llm-tools-simpleeval", "llm-tools-quickjs", "llm-tools-sqlite",
    "llm-tools-mcp", "llm-fragments-github", "llm-templates-fabric", "llm-cmd", "llm-jq",
    "llm-llama-server", "llm-embed-ollama", "llm-cluster", "llm-uv-tool",
)  # fmt: skip
"""Twenty that people use. llm-tools-mcp imports a name that the second mcp does not have."""


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
    return _made("ours", "-e", str(PROJECT)), _made("0.36", "llm==0.36")


def beside_sdk() -> Environment:
    """Ours with the openai SDK in it, which `both()` leaves out as our users do; kept likewise."""
    return _made("ours-and-sdk", "-e", str(PROJECT), "openai")


def with_numpy() -> Environment:
    """Ours with numpy in it, with which large collections are searched; kept likewise."""
    return _made("ours-and-numpy", "-e", str(PROJECT), "numpy>=2")


def with_server() -> Environment:
    """Ours with what `llm serve` needs; kept likewise."""
    return _made("ours-and-server", "-e", f"{PROJECT}[server]")


def beside_litellm() -> Environment:
    """The proxy of litellm; kept likewise."""
    return _made("litellm", "litellm[proxy]")


def with_plugins() -> tuple[Environment, Environment]:
    """As `both()`, each with the plugins of `PLUGINS`; kept likewise."""
    plugins = (*PLUGINS, "mcp<2")
    ours = _made("ours-and-plugins", "-e", str(PROJECT), *plugins)
    return ours, _made("0.36-and-plugins", "llm==0.36", *plugins)


def put_plugin(site: Path, word: str, code: str) -> None:
    """Install the plugin `llm-WORD`, whose module is *code*, in the directory *site*."""
    info = site / f"llm_{word}-1.0.dist-info"
    info.mkdir(parents=True)
    (site / f"llm_{word}.py").write_text(code)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: llm-{word}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[llm]\n{word} = llm_{word}\n")


def _made(name: str, *packages: str) -> Environment:
    """The environment *name* with *packages*; made again when they or our dependencies change."""
    home = Path(tempfile.gettempdir()) / f"llm-benchmarks-{os.getuid()}-{sys.version_info.minor}"
    environment = Environment(name, home / name)
    done = environment.directory / "complete"
    is_ours = any(each.startswith(str(PROJECT)) for each in packages)
    ours = (PROJECT / "pyproject.toml").read_text() if is_ours else ""
    made_of = "\n".join([sys.version, *packages, ours])
    if not done.exists() or done.read_text() != made_of:
        print(f"Making an environment for {environment.name} …", file=sys.stderr)
        venv.create(environment.directory, with_pip=True, clear=True)
        install = [environment.python, "-m", "pip", "install", "-q", *packages]
        subprocess.run(install, check=True, stderr=subprocess.DEVNULL)
        done.write_text(made_of)
    if ours:
        # pip compiles what it installs, but not a checkout; where Python is told to write no
        # bytecode (PYTHONDONTWRITEBYTECODE), ours alone would be compiled at every start.
        sources = str(PROJECT / "src")
        subprocess.run([environment.python, "-m", "compileall", "-q", sources], check=True)
    return environment
