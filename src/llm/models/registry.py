"""Looking models up: by id, by an alias of theirs, or by one of the user's.

Every look-up asks the plugins anew, so that what a caller changes on its model nobody else
sees. Which plugins there are, and what the user's aliases are, comes through ports.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from llm import ports
from llm.errors import UnknownModelError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from llm.models.embedding import AsyncEmbeddingModel, EmbeddingModel
    from llm.models.kinds import AsyncModel, Model

M = TypeVar("M")


@dataclass
class ModelWithAliases:
    """A model, the same one for async code, and the short names of both.

    Attributes:
        model: the model.
        async_model: the one for async code, or None.
        aliases: names that mean it, beside its id.

    """

    model: Model
    async_model: AsyncModel | None
    aliases: list[str]

    def matches(self, query: str) -> bool:
        """Say whether a name of the model, or of its class, has *query* in it; case is ignored."""
        names = [*self.aliases, self.model.model_id, str(self.model)]
        if self.async_model is not None:
            names.append(self.async_model.model_id)
        return _is_part_of_any(query, names)


@dataclass
class EmbeddingModelWithAliases:
    """An embedding model, the same one for async code, and the short names of both.

    Attributes:
        model: the model.
        aliases: names that mean it, beside its id.
        async_model: the one for async code: by default that which the model itself brings.

    """

    model: EmbeddingModel
    aliases: list[str]
    async_model: AsyncEmbeddingModel | None = None

    def __post_init__(self) -> None:
        # Here, as plugins that register for others know of no async model.
        if self.async_model is None:
            self.async_model = getattr(self.model, "async_model", None)

    def matches(self, query: str) -> bool:
        """Say whether a name of the model, or of its class, has *query* in it; case is ignored."""
        return _is_part_of_any(query, [*self.aliases, self.model.model_id, str(self.model)])


def get_models_with_aliases() -> list[ModelWithAliases]:
    """Every model that plugins offer, with the user's aliases among its own."""
    found: list[ModelWithAliases] = ports.registered_models()
    _add_user_aliases(found)
    return found


def get_models() -> list[Model]:
    """Every model that plugins offer."""
    return [entry.model for entry in _models()]


def get_async_models() -> list[AsyncModel]:
    """Every model that plugins offer to async code."""
    return [entry.async_model for entry in _models() if entry.async_model is not None]


def get_model_aliases() -> dict[str, Model]:
    """Every id and alias, with its model. The last one offered has the name, the user's first."""
    return _by_name((entry, entry.model) for entry in _models())


def get_async_model_aliases() -> dict[str, AsyncModel]:
    """Every id and alias of a model that async code can use, with its async model."""
    return _by_name(
        (entry, entry.async_model) for entry in _models() if entry.async_model is not None
    )


def get_model(name: str | None = None) -> Model:
    """The model with this id or alias; without a name, the default model.

    Raises UnknownModelError, a KeyError, when no plugin offers it.
    """
    wanted = name or _default()
    found = get_model_aliases()
    if wanted in found:
        return found[wanted]
    if wanted in get_async_model_aliases():
        raise UnknownModelError(f"Unknown model (async model exists): {wanted}")
    _refuse_embedding_model(wanted)
    raise _unknown(wanted, found, is_default=not name)


def get_async_model(name: str | None = None) -> AsyncModel:
    """The model for async code with this id or alias; without a name, the default model.

    Raises UnknownModelError, a KeyError, when no plugin offers it.
    """
    wanted = name or _default()
    found = get_async_model_aliases()
    if wanted in found:
        return found[wanted]
    if wanted in get_model_aliases():
        raise UnknownModelError(f"Unknown async model (sync model exists): {wanted}")
    _refuse_embedding_model(wanted)
    raise _unknown(wanted, found, is_default=not name)


def get_embedding_models_with_aliases() -> list[EmbeddingModelWithAliases]:
    """Every embedding model that plugins offer, with the user's aliases among its own."""
    found: list[EmbeddingModelWithAliases] = ports.registered_embedding_models()
    _add_user_aliases(found)
    return found


def get_embedding_models() -> list[EmbeddingModel]:
    """Every embedding model that plugins offer."""
    return [entry.model for entry in _embedding_models()]


def get_async_embedding_models() -> list[AsyncEmbeddingModel]:
    """Every embedding model that plugins offer to async code."""
    return [each.async_model for each in _embedding_models() if each.async_model is not None]


def get_embedding_model_aliases() -> dict[str, EmbeddingModel]:
    """Every id and alias of an embedding model, with the model."""
    return _by_name((entry, entry.model) for entry in _embedding_models())


def get_async_embedding_model_aliases() -> dict[str, AsyncEmbeddingModel]:
    """Every id and alias of an embedding model that async code can use, with its async model."""
    # A name is that of one model in both worlds: vectors of two cannot be compared.
    found = _by_name((entry, entry.async_model) for entry in _embedding_models())
    return {name: model for name, model in found.items() if model is not None}


def get_embedding_model(name: str) -> EmbeddingModel:
    """The embedding model with this id or alias.

    Raises UnknownModelError, a KeyError, when no plugin offers it.
    """
    found = get_embedding_model_aliases()
    if name in found:
        return found[name]
    _refuse_chat_model(name)
    raise _unknown(name, found)


def get_async_embedding_model(name: str) -> AsyncEmbeddingModel:
    """The embedding model for async code with this id or alias.

    Raises UnknownModelError, a KeyError, when no plugin offers it.
    """
    found = get_async_embedding_model_aliases()
    if name in found:
        return found[name]
    if name in get_embedding_model_aliases():
        raise UnknownModelError(f"Unknown async embedding model (sync model exists): {name}")
    _refuse_chat_model(name)
    raise _unknown(name, found)


def _models() -> list[ModelWithAliases]:
    # Through the package: a plugin may have put a function of its own there.
    found: list[ModelWithAliases] = sys.modules["llm"].get_models_with_aliases()
    return found


def _embedding_models() -> list[EmbeddingModelWithAliases]:
    found: list[EmbeddingModelWithAliases] = sys.modules["llm"].get_embedding_models_with_aliases()
    return found


def _default() -> str:
    name: str = ports.default_model()
    return name


def _by_name(entries: Iterable[tuple[Any, M]]) -> dict[str, M]:
    known = list(entries)
    names = {alias: model for entry, model in known for alias in entry.aliases}
    # An id is nobody's alias, whoever registered that first.
    names.update({entry.model.model_id: model for entry, model in known})
    # An alias of the user's is theirs, whatever a plugin calls by that name.
    names.update(_user_aliases(names))
    return names


def _add_user_aliases(entries: Iterable[ModelWithAliases | EmbeddingModelWithAliases]) -> None:
    by_name: dict[str, ModelWithAliases | EmbeddingModelWithAliases] = {}
    for entry in entries:
        by_name.update(dict.fromkeys([*entry.aliases, entry.model.model_id], entry))
    for alias, entry in _user_aliases(by_name).items():
        if alias not in entry.aliases and alias != entry.model.model_id:
            entry.aliases.append(alias)


def _user_aliases(names: dict[str, M]) -> dict[str, M]:
    """The user's aliases for what *names* holds, each with what it stands for."""
    aliases: dict[str, str] = ports.user_aliases()
    found: dict[str, M] = {}
    for alias, target in aliases.items():
        # Written by hand, an alias may stand for another one.
        name, seen = target, {alias}
        while name not in names and name in aliases and name not in seen:
            seen.add(name)
            name = aliases[name]
        if name in names:
            found[alias] = names[name]
    return found


def _is_part_of_any(query: str, names: Iterable[str]) -> bool:
    return any(query.lower() in name.lower() for name in names)


def _refuse_embedding_model(wanted: str) -> None:
    if wanted in get_embedding_model_aliases():
        raise UnknownModelError(
            f"Unknown model: {wanted} is an embedding model, which makes vectors and no text"
        )


def _refuse_chat_model(wanted: str) -> None:
    if wanted in get_model_aliases():
        raise UnknownModelError(
            f"Unknown embedding model: {wanted} answers prompts, and makes no vectors:"
            " choose one of those that `llm embed-models` lists"
        )


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


def _unknown(wanted: str, known: Iterable[str], *, is_default: bool = False) -> UnknownModelError:
    near = _nearest(wanted, known)
    message = f"Unknown model: {wanted}"
    if near:
        message += f" - did you mean {near}?"
    if is_default:
        message = message if near else f"{message}."
        message += " It is the default model: choose another with `llm models default NAME`."
    return UnknownModelError(message)
