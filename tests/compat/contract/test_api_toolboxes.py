"""§2.7 of the contract: toolboxes, and tools that the provider runs."""

from __future__ import annotations

import pytest

import llm
from llm import ServerSideTool, Tool, ToolCall
from llm.models import _partition_tools


class Shelf(llm.Toolbox):
    def __init__(self, place: str, size: int = 3):
        self.place = place
        self.size = size

    def count(self, kind: str):
        """Count them."""
        return f"{self.size} {kind} {self.place}"

    def _private(self):
        """Not a tool."""


def test_methods():
    """§2.7 Toolbox: public methods become tools named `Class_method`."""
    (tool,) = Shelf.method_tools()
    assert (tool.name, tool.description) == ("Shelf_count", "Count them.")
    assert set(tool.input_schema["properties"]) == {"kind"}
    (bound,) = Shelf("here").tools()
    assert bound.implementation is not None
    assert bound.implementation(kind="cups") == "3 cups here"


def test_configuration():
    """§2.7 Toolbox: what the constructor was given is in `_config`, for the history."""
    assert Shelf("here")._config == {"place": "here", "size": 3}
    assert Shelf(size=4, place="there")._config == {"place": "there", "size": 4}


def test_results_know_their_toolbox(api):
    """§2.7 ToolResult: `instance` is the toolbox that the tool belongs to."""
    shelf = Shelf("here")
    response = api.model([["a"]]).prompt("x", tools=[shelf])
    result = api.wait(response.execute_tool_call(ToolCall("Shelf_count", {"kind": "cups"})))
    assert (result.output, result.instance) == ("3 cups here", shelf)


def test_add_tool():
    """§2.7 add_tool: a Tool or a function, which with pass_self is given the toolbox first."""
    shelf = Shelf("here")

    def free(x: int):
        """Stand alone."""
        return x

    def own(self, x: int):
        """Look at the toolbox."""
        return f"{self.place} {x}"

    shelf.add_tool(free)
    shelf.add_tool(own, pass_self=True)
    shelf.add_tool(Tool("given", implementation=lambda: "given"))
    tools = {tool.name: tool for tool in shelf.tools()}
    assert list(tools) == ["Shelf_count", "free", "own", "given"]
    own_tool = tools["own"].implementation
    assert own_tool is not None
    assert own_tool(x=1) == "here 1"
    assert set(tools["own"].input_schema["properties"]) == {"x"}
    assert [tool.name for tool in Shelf("there").tools()] == ["Shelf_count"]


def test_preparing(api):
    """§2.7 prepare, prepare_async: once each, before the first prompt that offers it."""
    prepared = []

    def later():
        """Known later."""
        return "late"

    class Box(llm.Toolbox):
        def prepare(self):
            prepared.append("prepare")
            self.add_tool(later)

        async def prepare_async(self):
            prepared.append("prepare_async")
            self.add_tool(later)

    model = api.model([[ToolCall("later", {})], ["end"], ["again"]])
    box = Box()
    api.wait(model.chain("x", tools=[box]).text())
    api.finish(model.prompt("y", tools=[box]))
    assert prepared == ["prepare_async" if api.awaits else "prepare"]
    assert model.prompts[1].tool_results[0].output == "late"


class Search(ServerSideTool):
    """Search the web."""

    name = "search"

    def __init__(self, limit: int = 3):
        super().__init__()
        self.limit = limit

    def tool_spec(self, model):
        return {"type": "search", "limit": self.limit, "for": model.model_id}

    def prepare_request(self, model, kwargs):
        kwargs["include"] = ["sources"]


class Wide(Search):
    name = "wide"


def test_server_side_tools(api):
    """§2.7 ServerSideTool: name, tool_spec(model) and prepare_request(model, kwargs)."""
    model = api.model()
    kwargs: dict[str, object] = {}
    Search().prepare_request(model, kwargs)
    assert kwargs == {"include": ["sources"]}
    assert Search(limit=5).tool_spec(model) == {"type": "search", "limit": 5, "for": "scripted"}
    raw = ServerSideTool(spec={"type": "x"})
    assert raw.tool_spec(model) == {"type": "x"}
    raw.prepare_request(model, kwargs)
    assert kwargs == {"include": ["sources"]}


def taking(api, *classes):
    """A model that lists these classes."""
    model = api.model([[ToolCall("search", {})], ["end"]])

    def listed(_):
        return classes

    kind = type(model)
    model.__class__ = type("Taking", (kind,), {"supported_server_side_tools": property(listed)})
    return model


RAW = ServerSideTool(spec={"type": "x"})


@pytest.mark.parametrize(
    ("classes", "tool", "is_taken"),
    [
        ((), Search(), False),
        ((Search,), Search(), True),
        ((Search,), Wide(), True),
        ((Wide,), Search(), False),
        ((ServerSideTool,), RAW, True),
        ((ServerSideTool,), Search(), False),
        ((Search,), RAW, False),
    ],
)
def test_what_a_model_lists(api, classes, tool, is_taken):
    """§2.7: the model must list the class; listing the base class takes raw specs alone."""
    model = taking(api, *classes)
    if is_taken:
        assert model.prompt("x", tools=[tool]).prompt.tools == [tool]
        assert _partition_tools(model, [tool]) == ([], [tool])
    else:
        with pytest.raises(ValueError, match=tool.name):
            model.prompt("x", tools=[tool])


def test_server_side_tools_are_never_run_here(api):
    """§2.7: a call of that name is not run here; the model is told that there is no such tool."""
    model = taking(api, Search)
    api.wait(model.chain("x", tools=[Search()]).text())
    (result,) = model.prompts[1].tool_results
    assert result.output == 'Error: tool "search" does not exist'
