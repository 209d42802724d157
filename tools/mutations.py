"""Puts small faults into the code, one at a time, and sees whether the tests notice each.

    python -m tools.mutations --seed 1 --count 40 --jobs 2

The tests run in a copy. Those of the module at fault come first, then those of its area, then all
others that may notice; a fault that none of them notices has escaped. Each fault is one line, which
also goes to a file as soon as it is known: `--resume` goes on from there, `--only` repeats one.
`--steps 1` is a first look; `--resume` without it takes the steps that are left.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NamedTuple

from tools.copies import Copy
from tools.faults import Fault, chosen

ROOT = Path(__file__).parents[1]
AREAS = {
    "core": "both contract models tooling testing store compat server cli docs e2e",
    "store": "contract both compat embeddings server cli docs models e2e",
    "net": "providers both cli server models docs e2e",
    "providers": "net compat contract models cli server docs e2e",
}
"""The areas of the code that get faults, and whose tests use them, the likeliest first."""

NEAR = 4
"""With so many files of tests a run begins: those that speak most of the module at fault."""
STEP_SECONDS = (1200, 3600, 7200)
"""How long the tests of the module, of the area and all others may take; longer is a hang."""
ESCAPED, PASSES = "escaped", "passes"
_PYTEST = ("-x", "-q", "-n", "0", "-p", "no:cacheprovider")
_NOTICED = re.compile(r"^(?:FAILED|ERROR) (tests/.*?\.py(?:::.*?)?)(?: - .*)?$", re.MULTILINE)
_NO_TESTS = 5


class Course(NamedTuple):
    """What is run for a fault: the steps from *first* to *end*, or *tests*, if there are any."""

    first: int = 0
    end: int = len(STEP_SECONDS)
    tests: Sequence[str] = ()


def steps(root: Path, path: str) -> list[list[str]]:
    """The files of tests that may notice a fault in *path*, in the steps in which they run."""
    area = area_of(path)
    module = path.removeprefix("src/").removesuffix(".py").replace("/", ".")
    defined = {
        node.name
        for node in ast.parse((root / path).read_bytes()).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }
    nearness = {
        file.relative_to(root).as_posix(): _nearness(file, module, defined)
        for file in sorted((root / "tests").rglob("test_*.py"))
    }
    order = [area, *AREAS[area].split()]
    names = [name for name in nearness if area_of(name) in order]
    near = sorted(names, key=lambda name: (-nearness[name], order.index(area_of(name))))[:NEAR]
    rest = [name for name in names if name not in near]
    rest.sort(key=lambda name: (order.index(area_of(name)), -nearness[name]))
    own = [name for name in rest if area_of(name) == area]
    return [near, own, [name for name in rest if area_of(name) != area]]


def area_of(path: str) -> str:
    """The area that the file *path* belongs to: of the code, or of the tests."""
    return path.removeprefix("src/").split("/")[1]


def _nearness(file: Path, module: str, defined: Iterable[str]) -> int:
    """How much of *module*, in which these names are *defined*, the tests in *file* speak."""
    package, _, name = module.rpartition(".")
    text = file.read_text()
    parts = [word[:6] for word in name.split("_") if len(word) > 3]
    words = set(re.findall(r"\w+", text))
    return (
        10 * (f"from {module} import" in text or f"from {package} import {name}" in text)
        + 6 * (name in file.stem)
        + 3 * any(part in file.stem for part in parts)
        + 3 * (file.parent.name == package.rpartition(".")[2])
        + min(4, len({one for one in defined if len(one) > 4} & words))
    )


def verdict(copy: Copy, fault: Fault, course: Course) -> str:
    """Which test notices *fault*; else "escaped", or "passes" if not all steps have been taken.

    The copy is as before afterwards.
    """
    first, end, tests = course
    original = (copy.root / fault.path).read_bytes()
    copy.write(fault.path, fault.applied(original))
    try:
        files_of = [tests] * len(STEP_SECONDS) if tests else steps(copy.root, fault.path)
        for files, seconds in list(zip(files_of, STEP_SECONDS, strict=True))[first:end]:
            caught = _noticed_by(copy, fault, original, files, seconds)
            if caught:
                return caught
    finally:
        copy.write(fault.path, original)
    return ESCAPED if end == len(STEP_SECONDS) else f"{PASSES} {end} of {len(STEP_SECONDS)} steps"


def _noticed_by(
    copy: Copy, fault: Fault, original: bytes, files: Sequence[str], seconds: float
) -> str | None:
    """Which test among *files* fails with the fault, passes without it, and fails with it again."""
    others: list[str] = []
    while files:
        skipped = [f"--deselect={name}" for name in others]
        ran = copy.run([*_PYTEST, *skipped, *files], seconds)
        if ran.status is None:
            return f"hang of {seconds} s in {files[0]} ..."
        if ran.status in (0, _NO_TESTS):
            return None
        found = _NOTICED.search(ran.output)
        if found is None:
            return f"exit status {ran.status}: {ran.output.strip().splitlines()[-1:]}"
        name = found[1]
        copy.write(fault.path, original)
        passes = copy.run([*_PYTEST, name], seconds).status == 0
        copy.write(fault.path, fault.applied(original))
        if passes and copy.run([*_PYTEST, name], seconds).status != 0:
            return f"{name}{' (hang)' if 'Failed: Timeout' in ran.output else ''}"
        others.append(name)  # it fails anyway, or by chance
    return None


def tried(
    root: Path, faults: Iterable[tuple[int, Fault, Course]], jobs: int, place: Path
) -> Iterator[dict[str, Any]]:
    """What became of each of the *faults*, as it is known; *jobs* copies in *place*.

    They come with their numbers.
    """
    copies: SimpleQueue[Copy] = SimpleQueue()
    for number in range(jobs):
        copies.put(Copy(root, place / str(number)))
    done: SimpleQueue[dict[str, Any]] = SimpleQueue()

    def attempt(number: int, fault: Fault, course: Course) -> None:
        copy = copies.get()
        began = time.monotonic()
        try:
            outcome = verdict(copy, fault, course)
        except Exception as error:  # noqa: BLE001 - said in the table; the others go on
            outcome = f"not tried: {error!r}"
        finally:
            copies.put(copy)
        seconds = round(time.monotonic() - began)
        done.put({"number": number, "fault": str(fault), "outcome": outcome, "seconds": seconds})

    with ThreadPoolExecutor(jobs) as threads:
        waiting = [threads.submit(attempt, *numbered) for numbered in faults]
        for _ in waiting:
            yield done.get()


def line(row: dict[str, Any]) -> str:
    """One row of the table."""
    outcome = str(row["outcome"])
    said = outcome if _is_unnoticed(row) else f"caught by {outcome}"
    return f"{row['number']:>3} {row['fault']} | {said} | {row['seconds']} s"


def _known(results: Path, faults: Sequence[Fault]) -> dict[int, dict[str, Any]]:
    """The rows of *results* that are about these *faults*; the last of each number."""
    rows = [json.loads(row) for row in results.read_text().splitlines()] if results.exists() else []
    return {row["number"]: row for row in rows if str(faults[row["number"] - 1]) == row["fault"]}


def _is_unnoticed(row: dict[str, Any]) -> bool:
    return str(row["outcome"]).startswith((ESCAPED, PASSES, "not"))


def _passed(row: dict[str, Any]) -> int:
    """The number of steps after which a fault goes on."""
    outcome = str(row["outcome"])
    if outcome.startswith("not"):
        return 0
    return int(outcome.split()[1]) if outcome.startswith(PASSES) else len(STEP_SECONDS)


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the faults that *arguments* ask for; 1 if one of them escaped."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--jobs", type=int, default=1, help="copies in which tests run at once")
    parser.add_argument("--only", type=int, action="append", help="the number of a fault")
    parser.add_argument("--steps", type=int, default=len(STEP_SECONDS), help="stop after so many")
    parser.add_argument("--tests", nargs="+", default=(), help="run these, whatever the fault")
    parser.add_argument("--list", action="store_true", help="show the faults and try none")
    parser.add_argument("--resume", action="store_true", help="leave out what is in the file")
    parser.add_argument("--results", type=Path, default=ROOT / "build" / "mutations.jsonl")
    parser.add_argument("--root", type=Path, default=ROOT, help="another tree than this one")
    given = parser.parse_args(arguments)
    areas = [f"src/llm/{area}" for area in AREAS]
    faults = chosen(given.root, areas, given.count, given.seed)
    numbered = [
        (number, fault)
        for number, fault in enumerate(faults, 1)
        if not given.only or number in given.only
    ]
    if given.list:
        print(*(f"{number:>3} {fault}" for number, fault in numbered), sep="\n")
        return 0
    given.results.parent.mkdir(parents=True, exist_ok=True)
    if not given.resume and not given.only:
        given.results.unlink(missing_ok=True)
    rows = _known(given.results, faults)
    passed = {number: _passed(row) for number, row in rows.items() if not given.only}
    end = 1 if given.tests else given.steps
    courses = {one[0]: Course(passed.get(one[0], 0), end, given.tests) for one in numbered}
    left = [(*one, courses[one[0]]) for one in numbered if courses[one[0]].first < end]
    with tempfile.TemporaryDirectory(prefix="faults") as place:
        for row in tried(given.root.resolve(), left, given.jobs, Path(place)):
            if not given.only and row["number"] in rows:  # the steps before
                row["seconds"] += rows[row["number"]]["seconds"]
            with given.results.open("a") as file:
                file.write(json.dumps(row) + "\n")
            print(line(row), flush=True)
            rows[row["number"]] = row
    unnoticed = [number for number, row in sorted(rows.items()) if _is_unnoticed(row)]
    print(f"{len(rows) - len(unnoticed)} of {len(rows)} noticed; not: {unnoticed or 'none'}")
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main())
