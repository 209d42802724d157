"""What ours does is what release 0.36 does, or stands in `intended.toml` with the reason.

The ordinary run compares with what was recorded of the release (`record.py`), and runs ours in
forks of a process. The long form records the release anew, and runs ours as a shell would.
"""

from __future__ import annotations

import json
import re
import shlex
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import click
import pytest

from tests.compat.differential.comparing import (
    differences,
    everywhere,
    flat,
    intended,
    printed,
)
from tests.compat.differential.record import RECORD, Cold, install, record
from tests.compat.differential.running import (
    Run,
    Scenario,
    make_site,
    play,
    scenarios,
    serving,
)
from tests.warm import Warm

AT_ONCE = 2
"""So many scenarios are played side by side."""


@pytest.fixture(scope="module")
def recorded() -> dict[str, Any]:
    """What release 0.36 did."""
    found: dict[str, Any] = json.loads(RECORD.read_text())
    return found


def played(top: Path, run: Run) -> dict[str, Any]:
    """What ours does in every scenario."""
    site = make_site(top / "site")
    with serving() as url, ThreadPoolExecutor(AT_ONCE) as pool:

        def one(scenario: Scenario) -> tuple[str, Any]:
            return scenario.name, play(scenario, run, top / scenario.name, site, url)

        return dict(pool.map(one, scenarios()))


@pytest.fixture(scope="module")
def ours(tmp_path_factory) -> dict[str, Any]:
    """What ours did just now."""
    top = tmp_path_factory.mktemp("ours")
    cold = Cold()
    site = make_site(top / "warm")
    with ExitStack() as running:
        idle: SimpleQueue[Warm] = SimpleQueue()
        for _ in range(AT_ONCE):
            idle.put(running.enter_context(Warm(site)))

        def run(arguments, *, env, **more):
            if "LLM_LOAD_PLUGINS" in env:  # which are loaded is decided when a process starts
                return cold.run(arguments, env=env, **more)
            warm = idle.get()
            try:
                return warm.run(arguments, env=env, **more)
            finally:
                idle.put(warm)

        return played(top, run)


def unexplained(theirs: dict[str, Any], ours: dict[str, Any]) -> list[str]:
    """What differs and is not in the table, each with both sides."""
    known = {line for row in intended() for line in row.lines}
    return [
        f"{name}\n  0.36: {old}\n  ours: {new}"
        for name, (old, new) in differences(theirs, ours).items()
        if name not in known
    ]


@pytest.mark.timeout(300)
def test_same_as_the_release(recorded, ours):
    """Standard output, exit status, whether anything is said beside it: as in 0.36."""
    found = unexplained(recorded["scenarios"], ours)
    assert not found, "\n".join(found)


@pytest.mark.timeout(300)
def test_intended_differences_are_still_there(recorded, ours):
    """A row of the table whose difference is gone has to go, too."""
    found = differences(recorded["scenarios"], ours)
    for row in intended():
        assert row.theirs, row
        assert row.ours, row
        assert row.why, row
        gone = [line for line in row.lines if line not in found]
        assert not gone, "no longer different"
    old, new = printed(recorded["scenarios"]), printed(ours)
    for rule in everywhere():
        assert re.search(rule.theirs, old), f"never said: {rule.theirs}"
        assert re.search(rule.ours, new), f"never said: {rule.ours}"


def test_record_is_of_these_scenarios(recorded):
    """The record holds what the scenarios ask for; a change needs `record.py` run again."""
    there = {each.name: [line.shown for line in each.lines] for each in scenarios()}
    assert there == {
        name: [line["line"] for line in result["lines"]]
        for name, result in recorded["scenarios"].items()
    }
    assert sum(len(lines) for lines in there.values()) >= 150


def test_every_option_of_the_release(recorded):
    """Each option of each command of 0.36 is one of ours too, and some line uses it."""
    used = set().union(*(options_used(line.run) for each in scenarios() for line in each.lines))
    for words, listed in recorded["commands"].items():
        command, path, _ = found_command(words.split())
        assert f"{path} ".startswith(f"{words} ")
        options = set(listed) - {"-h", "--help"}
        spellings = [{*each.opts, *each.secondary_opts} for each in command.params]
        assert options <= set().union(*spellings), words
        tried = set().union(
            *(each for each in spellings if any((path, one) in used for one in each))
        )
        assert not options - tried, f"no line uses {words} {options - tried}"


def found_command(words: list[str]) -> tuple[Any, str, list[str]]:
    """The command that *words* lead to, its whole name, and what is left of them."""
    from llm.cli import cli

    command: Any = cli
    path: list[str] = []
    while isinstance(command, click.Group):
        context = click.Context(command, help_option_names=["-h", "--help"])
        name = words[0] if words else ""
        inner = command.get_command(context, name) if not name.startswith("-") else None
        if inner is None:
            name = getattr(command, "default", "")
            inner = command.get_command(context, name)
            if inner is None:
                break
        else:
            words = words[1:]
        path.append(name)
        command = inner
    return command, " ".join(path), words


def options_used(line: str) -> set[tuple[str, str]]:
    """The options of a line, each with the name of the command that it is given to."""
    _, name, words = found_command(shlex.split(line)[1:])
    return {(name, word) for word in words if word.startswith("-")}


@pytest.mark.full
@pytest.mark.timeout(7200)
def test_as_a_shell_would(recorded, tmp_path_factory):
    """The record is what the release does today, and real processes of ours do the same."""
    top = tmp_path_factory.mktemp("full")
    theirs = record(install(top / "release"))
    assert theirs["commands"] == recorded["commands"]
    assert flat(theirs["scenarios"]) == flat(recorded["scenarios"])
    found = unexplained(theirs["scenarios"], played(top / "ours", Cold().run))
    assert not found, "\n".join(found)
