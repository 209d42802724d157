"""docs/plugins/public-names.md: every name that it calls public is there."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator

import pytest

import llm
from llm import hookspecs
from tests.docs.test_readme import PROJECT

TEXT = (PROJECT / "docs" / "plugins" / "public-names.md").read_text()


def section(title: str) -> str:
    """The text below a title, up to the next."""
    return TEXT.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def rows(title: str) -> Iterator[list[str]]:
    """The cells of the tables below a title, without their heads."""
    for line in section(title).splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and "---" not in line and not cells[-1].startswith("here"):
            yield cells


def names_in(cell: str) -> list[str]:
    """The names that stand in code, without what they are called with."""
    return [re.match(r"\.?([\w.]*)", each)[1] for each in re.findall(r"`([^`]+)`", cell)]  # type: ignore[index]  # it matches anything


def test_names_of_the_package():
    """Each is in `llm.__all__`."""
    named = [name for cells in rows("`llm`") for cell in cells for name in names_in(cell)]
    assert len(named) > 50
    assert not [name for name in named if name not in {*llm.__all__, "execute"}]


def test_hooks():
    """All of them, with the parameters that they have."""
    told = {}
    for first, *_ in rows("Hooks"):
        name, _, parameters = first.strip("`)").partition("(")
        told[name] = parameters.split(", ")
    hooks = {name: hook for name, hook in vars(hookspecs).items() if name.startswith("register_")}
    assert told == {name: [*inspect.signature(hook).parameters] for name, hook in hooks.items()}


@pytest.mark.parametrize("cells", [*rows("Modules")], ids=lambda cells: cells[0].strip("`"))
def test_modules(cells):
    """Each has the names that are said to be in it."""
    (module,) = names_in(cells[0])
    found = importlib.import_module(module)
    for name in names_in(cells[1]):
        if name != "llm":
            assert hasattr(found, name), name


def test_what_a_model_may_set():
    """What a subclass overrides is an attribute of a base class."""
    first = section("A model").partition("\n\n| what `execute`")[0]
    cells = [line.split("|")[1] for line in first.splitlines() if line.startswith("| `")]
    named = [name for cell in cells for name in names_in(cell)]
    assert {"execute", "needs_key", "Options"} <= {*named}
    annotated = {*llm.Model.__annotations__, *dir(llm.KeyModel), *dir(llm.AsyncModel), "model_id"}
    assert not [name for name in named if name not in annotated]


def test_what_execute_is_handed(api):
    """Each attribute is there while a model answers."""
    second = section("A model").partition("\n\n| what `execute`")[2]
    cells = [line.split("|")[1].strip() for line in second.splitlines() if line.startswith("| `")]
    missing = []

    def look(prompt, response):
        handed = {"prompt": prompt, "response": response, "conversation": response.conversation}
        for cell in cells:
            first, *others = re.findall(r"`([^`]+)`", cell)
            owner = first.partition(".")[0]
            for each in [first.partition(".")[2], *(other.lstrip(".") for other in others)]:
                name = re.match(r"\w+", each)[0]  # type: ignore[index]  # it begins with one
                if not hasattr(handed[owner], name):
                    missing.append(each)

    conversation = api.model([[look]]).conversation()
    api.finish(conversation.prompt("x"))
    assert len(cells) == 8
    assert missing == []
