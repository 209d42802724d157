"""The names of models: which model each of them means, and which one may have been meant.

The user's aliases go before everything that plugins call by the same name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from llm import ports
from llm.errors import UnknownModelError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from llm.models.described import OfferedModel
    from llm.models.registered import EmbeddingModelWithAliases, ModelWithAliases

M = TypeVar("M")


def by_name(entries: Iterable[tuple[Any, M]]) -> dict[str, M]:
    """Every id and alias of registered models, with what each comes with."""
    return _named((each.aliases, each.model.model_id, meant) for each, meant in entries)


def ids_by_name(known: Iterable[OfferedModel]) -> dict[str, str]:
    """Every id and alias of the models that are *known*, with the id of the one that it means."""
    return _named((each.aliases, each.model_id, each.model_id) for each in known)


def _named(models: Iterable[tuple[Iterable[str], str, M]]) -> dict[str, M]:
    known = list(models)
    names = {alias: meant for aliases, _, meant in known for alias in aliases}
    # An id is nobody's alias, whoever registered that first.
    names.update({model_id: meant for _, model_id, meant in known})
    # An alias of the user's is theirs, whatever a plugin calls by that name.
    names.update(_user_aliases(names))
    return names


def with_user_aliases(known: Sequence[OfferedModel]) -> list[OfferedModel]:
    """*known*, with the user's aliases."""
    more = _new_aliases([each.names for each in known])
    return [
        each._replace(aliases=(*each.aliases, *more[place])) if place in more else each
        for place, each in enumerate(known)
    ]


def add_user_aliases(entries: Sequence[ModelWithAliases | EmbeddingModelWithAliases]) -> None:
    """Add the user's aliases to those of *entries*."""
    names = [(*entry.aliases, entry.model.model_id) for entry in entries]
    for place, aliases in _new_aliases(names).items():
        entries[place].aliases.extend(aliases)


def _new_aliases(names: Sequence[Sequence[str]]) -> dict[int, list[str]]:
    """The user's aliases for models with these *names*, by the place of the model."""
    by_name: dict[str, int] = {}
    for place, those in enumerate(names):
        by_name.update(dict.fromkeys(those, place))
    found: dict[int, list[str]] = {}
    for alias, place in _user_aliases(by_name).items():
        if alias not in names[place]:
            found.setdefault(place, []).append(alias)
    return found


def _user_aliases(names: Mapping[str, M]) -> dict[str, M]:
    """The user's aliases for what *names* holds, each with what it stands for."""
    aliases: dict[str, str] = ports.user_aliases()
    found: dict[str, M] = {}
    for alias in aliases:
        # Written by hand, an alias may stand for another one.
        name = next((each for each in _targets(alias, aliases) if each in names), None)
        if name is not None:
            found[alias] = names[name]
    return found


def _targets(alias: str, aliases: Mapping[str, str]) -> Iterator[str]:
    """What the user's *alias* stands for, and what that stands for, until it goes in a circle."""
    seen, name = {alias}, aliases[alias]
    yield name
    while name in aliases and name not in seen:
        seen.add(name)
        name = aliases[name]
        yield name


def meant_by(wanted: Iterable[str]) -> list[tuple[str, ...]]:
    """For each name *wanted* those that it may stand for, the first that there is; itself last."""
    aliases: dict[str, str] = ports.user_aliases()
    return [
        (*(_targets(name, aliases) if name in aliases else ()), name)
        for name in dict.fromkeys(wanted)
    ]


def _nearest(wanted: str, known: Iterable[str]) -> str | None:
    """The name of *known* that may have been meant, if only by what stands before its slash."""
    from difflib import get_close_matches

    # Later names go first in a dict of lower-case ones: an id before the aliases it follows.
    by_lower_case = {name.lower(): name for name in known}
    lower = wanted.lower()
    near = get_close_matches(lower, by_lower_case, n=1)
    place = f"{lower.partition('/')[0]}/"
    near = near or [name for name in by_lower_case if name.startswith(place)]
    return by_lower_case[near[0]] if near else None


def unknown_model(
    wanted: str, known: Iterable[str], *, is_default: bool = False
) -> UnknownModelError:
    """The error for a name that is none of the *known* ones, with the one that may be meant.

    *is_default*: it was not typed, but is that of the default model.
    """
    near = _nearest(wanted, known)
    message = f"Unknown model: {wanted}"
    if near:
        message += f" - did you mean {near}?"
    if is_default:
        message = message if near else f"{message}."
        message += " It is the default model: choose another with `llm models default NAME`."
    kinds = ("models", "embedding_models")
    return UnknownModelError(ports.with_absent_plugins(message, kinds, [wanted]))
