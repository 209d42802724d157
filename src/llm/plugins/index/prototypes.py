"""The models of each plugin, built once a process; look-ups are handed copies of them.

Of a plugin only whose offers are the same each time: not of one that asks a server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from llm.models.copying import NotCopyable, copy_of
from llm.plugins.loading import LOADING
from llm.plugins.offers import registered_embedding_models, registered_models

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from llm.models.described import OfferedModel
    from llm.plugins.index.entries import Dependencies, Entry

ModelKind: TypeAlias = Literal["models", "embedding_models"]

REGISTERED: dict[ModelKind, Any] = {
    "models": registered_models,
    "embedding_models": registered_embedding_models,
}
"""By kind, the function that asks plugins for their models."""


class _Built(NamedTuple):
    """What one hook of a plugin registered.

    Attributes:
        dependencies: what it holds for.
        entries: the models, which nobody is given.

    """

    dependencies: Dependencies
    entries: Sequence[Any]


_built: dict[tuple[ModelKind, str], _Built] = {}


def models_of(kind: ModelKind, plugin: Entry, names: Collection[str]) -> list[Any]:
    """The models of *plugin* that go by *names*, in their order, for the caller alone.

    Others of it may be among them. The plugin is loaded if it was not.
    """
    # The hook may load plugins, and a plugin that is loaded may look for a model.
    with LOADING:
        built = _built.get((kind, plugin.registered_as))
        if built is None or built.dependencies != plugin.dependencies:
            entries = REGISTERED[kind]({plugin.registered_as})
            if not _are_as_known(entries, getattr(plugin, kind)):
                return list(entries)  # another thing each time: these are good for once
            built = _Built(plugin.dependencies, entries)
            _built[kind, plugin.registered_as] = built
    wanted = frozenset(names)
    try:
        return [
            copy_of(entry)
            for entry, known in zip(built.entries, getattr(plugin, kind), strict=True)
            if known.model_id in wanted or not wanted.isdisjoint(known.aliases)
        ]
    except NotCopyable:
        return list(REGISTERED[kind]({plugin.registered_as}))


def _are_as_known(entries: Sequence[Any], known: Sequence[OfferedModel]) -> bool:
    return len(entries) == len(known) and all(
        entry.model.model_id == each.model_id and tuple(entry.aliases) == each.aliases
        for entry, each in zip(entries, known, strict=True)
    )
