"""What was measured is kept, comparison by comparison, and the documents say what is kept."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from benchmarks import machine, rows, running, table
from benchmarks.environments import PROJECT
from benchmarks.rows import Row, at_least, at_most

HELD = rows.compared("a thing", [1.0, 2.0, 3.0], "0.36", [10.0, 20.0, 30.0], "ms", at_most(1 / 5))
MISSED = rows.limited("a | b", [0.25], "ms", at_most(200), scale=1000)


def ran(*measured: Row, machine: str = "a machine") -> table.Run:
    """A run of a comparison."""
    return table.Run("python -m benchmarks.startup", "2026-01-02", machine, measured)


def comparison(monkeypatch: pytest.MonkeyPatch, name: str, *measured: Row | Exception) -> None:
    """Put a comparison in the place of that *name*, which gives what was *measured*, or fails."""
    module = ModuleType(name, "Compares.")

    def rows(rounds: int) -> Iterator[Row]:
        for row in measured * rounds:
            if isinstance(row, Exception):
                raise row
            yield row

    module.__dict__.update(rows=rows, ROUNDS=1)
    monkeypatch.setitem(sys.modules, f"benchmarks.{name}", module)


def test_the_documents_are_current() -> None:
    """As `python -m benchmarks.table` writes them from docs/measurements.json."""
    kept = table.load(PROJECT)
    document = PROJECT / "docs" / "measurements.md"
    written = document.read_text(encoding="utf-8") if document.exists() else ""
    assert written == (table.document(kept) if kept else "")
    _, between, _ = table.parts_of((PROJECT / "README.md").read_text(encoding="utf-8"))
    assert between == table.section(kept)


def test_a_row_says_what_is_wanted_and_whether_it_holds() -> None:
    """A limit may be above or below, of a ratio or of ours, and counts itself as held."""
    said = "a thing: 2 ms (1-3); 0.36 20 ms (10-30), ratio 1/10; at most 1/5: holds"
    assert str(HELD) == said
    assert str(MISSED) == "a | b: 250 ms; at most 200 ms: MISSED"
    assert str(rows.compared("x", [3.0], "them", [2.0], "")) == "x: 3; them 2, ratio 1.5"
    assert [at_most(1).allows(number) for number in (1, 1.1)] == [True, False]
    assert [at_least(2).allows(number) for number in (2, 1.9)] == [True, False]


@pytest.mark.parametrize(
    ("value", "said"), [(123456.7, "123,457"), (12.34, "12.3"), (0.01234, "0.0123"), (0, "0")]
)
def test_numbers_have_three_digits(value: float, said: str) -> None:
    """All before the point are said; ratios below a half are one to so many."""
    assert rows.number(value) == said
    assert rows.fraction(value) == ("1/81" if said == "0.0123" else said)


def test_the_table_says_everything_of_a_row(tmp_path: Path) -> None:
    """Where, when and how it was measured, and that a limit was missed."""
    table.keep(tmp_path, "startup", ran(HELD, MISSED))
    table.keep(tmp_path, "resent", ran(HELD, machine="another machine"))
    said = (tmp_path / "docs" / "measurements.md").read_text()
    lines = [line for line in said.splitlines() if line.startswith("| a")]
    command = "`python -m benchmarks.startup`"
    shown = "| a thing | 2 ms (1-3) | 0.36: 20 ms (10-30) | 1/10 | at most 1/5: holds"
    assert lines == [
        f"{shown} | {command} | 2026-01-02 | 1 |",
        f"| a \\| b | 250 ms |  |  | at most 200 ms: **MISSED** | {command} | 2026-01-02 | 1 |",
        f"{shown} | {command} | 2026-01-02 | 2 |",
    ]
    assert "- 1: a machine\n- 2: another machine\n" in said
    assert "2 of 3 limits are kept, 1 MISSED" in said


def test_one_comparison_is_replaced_and_the_others_stay(tmp_path: Path) -> None:
    """In the order of the list, whichever was measured first."""
    table.keep(tmp_path, "resent", ran(MISSED))
    table.keep(tmp_path, "startup", ran(MISSED))
    table.keep(tmp_path, "startup", ran(HELD))
    assert list(table.load(tmp_path).items()) == [("startup", ran(HELD)), ("resent", ran(MISSED))]


def test_the_readme_has_the_telling_rows(tmp_path: Path) -> None:
    """Between its markers, where their comparisons were measured; nothing else of it changes."""
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{table.BEGIN}old\n{table.END}after\n")
    slow = rows.telling(Row("slow", "2 s", "0.36", "1 s", "2", "at most 1", holds=False))
    table.keep(tmp_path, "startup", ran(HELD, slow))
    before, between, after = table.parts_of(readme.read_text())
    assert (before, after) == (f"before\n{table.BEGIN}", f"{table.END}after\n")
    assert "| slow | 2 s | 0.36: 1 s | 2 **MISSED** |\n" in between
    assert between.count("\n| ") == 3
    table.keep(tmp_path, "startup", ran(HELD))
    assert readme.read_text() == f"before\n{table.BEGIN}{table.END}after\n"


@pytest.mark.parametrize(
    "found", ["{", "[]", '{"startup": {}}', '{"startup": {"rows": [{"a": 1}]}}']
)
def test_a_damaged_file_is_not_overwritten(found: str, tmp_path: Path) -> None:
    """It is said, and stays as it was; so is a README without its markers."""
    kept = tmp_path / "docs" / "measurements.json"
    kept.parent.mkdir()
    kept.write_text(found)
    with pytest.raises(ValueError, match="not as it was written"):
        table.keep(tmp_path, "startup", ran(HELD))
    assert kept.read_text() == found
    kept.unlink()
    (tmp_path / "README.md").write_text(table.BEGIN)
    with pytest.raises(ValueError, match="these two lines"):
        table.write(tmp_path)


def test_one_that_fails_loses_nothing(tmp_path: Path, monkeypatch, capsys) -> None:
    """The others are measured and kept, and so is what was known of it; it is told which failed."""
    table.keep(tmp_path, "streaming", ran(MISSED))
    comparison(monkeypatch, "startup", HELD)
    comparison(monkeypatch, "streaming", HELD, RuntimeError("it broke"))
    comparison(monkeypatch, "resent", HELD)
    assert running.run(["startup", "streaming", "resent"], 2, tmp_path) == ["streaming"]
    kept = table.load(tmp_path)
    assert kept["startup"].rows == kept["resent"].rows == (HELD, HELD)
    assert kept["startup"].command == "python -m benchmarks.startup --rounds 2"
    assert kept["startup"].machine == machine.this_machine()
    assert kept["streaming"] == ran(MISSED)
    said = capsys.readouterr()
    assert said.out.count(str(HELD)) == 5
    assert "it broke" in said.err
    assert "streaming failed" in said.err


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["nothing"], 2, "no such comparison: nothing"),
        (["--rounds", "0"], 2, "one at least"),
        (["--into", "{directory}", "startup"], 1, "these two lines"),
    ],
)
def test_the_command_says_what_it_cannot_do(
    arguments: list[str], status: int, said: str, tmp_path: Path
) -> None:
    """Before anything is measured."""
    (tmp_path / "README.md").write_text("no markers")
    given = [each.format(directory=tmp_path) for each in arguments]
    program = [sys.executable, "-m", "benchmarks", *given]
    found = subprocess.run(program, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert found.returncode == status
    assert said in found.stderr
    assert not found.stdout
