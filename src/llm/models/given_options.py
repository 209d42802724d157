"""The options of one prompt: checked where any are given, and nothing is loaded where none are.

What checks them, pydantic, takes a good part of a short command's time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from llm.errors import InvalidOptions

if TYPE_CHECKING:
    from pydantic import ValidationError

Made = TypeVar("Made")


class LazyOptions:
    """The `Options` attribute of a class of models, made when somebody looks.

    A subclass, or an instance, may have an `Options` of its own.

    Args:
        make: the `Options` class of a model, or of the class of models itself, when it is called
            with None. Every option of it is None unless it is set.

    """

    def __init__(self, make: Callable[[Any], Any]) -> None:
        self._make = make

    def __get__(self, model: Any, owner: type) -> Any:
        return self._make(model)


class UnsetOptions:
    """The options of a prompt that sets none, made in full by whoever looks at one.

    It passes for an instance of the model's `Options`.
    """

    __slots__ = ("_made", "_model")

    def __init__(self, model: Any) -> None:
        self._model = model
        self._made: Any = None

    def _in_full(self) -> Any:
        if self._made is None:
            self._made = self._model.Options()
        return self._made

    @property  # type: ignore[misc]  # `isinstance` reads it, nobody sets it
    def __class__(self) -> type:  # pyright: ignore[reportIncompatibleMethodOverride] - as above
        return type(self._in_full())

    def __getattr__(self, name: str) -> Any:
        return getattr(self._in_full(), name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in UnsetOptions.__slots__:
            object.__setattr__(self, name, value)
        else:  # a plugin that sets an option of the prompt it is given
            setattr(self._in_full(), name, value)

    def made_in_full(self) -> Any:
        """The options that somebody has looked at, and may have set since; else None."""
        return self._made

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        return iter(self._in_full())

    def __eq__(self, other: object) -> bool:
        return bool(self._in_full() == other)

    def __reduce__(self) -> tuple[type, tuple[Any]]:
        return UnsetOptions, (self._model,)

    __hash__ = None  # type: ignore[assignment]  # as pydantic's models

    def __repr__(self) -> str:
        return repr(self._in_full())


def options_of_prompt(model: Any, given: Any, named: Mapping[str, Any]) -> Any:
    """The options of a prompt to *model*, from the `options=` argument and keyword arguments.

    Raises as `options_for` does.
    """
    if type(given) is UnsetOptions and not named:
        return given
    if not given and not named:
        return unset_options(model)
    return options_for(model.Options, given, named)


def unset_options(model: Any) -> Any:
    """The options of a prompt to *model* that sets none; None for a model that has no options."""
    if "Options" not in getattr(model, "__dict__", ()):
        for cls in type(model).__mro__:
            if isinstance(vars(cls).get("Options"), LazyOptions):
                return UnsetOptions(model)
            if "Options" in vars(cls):
                break
    make = getattr(model, "Options", None)
    return options_for(make, None, {}) if make else None


def options_for(
    make: Callable[..., Made], given: Mapping[str, Any] | Made | None, named: Mapping[str, Any]
) -> Made:
    """The options that *make* makes of a dictionary, or of options, and of named values.

    Raises:
        TypeError: the same option was given both ways.
        InvalidOptions: the model does not take an option, or not that value; its `__cause__` is
            pydantic's `ValidationError`.

    """
    from pydantic import BaseModel, ValidationError

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
        mistakes = list(_mistakes_in(error, getattr(make, "model_fields", {})))
        told = "; ".join(f"{name}: {said}" if name else said for name, said in mistakes)
        failure = InvalidOptions(f"Invalid options: {told}")
        failure.mistakes = mistakes
        raise failure from error


def _as_made(make: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """*values* under the names that *make* takes: a field's alias where it has one."""
    fields = getattr(make, "model_fields", {})
    aliases = {name: getattr(field, "validation_alias", None) for name, field in fields.items()}
    return {
        alias if isinstance(alias := aliases.get(name), str) else name: value
        for name, value in values.items()
    }


def _mistakes_in(error: ValidationError, known: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What pydantic found wrong: each option with its mistake; *known* are those that there are."""
    from difflib import get_close_matches

    names = list(known)
    for mistake in error.errors():
        option = ".".join(str(place) for place in mistake["loc"])
        said = mistake["msg"]
        if mistake["type"] == "extra_forbidden":
            near = get_close_matches(option, names, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(names) or 'none'}"
            said = f"There is no such option ({hint})"
        yield option, said
