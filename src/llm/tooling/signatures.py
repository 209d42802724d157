"""A Python function's signature as the JSON schema of its keyword arguments."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable
from typing import Any

from llm.errors import InvalidInput

TOOL_CALL = "llm_tool_call"
"""A parameter of this name is given the `ToolCall` itself."""


def input_schema_of(function: Callable[..., Any]) -> dict[str, Any]:
    """The JSON schema of what *function* takes: one property for each parameter.

    Annotations become types through pydantic; a parameter without one is a string. Left out are
    `self`, `llm_tool_call`, and parameters that begin with an underscore.

    Raises `InvalidInput` for a type that JSON schema has no words for.
    """
    from pydantic import BaseModel, Field, create_model
    from pydantic.errors import PydanticUserError

    hints = _hints(function)
    fields: dict[str, Any] = {}
    for name, parameter in _parameters(function).items():
        if name in ("self", TOOL_CALL) or name.startswith("_"):
            continue
        default = ... if parameter.default is parameter.empty else parameter.default
        hint = hints.get(name, str)
        if hasattr(BaseModel, name):  # a name that pydantic has for itself
            fields[f"parameter_{name}"] = (hint, Field(default, alias=name))
        else:
            fields[name] = (hint, default)
    try:
        schema = create_model("Arguments", **fields).model_json_schema()
    except PydanticUserError as error:
        raise InvalidInput(_undescribed(function, hints)) from error
    described: dict[str, Any] = _without_titles(schema)
    return described


def _undescribed(function: Callable[..., Any], hints: dict[str, Any]) -> str:
    """Which of the *hints* for *function* has no JSON schema, in words."""
    from pydantic import TypeAdapter
    from pydantic.errors import PydanticUserError

    name = getattr(function, "__qualname__", None) or repr(function)
    for parameter, hint in hints.items():
        try:
            TypeAdapter(hint).json_schema()
        except PydanticUserError:
            return f"The parameter {parameter} of {name} has a type without JSON schema: {hint!r}"
    return f"The parameters of {name} cannot be described by a JSON schema"


def takes_tool_call(function: Callable[..., Any]) -> bool:
    """Whether *function* has a parameter for the `ToolCall` itself."""
    return TOOL_CALL in _parameters(function)


def unannotated(function: Callable[..., Any]) -> set[str]:
    """The parameters of *function* whose author gave no type."""
    parameters = _parameters(function).items()
    return {name for name, parameter in parameters if parameter.annotation is parameter.empty}


def _parameters(function: Callable[..., Any]) -> typing.Mapping[str, inspect.Parameter]:
    try:
        return inspect.signature(function).parameters
    except (TypeError, ValueError):  # a built-in without a signature
        return {}


def _hints(function: Callable[..., Any]) -> dict[str, Any]:
    """The annotations of *function*'s parameters, evaluated where that is possible."""
    annotated = function if hasattr(function, "__annotations__") else type(function).__call__
    try:
        return typing.get_type_hints(annotated, include_extras=True)
    except (NameError, AttributeError, TypeError, SyntaxError):
        # A name that exists for type checkers only: the others still count.
        given = getattr(annotated, "__annotations__", {})
        return {name: hint for name, hint in given.items() if not isinstance(hint, str)}


def _without_titles(schema: Any, names_are_keys: bool = False) -> Any:
    """*schema* without the titles that pydantic adds; a property may well be called `title`."""
    if isinstance(schema, list):
        return [_without_titles(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: _without_titles(
            value, names_are_keys=key in ("properties", "$defs") and not names_are_keys
        )
        for key, value in schema.items()
        if names_are_keys or key != "title" or not isinstance(value, str)
    }
