"""Checking what a model wants to call a tool with, before the tool is called.

Arguments are checked against the tool's own JSON schema. Models often write a number as a string
or a string as a number: what can be converted without loss is converted.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from llm.core.assembler import UNPARSED
from llm.errors import InvalidInput

_MOST_ERRORS = 3
_DECODED: dict[str, tuple[type, ...]] = {
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}
"""What a string may be decoded to, by the type that the schema names."""


def checked_arguments(
    name: str,
    arguments: dict[str, Any],
    schema: dict[str, Any],
    untyped: Collection[str] = (),
) -> dict[str, Any]:
    """The *arguments* for the tool *name*, as its *schema* wants them.

    Those in *untyped* may be anything: their author gave no type, and the schema has to.

    Raises `InvalidInput` with a message for the model, which names what is wrong and where.
    """
    if set(arguments) == {UNPARSED} and UNPARSED not in schema.get("properties", {}):
        raise InvalidInput(
            f'The arguments for tool "{name}" are not a JSON object: {arguments[UNPARSED]}'
        )
    if not schema:
        return arguments
    from jsonschema import SchemaError, validators

    validator_class = validators.validator_for(schema)
    try:
        validator_class.check_schema(schema)
    except SchemaError:
        return arguments  # the tool's own mistake is no reason to refuse the call
    properties = {
        key: {} if key in untyped else inner for key, inner in schema.get("properties", {}).items()
    }
    schema = {**schema, "properties": properties}
    fitting = {
        key: _fitted(value, properties.get(key, {}))
        for key, value in arguments.items()
        # `null` for a parameter whose default is None says no more than leaving it out.
        if value is not None or properties.get(key, {}).get("default", ...) is not None
    }
    errors = sorted(validator_class(schema).iter_errors(fitting), key=lambda error: error.json_path)
    if errors:
        told = "; ".join(_told(error) for error in errors[:_MOST_ERRORS])
        raise InvalidInput(f'Invalid arguments for tool "{name}": {told}')
    return fitting


def _told(error: Any) -> str:
    where = error.json_path.removeprefix("$").removeprefix(".")
    return f"{where}: {error.message}" if where else str(error.message)


def _fitted(value: Any, schema: dict[str, Any]) -> Any:
    """*value* as the type that *schema* names, when nothing is lost by that."""
    if value is not None and "anyOf" in schema:  # `int | None` is an integer, when it is given
        given = [inner for inner in schema["anyOf"] if inner.get("type") != "null"]
        return _fitted(value, given[0]) if len(given) == 1 else value
    wanted = schema.get("type")
    if wanted == "string" and isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    if wanted == "integer" and isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and isinstance(wanted, str) and wanted in _DECODED:
        try:
            decoded = json.loads(value)
        except ValueError:
            return value
        return decoded if type(decoded) in _DECODED[wanted] else value
    return value
