"""§7 of the contract: where 0.36 shows a raw traceback, ours says one `Error:` line, status 1 or 2.

More mistakes are in `tests/cli/test_user_mistakes.py`.
"""

from __future__ import annotations

import shlex
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import llm as library
from llm.testing import loaded
from tests.cli.installed_models import installed
from tests.cli.openai_server import Raw

GONE = "http://127.0.0.1:9"


class Shelf(library.Toolbox):
    """A toolbox of this test."""

    def __init__(self, place: str = "here") -> None:
        self.place = place

    def look(self) -> str:
        """Look at it."""
        return self.place


class Plugin:
    @library.hookimpl
    def register_tools(self, register: Any) -> None:
        register(Shelf)


@pytest.fixture
def furnished(user_directory: Path, tmp_path: Path) -> Path:
    """The user directory; files that are no text and no templates are where they can be named."""
    templates = user_directory / "templates"
    templates.mkdir()
    (templates / "empty.yaml").write_text("")
    (templates / "listed.yaml").write_text("- a\n- b\n")
    (templates / "good.yaml").write_text("prompt: Good")
    (templates / "folder.yaml").mkdir()
    (tmp_path / "folder").mkdir()
    (tmp_path / "binary").write_bytes(b"\x89PNG\xff\x00")
    return user_directory


MISTAKES = {
    "bad -T spec: unknown name": ("-T nothing", "nothing"),
    "bad -T spec: not closed": ("-T 'Shelf('", "Shelf("),
    "bad -T spec: wrong argument": ("-T 'Shelf(x=1)'", "Shelf"),
    "bad -T spec: no JSON": ("-T 'Shelf(place=here)'", "Shelf"),
    "bad schema DSL: type": ("--schema 'name strange'", "strange"),
    "bad schema DSL: twice": ("--schema 'name, name'", "name"),
    "-f of a missing URL": (f"-f {GONE}/x", "127.0.0.1:9"),
    "-f of a directory": ("-f folder", "folder is a directory"),
    "-f of a binary file": ("-f binary", "is not text"),
    "unreachable template URL": (f"-t {GONE}/t.yaml", "127.0.0.1:9"),
    "template path that is a directory": ("-t ./folder", "folder"),
    "template name that is a directory": ("-t folder", "folder"),
    "empty template": ("-t empty", "empty"),
    "list-shaped template": ("-t listed", "listed"),
    "network failure": (f"--base-url {GONE}/v1 -m x", "127.0.0.1:9"),
    "--functions importing a C callable": ("--functions 'from math import sqrt'", "function"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_one_line(inside, furnished, name):
    """§7 tracebacks: each of these is one `Error:` line, and no model is asked."""
    line, said = MISTAKES[name]
    given = ["-m", "m"] if "-m" not in line else []
    with installed({"m": [["answer"]]}) as made, loaded(Plugin()):
        done = inside("hi", *given, *shlex.split(line))
    assert (done.returncode in {1, 2}, done.stdout) == (True, "")
    (error,) = (each for each in done.stderr.splitlines() if each.startswith("Error:"))
    assert done.stderr.endswith(f"{error}\n")
    assert said in error
    assert made["m"].prompts == []


@pytest.mark.parametrize("dsl", ["name strange", "name, name", " : x"])
def test_schemas_dsl(inside, dsl):
    """§7 tracebacks: a bad DSL is one line in `schemas dsl` as well."""
    done = inside("schemas", "dsl", dsl)
    assert (done.returncode in {1, 2}, done.stdout) == (True, "")
    assert done.stderr.splitlines()[-1].startswith("Error: ")


def test_the_other_templates_are_listed(inside, furnished):
    """§7 tracebacks: an empty or list-shaped template does not break `llm templates`."""
    done = inside("templates")
    assert done.returncode == 0
    assert "good" in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "command",
    ["keys", "keys get a", "keys set a --value b", "-m gpt-4o hi", "-m gpt-4o --key a hi"],
)
def test_corrupt_keys(inside, user_directory, command):
    """§7 tracebacks: a corrupt keys.json is one line that names the file."""
    (user_directory / "keys.json").write_text('{"a": ')
    done = inside(*command.split())
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: ")
    assert "keys.json" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_model_errors_in_a_chat(inside):
    """§7 tracebacks: any error of a model is one line, and the chat goes on."""
    script = [[KeyError("odd")], ["part", ZeroDivisionError("zero")], ["well"]]
    with installed({"m": script}):
        done = inside("chat", "-m", "m", stdin="a\nb\nc\n")
    assert done.returncode == 0
    assert [line[:6] for line in done.stderr.splitlines()] == ["Error:", "Error:"]
    assert "well" in done.stdout


@pytest.mark.parametrize("status", [400, 401, 404, 500])
def test_errors_of_a_server(server, inside, status):
    """§7 tracebacks: what the network answers with is one line."""
    server.says(Raw(status, '{"error": {"message": "out of order"}}'))
    done = inside("-m", "x", "--base-url", server.url, "hi")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1].startswith("Error: ")
    assert "out of order" in done.stderr


@pytest.mark.parametrize(
    ("command", "status"), [("-m m hi", 0), ("logs", 0), ("fragments set a f.txt", 1)]
)
def test_a_locked_database(inside, user_path, tmp_path, command, status):
    """§7 tracebacks: a prompt is answered with one warning; what has to write is one line."""
    (tmp_path / "f.txt").write_text("text")
    with installed({"m": [["answer"]] * 2}):
        inside("-m", "m", "before")
        with closing(sqlite3.connect(user_path / "logs.db", isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            done = inside(*command.split())
            connection.execute("ROLLBACK")
    assert done.returncode == status
    assert "Traceback" not in done.stderr
    if command != "logs":
        (line,) = done.stderr.splitlines()
        assert "locked" in line
        assert line.startswith("Error: " if status else "Warning: ")


def test_a_file_that_is_no_database(inside, user_directory):
    """§7 tracebacks: a history that is none is one line for those who read it."""
    (user_directory / "logs.db").write_text("no database")
    done = inside("logs")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: ")


@pytest.mark.parametrize(
    "command", ["--version", "models", "plugins", "uninstall no-such-package -y"]
)
def test_a_plugin_that_fails_to_import(llm, install, command):
    """§3 failure, §7 tracebacks: it is one line at most; `--version` and `uninstall` work."""
    install("broken", "import nothing_of_that_name")
    # An older pip has warnings of its own about the Python that it runs in.
    done = llm(*command.split(), env={"PYTHONWARNINGS": ""})
    assert "Traceback" not in done.stderr
    assert len([line for line in done.stderr.splitlines() if "broken" in line]) <= 1
    if "uninstall" in command:
        assert "no-such-package" in done.stdout + done.stderr
    else:
        assert (done.returncode, done.stdout != "") == (0, True)
