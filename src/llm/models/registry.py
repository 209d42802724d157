"""Looking models up: by id, by an alias of theirs, or by one of the user's.

Each look-up gives an instance of its own, so that what a caller changes on its model nobody else
sees. Which plugins have to be asked for one, and what the user's aliases are, comes through ports.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from llm import ports
from llm.errors import UnknownModelError
from llm.models.naming import (
    add_user_aliases,
    by_name,
    ids_by_name,
    meant_by,
    unknown_model,
    with_user_aliases,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from llm.models.described import OfferedModel
    from llm.models.embedding import AsyncEmbeddingModel, EmbeddingModel
    from llm.models.kinds import AsyncModel, Model
    from llm.models.registered import EmbeddingModelWithAliases, ModelWithAliases


def get_models_with_aliases() -> list[ModelWithAliases]:
    """Every model that plugins offer, with the user's aliases among its own."""
    found: list[ModelWithAliases] = ports.registered_models()
    add_user_aliases(found)
    return found


def get_models() -> list[Model]:
    """Every model that plugins offer."""
    return [entry.model for entry in _models()]


def get_async_models() -> list[AsyncModel]:
    """Every model that plugins offer to async code."""
    return [entry.async_model for entry in _models() if entry.async_model is not None]


def get_model_aliases() -> dict[str, Model]:
    """Every id and alias, with its model. The last one offered has the name, the user's first."""
    return by_name((entry, entry.model) for entry in _models())


def get_async_model_aliases() -> dict[str, AsyncModel]:
    """Every id and alias of a model that async code can use, with its async model."""
    return by_name(_for_async(_models()))


def get_model(name: str | None = None) -> Model:
    """The model with this id or alias; without a name, the default model.

    Raises UnknownModelError, a KeyError, when no plugin offers it.
    """
    wanted = name or _default()
    found = by_name((entry, entry.model) for entry in _models_called(wanted))
    if wanted in found:
        return found[wanted]
    _refuse_embedding_model(wanted)
    raise unknown_model(wanted, ids_by_name(known_models(users=False)), is_default=not name)


def get_async_model(name: str | None = None) -> AsyncModel:
    """The model for async code with this id or alias; without a name, the default model.

    Raises UnknownModelError, a KeyError, when no plugin offers it.
    """
    wanted = name or _default()
    called = _models_called(wanted)
    found: dict[str, AsyncModel] = by_name(_for_async(called))
    if wanted in found:
        return found[wanted]
    if wanted in by_name((entry, entry.model) for entry in called):
        raise UnknownModelError(f"Unknown async model (sync model exists): {wanted}")
    _refuse_embedding_model(wanted)
    known = (each for each in known_models(users=False) if each.async_id is not None)
    raise unknown_model(wanted, ids_by_name(known), is_default=not name)


def model_of_any_kind(name: str) -> Model | EmbeddingModel:
    """The model, or else the embedding model, with this id or alias.

    Raises UnknownModelError when there is neither.
    """
    llm = sys.modules["llm"]  # where plugins put look-ups of their own
    found: Model | EmbeddingModel
    try:
        found = llm.get_model(name)
    except UnknownModelError:
        found = llm.get_embedding_model(name)
    return found


def get_embedding_models_with_aliases() -> list[EmbeddingModelWithAliases]:
    """Every embedding model that plugins offer, with the user's aliases among its own."""
    found: list[EmbeddingModelWithAliases] = ports.registered_embedding_models()
    add_user_aliases(found)
    return found


def get_embedding_models() -> list[EmbeddingModel]:
    """Every embedding model that plugins offer."""
    return [entry.model for entry in _embedding_models()]


def get_async_embedding_models() -> list[AsyncEmbeddingModel]:
    """Every embedding model that plugins offer to async code."""
    return [each.async_model for each in _embedding_models() if each.async_model is not None]


def get_embedding_model_aliases() -> dict[str, EmbeddingModel]:
    """Every id and alias of an embedding model, with the model."""
    return by_name((entry, entry.model) for entry in _embedding_models())


def get_async_embedding_model_aliases() -> dict[str, AsyncEmbeddingModel]:
    """Every id and alias of an embedding model that async code can use, with its async model."""
    return _async_vectors(_embedding_models())


def get_embedding_model(name: str) -> EmbeddingModel:
    """The embedding model with this id or alias.

    Raises UnknownModelError, a KeyError, when no plugin offers it.
    """
    found = by_name((entry, entry.model) for entry in _embedding_models_called(name))
    if name in found:
        return found[name]
    _refuse_chat_model(name)
    raise unknown_model(name, ids_by_name(known_embedding_models(users=False)))


def get_async_embedding_model(name: str) -> AsyncEmbeddingModel:
    """The embedding model for async code with this id or alias.

    Raises UnknownModelError, a KeyError, when no plugin offers it.
    """
    called = _embedding_models_called(name)
    found = _async_vectors(called)
    if name in found:
        return found[name]
    if name in by_name((entry, entry.model) for entry in called):
        raise UnknownModelError(f"Unknown async embedding model (sync model exists): {name}")
    _refuse_chat_model(name)
    known = (each for each in known_embedding_models(users=False) if each.async_id is not None)
    raise unknown_model(name, ids_by_name(known))


def models_called(*names: str) -> list[ModelWithAliases]:
    """The models that go by *names*, with the user's aliases among their own.

    Those of other names may be among them. Plugins that offer none of these are not loaded.
    """
    named = _models_called(*names)
    if not ports.user_aliases():
        return named
    every = {each for entry in named for each in (*entry.aliases, entry.model.model_id)}
    found = _models_called(*names, *sorted(every))  # an alias may mean the model of another plugin
    add_user_aliases(found)
    return found


def embedding_models_called(name: str) -> list[EmbeddingModelWithAliases]:
    """The embedding models that go by *name*, and maybe others."""
    return _embedding_models_called(name)


def known_models(*, ask: bool = True, users: bool = True) -> list[OfferedModel]:
    """What is known of every model, in the order of `get_models_with_aliases`.

    Plugins are loaded only where the answer cannot be known without. With *ask* false those that
    ask a server for their models are not, and it is what they said the last time. With *users*
    false the user's aliases are not among the others.
    """
    if not _are_replaced():
        known = ports.known_models(ask=ask)
        known = _described(ports.registered_models()) if known is None else known
        # Whoever was loaded for it may have put a function of its own there.
        if not _are_replaced():
            return with_user_aliases(known) if users else known
    return _described(sys.modules["llm"].get_models_with_aliases())


def known_embedding_models(*, ask: bool = True, users: bool = True) -> list[OfferedModel]:
    """What is known of every embedding model; otherwise as `known_models`."""
    if not _are_replaced():
        known = ports.known_embedding_models(ask=ask)
        known = _described(ports.registered_embedding_models()) if known is None else known
        if not _are_replaced():
            return with_user_aliases(known) if users else known
    return _described(sys.modules["llm"].get_embedding_models_with_aliases())


def _models() -> list[ModelWithAliases]:
    """Every model; the user's aliases may be among their own."""
    found: list[ModelWithAliases] = []
    if not _are_replaced():
        found = ports.registered_models()
    return sys.modules["llm"].get_models_with_aliases() if _are_replaced() else found


def _embedding_models() -> list[EmbeddingModelWithAliases]:
    found: list[EmbeddingModelWithAliases] = []
    if not _are_replaced():
        found = ports.registered_embedding_models()
    return sys.modules["llm"].get_embedding_models_with_aliases() if _are_replaced() else found


def _models_called(*wanted: str) -> list[ModelWithAliases]:
    """The models that go by the names *wanted*, and maybe others: enough to look these up."""
    found = None if _are_replaced() else ports.models_called(meant_by(wanted))
    return _models() if found is None or _are_replaced() else found


def _embedding_models_called(wanted: str) -> list[EmbeddingModelWithAliases]:
    found = None if _are_replaced() else ports.embedding_models_called(meant_by([wanted]))
    return _embedding_models() if found is None or _are_replaced() else found


def _are_replaced() -> bool:
    """Whether a plugin has put a listing of its own on the package."""
    llm = sys.modules["llm"]
    return (
        llm.get_models_with_aliases is not get_models_with_aliases
        or llm.get_embedding_models_with_aliases is not get_embedding_models_with_aliases
    )


def _default() -> str:
    name: str = ports.default_model()
    return name


def _for_async(entries: Iterable[ModelWithAliases]) -> Iterator[tuple[ModelWithAliases, Any]]:
    return ((each, each.async_model) for each in entries if each.async_model is not None)


def _async_vectors(entries: Iterable[EmbeddingModelWithAliases]) -> dict[str, AsyncEmbeddingModel]:
    # A name is that of one model in both worlds: vectors of two cannot be compared.
    found = by_name((entry, entry.async_model) for entry in entries)
    return {name: model for name, model in found.items() if model is not None}


def _described(
    entries: Iterable[ModelWithAliases | EmbeddingModelWithAliases],
) -> list[OfferedModel]:
    from llm.models.described import described

    return [described(entry) for entry in entries]


def _refuse_embedding_model(wanted: str) -> None:
    if wanted in by_name((entry, entry.model) for entry in _embedding_models_called(wanted)):
        raise UnknownModelError(
            f"Unknown model: {wanted} is an embedding model, which makes vectors and no text"
        )


def _refuse_chat_model(wanted: str) -> None:
    if wanted in by_name((entry, entry.model) for entry in _models_called(wanted)):
        raise UnknownModelError(
            f"Unknown embedding model: {wanted} answers prompts, and makes no vectors:"
            " choose one of those that `llm embed-models` lists"
        )
