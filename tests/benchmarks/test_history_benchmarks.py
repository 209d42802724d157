"""The measurements of the history still run. What they measure is read, not asserted."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks import history, many_calls
from benchmarks.environments import Environment
from benchmarks.measuring import outputs
from benchmarks.turns import KINDS, SHAPES

HERE = Environment("ours", Path(sys.prefix))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_conversation_is_measured(shape: str, kind: str, tmp_path: Path) -> None:
    """Every turn is timed, and the bytes of the file are told apart from those of the index."""
    found = history.kept(tmp_path / "logs.db", shape, kind, turns=20)
    assert len(found.seconds) == len(found.sent) == 20
    assert found.sent[-1] > found.sent[0]
    assert found.texts < found.without_index[1] < found.bytes
    assert bool(found.metadata) == (kind == "rich")
    said = [row.what for row in history.judged(shape, kind, found)]
    assert f"keeping 20 turns ({kind}, {shape}): bytes for a byte" in said
    assert len(said) == (4 if shape == "conversation" else 3)


@pytest.mark.parametrize("shape", ["conversation", "clock"])
@pytest.mark.parametrize("what", ["ms", "bytes"])
def test_the_program_that_both_run_prints_a_number(shape: str, what: str, tmp_path: Path) -> None:
    """It logs each turn and says how long the last took, or how large the file is."""
    command = [HERE.python, "-c", history.LOGGING, shape, what, str(tmp_path / "logs.db"), "10"]
    assert outputs({"ours": command}, 1)["ours"][0] > 0


def test_commands_are_measured_on_many_calls(tmp_path: Path) -> None:
    """Each command runs on the history that was filled, and a long conversation is loaded."""
    path = tmp_path / "logs.db"
    speaker = many_calls.fill(path, calls=25)
    conversation = many_calls.long_conversation(path, turns=5)
    taken = many_calls.beyond_start(HERE, tmp_path, speaker, rounds=1)
    assert list(taken) == list(many_calls.COMMANDS)
    assert len(many_calls.loading(path, conversation, rounds=2)) == 2
    assert len(many_calls.added(path, rounds=2)) == 2
