"""§7 of the contract, security: nothing runs, is sent or can be read that nobody asked for."""

from __future__ import annotations

import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from llm.resolving.filling import wishes
from llm.resolving.templates import load_template
from tests.cli.installed_models import installed
from tests.cli.openai_server import Says
from tests.local_server import LocalServer, QuietHandler

CODE = "prompt: hi\nfunctions: |\n  open('ran', 'w').close()\n  def own(): 'Own.'\n"


@pytest.mark.parametrize("name", ["dog", "dog.yaml"])
def test_a_template_name_runs_no_file(inside, tmp_path, user_directory, name):
    """§7 security: a template name that matches a file in the current directory runs nothing."""
    (tmp_path / name).write_text(CODE)
    with installed({"m": [["answer"]] * 2}) as made:
        done = inside("-m", "m", "-t", name)
        assert (done.returncode, made["m"].prompts) == (1, [])
        assert f"./{name}" in done.stderr
        assert not (tmp_path / "ran").exists()
        assert inside("-m", "m", "-t", f"./{name}").returncode == 0
        assert (tmp_path / "ran").exists()


WISHES = {
    "a local file": ("attachments: [/etc/passwd]", "/etc/passwd"),
    "a local file with a type": (
        "attachment_types: [{type: text/plain, value: /etc/passwd}]",
        "/etc/passwd",
    ),
    "a local fragment": ("fragments: [/etc/passwd]", "/etc/passwd"),
    "a tool": ("tools: [llm_version]", "llm_version"),
    "a tool with arguments": ("tools: ['Shelf(\"/\")']", "Shelf"),
}


@pytest.fixture
def remote() -> Iterator[str]:
    """Where templates are; the one at `/NAME` wishes what has that number in `WISHES`."""

    class Handler(QuietHandler):
        def do_GET(self) -> None:
            said, _ = [*WISHES.values()][int(self.path[1:])]
            self.send_response(200)
            self.end_headers()
            self.wfile.write(f"prompt: hi\n{said}\n".encode())

    server = LocalServer(Handler)
    with server.running():
        yield server.url


@pytest.mark.parametrize("name", WISHES)
def test_what_a_remote_template_wishes(remote, name):
    """§7 security: files, tools and their arguments of a remote template are to be asked about."""
    (wish,) = wishes(load_template(f"{remote}/{[*WISHES].index(name)}"))
    assert WISHES[name][1] in wish


@pytest.mark.parametrize("name", ["a local file", "a tool with arguments"])
def test_a_remote_template_without_consent(remote, server, llm, name):
    """§7 security: where nobody can be asked, it is an error, and nothing is sent."""
    url = f"{remote}/{[*WISHES].index(name)}"
    done = llm("--base-url", server.url, "-m", "tiny", "-t", url, start_new_session=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"The template {url} wants to" in done.stderr
    assert not server.prompts()


def test_functions_offer_what_they_define(inside):
    """§7 security: `--functions` makes tools of what it defines, and not of what it imports."""
    code = "from os import system\nimport shutil\nfrom math import *\ndef own(): 'Own.'\n"
    with installed({"m": [["answer"]]}) as made:
        inside("-m", "m", "hi", "--functions", code)
    assert [tool.name for tool in made["m"].prompts[0].tools] == ["own"]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_only_the_owner_can_read(inside, user_path):
    """§7 security: directory 0700, logs.db and keys.json 0600."""
    with installed({"m": [["answer"]]}):
        inside("-m", "m", "hi")
    inside("keys", "set", "a", "--value", "b")
    assert mode(user_path) == 0o700
    for path in user_path.glob("logs.db*"):
        assert mode(path) == 0o600
    assert mode(user_path / "keys.json") == 0o600


def test_a_looser_mode_of_the_keys_is_tightened(inside, user_directory):
    """§7 security: keys.json gets its mode whenever it is written."""
    (user_directory / "keys.json").write_text('{"a": "b"}')
    (user_directory / "keys.json").chmod(0o644)
    inside("keys", "set", "c", "--value", "d")
    assert mode(user_directory / "keys.json") == 0o600


TOOLS = """
import time

def sleep():
    time.sleep(60)

def talk():
    return "word " * 50_000

def add(x: int):
    return x + 1
"""


def told(server) -> list[str]:
    """What the model was told of its calls."""
    messages = server.prompts()[-1].body["messages"]
    return [each["content"] for each in messages if each["role"] == "tool"]


def ask(server, inside, name: str, arguments: dict[str, object], *options: str):
    """Let the model call a tool."""
    server.says(Says(calls=[(name, arguments)]), "done")
    done = inside("hi", "--base-url", server.url, "-m", "tiny", "--functions", TOOLS, *options)
    assert (done.returncode, done.stdout) == (0, "done\n")


def test_tools_have_a_time_limit(server, inside):
    """§7 security: a tool that takes too long is abandoned, and the model told."""
    began = time.monotonic()
    ask(server, inside, "sleep", {}, "--tool-timeout", "0.2")
    assert time.monotonic() - began < 30
    assert told(server)[0].startswith("Error: ")


def test_tools_have_an_output_limit(server, inside):
    """§7 security: what a tool says is cut, by default at 100 kB."""
    ask(server, inside, "talk", {})
    (output,) = told(server)
    assert 90_000 < len(output) < 110_000


@pytest.mark.parametrize("arguments", [{}, {"x": "many"}, {"x": 1, "y": 2}])
def test_arguments_of_tools_are_checked(server, inside, arguments):
    """§7 security: arguments that do not fit the schema are an error, and the tool is not run."""
    ask(server, inside, "add", arguments)
    (output,) = told(server)
    assert output.startswith("Error: ")
