"""Small faults: where a source text can be made slightly wrong, and a choice of them by a seed.

Docstrings, annotations, decorators, texts, what is raised, and what only a type checker or another
operating system runs are left alone. So are numbers above ten: that a limit of 4096 has become
4097 is no fault that anybody would see.
"""

from __future__ import annotations

import ast
import random
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

LARGEST_NUMBER = 10
"""Whole numbers up to it are made one larger or smaller."""

_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_FUNCTIONS = {"any": "all", "all": "any", "min": "max", "max": "min"}
_LOGS = {"debug", "info", "warning", "exception", "warn"}
_LEFT_ALONE = {"strict", "stacklevel"}
"""Keywords that check what never happens, or say where a warning points."""
_ELSEWHERE = ("TYPE_CHECKING", "sys.platform", "os.name")
"""What the condition of an `if` mentions whose body does not run here."""


@dataclass(frozen=True)
class Fault:
    """One change of one file: the bytes from *start* to *end* become *new*.

    Attributes:
        path: the file, below the root of the repository, parted by slashes.
        line: of the file, from 1.
        kind: what was done, in a few words.
        old: what stood there.

    """

    path: str
    line: int
    kind: str
    start: int
    end: int
    old: str
    new: str

    def applied(self, source: bytes) -> bytes:
        """*source* with the fault. Raises ValueError if it is not the source it was found in."""
        if source[self.start : self.end] != self.old.encode():
            raise ValueError(f"{self.path} is not the file that the fault was found in")
        return source[: self.start] + self.new.encode() + source[self.end :]

    def __str__(self) -> str:
        """One line: where, and what."""
        old, new = (" ".join(text.split()) for text in (self.old, self.new))
        return f"{self.path}:{self.line} {self.kind}: {old} => {new}"


def chosen(root: Path, directories: Iterable[str], count: int, seed: int) -> list[Fault]:
    """*count* faults, spread evenly over the statements below *directories* of *root*.

    The statements that can be made wrong, in the order of the files, are cut into as many parts of
    one length; each part gives a statement by chance, that a kind of fault, and that a fault.
    """
    paths = [path for name in directories for path in sorted((root / name).rglob("*.py"))]
    statements = [
        faults
        for path in paths
        for faults in of_source(path.read_bytes(), path.relative_to(root).as_posix())
    ]
    draw = random.Random(seed)
    edges = [number * len(statements) // count for number in range(count + 1)]
    picked = []
    for first, end in pairwise(edges):
        faults = statements[draw.randrange(first, end)]
        kind = draw.choice(sorted({fault.kind for fault in faults}))
        picked.append(draw.choice([fault for fault in faults if fault.kind == kind]))
    return picked


def of_source(source: bytes, path: str) -> list[list[Fault]]:
    """The faults that each statement of *source* allows; those of a line or of its head alone."""
    found = _Finder(source, path)
    return [faults for node in _statements(ast.parse(source)) if (faults := found.of(node))]


def _statements(node: ast.AST) -> Iterator[ast.stmt]:
    """The statements below *node* that run, outermost first."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt) and not _never_runs(child):
            yield child
        if isinstance(child, ast.If) and _is_elsewhere(child):
            yield from _statements(ast.Module(child.orelse, []))
        elif isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case) and not _is_silent(
            child
        ):
            yield from _statements(child)


def _never_runs(node: ast.stmt) -> bool:
    return _is_silent(node) or isinstance(node, ast.Raise | ast.Assert)


def _is_elsewhere(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and any(name in ast.unparse(node.test) for name in _ELSEWHERE)


def _is_silent(node: ast.AST) -> bool:
    """Whether nothing in *node* is ever done, or only for the eyes of a developer."""
    if isinstance(node, ast.ClassDef):
        return any("Protocol" in ast.unparse(base) for base in node.bases)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        marks = {ast.unparse(mark).rpartition(".")[2] for mark in node.decorator_list}
        return node.name == "__repr__" or bool(marks & {"overload", "abstractmethod"})
    return isinstance(node, ast.stmt) and _is_elsewhere(node)


class _Finder:
    """Finds what can be made wrong in one statement of *source*."""

    def __init__(self, source: bytes, path: str) -> None:
        self._source, self._path = source, path
        self._starts = [0]
        for line in source.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    def of(self, node: ast.stmt) -> list[Fault]:
        """The faults of *node* itself; not those of the statements in it."""
        return [
            *self._of_statement(node),
            *(fault for part in _expressions(node) for fault in self._of_expression(part)),
        ]

    def _place(self, node: ast.expr | ast.stmt) -> slice:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return slice(
            self._starts[node.lineno - 1] + node.col_offset,
            self._starts[node.end_lineno - 1] + node.end_col_offset,
        )

    def _text(self, node: ast.expr | ast.stmt) -> str:
        return self._source[self._place(node)].decode()

    def _fault(self, kind: str, node: ast.expr | ast.stmt, new: str) -> Fault:
        place = self._place(node)
        old = self._source[place].decode()
        return Fault(self._path, node.lineno, kind, place.start, place.stop, old, new)

    def _negated(self, node: ast.expr) -> Fault:
        return self._fault("condition negated", node, f"(not ({self._text(node)}))")

    def _of_statement(self, node: ast.stmt) -> Iterator[Fault]:
        match node:
            case ast.Expr(value=ast.Call() | ast.Await(value=ast.Call())):
                if not _is_log(node.value):
                    yield self._fault("call removed", node, "pass")
            case ast.Return(value=ast.expr() as value) if not _is_none(value):
                yield self._fault("returns None", node, "return None")
            case ast.Break():
                yield self._fault("break is continue", node, "continue")
            case ast.Continue():
                yield self._fault("continue is break", node, "break")
            case ast.AugAssign(op=ast.Add() | ast.Sub()) if not _is_text(node.value):
                other = deepcopy(node)
                other.op = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
                yield self._fault("+ and - swapped", node, ast.unparse(other))
            case ast.If() | ast.While():
                yield self._negated(node.test)

    def _of_expression(self, node: ast.expr) -> Iterator[Fault]:
        yield from self._of_this(node)
        if isinstance(node, ast.JoinedStr) or _is_log(node):
            return
        for child in _parts(node):
            yield from self._of_expression(child)

    def _of_this(self, node: ast.expr) -> Iterator[Fault]:
        match node:
            case ast.Compare():
                yield from self._of_compare(node)
            case ast.BoolOp():
                swapped: ast.boolop = ast.Or() if isinstance(node.op, ast.And) else ast.And()
                new = ast.unparse(ast.BoolOp(swapped, node.values))
                yield self._fault("and/or swapped", node, f"({new})")
            case ast.UnaryOp(op=ast.Not()):
                yield self._fault("not removed", node, f"({ast.unparse(node.operand)})")
            case ast.BinOp(op=ast.Add() | ast.Sub()) if not _has_text(node):
                sign: ast.operator = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
                new = ast.unparse(ast.BinOp(node.left, sign, node.right))
                yield self._fault("+ and - swapped", node, f"({new})")
            case ast.Slice():
                yield from self._of_slice(node)
            case ast.IfExp():
                yield self._negated(node.test)
            case ast.Constant() | ast.Name():
                yield from self._of_word(node)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                conditions = [test for part in node.generators for test in part.ifs]
                yield from (self._negated(test) for test in conditions)

    def _of_word(self, node: ast.Constant | ast.Name) -> Iterator[Fault]:
        if isinstance(node, ast.Name):
            if node.id in _FUNCTIONS:
                yield self._fault(f"{node.id} swapped", node, _FUNCTIONS[node.id])
        elif isinstance(node.value, bool):
            yield self._fault("True and False swapped", node, str(not node.value))
        elif isinstance(node.value, int) and abs(node.value) <= LARGEST_NUMBER:
            for more in (1, -1):
                yield self._fault("number", node, str(node.value + more))

    def _of_compare(self, node: ast.Compare) -> Iterator[Fault]:
        for place, sign in enumerate(node.ops):
            for other in _COMPARISONS[type(sign)]:
                ops = [*node.ops[:place], other(), *node.ops[place + 1 :]]
                new = ast.unparse(ast.Compare(node.left, ops, node.comparators))
                yield self._fault("comparison", node, f"({new})")

    def _of_slice(self, node: ast.Slice) -> Iterator[Fault]:
        """The bounds that are no number one further; those that are one are changed as numbers."""
        for bound in (node.lower, node.upper):
            if bound is not None and not isinstance(bound, ast.Constant):
                yield self._fault("slice bound", bound, f"({self._text(bound)}) + 1")


def _expressions(node: ast.stmt) -> list[ast.expr]:
    """The expressions of *node* that are worked out when it runs, without those of its body."""
    found: list[ast.expr | None] = []
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            found = [*node.args.defaults, *node.args.kw_defaults]
        case ast.Assign() | ast.AnnAssign() | ast.AugAssign() | ast.Return() | ast.Expr():
            found = [node.value]
        case ast.If() | ast.While():
            found = [node.test]
        case ast.For() | ast.AsyncFor():
            found = [node.iter]
        case ast.With() | ast.AsyncWith():
            found = [item.context_expr for item in node.items]
        case ast.Match():
            found = [node.subject, *(case.guard for case in node.cases)]
    return [part for part in found if part is not None]


def _parts(node: ast.expr) -> Iterator[ast.expr]:
    """The expressions that *node* is made of, but for what is named for a type checker."""
    types: list[ast.expr] = []
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "cast":
        types = node.args[:1]
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.comprehension):
            yield from (child.iter, *child.ifs)
        elif isinstance(child, ast.keyword):
            if child.arg not in _LEFT_ALONE:
                yield child.value
        elif isinstance(child, ast.expr) and child not in types:
            yield child


def _is_log(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _LOGS
    )


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
    )


def _has_text(node: ast.expr) -> bool:
    """Whether *node* puts texts together, as far as one sees."""
    if isinstance(node, ast.BinOp):
        return _has_text(node.left) or _has_text(node.right)
    return _is_text(node)
