"""`llm install` in environments that uv and pipx made, and with a real plugin from the index.

The long form of `test_install.py`: it fetches uv, pipx, what llm needs and llm-echo.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from llm.version import __version__
from tests.cli.test_install import OFFERS
from tests.cli.test_install import links as links  # noqa: PLC0414 - a fixture
from tests.cli.wheels import Environment, our_wheel

PROJECT = Path(__file__).parents[2]
ECHO = "llm-echo: models echo"

pytestmark = [pytest.mark.full, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def tools(tmp_path_factory) -> Path:
    """The directory of programs that has uv and pipx."""
    path: Path = tmp_path_factory.mktemp("tools")
    subprocess.run([sys.executable, "-m", "venv", path], check=True)
    subprocess.run([path / "bin" / "pip", "install", "-q", "uv", "pipx"], check=True)
    return path / "bin"


@pytest.fixture(scope="module")
def real_wheel(tmp_path_factory) -> Path:
    """Our llm as it is distributed."""
    path: Path = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "-w",
        str(path),
        str(PROJECT),
    ]
    subprocess.run(command, check=True)
    return next(path.glob("llm-*.whl"))


@pytest.fixture
def shell(tmp_path, tools, user_path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a program with uv and pipx on its path, whose files are all in this test's directory."""
    variables = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PYTHON")},
        "PATH": os.pathsep.join([str(tmp_path / "bin"), str(tools), "/usr/bin", "/bin"]),
        "LLM_USER_PATH": str(user_path),
        "UV_TOOL_DIR": str(tmp_path / "tools"),
        "UV_TOOL_BIN_DIR": str(tmp_path / "bin"),
        "PIPX_HOME": str(tmp_path / "pipx"),
        "PIPX_BIN_DIR": str(tmp_path / "bin"),
    }

    def run(*command: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(word) for word in command],
            env=variables, cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip

    return run


def with_echo(llm: Callable[..., subprocess.CompletedProcess[str]]) -> str:
    """Install llm-echo with *llm*, use it, and give what was said of it on standard error."""
    result = llm("install", "llm-echo")
    assert (result.returncode, result.stdout.splitlines()[-1][: len(ECHO)]) == (0, ECHO)
    assert json.loads(llm("-m", "echo", "hi").stdout)["prompt"] == "hi"
    assert llm("--version").stdout == f"llm, version {__version__}\n"
    return result.stderr


@pytest.mark.parametrize(
    ("arguments", "installed"),
    [
        (["llm-tiny"], "1.1"),
        (["-U", "--pre", "--no-cache-dir", "llm-tiny"], "2.1b1"),
        (["--force-reinstall", "llm-tiny", "llm[local]"], "1.1"),
    ],
)
def test_uv(links, tmp_path, tools, arguments, installed):
    """An environment without pip: uv does it, and llm stays."""
    environment = Environment(tmp_path / "env", links, tmp_path / "user", pip=False)
    environment.unpack(our_wheel(tmp_path))
    found = {"PATH": str(tools)}
    result = environment.llm("install", *arguments, **found)
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines(True)[-1] == OFFERS
    assert environment.version_of("llm-tiny") == installed
    refused = environment.llm("install", "-U", "llm-newer", **found)
    assert refused.returncode == 1
    assert f"llm stays at {__version__}" in refused.stderr.splitlines()[-1]
    other = links / f"llm-{__version__}-py3-none-any.whl"
    refused = environment.llm("install", "--force-reinstall", str(other), **found)
    assert f"{other} would put another llm" in refused.stderr
    assert environment.llm("uninstall", "-y", "llm-tiny", **found).returncode == 0
    assert environment.version_of("llm-tiny") is None
    assert environment.has_our_llm()


def test_a_real_plugin_with_pip(tmp_path, shell, real_wheel):
    """The plugin comes from the index, and the llm of that index stays there."""
    env = tmp_path / "env"
    assert shell(sys.executable, "-m", "venv", env).returncode == 0
    assert shell(env / "bin" / "pip", "install", real_wheel).returncode == 0
    with_echo(lambda *arguments: shell(env / "bin" / "llm", *arguments))
    again = shell(env / "bin" / "llm", "install", "-U", "--force-reinstall", "llm-echo")
    assert again.returncode == 0
    assert shell(env / "bin" / "llm", "uninstall", "-y", "llm-echo").returncode == 0
    assert shell(env / "bin" / "llm", "plugins").stdout == "[]\n"


@pytest.mark.parametrize(
    ("installs", "anew", "says"),
    [
        ("uv tool install", "uv tool upgrade --reinstall llm", "uv tool upgrade forgets it."),
        ("pipx install", "pipx reinstall llm", "pipx does not know of it,"),
    ],
    ids=["uv tool", "pipx"],
)
def test_an_environment_of_a_tool(tmp_path, shell, real_wheel, installs, anew, says):
    """What is said to keep the plugin keeps it, and llm, when the environment is made anew."""
    made = shell(*installs.split(), "--python", sys.executable, real_wheel)
    assert made.returncode == 0, made.stderr
    llm = tmp_path / "bin" / "llm"
    said = with_echo(lambda *arguments: shell(llm, *arguments)).splitlines()[-1]
    assert said.startswith(says)
    commands = [said.partition("run: ")[2] or said.partition("run again: ")[2], anew]
    for command in commands if installs.startswith("uv") else reversed(commands):
        ran = shell("sh", "-c", command)
        assert ran.returncode == 0, ran.stderr
    names = [plugin["name"] for plugin in json.loads(shell(llm, "plugins").stdout)]
    assert names == ["llm-echo"]
    assert shell(llm, "--version").stdout == f"llm, version {__version__}\n"
