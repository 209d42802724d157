"""Tools that the provider runs."""

import pytest

from llm import ServerSideTool
from llm.models import _partition_tools
from llm.testing import ScriptedModel
from llm.tooling.tool import Tool


class Search(ServerSideTool):
    """Searches the web."""

    name = "search"

    def __init__(self, depth=1):
        self.depth = depth

    def tool_spec(self, model):
        return {"type": "search", "depth": self.depth}


class Deep(Search):
    name = "deep"


class Model(ScriptedModel):
    """Takes just these classes of server-side tools."""

    declared: tuple[type[ServerSideTool], ...] = ()

    @property
    def supported_server_side_tools(self):
        return self.declared


RAW = ServerSideTool({"type": "web"})


@pytest.mark.parametrize(
    ("declared", "tool", "taken"),
    [
        ((), RAW, False),
        ((), Search(), False),
        ((Search,), Search(), True),
        ((Search,), Deep(), True),
        ((Deep,), Search(), False),
        ((Search,), RAW, False),
        ((ServerSideTool,), RAW, True),
        ((ServerSideTool,), Search(), False),
        ((ServerSideTool, Search), Search(), True),
    ],
)
def test_a_model_takes_what_it_declares(declared, tool, taken):
    """A model takes the classes that it names; naming the base class means raw specifications."""
    model = Model([["ok"]], declared=declared)
    if taken:
        assert model.prompt("x", tools=[tool]).text() == "ok"
    else:
        with pytest.raises(ValueError, match=f"'{tool.name}'. Run: llm tools -m scripted"):
            model.prompt("x", tools=[tool])
        assert model.prompts == []


def test_a_model_without_tools_may_take_server_side_ones():
    """A model that runs no tools here may still take those of its provider."""
    model = Model([["ok"]], declared=(Search,), supports_tools=False)
    (offered,) = model.prompt("x", tools=[Search()]).prompt.tools
    assert isinstance(offered, ServerSideTool)
    assert offered.tool_spec(model) == {"type": "search", "depth": 1}
    with pytest.raises(ValueError, match="does not support tools"):
        model.prompt("x", tools=[Search(), len])


def test_raw_specifications():
    """A raw specification is sent as it is; without one there is nothing to send."""
    assert RAW.tool_spec(None) == {"type": "web"}
    with pytest.raises(TypeError, match="has no spec"):
        ServerSideTool().tool_spec(None)


def test_description_and_identity():
    """A tool is described by its docstring and told apart by class and configuration."""
    assert Search().description == "Searches the web."
    assert Search().hash() == Search().hash()
    assert len({Search().hash(), Search(2).hash(), Deep().hash(), RAW.hash()}) == 4


def test_partition():
    """Plugins tell tools that run here from those of the provider."""
    model = Model(declared=(Search,))
    search = Search()
    here, there = _partition_tools(model, [Tool("f"), search])
    assert (here, there) == ([Tool("f")], [search])
    with pytest.raises(ValueError, match="server_side_tool"):
        _partition_tools(model, [RAW])
