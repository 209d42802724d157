"""Whatever is written of the history is its owner's alone, under whatever umask."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

import llm
from llm.cli import cli
from llm.store.opening import open_store
from llm.store.records import CallRecord
from llm.store.spool import Spool
from llm.testing import ScriptedModel


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=oct)
def _umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def modes(directory: Path) -> dict[str, int]:
    """The mode of everything in *directory*, which is its owner's, too."""
    assert directory.stat().st_mode & 0o777 == 0o700
    return {
        str(each.relative_to(directory)): each.stat().st_mode & 0o777
        for each in directory.rglob("*")
    }


@pytest.mark.usefixtures("_umask")
def test_every_file(user_path: Path) -> None:
    """The database, what SQLite puts beside it, the spool, backups and exports."""
    path = user_path / "deeper" / "logs.db"
    with llm.record(path) as recorder:
        ScriptedModel([["a"]]).prompt("hi").text()
        Spool(path).keep(CallRecord("01jd", "slow", [], status="running"))
        assert recorder.store is not None
        assert modes(user_path) == {
            "deeper": 0o700,
            "deeper/logs.db": 0o600,
            "deeper/logs.db-wal": 0o600,
            "deeper/logs.db-shm": 0o600,
            "deeper/logs.db-spool": 0o700,
            "deeper/logs.db-spool/01jd.jsonl": 0o600,
        }


@pytest.mark.usefixtures("_umask")
def test_copies(user_path: Path) -> None:
    """Backups and exports."""
    with llm.record():
        ScriptedModel([["a"]]).prompt("hi").text()
    for command in (["backup"], ["export", "-o"]):
        target = user_path / command[0]
        result = CliRunner().invoke(cli, ["logs", *command, str(target)], catch_exceptions=False)
        assert result.exit_code == 0
    assert modes(user_path) == {"logs.db": 0o600, "backup": 0o600, "export": 0o600}


@pytest.mark.usefixtures("_umask")
def test_the_target_of_a_link(user_path: Path, tmp_path: Path) -> None:
    """A history that is kept elsewhere, and only linked to, is made there."""
    link = tmp_path / "logs.db"
    link.symlink_to(user_path / "real.db")
    with closing(open_store(link)):
        pass
    assert modes(user_path) == {"real.db": 0o600}
