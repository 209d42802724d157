"""The house rules that a machine can check: import order, sizes, and what loads when."""

from __future__ import annotations

import ast
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "src" / "llm"
FILES = sorted(PACKAGE.rglob("*.py"))

# From the inside out: a module imports from its own layer and from those before it.
LAYERS = [
    "core",
    "tooling",
    "models",
    "config",
    "net",
    "hookspecs plugins",
    "store",
    "resolving",
    "embeddings",
    "providers",
    "server",
    "cli",
]
# The values are plain files beside the packages.
VALUES = """attachments clock errors events fragments ids lazy_dataclass lazy_names mime notices
parts ports schemas serialization strict_json text toolcalls usage version"""
RANK = {name: rank for rank, names in enumerate([VALUES, *LAYERS]) for name in names.split()}
# Old import paths, which only re-export, and what stands outside the layers.
OUTSIDE = {
    "__init__", "__main__", "default_plugins", "embeddings_migrations", "logs", "migrations",
    "templates", "testing", "tools", "utils",
}  # fmt: skip


def layer_of(module: str) -> str:
    """The part of `llm.part.rest` that names its layer."""
    return module.split(".")[1] if "." in module else "__init__"


def module_name(path: Path) -> str:
    """The dotted name of the module in the file *path*."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 2 else parts)


def imports_of(path: Path) -> Iterator[str]:
    """Every module of ours that the file *path* imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "llm")
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "llm":
            assert node.level == 0
            deeper = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from deeper if node.module == "llm" else [str(node.module)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_from_layers_before_its_own(path: Path) -> None:
    """The import order of ARCHITECTURE.md holds, for imports in functions and for types too."""
    own = layer_of(module_name(path))
    if own in OUTSIDE:
        return
    assert own in RANK, f"{own} has no place in LAYERS"
    wrong = [
        name
        for name in imports_of(path)
        if RANK.get(layer_of(name), len(LAYERS)) > RANK[own]
        and (name, own) != ("llm", "cli")  # the outermost layer sees the whole public face
    ]
    assert not wrong


def functions() -> Iterator[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Every function of the package with its file."""
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield path, node


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function, from `def` to its end."""
    assert node.end_lineno is not None
    return node.end_lineno - node.lineno + 1


def test_files_stay_small() -> None:
    """The median file has about 150 lines, and none more than 400."""
    sizes = {path: len(path.read_text().splitlines()) for path in FILES}
    assert statistics.median(sizes.values()) <= 170
    assert not [str(path) for path, size in sizes.items() if size > 400]


def test_functions_stay_small() -> None:
    """No function has more than 60 lines, and 99 % fewer than 50, but for public signatures."""
    sizes = {
        f"{path.name}:{node.name}": length(node)
        for path, node in functions()
        if not is_public_signature(node)
    }
    assert not [name for name, size in sizes.items() if size > 60]
    assert sum(size >= 50 for size in sizes.values()) <= len(sizes) * 0.01


def parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """The names of a function's parameters, without `self` and `cls`."""
    args = node.args.posonlyargs + node.args.args + node.args.kwonlyargs
    return [arg.arg for arg in args if arg.arg not in ("self", "cls")]


def is_public_signature(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether this is one of the signatures that take everything a prompt may hold."""
    return node.name in ("prompt", "chain") and "system_fragments" in parameters(node)


def test_functions_take_few_parameters() -> None:
    """At most nine, but for click callbacks, the public prompt signatures and `Prompt` itself."""
    many = [
        f"{path.name}:{node.name}"
        for path, node in functions()
        if len(parameters(node)) > 9
        and not is_public_signature(node)
        and not node.decorator_list
        and "prompt_json" not in parameters(node)
    ]
    assert not many


def test_little_is_written_twice_for_sync_and_async() -> None:
    """The async halves of hand-written pairs have under 300 lines of code in all.

    250 of them where models answer; embedding models, which came later, have a world of their own.
    The server has one world only.
    """
    written = {(path, node.name): node for path, node in functions() if "server" not in path.parts}
    names = {node.name for _, node in functions() if isinstance(node, ast.FunctionDef)}
    pairs = 0
    for (_, name), node in written.items():
        is_half = isinstance(node, ast.AsyncFunctionDef)
        if is_half and ({name, name.removeprefix("a"), name.removesuffix("_async")} & names):
            docstring = ast.get_docstring(node, clean=False)
            pairs += length(node) - (len(docstring.splitlines()) if docstring else 0)
    assert 0 < pairs < 300


def loaded_by(*arguments: str) -> set[str]:
    """The modules that a new interpreter has loaded after running with *arguments*."""
    show = "import sys; sys.stderr.write('\\n'.join(sys.modules))"
    code = f"import atexit; atexit.register(lambda: exec({show!r}))\n{arguments[0]}"
    ran = subprocess.run(
        [sys.executable, "-c", code, *arguments[1:]], capture_output=True, text=True, check=False
    )
    return set(ran.stderr.split("\n"))


HEAVY = {
    "asyncio", "httpx", "httpx2", "jsonschema", "numpy", "openai", "pydantic", "puremagic",
    "requests", "sqlite3", "sqlite_utils", "xllamacpp", "yaml",
}  # fmt: skip


def test_importing_the_library_loads_nothing_heavy() -> None:
    """`import llm` loads no pydantic, no HTTP client, and no more than three modules of ours."""
    loaded = loaded_by("import llm")
    assert not loaded & (HEAVY | {"click", "pluggy"})
    assert {name for name in loaded if name.startswith("llm")} == {
        "llm",
        "llm.ports",
        "llm.version",
    }


@pytest.mark.parametrize("command", ["--version", "keys path", "keys list", "logs path"])
def test_commands_that_call_no_model_load_no_plugin(command: str) -> None:
    """They load neither plugins, pydantic, the metadata of distributions nor an HTTP client."""
    loaded = loaded_by("from llm.cli import main; main()", *command.split())
    assert "llm.cli" in loaded
    assert not loaded & (HEAVY | {"importlib.metadata", "llm.models", "llm.plugins.host", "pluggy"})


def test_values_and_models_load_no_client() -> None:
    """Writing a model needs pydantic, for its options, and nothing else that is heavy."""
    assert loaded_by("import llm; llm.Model, llm.Response, llm.user") & HEAVY <= {"pydantic"}


def test_every_module_says_what_it_owns() -> None:
    """Each file opens with a docstring whose first line stands alone."""
    docstrings = {path: ast.get_docstring(ast.parse(path.read_text())) for path in FILES}
    silent = [str(path) for path, text in docstrings.items() if not text or len(text) < 15]
    assert not silent
