"""The short notation of schemas, their identity and summary."""

from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from llm.errors import InvalidInput
from llm.schemas import make_schema_id, multi_schema, schema_dsl, schema_from, schema_summary

TYPES = {"int": "integer", "float": "number", "bool": "boolean", "str": "string"}
names = st.from_regex(r"[a-z_][a-z0-9_]{0,6}", fullmatch=True)
described = st.from_regex(r"[A-Za-z'!?.]([A-Za-z ,:'!?.]{0,10}[A-Za-z.])?", fullmatch=True)
fields = st.dictionaries(
    names, st.tuples(st.sampled_from([None, *TYPES]), st.none() | described), max_size=5
)


@given(fields, st.booleans())
def test_notation_gives_the_schema_it_spells(wanted, multi):
    """Any list of fields, a line each, becomes a valid schema with just these, all required."""
    lines = [
        name + (f" {type_name}" if type_name else "") + (f": {text}" if text else "")
        for name, (type_name, text) in wanted.items()
    ]
    schema = schema_dsl("\n".join(["", *lines, ""]), multi=multi)
    jsonschema.Draft202012Validator.check_schema(schema)
    if multi:
        assert schema["required"] == ["items"]
        schema = schema["properties"]["items"]["items"]
    assert list(schema["properties"]) == schema["required"] == list(wanted)
    for name, (type_name, text) in wanted.items():
        assert schema["properties"][name]["type"] == TYPES[type_name or "str"]
        assert schema["properties"][name].get("description") == text


@given(st.text(max_size=30))
def test_any_notation_is_a_schema_or_an_error_of_ours(text):
    """Whatever is written is either a valid schema or refused in one line."""
    try:
        outcome: Any = schema_dsl(text)
    except InvalidInput as error:
        outcome = error
    if isinstance(outcome, dict):
        jsonschema.Draft202012Validator.check_schema(outcome)
    else:
        assert "\n" not in str(outcome)


def test_fields_on_one_line_are_separated_by_commas():
    """On a single line a comma ends a field, a description included."""
    assert schema_dsl("name, age int, bio: the bio, thing") == {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "age": {"type": "integer"},
            "bio": {"type": "string", "description": "the bio"},
            "thing": {"type": "string"},
        },
        "required": ["name", "age", "bio", "thing"],
    }


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("name foo", "unknown type 'foo' for field 'name'"),
        ("a, a", "duplicate field name 'a'"),
        (": x", "missing a name before ':'"),
    ],
)
def test_mistakes_are_named(written, told):
    """A mistake in the notation is a `ValueError` that says what and where."""
    with pytest.raises(ValueError, match=told):
        schema_dsl(written)


def test_identity_is_that_of_older_releases():
    """A schema keeps the id under which older releases stored it."""
    written, text = make_schema_id(schema_dsl("name, age int"))
    assert written == "848bffbc260a905ad40888a4518f40ef"
    assert text == (
        '{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"}},'
        '"required":["name","age"]}'
    )


def test_schema_from_a_pydantic_class():
    """A pydantic model class stands for its JSON schema; a dictionary for itself."""

    class Dog(BaseModel):
        name: str

    assert schema_from(Dog) == Dog.model_json_schema()
    assert schema_from({"type": "object"}) == {"type": "object"}
    assert schema_from(None) is None
    with pytest.raises(InvalidInput, match="a dictionary or a pydantic model class"):
        schema_from("name, age int")


@pytest.mark.parametrize(
    ("schema", "summary"),
    [
        ({}, ""),
        ({"type": "string"}, ""),
        (schema_dsl("name, age int"), "{name, age}"),
        (multi_schema(schema_dsl("name")), "{items: [{name}]}"),
        (
            {
                "type": "object",
                "properties": {
                    "a": {"type": "object", "properties": {"b": {}}},
                    "c": {"type": "array", "items": {"type": "string"}},
                },
            },
            "{a: {b}, c: []}",
        ),
        (
            {
                "type": "object",
                "properties": {"a": True, "b": {"type": "array", "items": False}, "c": None},
            },
            "{a, b: [], c}",
        ),
        ({"type": "object", "properties": ["a"]}, "{}"),
        (True, ""),
    ],
)
def test_summary(schema, summary):
    """The summary names the fields, nested, and passes over what is no schema of an object."""
    assert schema_summary(schema) == summary
