"""`llm plugins freeze` and `llm plugins sync`, with pip, in an environment of their own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from llm.plugins.freezing import HEADER
from tests.cli.test_install import OFFERS
from tests.cli.test_install import environment as environment  # noqa: PLC0414 - a fixture
from tests.cli.test_install import links as links  # noqa: PLC0414 - a fixture
from tests.cli.test_install import shared as shared  # noqa: PLC0414 - a fixture
from tests.cli.wheels import Environment, wheel

TINY = "llm-tiny==1.1  # commands: tinier\n"
LOST = "In your plugins.txt, and not installed here: llm-tiny. To install them: llm plugins sync"
KEPT = "# mine\nllm-nowhere>=1  # for the trip\n"


@pytest.fixture
def frozen(environment):
    """Where the user's list of plugins is, for one test."""
    path = Path(environment.variables["LLM_USER_PATH"]) / "plugins.txt"
    path.parent.mkdir(exist_ok=True)
    yield path
    path.unlink(missing_ok=True)


def lose(environment: Environment, module: str) -> None:
    """Take a plugin out, as what makes an environment anew does."""
    for left in environment.site.glob(f"{module}*"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()


def unpack(environment: Environment, path: Path, module: str, origin: dict[str, object]) -> None:
    """Put a wheel there with the note of where it came from that installers write."""
    environment.unpack(path)
    (info,) = environment.site.glob(f"{module}-*.dist-info")
    (info / "direct_url.json").write_text(json.dumps(origin))


def test_plugins_outlast_an_upgrade(environment, frozen):
    """What was written down and is lost is named in errors, and comes back; llm stays."""
    environment.llm("install", "llm-tiny")
    assert not frozen.exists()
    done = environment.llm("plugins", "freeze")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"1 package in {frozen}\n"
    assert frozen.read_text() == HEADER + TINY
    lose(environment, "llm_tiny")
    assert environment.llm("-m", "tiny", "hi").stderr.endswith(f". {LOST}\n")
    command = environment.llm("tinier")
    assert command.returncode == 2
    assert command.stderr.endswith(f"Error: No such command 'tinier'. {LOST}\n")
    shown = environment.llm("plugins", "sync", "--dry-run")
    assert (shown.stdout, environment.version_of("llm-tiny")) == ("llm-tiny==1.1\n", None)
    synced = environment.llm("plugins", "sync")
    assert (synced.returncode, synced.stdout.splitlines(True)[-1]) == (0, OFFERS)
    again = environment.llm("plugins", "sync")
    assert (again.returncode, again.stdout) == (0, "")
    assert again.stderr == f"All plugins of {frozen} are installed\n"


def test_the_list_is_kept_up_to_date(environment, frozen):
    """By `install`, what is no plugin included, and by `uninstall`; other lines stay."""
    frozen.write_text(f"{KEPT}llm-tiny==0.9\n")
    environment.llm("install", "llm-tiny==1.0", "tiny-runtime")
    tiny = TINY.replace("1.1", "1.0")
    assert frozen.read_text() == f"{KEPT}{tiny}tiny-runtime==1.0\n"
    environment.llm("uninstall", "-y", "LLM_tiny", "tiny-runtime", "llm-nowhere")
    assert frozen.read_text() == "# mine\n"


def test_a_list_that_cannot_be_understood(environment, frozen):
    """It stays as it is, and that is only said: packages have been installed or removed."""
    frozen.write_text("what is this\n")
    done = environment.llm("uninstall", "-y", "llm-nowhere")
    assert done.returncode == 0
    assert f"not kept up to date: {frozen}, line 1: what is this is no package" in done.stderr
    assert frozen.read_text() == "what is this\n"


def test_where_they_came_from(environment, frozen, tmp_path):
    """A project that is used from where it is, and a file, stand in the list as such."""
    project = tmp_path / "a project"
    project.mkdir()
    mine = wheel(tmp_path, "llm-mine", "1", {"llm_mine.py": ""}, plugin="llm_mine")
    file = wheel(tmp_path, "llm-file", "3.0", {"llm_file.py": ""}, plugin="llm_file")
    at_project = {"url": project.as_uri(), "dir_info": {"editable": True}}
    unpack(environment, mine, "llm_mine", at_project)
    unpack(environment, file, "llm_file", {"url": file.as_uri(), "archive_info": {}})
    written = environment.llm("plugins", "freeze", "-o", "-").stdout
    editable = f"-e {project.as_uri()}  # name: llm-mine\n"
    assert written == f"{HEADER}llm-file @ {file.as_uri()}\n{editable}"
    lose(environment, "llm_file")
    done = environment.llm("plugins", "sync", "-", stdin=written)
    assert (done.returncode, environment.version_of("llm-file")) == (0, "3.0")
    assert environment.llm("plugins", "freeze", "-o", "-").stdout == written


def test_one_that_cannot_be_installed(environment, tmp_path):
    """It takes no other with it, and neither does another llm, which is left out."""
    listed, gone = tmp_path / "list.txt", tmp_path / "gone"
    listed.write_text(f"llm==0.36\nllm-tiny==1.0\nllm-newer==1.0\n-e {gone}  # name: llm-gone\n")
    done = environment.llm("plugins", "sync", str(listed))
    assert done.returncode == 1
    assert environment.version_of("llm-tiny") == "1.0"
    first, second, *_, last = done.stderr.splitlines()
    assert first == "llm==0.36 is left out: llm stays what it is"
    assert second == f"llm-gone cannot be installed: there is no {gone}"
    assert last == "Error: Not installed: llm-newer, llm-gone. It is said above why"
