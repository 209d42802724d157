"""Toolbox: methods as tools that share a configuration and a state."""

import pytest

from llm import Tool, Toolbox, ToolCall
from llm.core.toolflow import Hooks
from llm.errors import InvalidInput
from llm.tooling.execution import normalize_tools, run_all


class Memory(Toolbox):
    """Keeps values."""

    size = 3

    def __init__(self, first, second=2, *more, **named):
        self.items = {}

    def remember(self, key: str, value: str):
        """Keep a value under a key."""
        self.items[key] = value

    def recall(self, key: str):
        return self.items[key]

    async def later(self):
        return "later"

    @staticmethod
    def double(x: int):
        return 2 * x

    @classmethod
    def named(cls, x: int):
        return cls.__name__ * x

    @property
    def count(self):
        raise AssertionError("a property is not asked for when tools are listed")

    def _hidden(self):
        pass


def outputs(box, *calls):
    """What the tools of *box* answer to *calls*, given as name and arguments."""
    given = [ToolCall(name, arguments) for name, arguments in calls]
    return [result.output for result in run_all(given, [box], Hooks())]


def test_public_methods_are_tools():
    """Each public method is a tool called `Class_method`, in order of their names."""
    names = ["Memory_double", "Memory_later", "Memory_named", "Memory_recall", "Memory_remember"]
    assert [tool.name for tool in Memory.method_tools()] == names
    tools = list(Memory(1).tools())
    assert [tool.name for tool in tools] == names
    assert tools[-1].description == "Keep a value under a key."
    assert list(tools[-1].input_schema["properties"]) == ["key", "value"]


def test_tools_of_an_instance_share_its_state():
    """Methods work on the instance: what one keeps, another finds."""
    box = Memory(1)
    assert outputs(
        box,
        ("Memory_remember", {"key": "a", "value": "b"}),
        ("Memory_recall", {"key": "a"}),
        ("Memory_double", {"x": 4}),
        ("Memory_named", {"x": 2}),
        ("Memory_later", {}),
    ) == ["null", "b", "8", "MemoryMemory", "later"]
    assert box.items == {"a": "b"}


def test_results_know_their_toolbox():
    """A result carries the toolbox that its tool belongs to."""
    box = Memory(1)
    (result,) = run_all([ToolCall("Memory_later", {})], [box], Hooks())
    assert result.instance is box


def test_the_configuration_is_kept():
    """What the constructor was given is kept, with defaults, without what has no name."""
    assert Memory(1)._config == {"first": 1, "second": 2}
    assert Memory(1, 2, 3, fourth=4)._config == {"first": 1, "second": 2}
    assert Memory(first=1, second=[5])._config == {"first": 1, "second": [5]}


def test_the_outermost_constructor_is_the_configuration():
    """A subclass is configured by its own arguments, not those that it gives to its base."""

    class Small(Memory):
        def __init__(self, label):
            super().__init__(0, second=1)

    assert Small("x")._config == {"label": "x"}


def test_a_toolbox_without_constructor_has_no_configuration():
    """A class that takes nothing has an empty configuration, and does not share it."""

    class Plain(Toolbox):
        def tell(self):
            return "told"

    assert Plain()._config == {}
    assert outputs(Plain(), ("Plain_tell", {})) == ["told"]


def test_tools_added_without_calling_the_base():
    """A tool added in an `__init__` that does not call its base's belongs to that instance."""

    class Dynamic(Toolbox):
        def __init__(self, names):
            for name in names:
                self.add_tool(Tool.function(lambda name=name: name, name=name))

    assert [tool.name for tool in Dynamic(["a", "b"]).tools()] == ["a", "b"]
    assert [tool.name for tool in Dynamic([]).tools()] == []
    assert outputs(Dynamic(["a", "b"]), ("b", {})) == ["b"]


def test_an_added_tool_may_be_given_the_toolbox():
    """With `pass_self` a function is called with the toolbox first; a tool is added as it is."""

    def label(self, text: str):
        """Label a text."""
        return f"{self.prefix}{text}"

    class Labels(Toolbox):
        prefix = ">"

    box = Labels()
    box.add_tool(label, pass_self=True)
    box.add_tool(
        Tool("shout", input_schema={"type": "object"}, implementation=lambda: "!"), pass_self=True
    )
    assert next((t.name, t.description) for t in box.tools()) == ("label", "Label a text.")
    assert list(next(iter(box.tools())).input_schema["properties"]) == ["text"]
    assert outputs(box, ("label", {"text": "a"}), ("shout", {})) == [">a", "!"]


def test_a_class_that_needs_no_configuration_may_be_given():
    """A toolbox class stands for an instance where nothing has to be configured."""

    class Plain(Toolbox):
        def tell(self):
            return "told"

    (box,) = normalize_tools([Plain])
    assert isinstance(box, Plain)
    with pytest.raises(InvalidInput, match="The toolbox Memory needs to be configured"):
        normalize_tools([Memory])
