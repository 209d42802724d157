"""docs/server/security.md: its lines run, and its limits and codes are those of the server."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from llm.server.guarding.limits import Limits
from llm.server.settings import Settings
from tests.docs.shell_lines import run_line
from tests.docs.test_readme import PROJECT, blocks

TEXT = (PROJECT / "docs" / "server" / "security.md").read_text()
LINES = [line for block in blocks("sh", TEXT) for line in block.splitlines()]
GUARDING = PROJECT / "src" / "llm" / "server" / "guarding"


def table(heading: str) -> str:
    """The table below *heading*."""
    return TEXT.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def test_every_line_runs() -> None:
    """One after the other, as somebody would type them."""
    assert LINES
    for line in LINES:
        result = run_line(line)
        assert result.exit_code == 0, (line, result.output)
    listed = run_line("llm serve tokens").stdout.splitlines()
    assert [line.partition(":")[0] for line in listed] == ["archive", "editor"]


@pytest.mark.parametrize("name", [field.name for field in fields(Limits)])
def test_the_limits_are_those_of_the_server(name: str) -> None:
    """Every number is what a server without other settings keeps to."""
    number = getattr(Limits(), name)
    if name == "unread_seconds":  # of no interest to anybody
        return
    unit = " s" if name.endswith("seconds") else " bytes" if name.endswith("bytes") else ""
    assert f"{number:,.0f}{unit}" in table("Limits")


def test_settings_and_limits_say_the_same() -> None:
    """Those that can be set have the same value in both places."""
    assert (Limits().body_bytes, Limits().connections) == (
        Settings().body_limit, Settings().connections,
    )  # fmt: skip


def test_the_codes_are_those_of_the_guards() -> None:
    """All that `guarding/` refuses with, and no others."""
    source = "".join(path.read_text() for path in sorted(GUARDING.glob("*.py")))
    given = set(re.findall(r'code="(\w+)"', source))
    rows = table("What is refused, by its code").splitlines()
    assert {row.split("`")[1] for row in rows if "`" in row.partition(" | ")[2][:2]} == given
