"""docs/models-side-by-side.md: every example runs, and ends as it says."""

from __future__ import annotations

import re

import pytest

import llm
from llm.cli.commands.prompt import command
from tests.docs.answering import AsyncKnowing, Knowing
from tests.docs.shell_lines import run_line
from tests.docs.test_readme import PROJECT, blocks

TEXT = (PROJECT / "docs" / "models-side-by-side.md").read_text()
MODELS = ("gpt-5.5", "claude-sonnet-4.6", "smollm2")


@pytest.fixture
def models(tmp_path, monkeypatch):
    """All models that are named know the answers."""

    class Plugin:
        @llm.hookimpl(trylast=True)
        def register_models(self, register) -> None:
            for name in MODELS:
                register(Knowing(name), AsyncKnowing(name))

    monkeypatch.chdir(tmp_path)
    llm.load_plugins()
    plugin = Plugin()
    llm.pm.register(plugin, name="answering")
    yield
    llm.pm.unregister(plugin)


def test_every_example_runs(models):
    """All say something; several models have a heading each, in their order."""
    for block in blocks("sh", TEXT):
        for line in block.splitlines():
            result = run_line(line)
            assert (result.exit_code, "Error" in result.stderr) == (0, False), (line, result.stderr)
            if "--also" in line:
                named = re.findall(r"(?:-m|--also) (\S+)", line)
                assert re.findall(r"^## (.+)$", result.stdout, re.MULTILINE) == named
            else:
                assert result.stdout.strip()


def test_every_option_that_it_names_is_one():
    """Of `llm prompt`."""
    known = {name for parameter in command.params for name in parameter.opts}
    assert set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", TEXT)) - known == set()
