"""docs/configuration.md: every line runs, and the table is what the code says.

`python -m tests.docs.test_configuration` writes the table anew.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from llm.cli import cli
from llm.config.settings import SETTINGS, Setting
from tests.cli.installed_models import installed
from tests.cli.openai_server import OpenAIServer, model
from tests.docs.test_readme import PROJECT, blocks

DOCUMENT = PROJECT / "docs" / "configuration.md"
TEXT = DOCUMENT.read_text()
LINES = [line for block in blocks("sh", TEXT) for line in block.splitlines()]
HEAD = (
    "| setting | what it does | built in | variable | in a project file |\n|---|---|---|---|---|\n"
)
_TRUST = {
    "always": "when trusted",
    "never": "yes",
    "outside": "files of the project; others when trusted",
    "own": "no",
}


def table() -> str:
    """The table of settings, in Markdown."""

    def row(setting: Setting) -> str:
        variable = f"`{setting.variable}`" if setting.variable else ""
        cells = (
            f"`{setting.name}`", setting.help, setting.default, variable, _TRUST[setting.trust],
        )  # fmt: skip
        return f"| {' | '.join(cells)} |\n"

    return HEAD + "".join(map(row, SETTINGS))


def written() -> str:
    """The table as the document has it."""
    found = re.search(rf"{re.escape(HEAD)}(\|.*\n)*", TEXT)
    assert found is not None
    return found[0]


def test_the_table_is_what_the_code_says() -> None:
    """Every setting, in its order, with what it does."""
    assert written() == table()


def test_the_files_are_those_that_there_are() -> None:
    """By the names that the code has for them."""
    from llm.config import (
        aliases,
        defaults,
        keys,
        layers,
        model_options,
        tool_policy,
        trust,
    )

    names = [
        aliases.ALIASES_FILE, defaults.MODEL_FILE, defaults.EMBEDDING_MODEL_FILE, keys.KEYS_FILE,
        layers.USER_CONFIG, layers.LOGS_OFF, model_options.OPTIONS_FILE, tool_policy.POLICY_FILE,
        trust.TRUSTED_FILE,
    ]  # fmt: skip
    assert [name for name in names if f"`{name}`" not in TEXT[TEXT.index("## Files") :]] == []


def test_the_example_is_right(user_path: Path) -> None:
    """The file that is shown can be used as it is."""
    from llm.config.changing import replace_config

    (example,) = blocks("toml", TEXT)
    user_path.mkdir()
    replace_config(user_path / "config.toml", example, "")


@pytest.fixture
def run(
    tmp_path: Path, user_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], Any]]:
    """Run a line of the document in a project, with a server in OpenAI's place, and a keyring."""
    import keyring

    from llm.config.keys import set_key
    from tests.config.memory_keyring import MemoryKeyring

    before = keyring.get_keyring()
    keyring.set_keyring(MemoryKeyring())
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".llm.toml").write_text('tools = ["llm_time"]\n')
    (tmp_path / "key.txt").write_text("sk-file\n")
    set_key("openai", "sk-1")

    def run_line(line: str) -> Any:
        line = line.partition("  #")[0]
        line, _, stdin = line.partition(" < ")
        given = (tmp_path / stdin.strip()).read_text() if stdin else "typed\n"
        program, *words = shlex.split(line)
        assert program == "llm"
        return CliRunner().invoke(cli, words, input=given)

    with OpenAIServer().running() as server, installed({"small": [["Paris"]]}):
        server.models = {"data": [model("a")]}
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("LLM_MODEL", "small")
        yield run_line
    keyring.set_keyring(before)


BEFORE = {
    "llm config get timeout": ["llm config set timeout 120"],
    "llm config unset timeout": ["llm config set timeout 120"],
    "llm config untrust": ["llm config trust -y"],
}


@pytest.mark.parametrize("line", LINES)
def test_every_line_runs(run: Callable[[str], Any], line: str) -> None:
    """It ends well; the one that asks says that nobody can be asked here."""
    command = line.partition("  #")[0].strip()
    for earlier in BEFORE.get(command, []):
        assert run(earlier).exit_code == 0
    result = run(line)
    if command == "llm config trust":
        assert (result.exit_code, "give -y" in result.stderr) == (1, True)
        assert "llm_time" in result.stdout
        return
    assert (result.exit_code, result.exception) == (0, None)
    if not re.search(r"config (set|unset|untrust)|keys (set|rm)", command):
        assert result.stdout.strip()


def test_python_is_not_configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program does the same whatever files and variables there are."""
    (tmp_path / ".llm.toml").write_text('model = "nosuchmodel"\nsystem = "x"')
    code = "import llm; print(llm.get_default_model())"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert "nosuchmodel" not in ran.stdout


if __name__ == "__main__":
    DOCUMENT.write_text(TEXT.replace(written(), table()))
