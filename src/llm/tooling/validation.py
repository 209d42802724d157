"""Checking what a model wants to call a tool with, before the tool is called.

Arguments are checked against the tool's own JSON schema. Models often write a number as a string
or a string as a number: what can be converted without loss is converted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from llm.core.assembler import UNPARSED
from llm.errors import InvalidInput
from llm.strict_json import decoded

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
    from referencing import Registry
    from referencing.exceptions import Unresolvable

    validator_class = validators.validator_for(schema)
    try:
        validator_class.check_schema(schema)
    except SchemaError:
        return arguments  # the tool's own mistake is no reason to refuse the call
    properties = {
        key: {} if key in untyped else inner for key, inner in schema.get("properties", {}).items()
    }
    schema = {**schema, "properties": properties}
    fitting = fitted(arguments, properties)
    # An empty registry: the default one would fetch what a schema refers to.
    validator = validator_class(schema, registry=Registry())
    try:
        errors = sorted(validator.iter_errors(fitting), key=lambda error: error.json_path)
    except Unresolvable:
        return fitting
    if errors:
        told = "; ".join(_told(error) for error in errors[:_MOST_ERRORS])
        raise InvalidInput(f'Invalid arguments for tool "{name}": {told}')
    return fitting


def fitted(arguments: Mapping[str, Any], properties: Mapping[str, Any]) -> dict[str, Any]:
    """The *arguments* as the types that *properties*, of a schema, name, where nothing is lost."""
    return {
        key: _fitted(value, properties.get(key, {}))
        for key, value in arguments.items()
        # `null` for a parameter whose default is None says no more than leaving it out.
        if value is not None or not _defaults_to_none(properties.get(key))
    }


def _defaults_to_none(schema: Any) -> bool:
    return isinstance(schema, dict) and schema.get("default", ...) is None


def _told(error: Any) -> str:
    where = error.json_path.removeprefix("$").removeprefix(".")
    return f"{where}: {error.message}" if where else str(error.message)


def _fitted(value: Any, schema: Any) -> Any:
    """*value* as the type that *schema* names, when nothing is lost by that."""
    if value is None or not isinstance(schema, dict):
        return value
    if "anyOf" in schema:
        return _fitted(value, _only([each for each in schema["anyOf"] if each != {"type": "null"}]))
    wanted = schema.get("type")
    if isinstance(wanted, list):
        wanted = _only([each for each in wanted if each != "null"])
    if wanted == "string" and isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    if wanted == "integer" and isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and isinstance(wanted, str) and wanted in _DECODED:
        return _decoded(value, _DECODED[wanted])
    return value


def _decoded(written: str, types: tuple[type, ...]) -> Any:
    """What *written* is as JSON, when that is of one of *types*; else *written* itself."""
    try:
        meant = decoded(written)
    except ValueError:
        return written
    return meant if type(meant) in types else written


def _only(choices: list[Any]) -> Any:
    """The one of *choices*: `int | None` is an integer, when it is given. `None` for several."""
    return choices[0] if len(choices) == 1 else None
