"""Mistakes of users for which release 0.36 shows a traceback: one `Error:` line, status 1 or 2.

The first table is the list of contract §7, each row with the test in which more is said of it. The
second, `mistakes/found.toml`, was found by `mistakes/generating.py`. What damaged files do is in
`test_bad_files.py` too, other errors of prompts in `test_prompt_errors.py`.
"""

from __future__ import annotations

import itertools
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.cli.mistakes.generating import Case, all_commands, cases
from tests.cli.mistakes.judging import Ground

TESTS = Path(__file__).parents[1]
FOUND = tomllib.loads((Path(__file__).parent / "mistakes/found.toml").read_text())["mistake"]


class Mistake(NamedTuple):
    """A mistake, what is said of it, and the test in which there is more."""

    name: str
    line: str
    said: str
    more: str
    status: int = 1
    stdin: bytes = b""
    damage: dict[str, bytes | None] = {}  # noqa: RUF012 - nobody changes it


MISTAKES = (
    Mistake("a tool that is not there", "hi -T nothing", "Tool(s) nothing not found",
            "resolving/test_tools.py::test_mistakes"),
    Mistake("a toolbox that is not closed", "hi -T 'Shelf('", "Shelf(",
            "resolving/test_tools.py::test_mistakes"),
    Mistake("an argument that a toolbox does not take", "hi -T 'Shelf(x=1)'", "Shelf",
            "resolving/test_tools.py::test_mistakes"),
    Mistake("a type that a schema does not know", "hi --schema 'name strange'", "'strange'",
            "cli/test_schemas.py::test_mistakes", 2),
    Mistake("a field twice", "schemas dsl 'name, name'", "name",
            "cli/test_schemas.py::test_mistakes"),
    Mistake("a fragment whose URL is not there", "hi -f http://127.0.0.1:9/x", "cannot be read",
            "resolving/test_fragments.py::test_missing_url"),
    Mistake("a directory as a fragment", "hi -f folder", "is a directory",
            "cli/test_prompt_fragments.py::test_mistakes"),
    Mistake("a binary file as a fragment", "hi -f binary.bin", "is not text",
            "resolving/test_fragments.py::test_mistakes"),
    Mistake("a template whose server is not there", "hi -t http://127.0.0.1:9/t.yaml",
            "cannot be read", "resolving/test_templates.py::test_templates_from_the_network"),
    Mistake("a directory as a template", "hi -t ./folder", "directory",
            "resolving/test_templates.py::test_not_found"),
    Mistake("an empty template", "hi -t empty", "empty",
            "resolving/test_templates.py::test_no_templates"),
    Mistake("a list as a template", "hi -t listed", "listed",
            "resolving/test_templates.py::test_no_templates"),
    Mistake("damaged keys", "keys", "keys.json", "cli/test_bad_files.py::test_damaged_keys",
            damage={"keys.json": b'{"a": '}),
    Mistake("a key for damaged keys", "keys set a --value b", "keys.json",
            "cli/test_bad_files.py::test_damaged_keys", damage={"keys.json": b'{"a": '}),
    Mistake("a model that fails", "fail", "out of order",
            "cli/test_prompt_errors.py::test_model_fails_at_once"),
    Mistake("a server that is not there", "hi --base-url http://127.0.0.1:9/v1 -m m", "127.0.0.1:9",
            "cli/test_base_url.py::test_mistakes"),
    Mistake("only imported functions", "hi --functions 'from math import sqrt'", "no function",
            "resolving/test_functions.py::test_mistakes"),
    Mistake("a database that is none", "logs", "damaged, or no history",
            "e2e/test_unwritable_history.py::test_a_damaged_file",
            damage={"logs.db": b"no database"}),
)  # fmt: skip


@pytest.fixture(scope="module")
def ground(tmp_path_factory) -> Iterator[Ground]:
    """Where command lines are run."""
    made = Ground(tmp_path_factory.mktemp("ground"))
    yield made
    made.close()


def run(ground: Ground, case: Case) -> tuple[Any, str]:
    """How *case* ended, with its error; nothing may be wrong with it."""
    done, wrong = ground.run(case)
    assert not wrong, (shlex.join(case.arguments), done)
    errors = [line for line in done.stderr.splitlines() if line.startswith("Error:")]
    return done, errors[0] if errors else ""


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_known_mistakes(ground, mistake):
    """What ended in a traceback is one line that says what is wrong."""
    case = Case(shlex.split(mistake.line), mistake.stdin, damage=mistake.damage)
    done, error = run(ground, case)
    assert (done.status, done.stdout) == (mistake.status, "")
    assert mistake.said in error


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_more_is_said_elsewhere(mistake):
    """The test that is named is there."""
    path, _, name = mistake.more.partition("::")
    assert f"def {name}" in (TESTS / path).read_text()


@pytest.mark.parametrize("name", ["empty", "listed", "broken", "wrong"])
def test_bad_templates_are_in_nobodys_way(ground, name):
    """A template that cannot be used does not hide the others."""
    done, wrong = ground.run(Case(["templates"]))
    assert not wrong
    assert done.status == 0
    assert "greeting" in done.stdout
    _, error = run(ground, Case(["hi", "-t", name]))
    assert name in error


def test_a_chat_goes_on_after_a_mistake(ground):
    """A model's error, a fragment that is not there: a line each, and the next turn is answered."""
    done, wrong = ground.run(
        Case(["chat"], b"fail\nstumble\n!fragment missing\nhello\nexit\n"),
    )
    assert not wrong
    assert done.status == 0
    assert "said <hello>" in done.stdout
    assert "out of order" in done.stderr


@pytest.mark.parametrize("row", FOUND, ids=lambda row: row["run"][:60])
def test_found_mistakes(ground, row):
    """What was found by chance is answered as it was when somebody looked at it."""
    damage = {
        path: content.encode("latin-1") if isinstance(content, str) else None
        for path, content in row.get("damage", {}).items()
    }
    case = Case(
        shlex.split(row["run"]), row.get("stdin", "").encode("latin-1"), row.get("env", {}), damage
    )
    done, error = run(ground, case)
    assert (done.status, done.stdout) == (row["status"], "")
    assert row["said"] in error


def fuzz(ground: Ground, seed: int, count: int) -> None:
    """Try *count* cases; says each that went wrong."""
    from llm.cli import cli

    failures = []
    for case in itertools.islice(cases(all_commands(cli), seed), count):
        done, wrong = ground.run(case)
        if wrong:
            failures.append((wrong, f"llm {shlex.join(case.arguments)}", case, done.stderr[-500:]))
    assert not failures, "\n\n".join(str(failure) for failure in failures)


def test_anything(ground):
    """Whatever is got wrong: no traceback, one error at most, nothing lost."""
    fuzz(ground, seed=5, count=120)


@pytest.mark.full
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(100, 110))
def test_anything_for_longer(ground, seed):
    """The same, for thousands of cases."""
    fuzz(ground, seed, count=600)
