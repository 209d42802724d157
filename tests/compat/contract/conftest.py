"""Running `llm`, in this process and in its own, as the tests of the command line do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from llm.testing import loaded, offered
from tests.cli.conftest import (
    endpoint,
    environment,
    inside,
    install,
    llm,
    scripted,
    server,
    user_directory,
    world,
)
from tests.compat.contract.command_line import CommandLine
from tests.compat.differential import llm_scripted
from tests.compat.differential.home import furnish

__all__ = [
    "endpoint",
    "environment",
    "inside",
    "install",
    "llm",
    "scripted",
    "server",
    "user_directory",
    "world",
]


@pytest.fixture
def cli(inside: Any, tmp_path: Path, user_path: Path, monkeypatch: Any) -> Iterator[CommandLine]:
    """`llm`, in this process; see `CommandLine`."""
    home = tmp_path / "home"
    furnish(home)
    monkeypatch.chdir(home)
    line = CommandLine(inside, home, user_path)
    with loaded(llm_scripted), offered(*line.models):
        yield line
