"""Options: what can be set for a prompt to a model, checked by pydantic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from llm.errors import InvalidOptions

if TYPE_CHECKING:
    from collections.abc import Callable


class Options(BaseModel):
    """Base class of a model's inner `Options` class; each field is an option.

    class MyModel(llm.Model):
        class Options(llm.Options):
            temperature: float | None = Field(description="…", ge=0, le=2, default=None)
    """

    # Many models are listed and few are asked: what checks the options of one is made then.
    model_config = ConfigDict(extra="forbid", defer_build=True)


Made = TypeVar("Made")


def options_for(
    make: Callable[..., Made], given: Mapping[str, Any] | Made | None, named: Mapping[str, Any]
) -> Made:
    """The options of one prompt, from the `options=` argument and from keyword arguments.

    Raises:
        TypeError: the same option was given both ways.
        InvalidOptions: the model does not take an option, or not that value; its `__cause__` is
            pydantic's `ValidationError`.

    """
    if given is not None and not isinstance(given, Mapping):
        if not isinstance(given, BaseModel):
            raise InvalidOptions(f"options= takes a dictionary or Options, not {given!r}")
        if not named:
            return given
        given = {name: getattr(given, name) for name in given.model_fields_set}
    given, named = _as_made(make, given or {}), _as_made(make, named)
    if twice := sorted(set(given) & set(named)):
        raise TypeError(f"Given both in options= and as an argument: {', '.join(twice)}")
    try:
        return make(**given, **named)
    except ValidationError as error:
        raise InvalidOptions(explained(error)) from error


def _as_made(make: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """*values* under the names that *make* takes: a field's alias where it has one."""
    fields = getattr(make, "model_fields", {})
    aliases = {name: getattr(field, "validation_alias", None) for name, field in fields.items()}
    return {
        alias if isinstance(alias := aliases.get(name), str) else name: value
        for name, value in values.items()
    }


def explained(error: ValidationError) -> str:
    """What pydantic found wrong, each option with its mistake, in one line."""
    mistakes = []
    for mistake in error.errors():
        name = ".".join(str(place) for place in mistake["loc"])
        mistakes.append(f"{name}: {mistake['msg']}" if name else mistake["msg"])
    return "Invalid options: " + "; ".join(mistakes)
