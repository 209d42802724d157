"""Models by what is typed after `-q`: terms that their names hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.errors import UnknownModelError
from llm.models.registry import get_models_with_aliases

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from llm.models.registry import ModelWithAliases


def models_matching(
    terms: Sequence[str], entries: Iterable[ModelWithAliases] | None = None
) -> list[ModelWithAliases]:
    """The models each of whose names, taken together, hold all of *terms*, in their order.

    Names are ids, aliases and what the model calls itself, `Class: id`; case is ignored.
    *entries* are the models to choose from, all that there are for None.
    """
    known = get_models_with_aliases() if entries is None else entries
    return [entry for entry in known if all(entry.matches(term) for term in terms)]


def model_id_for(
    terms: Sequence[str],
    entries: Iterable[ModelWithAliases] | None = None,
    *,
    async_: bool = False,
) -> str:
    """The shortest id among the models that match all of *terms*; the first of equals.

    With *async_* only models that async code can use count. Raises `UnknownModelError` when no
    model matches.
    """
    ids: list[str] = []
    for entry in models_matching(terms, entries):
        flavour: Any = entry.async_model if async_ else entry.model
        if flavour is not None:
            ids.append(flavour.model_id)
    if not ids:
        raise UnknownModelError(f"No model found matching queries {', '.join(terms)}")
    return min(ids, key=len)
