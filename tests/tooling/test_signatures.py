"""A function's signature as a JSON schema."""

import functools
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Literal

import pytest
from pydantic import BaseModel, Field

from llm.errors import InvalidInput
from llm.tooling.signatures import input_schema_of, takes_tool_call, unannotated

if TYPE_CHECKING:
    from somewhere import Unknown  # type: ignore[import-not-found]  # only a checker sees it


class Colour(Enum):
    RED = "red"


class Dog(BaseModel):
    title: str


def test_annotations_become_types():
    """Annotated parameters have their types, parameters without a default are required."""

    def function(a: int, b: float = 1.5, c: "list[str] | None" = None, *, d: Literal["x", "y"]):
        pass

    assert input_schema_of(function) == {
        "type": "object",
        "properties": {
            "a": {"type": "integer"},
            "b": {"type": "number", "default": 1.5},
            "c": {
                "anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "null"}],
                "default": None,
            },
            "d": {"type": "string", "enum": ["x", "y"]},
        },
        "required": ["a", "d"],
    }


def test_unannotated_is_a_string():
    """A parameter without an annotation is described as a string, and known as untyped."""

    def function(a, b=1, *, c: int = 2):
        pass

    properties = input_schema_of(function)["properties"]
    assert [inner["type"] for inner in properties.values()] == ["string", "string", "integer"]
    assert unannotated(function) == {"a", "b"}


def test_what_the_model_does_not_see():
    """`self`, the tool call and parameters that begin with an underscore are not described."""

    def function(self, a, llm_tool_call, _b=1):
        pass

    assert list(input_schema_of(function)["properties"]) == ["a"]
    assert takes_tool_call(function)


def test_a_property_called_title_is_kept():
    """The titles that pydantic adds are dropped; a parameter or field called `title` is not."""

    def function(title: str, dog: Dog, colour: Colour = Colour.RED):
        pass

    schema = input_schema_of(function)
    assert schema["properties"]["title"] == {"type": "string"}
    assert schema["$defs"]["Dog"]["properties"] == {"title": {"type": "string"}}
    assert "title" not in schema["$defs"]["Dog"]
    assert schema["$defs"]["Colour"] == {"enum": ["red"], "type": "string"}


def test_annotated_descriptions():
    """What pydantic's `Field` says about a parameter is told to the model."""

    def function(a: Annotated[int, Field(description="how many", ge=1)]):
        pass

    assert input_schema_of(function)["properties"]["a"] == {
        "description": "how many",
        "minimum": 1,
        "type": "integer",
    }


def test_an_annotation_that_cannot_be_evaluated():
    """A name that only a type checker knows makes a string; the rest keeps its types."""

    def function(a: "Unknown", b: int):
        pass

    function.__annotations__["b"] = int
    properties = input_schema_of(function)["properties"]
    assert properties == {"a": {"type": "string"}, "b": {"type": "integer"}}


class Callable_:  # noqa: N801 - stands for any object that can be called
    def __call__(self, a: int):
        pass


@pytest.mark.parametrize(
    ("function", "properties"),
    [
        (Callable_(), {"a": {"type": "integer"}}),
        (functools.partial(lambda a, b: a, 1), {"b": {"type": "string"}}),
        (len, {"obj": {"type": "string"}}),
        (lambda: None, {}),
    ],
)
def test_other_things_that_can_be_called(function, properties):
    """Objects with `__call__`, partial functions and built-ins are described too."""
    assert input_schema_of(function)["properties"] == properties


def test_parameters_that_are_called_as_they_like():
    """No name is taken: not those that pydantic uses itself."""

    def function(json: str, copy: int, schema: bool, model_config: float, model_fields: int = 1):
        pass

    schema = input_schema_of(function)
    assert schema["properties"] == {
        "json": {"type": "string"},
        "copy": {"type": "integer"},
        "schema": {"type": "boolean"},
        "model_config": {"type": "number"},
        "model_fields": {"type": "integer", "default": 1},
    }
    assert schema["required"] == ["json", "copy", "schema", "model_config"]


def test_a_type_that_has_no_schema_is_named():
    """The author is told, in one line, which parameter of which function cannot be described."""

    class Connection:
        pass

    def function(a: int, connection: Connection):
        pass

    with pytest.raises(InvalidInput, match=r"connection.*function.*Connection") as told:
        input_schema_of(function)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("written", ["collections.Nothing", "not a type"])
def test_a_written_annotation_that_is_none(written):
    """It counts as no annotation; the others count."""

    def function(a: int, b: str) -> None:
        pass

    function.__annotations__["b"] = written
    assert input_schema_of(function)["properties"]["b"] == {"type": "string"}
