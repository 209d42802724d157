"""SECURITY.md: every threat names what stands in its way, and tests that are there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.docs.test_readme import PROJECT

TEXT = (PROJECT / "SECURITY.md").read_text()
ROWS = [line.strip("| ").split(" | ") for line in TEXT.splitlines() if line.startswith("| ")][2:]
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
NAMED = TEST.findall(TEXT)


def test_every_threat_has_a_defence_and_a_test() -> None:
    """No row is a promise only."""
    assert len(ROWS) > 20
    for row in ROWS:
        assert len(row) == 4, row
        assert TEST.findall(row[3]), row


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_the_tests_are_there(file: str, name: str) -> None:
    """Each by its name."""
    tree = ast.parse(Path(PROJECT, file).read_text())
    assert name in {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}
