"""Checking the arguments of a call before the tool runs."""

import socket
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm import Tool, ToolCall
from llm.core.toolflow import Hooks
from llm.errors import InvalidInput
from llm.tooling.execution import run_all
from llm.tooling.validation import checked_arguments


def called_with(function, arguments):
    """What *function* gets when a model calls it with *arguments*; the output as text."""
    (result,) = run_all([ToolCall("function", arguments)], [function], Hooks())
    return result.output


def test_a_missing_argument_is_told():
    """A call without a required argument is refused, and the tool does not run."""
    ran = []

    def function(a: int):
        ran.append(a)

    assert called_with(function, {}) == (
        "Error: Invalid arguments for tool \"function\": 'a' is a required property"
    )
    assert ran == []


def test_an_argument_of_the_wrong_type_is_told():
    """A call with a wrong type is refused with the place and the type."""

    def function(a: int, b: list[int]):
        pass

    assert called_with(function, {"a": "many", "b": [1, "x"]}) == (
        'Error: Invalid arguments for tool "function":'
        " a: 'many' is not of type 'integer'; b[1]: 'x' is not of type 'integer'"
    )


def test_arguments_that_are_no_object_are_told():
    """A call whose arguments were not JSON is refused with what they were."""

    def function(a: int = 1):
        pass

    assert called_with(function, {"_raw": "{a: 1"}) == (
        'Error: The arguments for tool "function" are not a JSON object: {a: 1'
    )


def test_a_tool_may_have_an_argument_called_raw():
    """`_raw` is an argument like any other where the tool's own schema names it."""
    schema = {"type": "object", "properties": {"_raw": {"type": "string"}}}
    assert checked_arguments("f", {"_raw": "a"}, schema) == {"_raw": "a"}


@pytest.mark.parametrize(
    ("annotation", "given_value", "got"),
    [
        (int, "5", 5),
        (int, 5.0, 5),
        (float, "1.5", 1.5),
        (float, "2", 2),
        (bool, "true", True),
        (str, 5, "5"),
        (str, 1.5, "1.5"),
        (list[int], "[1, 2]", [1, 2]),
        (dict[str, int], '{"a": 1}', {"a": 1}),
        (int | None, "5", 5),
        (int | None, None, None),
        (str | None, "null", "null"),
        (str, "5", "5"),
        (Any, "5", "5"),
    ],
)
def test_what_loses_nothing_is_converted(annotation, given_value, got):
    """Numbers, flags and lists that a model wrote as text, or text as a number, are converted."""
    received = []

    def function(a):
        received.append(a)

    function.__annotations__["a"] = annotation
    assert called_with(function, {"a": given_value}) == "null"
    assert received == [got]
    assert type(received[0]) is type(got)


@pytest.mark.parametrize(
    ("annotation", "given_value"),
    [(int, "5.5"), (int, 5.5), (int, True), (bool, "yes"), (bool, 1), (list[int], "1"),
     (str, True), (str, None), (dict[str, int], "[]"), (int | None, "many"),
     (float, "1e999"), (float, "NaN")],
)  # fmt: skip
def test_what_would_lose_something_is_refused(annotation, given_value):
    """A value that is not of the type and cannot be converted without loss is refused."""

    def function(a):
        raise AssertionError("the tool must not run")

    function.__annotations__["a"] = annotation
    assert called_with(function, {"a": given_value}).startswith("Error: Invalid arguments")


def test_null_for_a_default_of_none_is_left_out():
    """`null` for a parameter whose default is `None` says the same as leaving it out."""

    def function(a=None, b: int = 2):
        return [a, b]

    function.__annotations__["a"] = int  # `a: int = None`, as plugins write it

    assert called_with(function, {"a": None}) == "[null, 2]"
    assert called_with(function, {"b": None}).startswith("Error: Invalid arguments")


@given(st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.integers()))
def test_an_unannotated_parameter_takes_anything(value):
    """Where the author gave no type, whatever the model sends arrives as it is."""
    received = []

    def function(a, b=None):
        received.append(a)

    assert called_with(function, {"a": value}) == "null"
    assert received == [value]


def test_an_argument_too_many_is_told():
    """An argument that the function does not know is an error result."""

    def function(a: int):
        pass

    assert "unexpected keyword argument 'b'" in called_with(function, {"a": 1, "b": 2})


def test_a_tool_without_schema_takes_anything():
    """A tool that describes nothing is given what the model sent."""
    tool = Tool("function", implementation=lambda **kwargs: kwargs)
    assert called_with(tool, {"a": 1}) == '{"a": 1}'


def test_a_wrong_schema_refuses_nothing():
    """A mistake in the tool's own schema is no reason to refuse a call."""
    assert checked_arguments("f", {"a": 1}, {"type": "nonsense"}) == {"a": 1}


def test_only_a_few_mistakes_are_told():
    """A call with many mistakes is told the first three, and in one line."""
    schema = {"type": "object", "properties": {name: {"type": "integer"} for name in "abcdef"}}
    with pytest.raises(InvalidInput) as raised:
        checked_arguments("f", dict.fromkeys("abcdef", "x"), schema)
    assert str(raised.value).count("is not of type") == 3
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("anything", [True, {}, {"type": ["integer", "null"]}, {"anyOf": [True]}])
def test_schemas_that_others_wrote(anything):
    """A property may be described by `true`, by a list of types, or by nothing."""
    assert checked_arguments("f", {"a": 1}, {"properties": {"a": anything}}) == {"a": 1}


def test_a_list_of_types_is_fitted():
    """`["integer", "null"]` is an integer, when something is given."""
    schema = {"properties": {"a": {"type": ["integer", "null"]}}}
    assert checked_arguments("f", {"a": "1"}, schema) == {"a": 1}


def test_no_number_is_infinite():
    """What JSON has no word for is not read out of a string."""
    with pytest.raises(InvalidInput):
        checked_arguments("f", {"a": "NaN"}, {"properties": {"a": {"type": "number"}}})


def test_a_schema_that_refers_elsewhere_is_not_followed():
    """Checking a call asks no server; what cannot be checked refuses nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        elsewhere = f"http://127.0.0.1:{server.getsockname()[1]}/schema"
        schema = {"properties": {"a": {"$ref": elsewhere}}}
        assert checked_arguments("f", {"a": 1}, schema) == {"a": 1}
        with pytest.raises(TimeoutError):
            server.accept()
