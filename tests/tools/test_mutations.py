"""The choice of faults, and what happens to one: in a tree of its own, with tests of its own."""

from __future__ import annotations

from pathlib import Path

from tools import mutations
from tools.copies import Copy
from tools.faults import Fault, chosen, of_source

ROOT = Path(__file__).parents[2]
AREAS = [f"src/llm/{area}" for area in mutations.AREAS]

SAMPLE = b'''"""Not True."""
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import this

class Shape(Protocol):
    def corners(self) -> int: return 4

def f(a: "int | 3", b=False, *, c=1):
    """All of 1 + 1."""
    if a < b and not c:
        a.append(f"\xc3\xa4{c + 1}")
    a.warning("not", 1)
    while True:
        a += 1
        break
    for each in a[1:b]:
        continue
    if any(x for x in a if x):
        raise ValueError(max(a) + 1)
    return (
        max(a) - 1 if a else None
    )
'''


def every_fault(source: bytes) -> list[Fault]:
    return [fault for faults in of_source(source, "f.py") for fault in faults]


def test_every_kind_of_fault_is_found_and_compiles():
    """Each changes the text into a program; between them they are of every kind."""
    faults = every_fault(SAMPLE)
    for fault in faults:
        changed = fault.applied(SAMPLE)
        assert changed != SAMPLE
        compile(changed, "f.py", "exec")
    assert {fault.kind for fault in faults} == {
        "+ and - swapped", "True and False swapped", "and/or swapped", "any swapped",
        "break is continue", "call removed", "comparison", "condition negated",
        "continue is break", "max swapped", "not removed", "number", "returns None", "slice bound",
    }  # fmt: skip


def test_what_does_not_run_is_left_alone():
    """No docstring, annotation, text, log, message, protocol or import of types is changed."""
    assert {fault.line for fault in every_fault(SAMPLE)} == {
        10,
        12,
        13,
        15,
        16,
        17,
        18,
        19,
        20,
        22,
        23,
    }
    assert not [fault for fault in every_fault(SAMPLE) if "int | 3" in fault.old]


def test_faults_are_spread_over_the_code():
    """Each makes another program; they are in the order of the code, in all of its areas."""
    faults = chosen(ROOT, AREAS, 60, seed=5)
    for fault in faults:
        compile(fault.applied((ROOT / fault.path).read_bytes()), fault.path, "exec")
    places = [(mutations.area_of(fault.path), fault.path) for fault in faults]
    assert places == sorted(
        places, key=lambda each: (list(mutations.AREAS).index(each[0]), each[1])
    )
    assert {area for area, _ in places} == set(mutations.AREAS)
    assert len(set(faults)) == 60


def test_a_seed_decides():
    """The same seed chooses the same faults; another one chooses others."""
    first, again, other = (chosen(ROOT, ["src/llm/net"], 10, seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def small_tree(root: Path) -> Path:
    """A repository with one function, and a test that sees some of it, and one that fails."""
    (root / "src" / "llm" / "core").mkdir(parents=True)
    (root / "tests" / "core").mkdir(parents=True)
    (root / "pytest.ini").write_text(
        "[pytest]\naddopts = -p no:schemathesis -p no:hypothesispytest\n"
    )
    (root / "src" / "llm" / "__init__.py").write_text("")
    (root / "src" / "llm" / "core" / "__init__.py").write_text("")
    (root / "src" / "llm" / "core" / "sums.py").write_text(
        "def larger(a, b):\n    return a if a > b else b\n"
    )
    (root / "tests" / "core" / "test_sums.py").write_text(
        "from llm.core.sums import larger\n"
        "def test_wrong(): assert larger(1, 2) == 3\n"
        "def test_right(): assert larger(1, 2) == 2\n"
    )
    return root


def test_a_fault_is_noticed_or_escapes(tmp_path: Path) -> None:
    """The test that fails because of the fault is named, not one that fails anyway; else none."""
    copy = Copy(small_tree(tmp_path / "tree"), tmp_path / "place")
    path = "src/llm/core/sums.py"
    source = (copy.root / path).read_bytes()
    faults = {fault.new: fault for each in of_source(source, path) for fault in each}
    noticed = mutations.verdict(copy, faults["return None"], mutations.Course())
    assert noticed == "tests/core/test_sums.py::test_right"
    assert mutations.verdict(copy, faults["(a >= b)"], mutations.Course()) == "escaped"
    assert (copy.root / path).read_bytes() == source
