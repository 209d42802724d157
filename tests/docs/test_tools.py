"""docs/tools.md: every example runs, and does what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

import llm
from llm.cli.tool_calls.approval import _ANSWERS
from llm.config.tool_policy import add_rule, load_rules, policy_path
from llm.tooling.policy import Rule
from tests.docs.answering import known_as
from tests.docs.shell_lines import run_line
from tests.docs.test_readme import PROJECT, blocks

TEXT = (PROJECT / "docs" / "tools.md").read_text()
LINES = [line for block in blocks("sh", TEXT) for line in block.splitlines()]
ADD = "def add(x: int, y: int): return x + y\n"


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, user_path: Path, monkeypatch: pytest.MonkeyPatch):
    """With a file of tools, a rule, and a model that uses tools."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text(ADD)
    add_rule(Rule("llm_time", "allow"))
    with known_as("knowing"):
        llm.set_default_model("knowing")
        yield


@pytest.mark.parametrize("line", LINES)
def test_every_example_runs(line):
    """It ends well, and says something, on standard error where it changes rules."""
    result = run_line(line)
    assert result.exit_code == 0, result.output
    changes = line.split()[3:4] and line.split()[2] == "policy" and not line.endswith(" path")
    assert (result.stderr if changes else result.stdout).strip()
    if "1234" in line:
        assert "5580" in result.stdout


def test_the_file(user_path: Path):
    """The rule of the document is the one that its command makes."""
    (given,) = blocks("toml", TEXT)
    policy_path().unlink()
    run_line(next(line for line in LINES if "read_file" in line))
    made = load_rules()
    policy_path().write_text(given)
    assert load_rules() == made


def test_the_python_example(capsys: pytest.CaptureFixture[str]):
    """It runs as it stands."""
    (code,) = blocks("python", TEXT)
    exec(code, {})
    assert capsys.readouterr().out.strip()


def test_the_answers():
    """Each that a question offers is in the table."""
    table = TEXT[TEXT.index("| answer") : TEXT.index("## Rules")]
    assert {answer for answer in _ANSWERS if len(answer) == 1} == {"y", "s", "a", "d"}
    assert all(f"| `{answer}`" in table for answer in "ynsad")
