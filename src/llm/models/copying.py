"""Copies of registered models: nothing that is changed on one is seen on the other.

Plain data is copied, and models; a model that holds anything else has to be registered anew.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from enum import Enum
from pathlib import PurePath
from types import BuiltinFunctionType, FunctionType, MappingProxyType, ModuleType, NoneType
from typing import Any, TypeVar

from llm.models.base import Keyed
from llm.models.registered import EmbeddingModelWithAliases, ModelWithAliases

Registered = TypeVar("Registered", ModelWithAliases, EmbeddingModelWithAliases)

_UNCHANGEABLE = (
    str, int, float, complex, bool, NoneType, bytes, range, Decimal, re.Pattern,
    dt.date, dt.datetime, dt.time, dt.timedelta,
    BuiltinFunctionType, MappingProxyType, ModuleType,
)  # fmt: skip
# By which a class says how its instances are copied.
_SAYS_HOW = ("__copy__", "__deepcopy__", "__setstate__", "__getnewargs__", "__getnewargs_ex__")
_HAS_OWN = ("__new__", "__reduce__", "__reduce_ex__", "__getstate__")


class NotCopyable(Exception):  # noqa: N818 - nothing went wrong
    """A model holds something of which nobody here knows how to copy it."""


def copy_of(entry: Registered) -> Registered:
    """A copy of *entry*, of its models and of all that they hold. Raises NotCopyable."""
    copied: dict[int, Any] = {}
    model, async_model = _copy(entry.model, copied), _copy(entry.async_model, copied)
    return type(entry)(model=model, async_model=async_model, aliases=list(entry.aliases))


def _copy(value: Any, copied: dict[int, Any]) -> Any:
    """A copy of *value*; *copied* has those that were made, by the `id` of the original."""
    kind = type(value)
    if kind in _UNCHANGEABLE or isinstance(value, (type, Enum, PurePath)):
        return value
    if kind is FunctionType and not _holds_anything(value):
        return value
    if id(value) in copied:
        return copied[id(value)]
    if kind in (tuple, frozenset):
        return kind(_copy(each, copied) for each in value)
    if kind in (list, set, dict):
        new: Any = kind()
        copied[id(value)] = new
        if kind is dict:
            new.update((_copy(name, copied), _copy(each, copied)) for name, each in value.items())
        elif kind is list:
            new.extend(_copy(each, copied) for each in value)
        else:
            new.update(_copy(each, copied) for each in value)
        return new
    if isinstance(value, Keyed) and _is_plain(kind):
        new = copied[id(value)] = object.__new__(kind)
        vars(new).update((name, _copy(each, copied)) for name, each in vars(value).items())
        return new
    raise NotCopyable(kind.__name__)


def _holds_anything(function: FunctionType) -> bool:
    """Whether a function has values of its own, among which the model may be."""
    held = (function.__closure__, function.__defaults__, function.__kwdefaults__, vars(function))
    return any(held)


def _is_plain(kind: type[Any]) -> bool:
    """Whether all there is to an instance are its attributes."""
    return (
        not any(getattr(base, "__slots__", ()) for base in kind.__mro__)
        and not any(hasattr(kind, name) for name in _SAYS_HOW)
        and all(getattr(kind, name) is getattr(object, name) for name in _HAS_OWN)
    )
