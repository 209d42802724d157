"""Which process a call belongs to, and whether it has ended."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest

from llm.store.processes import ABANDONED_SECONDS, is_abandoned, is_gone, this_process

SHOW = "from llm.store.processes import this_process; print(this_process(), flush=True); input()"


def test_a_process_while_it_runs_and_afterwards() -> None:
    """Killed, it is gone at once, also as long as its parent has not noticed."""
    process = subprocess.Popen(
        [sys.executable, "-c", SHOW], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    name = process.stdout.readline().strip()
    assert not is_gone(name)
    process.kill()
    process.stdout.read()  # its end; nobody has waited for it yet
    while not is_gone(name):
        assert process.returncode is None
    with process:
        process.wait()
    assert is_gone(name)


def test_a_number_that_was_given_again() -> None:
    """Another process with the number of one that is gone is another process."""
    host, number, began = this_process().rsplit("/", 2)
    assert not is_gone(this_process())
    assert is_gone(f"{host}/{number}/{int(began) - 1}")


@pytest.mark.parametrize("name", ["", "/", "nonsense", "a/b/c", f"{socket.gethostname()}/x/1"])
def test_a_name_that_says_nothing(name: str) -> None:
    """Nobody knows; an imported history may hold anything."""
    assert not is_gone(name)


def test_of_another_machine() -> None:
    """Nobody knows."""
    assert not is_gone("elsewhere/1/1")


def test_what_is_abandoned() -> None:
    """What is gone, and after a day what nobody can ask after; never what is there."""
    later = ABANDONED_SECONDS + 1
    host, number, began = this_process().rsplit("/", 2)
    assert is_abandoned(f"{host}/{number}/{int(began) - 1}", 0)
    assert is_abandoned(None, 0)
    assert not is_abandoned(this_process(), later)
    assert not is_abandoned("elsewhere/1/1", ABANDONED_SECONDS - 1)
    assert is_abandoned("elsewhere/1/1", later)
