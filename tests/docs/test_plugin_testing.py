"""docs/plugins/testing.md: its tests pass, and its examples run."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

import llm
from llm import testing
from tests.docs.test_readme import PROJECT, blocks

TEXT = (PROJECT / "docs" / "plugins" / "testing.md").read_text()
TESTS, *EXAMPLES = blocks("python", TEXT)
PLUGINS = PROJECT / "docs" / "example-plugins"


def test_the_tests_pass(tmp_path):
    """As a file of tests, beside the plugin."""
    (tmp_path / "test_shout.py").write_text(TESTS)
    (tmp_path / "llm_shout.py").write_text((PLUGINS / "llm-shout" / "llm_shout.py").read_text())
    quiet = ["-q", "-W", "error", "-p", "no:cacheprovider", "-p", "no:xdist"]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *quiet, "."],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "3 passed" in ran.stdout, ran


def test_the_examples_run(monkeypatch, tmp_path):
    """One after the other, as a reader would type them; what they assert is true."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(PLUGINS / "llm-dice")
    names: dict[str, object] = {"llm": llm}
    for example in EXAMPLES:
        assert "assert " in example
        exec(example, names)


@pytest.mark.parametrize("name", testing.__all__)
def test_everything_is_told(name):
    """Each public name is in the document, but for types that nobody makes."""
    assert name in TEXT or name in {"FakeClock", "Step"}


def test_every_step_of_a_script_is_told():
    """The table has a row for each kind of step."""
    steps = re.findall(r"^\| (?:`([^`(]*)|(a function))", TEXT, re.MULTILINE)
    assert len(steps) == len(str(testing.Step).split("|"))
