"""docs/embeddings.md: every line and every example runs, in the order in which they are read."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.docs.test_readme import PROJECT, blocks
from tests.docs.world import World

TEXT = (PROJECT / "docs" / "embeddings.md").read_text()


@pytest.fixture
def world(tmp_path):
    with World(tmp_path) as made:
        made.furnish()
        (made.cwd / "poem.txt").write_text("Dawn, and a pelican.\n")
        (made.cwd / "notes" / "pelicans.md").write_text("They are birds that ride.\n")
        yield made


def test_every_line_runs(world):
    """None fails, and the note on birds is what is found."""
    found = {}
    for line in [line for block in blocks("sh", TEXT) for line in block.splitlines()]:
        done = world.run(line)
        assert (done.status, "Traceback" in done.stderr) == (0, False), (line, done)
        found[line] = done.stdout
    birds = found["llm similar notes -c 'birds that ride'"].splitlines()
    assert json.loads(birds[0])["id"].endswith("pelicans.md")
    assert found["llm embed -c 'hello' -f hex"].strip("0\n") != ""


def test_every_example_in_python_runs(world):
    """One after the other; the second finds what the first has stored."""
    shown = [
        subprocess.run(
            [sys.executable, "-c", example],
            env=world.real_env(),
            cwd=world.cwd,
            capture_output=True,
            text=True,
            check=False,
        )
        for example in blocks("python", TEXT)
    ]
    assert [(done.returncode, done.stderr) for done in shown] == [(0, "")] * 2
    assert shown[0].stdout.startswith("384\n")
    assert shown[1].stdout.startswith("one\n")
