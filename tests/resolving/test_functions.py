"""`--functions`: Python code becomes tools."""

import pytest

from llm.errors import InvalidInput
from llm.resolving.functions import functions_from

ADD = '''
def add(a: int, b: int = 1) -> int:
    """The sum"""
    return a + b
'''

DECORATED = """
import functools

def loud(g):
    @functools.wraps(g)
    def inner(*args):
        return g(*args)
    return inner

@loud
def f(x: str):
    return x
"""


def named(code):
    """The names of the tools that code becomes."""
    return [tool.name for tool in functions_from(code)]


def test_functions_become_tools():
    """A function is a tool, with its docstring and its signature, and runs."""
    (tool,) = functions_from(ADD)
    assert (tool.name, tool.description) == ("add", "The sum")
    assert tool.input_schema["required"] == ["a"]
    assert tool.implementation is not None
    assert tool.implementation(2, b=3) == 5


def test_file(tmp_path):
    """A single line that ends in `.py` is the path of a file."""
    path = tmp_path / "my tools.py"
    path.write_text(ADD)
    assert named(f" {path}\n") == ["add"]


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("from math import sqrt\nfrom json import dumps\n" + ADD, ["add"]),
        ("import os\n" + ADD + "def _hidden(): pass\nclass Box: pass\nbox = Box()", ["add"]),
        (ADD + "plus = add", ["add"]),
        ("double = lambda x: x * 2", ["double"]),
        ("import functools\n@functools.lru_cache\ndef f(x: str): return x", ["f"]),
        ("async def wait(): pass", ["wait"]),
        (DECORATED, ["loud", "f"]),
    ],
)
def test_only_what_the_code_defines(code, names):
    """Imports, classes, objects and private functions are no tools; decorated functions are."""
    assert named(code) == names


def test_code_is_a_module():
    """Code may look itself up, as dataclasses with deferred annotations do."""
    code = (
        "from __future__ import annotations\nfrom dataclasses import dataclass\n"
        "@dataclass\nclass Point:\n    x: int\n"
        "def f(x: int) -> int:\n    return Point(x).x\n"
    )
    (tool,) = functions_from(code)
    assert tool.implementation is not None
    assert tool.implementation(3) == 3


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("def f(:", r"^The code of --functions failed: line 1: "),
        ("x = 1\n\nraise ValueError('no\\nway')", r"line 3: ValueError: no way$"),
        ("import nope_nope", r"line 1: ModuleNotFoundError: No module named 'nope_nope'$"),
        ("raise SystemExit(3)", r"line 1: SystemExit: 3$"),
        ("raise KeyError", r"line 1: KeyError$"),
        ("from math import sqrt", r"defines no function"),
        ("", r"defines no function"),
        ("nowhere.py", r"^File nowhere.py of --functions does not exist$"),
        ("a\0b", r"^The code of --functions failed: "),
        ("def f(x: type(lambda: 0)): pass", r"has a type without JSON schema"),
    ],
)
def test_mistakes(code, message):
    """What is wrong with code is said in one line, with the line of the code where there is one."""
    with pytest.raises(InvalidInput, match=message) as raised:
        functions_from(code)
    assert "\n" not in str(raised.value)


def test_unreadable_files(tmp_path):
    """A directory, or a file that is no text, is a mistake as well."""
    (tmp_path / "d.py").mkdir()
    with pytest.raises(InvalidInput, match="Is a directory"):
        functions_from(str(tmp_path / "d.py"))
    (tmp_path / "b.py").write_bytes(b"\xff")
    with pytest.raises(InvalidInput, match="not UTF-8 text"):
        functions_from(str(tmp_path / "b.py"))
