"""One writer at a time."""

import subprocess
import sys

import pytest

from llm.config.files import read_object
from llm.config.locks import locked
from llm.errors import ConfigError

ADD_FIVE = """
import pathlib, sys
from llm.config.files import update_object
sys.stdin.readline()
for n in range(5):
    update_object(
        pathlib.Path(sys.argv[1]), lambda values: values.update({f"{sys.argv[2]}-{n}": n})
    )
"""


def test_processes_do_not_lose_what_others_write(tmp_path):
    """What several processes store at once is all there in the end."""
    path = tmp_path / "settings.json"
    writers = [
        subprocess.Popen([sys.executable, "-c", ADD_FIVE, path, str(n)], stdin=subprocess.PIPE)
        for n in range(4)
    ]
    for writer in writers:
        assert writer.stdin
        writer.stdin.write(b"go\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate()
        assert writer.returncode == 0
    assert len(read_object(path)) == 20


def test_waiting_ends(tmp_path):
    """A writer that never lets go is reported after a while."""
    path = tmp_path / "settings.json"
    with (
        locked(path),
        pytest.raises(ConfigError, match=r"settings.json was not changed: another process"),
        locked(path, wait=0.05),
    ):
        pass


def test_lock_of_a_dead_process_is_free(tmp_path):
    """A process that dies lets go."""
    path = tmp_path / "settings.json"
    program = f"""
import os, pathlib
from llm.config.locks import locked
with locked(pathlib.Path({str(path)!r})):
    os._exit(9)
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 9
    with locked(path, wait=0):
        pass


def test_directory_that_takes_no_file(tmp_path):
    """Where no file can be made, one line says that nothing was changed."""
    path = tmp_path / "missing" / "settings.json"
    with pytest.raises(ConfigError, match="cannot be written: No such file"), locked(path):
        pass
