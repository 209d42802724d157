"""Models by what is typed after `-q`: terms that their names hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from llm.errors import UnknownModelError
from llm.models.registry import known_models

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from llm.models.described import OfferedModel


class _Matching(Protocol):
    def matches(self, query: str) -> bool: ...


E = TypeVar("E", bound=_Matching)


def matching(terms: Sequence[str], entries: Iterable[E]) -> list[E]:
    """Those of *entries* each of whose names, taken together, hold all of *terms*, in their order.

    Names are ids, aliases and what the model calls itself, `Class: id`; case is ignored.
    """
    return [entry for entry in entries if all(entry.matches(term) for term in terms)]


def model_id_for(
    terms: Sequence[str], models: Iterable[OfferedModel] | None = None, *, async_: bool = False
) -> str:
    """The shortest id among the models that match all of *terms*; the first of equals.

    *models* are those to choose from, all that there are for None. With *async_* only models that
    async code can use count. Raises `UnknownModelError` when no model matches.
    """
    found = matching(terms, known_models() if models is None else models)
    ids = [each.async_id if async_ else each.model_id for each in found]
    if not any(ids):
        from llm.plugins.frozen import with_lost_plugins

        said = f"No model found matching queries {', '.join(terms)}"
        raise UnknownModelError(with_lost_plugins(said))
    return min(filter(None, ids), key=len)
