"""`llm install` and `llm uninstall`, with pip, in an environment of their own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import click
import pluggy
import pytest

import llm
from llm.version import __version__
from tests.cli.wheels import Environment, our_wheel, wheel

PLUGIN = """
import click, llm

class Options(llm.Options):
    temperature: float | None = None

class Tiny(llm.Model):
    supports_tools = True
    Options = Options
    model_id = "tiny"
    def execute(self, prompt, stream, response, conversation):
        yield "tiny"

def shrink(text: str) -> str:
    return text[:1]

@llm.hookimpl
def register_models(register):
    register(Tiny(), aliases=["t"])

@llm.hookimpl
def register_tools(register):
    register(shrink)

@llm.hookimpl
def register_template_loaders(register):
    register("tiny", lambda name: llm.Template(name=name, prompt="x"))

@llm.hookimpl
def register_commands(cli):
    @cli.command()
    def tinier():
        click.echo("tinier")
"""
MODULE = {"llm_tiny.py": PLUGIN}
PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "{name}"
version = "{version}"
"""
BACKEND = """
import os, pathlib, time, tomllib, zipfile

if started := os.environ.get("STARTED"):
    pathlib.Path(started).touch()
    time.sleep(60)

def build_editable(directory, config_settings=None, metadata_directory=None):
    project = tomllib.loads(pathlib.Path("pyproject.toml").read_text())["project"]
    name, version = project["name"].replace("-", "_"), project["version"]
    info = f"{name}-{version}.dist-info"
    head = "Metadata-Version: 2.1\\n"
    files = {
        f"{name}.pth": str(pathlib.Path.cwd()),
        f"{info}/METADATA": head + f"Name: {project['name']}\\nVersion: {version}\\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
        f"{info}/entry_points.txt": f"[llm]\\n{name} = {name}\\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{each},,\\n" for each in [*files, f"{info}/RECORD"])
    wheel = f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(directory) / wheel, "w") as archive:
        for place, text in files.items():
            archive.writestr(place, text)
    return wheel
"""
OTHER = {"llm/__init__.py": "", "llm/other.py": ""}
OFFERS = "llm-tiny: models tiny; tools shrink; templates tiny:; commands tinier\n"


@pytest.fixture(scope="session")
def links(tmp_path_factory) -> Path:
    """Everything that could be installed: plugins, and releases of another project called llm."""
    path: Path = tmp_path_factory.mktemp("links")
    for version in ("0.36", __version__, "99.0"):
        wheel(path, "llm", version, OTHER)
    tiny = partial(wheel, path, "llm-tiny", files=MODULE, plugin="llm_tiny")
    tiny("1.0", requires=["llm"])
    tiny("1.1", requires=["llm>=0.36"])
    tiny("2.0", requires=["llm>=99"])
    tiny("2.1b1", requires=["llm"])
    wheel(path, "llm-newer", "1.0", {"llm_newer.py": ""}, requires=["llm>=99"], plugin="llm_newer")
    wheel(path, "llm-broken", "1.0", {"llm_broken.py": "import nowhere"}, plugin="llm_broken")
    wheel(path, "tiny-runtime", "1.0", {"tiny_runtime.py": ""})
    return path


@pytest.fixture(scope="session")
def shared(links, tmp_path_factory) -> Environment:
    """An environment with this llm, made once."""
    directory: Path = tmp_path_factory.mktemp("environment")
    made = Environment(directory / "env", links, directory / "user")
    made.unpack(our_wheel(directory))
    return made


@pytest.fixture
def environment(shared) -> Iterator[Environment]:
    """The same environment, in which this llm has to be whole at the end of every test."""
    yield shared
    for left in shared.site.glob("llm_[!-]*"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    assert shared.has_our_llm()
    assert shared.version_of("llm") == __version__


def test_a_plugin_comes_and_goes(environment):
    """The newest that fits is installed and introduced in one line; its removal is asked about."""
    result = environment.llm("install", "llm-tiny")
    assert (result.returncode, result.stdout.splitlines(True)[-1]) == (0, OFFERS)
    assert environment.version_of("llm-tiny") == "1.1"
    assert environment.llm("-m", "t", "hi").stdout == "tiny\n"
    refused = environment.llm("uninstall", "llm-tiny", stdin="n\n")
    assert (refused.returncode, environment.version_of("llm-tiny")) == (1, "1.1")
    assert environment.llm("uninstall", "llm-tiny", stdin="y\n").returncode == 0
    assert environment.version_of("llm-tiny") is None


@pytest.mark.parametrize(
    ("options", "installed"),
    [
        (["-U", "--pre", "--no-cache-dir", "llm-tiny"], "2.1b1"),
        (["--force-reinstall", "llm-tiny"], "1.1"),
    ],
    ids=" ".join,
)
def test_whatever_is_installed_llm_stays(environment, options, installed):
    """Newer releases of what is called llm do not take its place, by no option or setting."""
    settings = {"PIP_UPGRADE_STRATEGY": "eager", "PIP_FORCE_REINSTALL": "1"}
    result = environment.llm("install", *options, **settings)
    assert (result.returncode, result.stderr) == (0, "")
    assert environment.version_of("llm-tiny") == installed


def test_a_plugin_for_another_llm_is_not_installed(environment):
    """Pip says why; the last line that llm stays. What else was named is not installed either."""
    result = environment.llm("install", "llm-newer", "tiny-runtime")
    assert result.returncode == 1
    assert "llm-newer 1.0 depends on llm>=99" in result.stdout + result.stderr
    assert result.stderr.splitlines()[-1] == (
        "Error: Nothing was installed: the installer ended with status 1 and says above why. llm"
        f" stays at {__version__}, so what needs another version of it cannot be installed"
    )
    assert environment.version_of("tiny-runtime") is None


@pytest.mark.parametrize("name", ["llm", "LLM", "llm==0.36", "llm>=99", "llm[local]>=99"])
@pytest.mark.parametrize("options", [(), ("-U",), ("--force-reinstall", "llm-tiny")])
def test_llm_itself_is_refused(inside, name, options):
    """Named in whatever way, before anything is done."""
    result = inside("install", *options, name)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == (
        f"Error: {name} would put another llm in the place of this one, {__version__}: in package"
        " indexes that name belongs to another project. Nothing was done; upgrade it from where you"
        " got it, with what you installed it with\n"
    )


def test_a_file_that_is_another_llm_is_refused(environment, links):
    """What the name of a file does not tell is looked up before."""
    file = links / f"llm-{__version__}-py3-none-any.whl"
    result = environment.llm("install", "--force-reinstall", str(file))
    assert (result.returncode, result.stdout) == (1, "")
    assert f"{file} would put another llm in the place of this one" in result.stderr


def project(directory: Path, name: str, version: str) -> str:
    """Make *directory* a project that can be installed without any build tool."""
    (directory / "pyproject.toml").write_text(PROJECT.format(name=name, version=version))
    (directory / "backend.py").write_text(BACKEND)
    (directory / f"{name.replace('-', '_')}.py").write_text(PLUGIN)
    return str(directory)


def test_a_project_that_is_another_llm_is_refused(environment, tmp_path):
    """The same holds for a directory that is used from where it is."""
    result = environment.llm("install", "-e", project(tmp_path, "llm", __version__))
    assert (result.returncode, result.stdout) == (1, "")
    assert f"{tmp_path} would put another llm in the place" in result.stderr


def test_a_project_in_a_directory(environment, tmp_path):
    """It is found as a plugin at once, and what it is is said."""
    result = environment.llm("install", "-e", project(tmp_path, "llm-mine", "1"))
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.endswith(OFFERS.replace("llm-tiny:", "llm-mine:"))


def test_several_projects_and_no_word_of_how(environment, tmp_path):
    """-e may be given more than once; -q leaves one line for each plugin."""
    places = []
    for name in ("llm-one", "llm-two"):
        (tmp_path / name).mkdir()
        places += ["-e", project(tmp_path / name, name, "1")]
    result = environment.llm("install", "-q", *places)
    assert result.returncode == 0
    said = [line for line in result.stdout.splitlines() if not line.startswith("  ")]
    assert [line.partition(":")[0] for line in said] == ["llm-one", "llm-two"]


def test_extras_of_llm_are_welcome(environment):
    """They add packages, and leave llm alone."""
    result = environment.llm("install", "-U", "llm[local]")
    assert (result.returncode, result.stderr) == (0, "")
    assert environment.version_of("tiny-runtime") == "1.0"
    assert environment.llm("uninstall", "-y", "tiny-runtime").returncode == 0


@pytest.mark.parametrize("index", ["1", "0"])
def test_names_that_another_plugin_has(environment, tmp_path, index):
    """It is said whose each of them is, also of what is installed already."""
    variables = {"LLM_PLUGIN_INDEX": index, "LLM_CACHE_PATH": str(tmp_path)}
    environment.llm("install", "llm-tiny", **variables)
    offered = {"llm_also.py": PLUGIN.replace("shrink", "grow").replace("tinier", "also")}
    made = wheel(tmp_path, "llm-also", "1.0", offered, plugin="llm_also")
    assert environment.llm("install", str(made), **variables).stdout.splitlines()[-4:] == [
        "llm-also: models tiny; tools grow; templates tiny:; commands also",
        "  llm-tiny has a model called t, too; the one of llm-tiny has the name",
        "  llm-tiny has a model called tiny, too; the one of llm-tiny has the name",
        "  llm-tiny has a template prefix called tiny, too; this one has the name",
    ]


@pytest.mark.parametrize("index", ["1", "0"])
def test_a_plugin_that_cannot_be_loaded_says_so(environment, tmp_path, index):
    """It is installed, and its line has the reason."""
    variables = {"LLM_PLUGIN_INDEX": index, "LLM_CACHE_PATH": str(tmp_path)}
    assert environment.llm("install", "llm-tiny", **variables).stdout.endswith(OFFERS)
    result = environment.llm("install", "llm-broken", **variables)
    assert bool([*tmp_path.glob("plugins/*.json")]) == (index == "1")
    assert (result.returncode, result.stdout.splitlines()[-1]) == (
        0,
        (
            "llm-broken: it was skipped: it needs the Python module 'nowhere',"
            " which is not installed: llm install nowhere"
        ),
    )


@pytest.mark.parametrize("name", ["llm", "Llm", "click"])
def test_llm_and_what_it_needs_is_not_uninstalled(inside, name):
    """Not even with -y; the line says what uninstalls llm, or what needs the package."""
    result = inside("uninstall", "-y", "llm-tiny", name)
    assert (result.returncode, result.stdout) == (1, "")
    said = "-m pip uninstall llm;" if name != "click" else "llm itself needs click"
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_package_that_there_is_not(environment):
    """Pip says so; the exit status is 1, and nothing has changed."""
    result = environment.llm("install", "llm-nowhere")
    assert result.returncode == 1
    assert "llm-nowhere" in result.stderr
    assert result.stderr.splitlines()[-1].startswith("Error: Nothing was installed")


@pytest.mark.parametrize("arguments", [["install"], ["install", "-U"], ["uninstall", "-y"]])
def test_nothing_named(inside, arguments):
    """Is a mistake of usage."""
    result = inside(*arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.splitlines()[-1].startswith("Error: ")


def test_no_installer(environment):
    """Where there is neither pip nor uv, one line says how to come by one."""
    code = "import sys; sys.modules['pip'] = None\nfrom llm.cli import main\nmain()"
    result = environment.run("-c", code, "install", "llm-tiny", PATH="")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: There is neither pip nor uv for the environment ")
    assert result.stderr.count("\n") == 1


def test_a_python_of_the_operating_system(environment, tmp_path):
    """A Python that its distributor has closed is left alone, in one line (PEP 668)."""
    library = tmp_path / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    library.mkdir(parents=True)
    for entry in Path(sysconfig.get_path("stdlib")).iterdir():
        (library / entry.name).symlink_to(entry)
    (library / "EXTERNALLY-MANAGED").write_text("[externally-managed]\nError=No.\n")
    result = subprocess.run(
        [str(Path(sys.executable).resolve()), "-m", "llm", "install", "llm-tiny"],
        env={
            **environment.variables,
            "PYTHONHOME": str(tmp_path),
            "PYTHONPATH": f"{environment.site}{os.pathsep}{sysconfig.get_path('purelib')}",
        },
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith(f"Error: The Python in {tmp_path} belongs to the operating")
    assert result.stderr.count("\n") == 1


def test_an_llm_that_is_not_installed(environment, tmp_path):
    """What runs from its sources alone installs nothing, which would bring another llm along."""
    for package in (llm, click, pluggy):
        source = Path(str(package.__file__)).parent
        (tmp_path / source.name).symlink_to(source)
    result = environment.run("-S", "-m", "llm", "install", "x", PYTHONPATH=str(tmp_path))
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: This llm runs from ")
    assert result.stderr.count("\n") == 1


def test_an_interrupted_install(environment, tmp_path):
    """Ctrl-C ends installer and llm, with the status of an interrupt; nothing is installed."""
    started = tmp_path / "started"
    command = ["-m", "llm", "install", "-e", project(tmp_path, "llm-mine", "1")]
    running = subprocess.Popen(
        [environment.python, *command],
        env={**environment.variables, "STARTED": str(started)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    while not started.exists() and running.poll() is None:
        time.sleep(0.05)
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert said.splitlines()[-1] == "Aborted!"
    assert "Traceback" not in said
    assert environment.version_of("llm-mine") is None
