"""Python code that a user gives -> the functions in it, as tools. The code is run.

Only what the code itself defines becomes a tool, not what it imports.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any

from llm.config.setting_values import code_path
from llm.errors import InvalidInput
from llm.text import one_line
from llm.tooling.tool import Tool

_NUMBERS = count(1)


def functions_from(code_or_path: str) -> list[Tool]:
    """Each public function that *code_or_path* defines, as a tool.

    Raises InvalidInput when there is no such file, when the code fails, or defines no function.
    """
    return functions_in(*code_of(code_or_path))


def code_of(code_or_path: str) -> tuple[str, str]:
    """Python code, and what it is called in errors.

    *code_or_path* is code, or a single line that ends in `.py`: the path of a file with code.
    Raises InvalidInput when there is no such file.
    """
    path = code_path(code_or_path)
    return (code_or_path, "--functions") if path is None else (_read(path), path)


def functions_in(code: str, source: str) -> list[Tool]:
    """Each public function that *code* defines, as a tool; *source* names it in errors.

    Raises InvalidInput when the code fails, or defines no function.
    """
    # Decorators such as `dataclass` look the module of what they are given up.
    module = ModuleType(f"llm_functions_{next(_NUMBERS)}")
    sys.modules[module.__name__] = module
    try:
        exec(compile(code, source, "exec"), vars(module))  # noqa: S102 - what the user asks for
        tools = [Tool.function(function, name) for name, function in _own_functions(module)]
    except (Exception, SystemExit) as error:
        raise InvalidInput(f"The code of {source} failed: {_told(error, source)}") from error
    if not tools:
        raise InvalidInput(
            f"The code of {source} defines no function with a public name,"
            " so that there is no tool in it"
        )
    return tools


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise InvalidInput(f"File {path} of --functions does not exist") from error
    except UnicodeDecodeError as error:
        raise InvalidInput(f"File {path} of --functions is not UTF-8 text") from error
    except OSError as error:
        raise InvalidInput(
            f"File {path} of --functions cannot be read: {error.strerror}"
        ) from error


def _own_functions(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """The public functions of *module* by name; decorated ones, too, and each of them once."""
    seen: set[int] = set()
    for name, value in vars(module).items():
        own = getattr(value, "__module__", None) == module.__name__
        if own and not name.startswith("_") and _is_function(value) and id(value) not in seen:
            seen.add(id(value))
            yield name, value


def _is_function(value: Any) -> bool:
    """Whether *value* came from a `def` or a `lambda`: a class or an object of one did not."""
    return callable(value) and hasattr(value, "__qualname__") and not isinstance(value, type)


def _told(error: BaseException, source: str) -> str:
    """*error* in one line, with the last line of the code that took part."""
    said = one_line(str(error))
    if isinstance(error, SyntaxError) and error.filename == source:
        return f"line {error.lineno}: {error.msg}"
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == source]
    where = f"line {lines[-1]}: " if lines else ""
    return f"{where}{type(error).__name__}" + (f": {said}" if said else "")
