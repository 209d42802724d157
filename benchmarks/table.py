"""docs/measurements.md and the README's five rows: written from the rows that were measured last.

docs/measurements.json keeps those rows, comparison by comparison, so that one can be measured again
alone. `python -m benchmarks.table` writes both texts from it anew and measures nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.environments import PROJECT
from benchmarks.rows import Row
from llm.config.files import replaced

COMPARISONS = (
    "startup",
    "plugins_startup",
    "completing",
    "plugin_models",
    "first_request",
    "streaming",
    "stream_events",
    "concurrent",
    "history",
    "many_calls",
    "embed_multi",
    "similar",
    "similar_docstrings",
    "served",
    "served_memory",
    "resent",
)
"""All of them, modules of this package, in the order in which they are run and shown."""

BEGIN = "<!-- what follows is written by `python -m benchmarks` -->\n"
END = "<!-- end of what `python -m benchmarks` writes -->\n"

_HEAD = """# Measurements

`python -m benchmarks` measures all of this again, in environments of its own, and writes this file;
`python -m benchmarks NAME` measures one comparison anew and keeps the others;
`python -m benchmarks.NAME` only prints it. What each does is said in its file in
[benchmarks](../benchmarks/__init__.py).

Those who are compared take turns. Numbers are medians, with minimum and maximum. A ratio is ours
divided by theirs: less is better where time or space is measured, more where something is counted
in a second. {kept} of {limits} limits are kept{missed}.

"""


@dataclass(frozen=True)
class Run:
    """One comparison, as it was measured last.

    Attributes:
        command: what measures and prints it again.
        date: the day, as YYYY-MM-DD.
        machine: what it ran on, in a line.
        rows: what was measured.
    """

    command: str
    date: str
    machine: str
    rows: tuple[Row, ...]


def load(root: Path) -> dict[str, Run]:
    """The comparisons that are kept in the project at *root*; none where there is no file yet.

    Raises ValueError for a file that is not as `keep` writes it.
    """
    path = _kept_in(root)
    if not path.exists():
        return {}
    try:
        runs = json.loads(path.read_text(encoding="utf-8"))
        return {
            name: Run(**{**run, "rows": tuple(Row(**row) for row in run["rows"])})
            for name, run in runs.items()
        }
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ValueError(
            f"{path} is not as it was written ({error}): restore it, or remove it to begin anew"
        ) from error


def keep(root: Path, name: str, run: Run) -> None:
    """Have *run* take the place of what was kept of the comparison *name*, and write the texts.

    Raises as `load` and `write` do; what was kept is then as it was.
    """
    runs = {**load(root), name: run}
    ordered = {each: asdict(runs[each]) for each in COMPARISONS if each in runs}
    _kept_in(root).parent.mkdir(parents=True, exist_ok=True)
    _replace(_kept_in(root), json.dumps(ordered, ensure_ascii=False, indent=1) + "\n")
    write(root)


def write(root: Path) -> None:
    """Write docs/measurements.md and the README's section of the project at *root* from the rows.

    A README is left out where there is none. Raises ValueError for one without its markers.
    """
    runs = load(root)
    if runs:
        _replace(root / "docs" / "measurements.md", document(runs))
    readme = root / "README.md"
    if readme.exists():
        before, _, after = parts_of(readme.read_text(encoding="utf-8"))
        _replace(readme, "".join([before, section(runs), after]))


def document(runs: Mapping[str, Run]) -> str:
    """The whole of docs/measurements.md."""
    judged = [row.holds for run in runs.values() for row in run.rows if row.holds is not None]
    machines = list(dict.fromkeys(run.machine for run in runs.values()))
    missed = len(judged) - sum(judged)
    head = _HEAD.format(
        kept=sum(judged),
        limits=len(judged),
        missed=f", {missed} MISSED: their rows say so" if missed else "",
    )
    named = [f"- {number}: {machine}\n" for number, machine in enumerate(machines, 1)]
    columns = ("what", "ours", "compared with", "ratio", "wanted", "run again", "date", "machine")
    rows = [
        (
            *_shown(row),
            row.verdict.replace("MISSED", "**MISSED**"),
            f"`{run.command}`",
            run.date,
            str(machines.index(run.machine) + 1),
        )
        for run in runs.values()
        for row in run.rows
    ]
    return "".join([head, "Machines:\n\n", *named, "\n", _table(columns, rows)])


def section(runs: Mapping[str, Run]) -> str:
    """The README's section: the rows that are telling; empty where none of them was measured."""
    told = [(run, row) for run in runs.values() for row in run.rows if row.is_telling]
    if not told:
        return ""
    rows = []
    for _, row in told:
        *shown, measured = _shown(row)
        rows.append((*shown, measured + " **MISSED**" * (row.holds is False)))
    machines = "; ".join(dict.fromkeys(run.machine for run, _ in told))
    return (
        f"\n## Measured\n\nOurs, theirs, and ours divided by theirs ({machines}).\n"
        "[All that was measured](docs/measurements.md) says how to measure it again.\n\n"
        f"{_table(('what', 'ours', 'compared with', 'ratio'), rows)}\n"
    )


def parts_of(readme: str) -> tuple[str, str, str]:
    """What *readme* says up to the end of the first marker, between them, and from the second on.

    Raises ValueError where they are not both there, once each.
    """
    if readme.count(BEGIN) != 1 or readme.count(END) != 1:
        raise ValueError(f"README.md needs these two lines once each:\n{BEGIN}{END}")
    before, rest = readme.split(BEGIN)
    between, after = rest.split(END)
    return before + BEGIN, between, END + after


def _shown(row: Row) -> tuple[str, str, str, str]:
    return row.what, row.ours, f"{row.who}: {row.theirs}".rstrip(": "), row.ratio


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join(
        f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines
    )


def _kept_in(root: Path) -> Path:
    return root / "docs" / "measurements.json"


def _replace(path: Path, text: str) -> None:
    is_new = not path.exists()
    with replaced(path) as file:
        file.write(text.encode("utf-8"))
    if is_new:  # no secret, unlike what is replaced elsewhere
        path.chmod(0o644)


if __name__ == "__main__":
    write(PROJECT)
