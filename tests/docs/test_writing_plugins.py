"""docs/plugins/writing.md: its plugins are those of docs/example-plugins; they install and run."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.test_readme import PROJECT, blocks

TEXT = (PROJECT / "docs" / "plugins" / "writing.md").read_text()
EXAMPLES = PROJECT / "docs" / "example-plugins"
LINES = [line for block in blocks("sh", TEXT) for line in block.splitlines()]
SAID = {
    "llm plugins new weather": "llm-weather/llm_weather.py",
    "llm -m shout 'hello there'": "HELLO THERE !",
    "llm plugins": '"name": "llm-dice"',
    "llm plugins doctor llm-shout": "1 plugin, and nothing is wrong",
    "llm -m loud 'good morning' -o marks 3": "GOOD MORNING !!!",
    "llm -m shout --async 'good morning'": "GOOD MORNING !",
    "llm models --options -q shout": "Exclamation marks at the end",
    "llm tools list": "throw_dice(sides: int = 6, times: int = 1)",
    "llm -m tooled -T throw_dice 'Throw two dice' --td": "Tool call: throw_dice",
    "llm -m tooled -T 'Cup(sides=20)' 'Throw a die' --td": "Tool call: Cup_throw",
    "llm -m shout -f csv:people.csv 'Who is the oldest?'": "NAME: ADA; BORN: 1815",
    "llm fragments loaders": "csv:",
    "llm brief 'It is late, so I shall be' -m shout": "IT IS LATE, SO I SHALL BE !",
    "llm --help": "brief ",
    "llm embed-multi words words.csv -m letters": "",
    "llm similar words -c 'silent' --index peaks": '{"id": "1", "score": 1.0',
}
BEFORE = {"llm similar words -c 'silent' --index peaks": "embed-multi words words.csv -m letters"}
# A model that calls the first tool it is offered, and then says what came out.
TOOLED = """
import json
import llm

class Tooled(llm.Model):
    model_id = "tooled"
    supports_tools = True

    def execute(self, prompt, stream, response, conversation):
        if prompt.tool_results:
            yield "It is " + prompt.tool_results[-1].output
        else:
            response.add_tool_call(llm.ToolCall(prompt.tools[0].name, {"times": 2}, "t1"))

@llm.hookimpl
def register_models(register):
    register(Tooled())
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the example plugins, installed by pip from their folders."""
    site = tmp_path_factory.mktemp("site")
    plugins = sorted(EXAMPLES.iterdir())
    # pip builds in the folder: ours stays as it is.
    copies = tmp_path_factory.mktemp("plugins")
    subprocess.run(["cp", "-r", *map(str, plugins), str(copies)], check=True)
    folders = [str(copies / plugin.name) for plugin in plugins]
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--target", str(site), *folders], check=True, capture_output=True)
    (site / "tooled.py").write_text(TOOLED)
    info = site / "tooled-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: tooled\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[llm]\ntooled = tooled\n")
    return site


def run(site: Path, user_path: Path, cwd: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(site), "LLM_USER_PATH": str(user_path)}
    return subprocess.run(
        [sys.executable, *command],
        env=environment,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_line_is_tried():
    """But for the one that installs, which the fixture stands for."""
    assert [*SAID] == [line for line in LINES if not line.startswith("llm install -e ")]
    for project in re.findall(r"^llm install -e (.*)", TEXT, re.MULTILINE):
        assert (PROJECT / project / "pyproject.toml").exists()


@pytest.mark.parametrize("line", SAID)
def test_every_line_runs(site, user_path, tmp_path, line):
    """It ends well and says what the plugin does."""
    (tmp_path / "people.csv").write_text("name,born\nAda,1815\nGrace,1906\n")
    (tmp_path / "words.csv").write_text("id,word\n1,listen\n2,banana\n")
    if line in BEFORE:
        run(site, user_path, tmp_path, "-m", "llm", *shlex.split(BEFORE[line]))
    done = run(site, user_path, tmp_path, "-m", *shlex.split(line))
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert SAID[line] in done.stdout + done.stderr


def test_the_code_is_that_of_the_plugins():
    """Word for word, so that what is read is what was run."""
    shown = {*blocks("python", TEXT), *blocks("toml", TEXT)}
    files = [*EXAMPLES.glob("*/*.py"), EXAMPLES / "llm-shout" / "pyproject.toml"]
    assert {file.read_text() for file in files} <= {block + "\n" for block in shown} | shown


def test_the_example_in_python_runs(site, user_path, tmp_path):
    """The embedding model is found, and what it says of two words is true."""
    (example,) = [block for block in blocks("python", TEXT) if "hookimpl" not in block]
    done = run(site, user_path, tmp_path, "-c", example)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_plugins_have_one_form():
    """Each has an entry point that names its module, and depends on llm alone."""
    for project in EXAMPLES.glob("*/pyproject.toml"):
        module = next(project.parent.glob("*.py")).stem
        assert re.search(rf'^\w+ = "{module}"$', project.read_text(), re.MULTILINE)
        assert 'dependencies = ["llm"]' in project.read_text()
