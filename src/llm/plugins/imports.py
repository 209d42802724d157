"""What the source of a plugin imports, some of it only when it is used, and is not installed."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from importlib.util import find_spec

_CATCHING = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}


def missing_imports(paths: Iterable[str]) -> list[str]:
    """The modules that the source files *paths* import without more ado, and that are not here.

    What stands where its failure is expected - below a `try`, or an `if` - is left out, and so are
    modules of Python and of llm itself. Nothing is imported.
    """
    found: dict[str, None] = {}
    for path in paths:
        try:
            with open(path, "rb") as file:
                tree = ast.parse(file.read())
        except (OSError, SyntaxError, ValueError):
            continue  # who imports it says so
        found.update(dict.fromkeys(filter(_is_missing, _imported(tree))))
    return [*found]


def _imported(node: ast.AST) -> Iterator[str]:
    """The modules that are imported below *node*."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        yield node.module
    elif not isinstance(node, ast.If) and not (isinstance(node, ast.Try) and _expects(node)):
        for child in ast.iter_child_nodes(node):
            yield from _imported(child)


def _expects(node: ast.Try) -> bool:
    """Whether a failing import is caught there."""
    caught = {each.id for handler in node.handlers for each in _names(handler.type)}
    return bool(caught & _CATCHING) or any(handler.type is None for handler in node.handlers)


def _names(node: ast.AST | None) -> Iterator[ast.Name]:
    return (each for each in ast.walk(node) if isinstance(each, ast.Name)) if node else iter(())


def _is_missing(module: str) -> bool:
    top = module.partition(".")[0]
    if top in sys.stdlib_module_names or top == "llm":
        return False
    try:
        spec = find_spec(top)
        if spec is not None and spec.origin is None and module != top:
            # Many packages put theirs under such a name, which has no code of its own.
            spec = find_spec(".".join(module.split(".")[:2]))
    except (ImportError, ValueError, AttributeError):
        return False
    return spec is None
