"""Tool: a function with its description."""

import pytest

from llm import Tool


def doubled(x: int):
    """Twice a number."""
    return x * 2


def test_a_function_becomes_a_tool():
    """Name, docstring and signature of a function are what the model is told."""
    assert Tool.function(doubled) == Tool(
        "doubled",
        "Twice a number.",
        {"properties": {"x": {"type": "integer"}}, "required": ["x"], "type": "object"},
        doubled,
    )


def test_name_and_description_can_be_given():
    """What is given goes before what the function says."""
    tool = Tool.function(doubled, name="twice", description="2x")
    assert (tool.name, tool.description) == ("twice", "2x")


def test_a_lambda_needs_a_name():
    """A lambda is a tool only under a name that is given."""
    with pytest.raises(ValueError, match="lambda"):
        Tool.function(lambda x: x)
    assert Tool.function(lambda x: x, name="same").name == "same"


def test_an_object_is_named_after_its_class():
    """An object that can be called is a tool named after its class."""

    class Doubler:
        """Doubles."""

        def __call__(self, x: int):
            return 2 * x

    tool = Tool.function(Doubler())
    assert (tool.name, tool.description) == ("Doubler", "Doubles.")


def test_identity_is_that_of_older_releases():
    """A tool keeps the hash under which older releases stored it; the plugin belongs to it."""

    def f(x: int):
        pass

    tool = Tool.function(f, description="doc")
    assert tool.hash() == "ff5a492dee6fffd9d0bcb9669f5dbd22204d3c66ba614eb492084b5539238fc7"
    tool.plugin = "pp"
    assert tool.hash() == "bee60004df1e05a4281c0ae8acbffcd438c52903c778760eec8b40a894a3b0b9"
