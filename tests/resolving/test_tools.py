"""`-T`: names and configurations of tools."""

import pytest

import llm
from llm.errors import InvalidInput
from llm.resolving.tools import resolve_tools
from llm.testing import ScriptedModel


class Box(llm.Toolbox):
    """Remembers its configuration."""

    def __init__(self, path: str = "none", size: int = 1):
        if size < 0:
            raise ValueError("too\nsmall")
        self.path, self.size = path, size

    def look(self) -> str:
        return self.path


class Search(llm.ServerSideTool):
    """A provider's tool."""

    name = "search"

    def __init__(self, deep: bool = False) -> None:
        self.deep = deep


class Searching(ScriptedModel):
    supported_server_side_tools = (Search,)


@pytest.fixture(autouse=True)
def plugin():
    """A plugin that offers a function and a toolbox."""

    class Plugin:
        @llm.hookimpl
        def register_tools(self, register):
            register(shout)
            register(Box)

    def shout(text: str) -> str:
        return text.upper()

    offering = Plugin()
    llm.pm.register(offering, name="offering")
    yield
    llm.pm.unregister(offering)


def test_names():
    """Tools of plugins go by their names; a class is made without arguments."""
    shout, version, box = resolve_tools(["shout", "llm_version", "Box"])
    assert (shout.name, version.name) == ("shout", "llm_version")
    assert isinstance(box, Box)
    assert (box.path, box.size) == ("none", 1)


@pytest.mark.parametrize(
    "spec",
    [
        'Box(path="a(b):{", size=2)',
        'Box({"path": "a(b):{", "size": 2})',
        'Box:{"path": "a(b):{", "size": 2}',
        ' Box : {"path": "a(b):{", "size": 2} ',
        'Box("a(b):{", size=2)',
    ],
)
def test_configured_toolbox(spec):
    """A toolbox is configured in any of these ways."""
    (box,) = resolve_tools([spec])
    assert isinstance(box, Box)
    assert (box.path, box.size) == ("a(b):{", 2)


def test_tools_of_the_provider():
    """A model adds the tools that its provider runs, by the names of their classes."""
    (search,) = resolve_tools(["Search(deep=true)"], Searching())
    assert isinstance(search, Search)
    assert search.deep is True
    with pytest.raises(InvalidInput, match=r"^Tool\(s\) Search not found\. "):
        resolve_tools(["Search"], ScriptedModel())


@pytest.mark.parametrize(
    ("specs", "message"),
    [
        (
            ["nope", "shout", "Other(1)"],
            r"^Tool\(s\) nope, Other not found\. Available tools: Box,",
        ),
        ([""], r"^Tool\(s\)  not found"),
        (["shout(1)"], r"^The tool shout takes no configuration: use -T shout$"),
        (["Box(nope=1)"], r"^The tool Box\(nope=1\) cannot be set up: .*nope"),
        (["Box(size=-1)"], r"cannot be set up: too small$"),
        (["Box(size=)"], r"^Invalid spec 'Box\(size=\)'"),
        (["Box("], r"^Invalid spec"),
        (["Box:{"], r"^Invalid spec"),
    ],
)
def test_mistakes(specs, message):
    """What cannot be found or configured is said in one line."""
    with pytest.raises(InvalidInput, match=message) as raised:
        resolve_tools(specs, Searching())
    assert "\n" not in str(raised.value)
