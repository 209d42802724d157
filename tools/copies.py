"""A copy of the repository in which tests run: its sources are what every Python in it imports."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

_NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", ".*_cache", ".hypothesis", "__pycache__", "build", "dist"
)


class Ran(NamedTuple):
    """How a run of the tests ended: its exit status, None if it took too long; and its output."""

    status: int | None
    output: str


class Copy:
    """A copy of the repository *root* in the directory *place*, which it makes.

    It has a virtual environment of its own: links to all that is installed where this runs, but
    for the sources, which are those of the copy. So programs that tests start, with whatever
    environment, import the copy too.
    """

    def __init__(self, root: Path, place: Path) -> None:
        self.root = place / "tree"
        self._place = place
        shutil.copytree(root, self.root, ignore=_NOT_COPIED, symlinks=True)
        self.python = _environment(place / "env", self.root / "src")
        self._assert_imported()

    def write(self, path: str, source: bytes) -> None:
        """Make *source* the contents of the file *path*; what was compiled of it goes."""
        file = self.root / path
        for compiled in (file.parent / "__pycache__").glob(f"{file.stem}.*.pyc"):
            compiled.unlink()
        file.write_bytes(source)

    def run(self, arguments: Sequence[str], timeout: float) -> Ran:
        """Run pytest, which is ended with all that it started after *timeout* seconds."""
        command = [str(self.python), "-m", "pytest", *arguments]
        process = subprocess.Popen(
            [*command, f"--basetemp={self._place / 'pytest'}"],
            cwd=self.root,
            env=self._surroundings(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            text=True,
            errors="replace",
        )
        try:
            output, _ = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            output, _ = process.communicate()
            return Ran(None, output)
        return Ran(process.returncode, output)

    def _surroundings(self) -> dict[str, str]:
        """The environment: nothing of the user's, so that no fault can do harm there."""
        home = self._place / "home"
        home.mkdir(exist_ok=True)
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("LLM_", "PYTEST", "PYTHON", "VIRTUAL_ENV", "XDG_"))
        }
        path = os.pathsep.join([str(self.python.parent), kept.get("PATH", os.defpath)])
        return {**kept, "PATH": path, "HOME": str(home), "LLM_USER_PATH": str(home / "llm")}

    def _assert_imported(self) -> None:
        code = "import llm; print(llm.__file__)"
        command = [str(self.python), "-c", code]
        ran = subprocess.run(
            command, env=self._surroundings(), capture_output=True, text=True, check=True
        )
        expected = self.root / "src" / "llm" / "__init__.py"
        if Path(ran.stdout.strip()).resolve() != expected.resolve():
            raise RuntimeError(f"The copy is not what is imported, but {ran.stdout.strip()}.")


def _environment(place: Path, sources: Path) -> Path:
    """The Python of a new environment in *place* in which `llm` is what *sources* hold."""
    venv.create(place, symlinks=True)
    where = {"base": str(place), "platbase": str(place)}
    site = Path(sysconfig.get_path("purelib", "venv", where))
    for installed in Path(sysconfig.get_path("purelib")).iterdir():
        if not (installed.suffix == ".pth" and "llm" in installed.name):
            (site / installed.name).symlink_to(installed)
    (site / "sources.pth").write_text(f"{sources}\n")
    programs = Path(sysconfig.get_path("scripts", "venv", where))
    (programs / "llm").write_text(
        f"#!{programs / 'python'}\nimport sys\nfrom llm.cli import main\nsys.exit(main())\n"
    )
    (programs / "llm").chmod(0o755)
    return programs / ("python.exe" if sys.platform == "win32" else "python")
