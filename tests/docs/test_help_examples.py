"""The examples in the help of each command: at least two, and all of them run."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.reference import commands
from tests.docs.world import World

# Where these are tried instead, as they change the environment or need a server of others.
ELSEWHERE = {
    "llm install": "tests/cli/test_install.py",
    "llm uninstall": "tests/cli/test_install.py",
    "llm serve --": "tests/server/asking/test_stopping.py",
    "llm plugins disable": "tests/cli/test_plugins_states.py",
    "llm plugins enable": "tests/cli/test_plugins_states.py",
    "llm plugins doctor llm-echo": "tests/cli/test_plugins_states.py",
    "https://example.com": "tests/net",
    "llm completion zsh --install": "tests/cli/test_completion.py",
    "pass show openai": "tests/config",
    "llm logs restore": "tests/store/upgrading/test_restoring.py",
}
MINIMUM = 2
INDENT = 6


def examples_of(text: str) -> list[str]:
    """The lines after `Examples:` that are indented more than it is."""
    _, _, after = inspect.cleandoc(text).partition("Examples:\n")
    return [line.strip() for line in after.splitlines() if line.startswith("    ")]


def with_examples() -> Iterator[tuple[str, list[str]]]:
    for typed, command, _ in commands():
        if typed != "llm":  # its help is a first page
            yield typed, examples_of(command.help or "")


EXAMPLES = dict(with_examples())


@pytest.mark.parametrize("typed", EXAMPLES)
def test_every_command_has_examples(typed):
    """Two, which use it, or the command that a newcomer would use next."""
    lines = EXAMPLES[typed]
    assert len(lines) >= MINIMUM
    parent = typed.rpartition(" ")[0] if typed not in {"llm prompt", "llm chat"} else "llm"
    assert any(parent in line for line in lines)


@pytest.mark.parametrize("typed", EXAMPLES)
def test_examples_can_be_copied(typed):
    """Each has room in a row of a terminal with 80 columns, so that the help does not cut it."""
    room = 80 - 2 - INDENT
    assert [line for line in EXAMPLES[typed] if len(line) > room] == []


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with World(tmp_path_factory.mktemp("world")) as made:
        made.furnish()
        yield made


@pytest.mark.parametrize("typed", EXAMPLES)
def test_every_example_runs(world: World, typed: str) -> None:
    """One after the other, on a machine that has what they name."""
    with world.again():
        for line in EXAMPLES[typed]:
            if any(mark in line for mark in ELSEWHERE):
                continue
            done = world.run(world.filled(line), stdin=world.typed(line))
            assert (done.status, "Traceback" in done.stderr) == (0, False), (line, done)


def test_what_is_tried_elsewhere_is_there():
    """Each of these tests exists."""
    root = Path(__file__).parents[2]
    assert [each for each in ELSEWHERE.values() if not (root / each).exists()] == []
    shown = [line for lines in EXAMPLES.values() for line in lines]
    assert [mark for mark in ELSEWHERE if not any(mark in line for line in shown)] == []


def test_examples_stand_apart():
    """The paragraph is found whatever is around it."""
    text = "Do it.\n\n    Examples:\n\n        llm do\n\n    And more:\n\n        llm do -x\n"
    assert examples_of(text) == ["llm do", "llm do -x"]
