"""The program that adds packages to the environment that llm runs in: which it is, running it.

What it is told to do is the affair of `install_commands.py`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from llm.errors import InstallFailed
from llm.lazy_dataclass import dataclass

# pip reads its options from variables and files, too. These two would install llm anew.
_NEVER = {"PIP_FORCE_REINSTALL": "0", "PIP_IGNORE_INSTALLED": "0"}


@dataclass(frozen=True)
class Installer:
    """pip or uv, for the environment of this interpreter.

    Attributes:
        name: which of the two.
        command: the words that start it, up to `pip`.

    """

    name: Literal["pip", "uv"]
    command: tuple[str, ...]

    def arguments(self, verb: str) -> list[str]:
        """The beginning of a command line that does *verb* in this environment."""
        where = ["--python", sys.executable] if self.name == "uv" else []
        return [*self.command, verb, *where]


def find_installer() -> Installer:
    """What installs packages here. Raises InstallFailed when nothing does, or may."""
    if _managed_by_system() and not os.environ.get("PIP_BREAK_SYSTEM_PACKAGES"):
        raise InstallFailed(
            f"The Python in {sys.prefix} belongs to the operating system, which lets nobody else"
            " add packages to it. Install llm into an environment of its own, with pipx, uv tool or"
            " python -m venv, and the plugin there"
        )
    if find_spec("pip"):
        return Installer("pip", (sys.executable, "-P", "-m", "pip"))
    from shutil import which

    if uv := which("uv"):
        return Installer("uv", (uv, "pip"))
    if find_spec("uv"):
        return Installer("uv", (sys.executable, "-P", "-m", "uv", "pip"))
    raise InstallFailed(
        f"There is neither pip nor uv for the environment {sys.prefix}. Make pip with"
        f" {sys.executable} -m ensurepip, or install uv, and try again"
    )


def run(command: Sequence[str]) -> int:
    """Run *command*, which writes where llm writes, and give its exit status.

    Ctrl-C reaches it, too: it puts things back in its own time, and then KeyboardInterrupt is
    raised.
    """
    interrupted = False
    with subprocess.Popen(command, env=_environment()) as process:  # noqa: S603 - no shell
        while process.poll() is None:
            try:
                process.wait()
            except KeyboardInterrupt:
                interrupted = True
    if interrupted:
        raise KeyboardInterrupt
    return process.returncode


def errors_of(command: Sequence[str]) -> str:
    """Run *command*, which shows nothing, and give what it says on standard error."""
    ran = subprocess.run(  # noqa: S603 - no shell
        command,
        env=_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
        text=True,
        errors="replace",
    )
    return ran.stderr


def _environment() -> dict[str, str]:
    return {**os.environ, **_NEVER}


def _managed_by_system() -> bool:
    """Whether a distributor has closed this Python to other packages (PEP 668)."""
    marker = Path(sysconfig.get_path("stdlib")) / "EXTERNALLY-MANAGED"
    return sys.prefix == sys.base_prefix and marker.is_file()
