"""Schemas: the short notation for JSON schemas, their identity and a summary for people."""

from __future__ import annotations

import json
from typing import Any

from llm.errors import InvalidInput

_TYPES = {"int": "integer", "float": "number", "bool": "boolean", "str": "string"}


def schema_dsl(schema_dsl: str, multi: bool = False) -> dict[str, Any]:
    """A JSON schema from its short notation, `name, age int, bio: one sentence`.

    Fields are separated by commas, or by newlines where there is one. Each is a name, then
    optionally a type (`int`, `float`, `bool`, `str`), then optionally a colon and a description.
    All fields are required. With *multi* the schema is that of a list of such objects under
    `items`.

    Raises:
        InvalidInput: a field without a name, twice the same name, or an unknown type.

    """
    separator = "\n" if "\n" in schema_dsl else ","
    properties: dict[str, Any] = {}
    for written in schema_dsl.split(separator):
        if field := written.strip():
            name, description = _field(field)
            if name in properties:
                raise InvalidInput(f"Invalid schema DSL: duplicate field name '{name}'")
            properties[name] = description
    schema = {"type": "object", "properties": properties, "required": list(properties)}
    return multi_schema(schema) if multi else schema


def _field(written: str) -> tuple[str, dict[str, Any]]:
    """The name and the schema of one field of the short notation."""
    definition, colon, description = written.partition(":")
    words = definition.split()
    if not words:
        raise InvalidInput(f"Invalid schema DSL: field '{written}' is missing a name before ':'")
    name, type_name = words[0], words[1] if len(words) > 1 else "str"
    if type_name not in _TYPES:
        raise InvalidInput(
            f"Invalid schema DSL: unknown type '{type_name}' for field '{name}'"
            f" (use one of {', '.join(_TYPES)})"
        )
    schema: dict[str, Any] = {"type": _TYPES[type_name]}
    if colon and description.strip():
        schema["description"] = description.strip()
    return name, schema


def multi_schema(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of an object whose `items` is a list of what *schema* describes."""
    return {
        "type": "object",
        "properties": {"items": {"type": "array", "items": schema}},
        "required": ["items"],
    }


def make_schema_id(schema: dict[str, Any]) -> tuple[str, str]:
    """The identity of *schema* (32 hexadecimal digits of BLAKE2b) and the JSON it is taken from."""
    import hashlib

    written = json.dumps(schema, separators=(",", ":"))
    return hashlib.blake2b(written.encode(), digest_size=16).hexdigest(), written


def schema_from(schema: Any) -> dict[str, Any] | None:
    """*schema* as a JSON schema: a dictionary as it is, a pydantic model class converted."""
    if schema is None or isinstance(schema, dict):
        return schema
    to_json_schema = getattr(schema, "model_json_schema", None)
    if to_json_schema is None:
        raise InvalidInput(f"A schema is a dictionary or a pydantic model class, not {schema!r}")
    converted: dict[str, Any] = to_json_schema()
    return converted


def schema_summary(schema: Any) -> str:
    """The field names of *schema*, nested, such as `{name, items: [{a, b}]}`."""
    if not isinstance(schema, dict):  # `true` is a schema, too
        return ""
    kind, properties = schema.get("type"), schema.get("properties")
    if kind == "object":
        named = []
        for name, inner in properties.items() if isinstance(properties, dict) else ():
            summary = schema_summary(inner)
            named.append(f"{name}: {summary}" if summary else name)
        return "{" + ", ".join(named) + "}"
    if kind == "array":
        return "[" + schema_summary(schema.get("items", {})) + "]"
    return ""
