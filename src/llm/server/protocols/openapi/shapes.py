"""Schemas of JSON, in few words: what the descriptions of all protocols are written with. Pure."""

from __future__ import annotations

from typing import Any, TypeAlias

Schema: TypeAlias = dict[str, Any]

TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
COUNT: Schema = {"type": "integer", "minimum": 0}
NUMBER: Schema = {"type": "number"}
FLAG: Schema = {"type": "boolean"}
OBJECT: Schema = {"type": "object"}
"""An object that is handed on as it is."""
ANYTHING: Schema = {}
BASE64: Schema = {"type": "string", "contentEncoding": "base64"}


def ref(name: str) -> Schema:
    """The schema that has this *name* in the document."""
    return {"$ref": f"#/components/schemas/{name}"}


def just(value: str) -> Schema:
    """Nothing but *value*."""
    return {"type": "string", "const": value}


def words(*allowed: str) -> Schema:
    """One of the words *allowed*."""
    return {"type": "string", "enum": list(allowed)}


def list_of(each: Schema, **limits: int) -> Schema:
    """A list, with *limits* such as `minItems`."""
    return {"type": "array", "items": each, **limits}


def map_of(each: Schema) -> Schema:
    """An object with any names."""
    return {"type": "object", "additionalProperties": each}


def either(*schemas: Schema) -> Schema:
    """What is as one of *schemas* says."""
    return {"anyOf": list(schemas)}


def maybe(schema: Schema) -> Schema:
    """As *schema* says, or null."""
    kind = schema.get("type")
    if isinstance(kind, str) and "const" not in schema and "enum" not in schema:
        return {**schema, "type": [kind, "null"]}
    return either(schema, {"type": "null"})


def asked(required: str = "", /, **fields: Schema) -> Schema:
    """An object that clients send, which may have more than *fields*.

    Those that *required* lists are there; any other is left out, or null.
    """
    needed = required.split()
    properties = {
        name: schema if name in needed or not schema else maybe(schema)
        for name, schema in fields.items()
    }
    return {
        "type": "object",
        "properties": properties,
        **({"required": needed} if needed else {}),
    }


def told(optional: str = "", /, **fields: Schema) -> Schema:
    """An object that the server sends, which has all of *fields* and nothing else.

    Those that *optional* lists may be left out.
    """
    return {
        "type": "object",
        "properties": fields,
        "required": [name for name in fields if name not in optional.split()],
        "additionalProperties": False,
    }


def at_least(**fields: Schema) -> Schema:
    """An object that the server sends, which has all of *fields*, and may have more."""
    return {**told(**fields), "additionalProperties": True}


def more(schema: Schema, optional: str = "", /, **fields: Schema) -> Schema:
    """As the object *schema* of what is told says, with more *fields*."""
    new = told(optional, **fields)
    return {
        **schema,
        "properties": {**schema["properties"], **new["properties"]},
        "required": [*schema["required"], *new["required"]],
    }


def described(schema: Schema, text: str) -> Schema:
    """*schema*, of which *text* says what it means."""
    return {**schema, "description": text}


def streamed(events: Schema, text: str) -> Schema:
    """A stream of server-sent events, the data of each of which is JSON as *events* says."""
    return {"type": "string", "description": text, "x-events": events}
