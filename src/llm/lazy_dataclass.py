"""`dataclass` of the standard library, whose methods are made when something looks at them.

The standard library compiles them with each class, which takes as long as importing two or three
modules; a command imports dozens of classes and uses few. `__init__`, which those few need, is made
here where it is of the usual kind, in a third of the time. Who looks at a class sees no difference.
"""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(
        cls: type | None = None,
        /,
        *,
        frozen: bool = False,
        eq: bool = True,
        repr: bool = True,  # noqa: A002 - as there
    ) -> Any:
        """Make a dataclass of *cls*, as `dataclasses.dataclass` does, but not yet."""
        options = {"frozen": frozen, "eq": eq, "repr": repr}
        return (lambda given: _prepared(given, options)) if cls is None else _prepared(cls, options)


__all__ = ["dataclass"]

_CALLED = ("__init__", "__match_args__")
_FIRST = (*_CALLED, "__dataclass_fields__")
_NOTHING: Any = object()
_MAKING = threading.RLock()
_OPTIONS: dict[type, dict[str, bool]] = {}
# What each class gave its fields: defaults, and what `field` made of them.
_GIVEN: dict[type, dict[str, Any]] = {}
# Classes with the same fields, from which what the standard library makes is taken.
_MADE: dict[tuple[type, bool], type] = {}


class _Later:
    """An attribute of the dataclass *cls* that is made when somebody looks at it."""

    def __init__(self, cls: type, name: str) -> None:
        self._cls, self._name = cls, name

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        with _MAKING:
            found = _found(self._cls, self._name)
            if vars(self._cls).get(self._name) is self:
                setattr(self._cls, self._name, found)
        bind = getattr(type(found), "__get__", None)
        return found if bind is None else bind(found, instance, owner)


class _Anew:
    """The default of a parameter whose value is made for each instance."""

    def __repr__(self) -> str:
        return "<factory>"


_ANEW = _Anew()


def _prepared(cls: type, options: dict[str, bool]) -> type:
    """*cls*, where whatever the standard library would make now is made later."""
    _OPTIONS[cls] = options
    own, frozen, eq = vars(cls), options["frozen"], options["eq"]
    _GIVEN[cls] = {name: getattr(cls, name, _NOTHING) for name in cls.__annotations__}
    for name, value in _GIVEN[cls].items():
        if _is_field(value):
            delattr(cls, name)
            if not _is_missing(value.default):
                setattr(cls, name, value.default)
    if eq and not frozen and "__hash__" not in own:
        cls.__hash__ = None  # type: ignore[assignment] # that is how Python says it
    late = [*_FIRST, "__dataclass_params__", *["__repr__"] * options["repr"]]
    for name in (*late, *["__eq__", *["__hash__"] * frozen] * eq):
        if name not in own:
            setattr(cls, name, _Later(cls, name))
    if frozen:
        _freeze(cls)
    return cls


def _found(cls: type, name: str) -> Any:
    """What the attribute *name* of *cls* is to be."""
    if name in _CALLED and (fields := _plain_fields(cls)) is not None:
        return _taken(fields) if name == "__match_args__" else _init(cls, fields)
    return vars(_made(cls, name in _FIRST))[name]


def _is_field(value: Any) -> bool:
    """Whether `field` of the standard library, imported by whoever calls it, made *value*."""
    return isinstance(value, getattr(sys.modules.get("dataclasses"), "Field", ()))


def _is_missing(value: Any) -> bool:
    return value is sys.modules["dataclasses"].MISSING


def _plain_fields(cls: type) -> dict[str, Any] | None:
    """The fields of *cls* and what they were given; None where there is one of an unusual kind.

    What `field` made is given as its default, but for one that is made anew for each instance or
    that `__init__` does not take.
    """
    found: dict[str, Any] = {}
    for each in reversed(cls.__mro__):
        if each not in _OPTIONS and "__dataclass_fields__" in vars(each):
            return None
        for name, given in _GIVEN.get(each, {}).items():
            kind, value = each.__annotations__[name], given
            if _is_field(given):
                if given.kw_only is True:
                    return None
                value = _NOTHING if _is_missing(given.default) else given.default
                if not given.init or not _is_missing(given.default_factory):
                    value = given
            if name == "self" or not isinstance(kind, str) or "InitVar" in kind or "KW_" in kind:
                return None
            if not kind.startswith("ClassVar["):
                found[name] = value
    given_none = [found[name] is _NOTHING for name in _taken(found)]
    # The standard library says what is wrong with one after those that were given something.
    return found if given_none == sorted(given_none, reverse=True) else None


def _taken(fields: dict[str, Any]) -> tuple[str, ...]:
    """The names of those of *fields* that `__init__` takes."""
    return tuple(name for name, given in fields.items() if not _is_field(given) or given.init)


def _init(cls: type, fields: dict[str, Any]) -> Any:
    """`__init__` of *cls*, which has these *fields* with what they were given."""
    known: dict[str, Any] = {"__name__": cls.__module__, "_anew": _ANEW}
    known["_set"] = object.__setattr__
    frozen = _OPTIONS[cls]["frozen"]
    lines: list[str] = []
    defaults: list[Any] = []
    taken = _taken(fields)
    for name, given in fields.items():
        value, said = given, name
        if _is_field(given):
            if _is_missing(given.default_factory):
                continue  # the class has its value
            known[f"_make_{name}"] = given.default_factory
            value, said = _ANEW, f"_make_{name}()"
            if name in taken:
                said = f"{said} if {name} is _anew else {name}"
        if value is not _NOTHING and name in taken:
            defaults.append(value)
        lines.append(f"_set(self, {name!r}, {said})" if frozen else f"self.{name} = {said}")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    body = "\n ".join(lines or ["pass"])
    exec(f"def __init__(self, {', '.join(taken)}):\n {body}", known)  # noqa: S102 - names of fields
    init = known.pop("__init__")
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    init.__defaults__ = tuple(defaults)
    init.__annotations__ = {**{name: _kind(cls, name) for name in taken}, "return": None}
    return init


def _kind(cls: type, name: str) -> Any:
    """How the field *name* is annotated."""
    kinds = (each.__annotations__ for each in cls.__mro__ if each in _OPTIONS)
    return next(each[name] for each in kinds if name in each)


def _made(cls: type, first: bool) -> type:
    """A class that the standard library makes: its fields *first*, or all that *cls* has.

    Its bases are only those that have fields: to make it is no event for anybody's subclasses.
    """
    if found := _MADE.get((cls, first)):
        return found
    from dataclasses import dataclass as of_the_standard_library

    named = {"__module__": cls.__module__, "__qualname__": cls.__qualname__, "__doc__": ""}
    options = _OPTIONS[cls]
    if first:
        bases = tuple(_made(base, True) if base in _OPTIONS else base for base in _bases(cls))
        given: dict[str, Any] = {
            name: value for name, value in _GIVEN[cls].items() if value is not _NOTHING
        }
        if hasattr(cls, "__post_init__"):
            given["__post_init__"] = cls.__post_init__
        made = type(cls.__name__, bases, {**named, **given, "__annotations__": cls.__annotations__})
        is_unusual = _plain_fields(cls) is None
        of_the_standard_library(init=is_unusual, repr=False, eq=False, frozen=options["frozen"])(
            made
        )
    else:
        made = type(cls.__name__, (_made(cls, True),), named)
        of_the_standard_library(**options)(made)
    _MADE[cls, first] = made
    return made


def _bases(cls: type) -> list[type]:
    """The nearest classes above *cls* that have fields of their own."""
    above = [each for each in cls.__mro__[1:] if "__dataclass_fields__" in vars(each)]
    nearer = {each for one in above for each in one.__mro__[1:]}
    return [each for each in above if each not in nearer]


def _freeze(cls: Any) -> None:
    """Let nobody change the fields of instances of *cls*."""

    def refuse_to(change: str, instance: object, name: str) -> None:
        from dataclasses import FrozenInstanceError

        if type(instance) is cls or name in cls.__dataclass_fields__:
            raise FrozenInstanceError(f"cannot {change} field {name!r}")

    def __setattr__(self: object, name: str, value: object) -> None:  # noqa: N807 - it becomes one
        refuse_to("assign to", self, name)
        super(cls, self).__setattr__(name, value)

    def __delattr__(self: object, name: str) -> None:  # noqa: N807 - it becomes one
        refuse_to("delete", self, name)
        super(cls, self).__delattr__(name)

    cls.__setattr__ = __setattr__
    cls.__delattr__ = __delattr__
