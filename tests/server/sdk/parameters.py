"""The methods of an SDK and their parameters, and tables of what comes of each.

What is listed is taken from the SDK itself: a test compares it with the cases, so that a parameter
that a new release brings is missed.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

END = "<!-- end -->"
"""Ends what is made of a page; each kind has a line of its own that begins it."""
_OF_EVERY_METHOD = {"self", "extra_headers", "extra_query", "extra_body", "timeout"}


@dataclass(frozen=True)
class Case:
    """What comes of one parameter.

    Attributes:
        value: what the test sends.
        says: what is said of it in the table.
        seen: whether the prompt that the model was given shows it; None where it need not.
        option: the model's option that gets it.
        given: what that option gets, where that is not *value*.
        refused: the request is refused, with the name of the parameter.
        by_models: some models serve it, and others do not.

    """

    value: Any
    says: str
    seen: Callable[[Any], bool] | None = None
    option: str | None = None
    given: Any = None
    refused: bool = False
    by_models: bool = False


def option(value: Any, name: str, given: Any = None) -> Case:
    """A parameter for an option of the model's."""
    return Case(value, f"the model's option `{name}`", option=name, given=given)


def refused(value: Any, reason: str) -> Case:
    """A parameter that nothing here serves."""
    return Case(value, reason, refused=True)


def methods_of(resource: Any) -> dict[str, Any]:
    """The public methods of an SDK's *resource*, by name."""
    found = inspect.getmembers(type(resource), inspect.isfunction)
    return {name: method for name, method in found if not name.startswith("_")}


def parameters_of(method: Any) -> list[str]:
    """The names of what *method* takes, but for what every method does."""
    return [name for name in inspect.signature(method).parameters if name not in _OF_EVERY_METHOD]


def parameter_table(cases: Mapping[str, Case]) -> str:
    """*cases* as a table of Markdown."""
    lines = ["| parameter | served | |", "| --- | --- | --- |"]
    for name, case in cases.items():
        by_models = case.by_models or case.option is not None
        mark = "by models that can" if by_models else "no" if case.refused else "yes"
        lines.append(f"| `{name}` | {mark} | {case.says} |")
    return "\n".join(lines)


def method_table(said: Mapping[str, tuple[bool, str]]) -> str:
    """What is *said* of each method, as a table of Markdown."""
    lines = ["| method | served | |", "| --- | --- | --- |"]
    for name, (is_served, says) in said.items():
        lines.append(f"| `{name}` | {'yes' if is_served else 'no'} | {says} |")
    return "\n".join(lines)


def page_with(path: Path, begin: str, tables: str) -> str:
    """The page at *path* as it is to be: *tables* after the line *begin*, else its own words."""
    before, rest = path.read_text().split(begin)
    return f"{before}{begin}{tables}{END}{rest.split(END)[1]}"
