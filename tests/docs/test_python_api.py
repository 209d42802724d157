"""docs/python-api.md: its examples run, in order, and find what they assert."""

from __future__ import annotations

import re

from tests.docs.answering import known_as
from tests.docs.reference import NAMES, names_table
from tests.docs.test_readme import PROJECT, blocks

TEXT = (PROJECT / "docs" / "python-api.md").read_text()


def test_the_examples_run(monkeypatch, tmp_path):
    """As one session, in a directory of their own."""
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "session"}
    with known_as("smollm2"):
        for block in blocks("python", TEXT):
            # As many lines above it as in the document, for the error to name the right one.
            above = TEXT[: TEXT.index(block)].count("\n")
            exec(compile("\n" * above + block, "docs/python-api.md", "exec"), names)
    assert (tmp_path / "calls.db").exists()


def test_every_name_is_there():
    """Each `llm.name` that is mentioned can be had."""
    import llm

    names = set(re.findall(r"`llm\.(\w+)", TEXT)) - {"parts", "errors", "testing", "toml"}
    assert [name for name in sorted(names) if not hasattr(llm, name)] == []


def test_every_public_name_is_listed():
    """With the first line of what it says of itself, as `python -m tests.docs.reference` writes."""
    assert NAMES.read_text(encoding="utf-8") == names_table()
