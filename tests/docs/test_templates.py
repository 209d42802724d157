"""docs/templates.md: every example runs, one after the other, and every field is one."""

from __future__ import annotations

import yaml
from click.testing import CliRunner

from llm.cli import cli
from llm.resolving.template import Template
from tests.docs.answering import known_as
from tests.docs.shell_lines import run_line
from tests.docs.test_readme import PROJECT, blocks

TEXT = (PROJECT / "docs" / "templates.md").read_text()


def test_every_example_runs(tmp_path, monkeypatch):
    """It ends well, and says something unless it only changes a file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.txt").write_text("Notes of the meeting")
    silent = ("--save", "rename", "rm")
    with known_as("smollm2-135m"):
        CliRunner().invoke(cli, ["models", "default", "smollm2-135m"])
        for block in blocks("sh", TEXT):
            for line in block.splitlines():
                result = run_line(line)
                assert (result.exit_code, result.stderr) == (0, ""), line
                assert bool(result.stdout) is not any(word in line.split() for word in silent), line


def test_every_field_is_there():
    """The example of a file is a template, with all the fields there are."""
    (example,) = blocks("yaml", TEXT)
    found = yaml.safe_load(example)
    assert Template(name="example", **found).vars() == {"input", "voice"}
    assert set(found) == set(Template.model_fields) - {"name"}
