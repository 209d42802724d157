"""What goes by a name among all that plugins offer: only those that have it are loaded for it.

Which do is said by the index. Without one, and where a plugin changes what others offer in a way
that cannot be known beforehand, everything is loaded; the answers are the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from llm.plugins.index.entries import HOOKS

if TYPE_CHECKING:
    from llm.models.described import OfferedModel
    from llm.models.registered import EmbeddingModelWithAliases, ModelWithAliases
    from llm.plugins.index.entries import Entry, Index, Kind
    from llm.plugins.index.prototypes import ModelKind


def models_called(meant: Sequence[Sequence[str]]) -> list[ModelWithAliases] | None:
    """The models that go by names, and maybe others: enough to look those names up.

    For each name *meant* lists what it may stand for, of which the first that there is counts.
    None where all models have to be asked for.
    """
    return _models_called("models", meant)


def embedding_models_called(
    meant: Sequence[Sequence[str]],
) -> list[EmbeddingModelWithAliases] | None:
    """As `models_called`, of embedding models."""
    return _models_called("embedding_models", meant)


def known_models(*, ask: bool = True) -> list[OfferedModel] | None:
    """What is known of every model, in order; None where all plugins have to be loaded.

    Plugins that ask a server for their models are loaded and asked, unless *ask* is false: then it
    is what they said when they were last asked.
    """
    return _known_models("models", ask)


def known_embedding_models(*, ask: bool = True) -> list[OfferedModel] | None:
    """As `known_models`, of embedding models."""
    return _known_models("embedding_models", ask)


def offered_as(kind: Kind, names: Iterable[str]) -> dict[str, Any]:
    """The tools, loaders or vector indexes that go by *names*; without those that there are not.

    Others may be among them.
    """
    from llm.plugins.offers import registered

    wanted, hook = list(names), HOOKS[kind]
    index = _index(kind)
    owners = None if index is None else _owners_of(index, kind, wanted)
    if index is None or owners is None:
        return registered(hook)
    plugins = set().union(*owners.values(), _always(index, kind))
    if not all(owners.values()):
        plugins |= _dynamic(index, kind)
    found = registered(hook, plugins)
    if any(owners[name] and name not in found for name in wanted):
        return registered(hook)
    return {name: found[name] for name in wanted if name in found}


def names_of(kind: Kind, *, ask: bool = True) -> dict[str, str | None]:
    """The names of all tools, loaders or vector indexes, each with a line of what is said of it.

    With *ask* false those of plugins that ask a server are the ones that they last had.
    """
    from llm.plugins.inventory import line_of
    from llm.plugins.offers import free_name, registered

    index = _index(kind)
    if index is None or _is_reordered(index, kind):
        return {name: line_of(each) for name, each in registered(HOOKS[kind]).items()}
    found: dict[str, str | None] = {}
    for plugin in index.entries:
        if ask and plugin.is_dynamic(HOOKS[kind]):
            asked: list[str] = []
            offered = registered(HOOKS[kind], {plugin.registered_as}, asked)
            lines = [line_of(each) for each in offered.values()]
        else:
            asked = list(plugin.names(kind))
            lines = [plugin.descriptions.get(f"{kind}:{name}") for name in _as_given(asked)]
        for name, line in zip(asked, lines, strict=True):
            found[free_name(name, found)] = line
    return found


def _as_given(asked: Iterable[str]) -> list[str]:
    """The names by which something goes that *asked* for these, where there is nothing else."""
    from llm.plugins.offers import free_name

    found: dict[str, None] = {}
    for name in asked:
        found[free_name(name, found)] = None
    return [*found]


def _models_called(kind: ModelKind, meant: Sequence[Sequence[str]]) -> list[Any] | None:
    index = _index(kind)
    if index is None:
        return None
    always, dynamic = _always(index, kind), _dynamic(index, kind)
    every = _owners(index, kind, {name for names in meant for name in names})
    if not always.isdisjoint(every):
        return None  # what it offers may be made of what all others offer
    # Who asks a server may have what it had not when the index was made, and the reverse.
    asked = [every | always | dynamic]
    if not dynamic or all(_owners(index, kind, names[:1]) for names in meant):
        asked.insert(0, always.union(*(_first_owners(index, kind, names) for names in meant)))
    found: list[Any] = []
    for plugins in asked:
        found = _registered(index, kind, plugins, meant)
        if _has_all(found, meant):
            return found
    return None if always or every - dynamic else found


def _first_owners(index: Index, kind: Kind, names: Sequence[str]) -> set[str]:
    """The plugins that offer the first of *names* that there is."""
    return next(filter(None, (_owners(index, kind, [name]) for name in names)), set())


def _registered(
    index: Index, kind: ModelKind, plugins: set[str], meant: Sequence[Sequence[str]]
) -> list[Any]:
    """The models of *plugins* that go by a name of *meant*, in their order."""
    from llm.plugins.index.prototypes import REGISTERED, models_of

    those = [each for each in index.entries if each.registered_as in plugins]
    if _always(index, kind) or any(HOOKS[kind] in each.placed for each in those):
        return list(REGISTERED[kind](plugins))
    names = {name for those in meant for name in those}
    found: list[Any] = []
    for plugin in those:
        if plugin.is_dynamic(HOOKS[kind]):
            found += REGISTERED[kind]({plugin.registered_as})
        else:
            found += models_of(kind, plugin, names)
    return found


def _has_all(found: Iterable[Any], meant: Sequence[Sequence[str]]) -> bool:
    there = {name for each in found for name in (*each.aliases, each.model.model_id)}
    return not any(there.isdisjoint(names) for names in meant)


def _known_models(kind: ModelKind, ask: bool) -> list[OfferedModel] | None:
    index = _index(kind)
    if index is None or _always(index, kind) or _is_reordered(index, kind):
        return None
    found: list[OfferedModel] = []
    for plugin in index.entries:
        if ask and plugin.is_dynamic(HOOKS[kind]):
            from llm.models.described import described
            from llm.plugins.index.prototypes import REGISTERED

            found += map(described, REGISTERED[kind]({plugin.registered_as}))
        else:
            found += getattr(plugin, kind)
    return found


def _owners_of(
    index: Index, kind: Kind, names: Collection[str]
) -> dict[str, frozenset[str]] | None:
    """For each of *names* who offers it; None where a number may have been added to one."""
    from llm.plugins.offers import free_name

    if _is_reordered(index, kind):
        return None
    found: dict[str, str] = {}
    numbered: set[str] = set()
    for plugin in index.entries:
        for asked in plugin.names(kind):
            name = free_name(asked, found)
            found[name] = plugin.registered_as
            if name != asked:
                numbered |= {name, asked}
    if not numbered.isdisjoint(names):
        return None
    return {name: frozenset(filter(None, [found.get(name)])) for name in names}


_names: dict[tuple[str, Kind], tuple[Entry, frozenset[str]]] = {}


def _names_in(plugin: Entry, kind: Kind) -> frozenset[str]:
    """The names of what *plugin* offers, put together once."""
    known = _names.get((plugin.registered_as, kind))
    if known is None or known[0] is not plugin:
        known = plugin, frozenset(plugin.names(kind))
        _names[plugin.registered_as, kind] = known
    return known[1]


def _owners(index: Index, kind: Kind, names: Iterable[str]) -> set[str]:
    """The plugins that offer any of *names*."""
    wanted = set(names)
    return {
        plugin.registered_as
        for plugin in index.entries
        if not wanted.isdisjoint(_names_in(plugin, kind))
    }


def _always(index: Index, kind: Kind) -> set[str]:
    """The plugins whose hook changes more than what it registers: called whatever is looked up."""
    return {
        each.registered_as
        for each in index.entries
        if each.is_patching(HOOKS[kind]) or (kind == "models" and each.changes_models)
    }


def _dynamic(index: Index, kind: Kind) -> set[str]:
    return {each.registered_as for each in index.entries if each.is_dynamic(HOOKS[kind])}


def _is_reordered(index: Index, kind: Kind) -> bool:
    """Whether only all plugins together show in which order they are asked."""
    return any(HOOKS[kind] in each.placed for each in index.entries)


def _index(kind: Kind) -> Index | None:
    """The index to look things of a *kind* up in; who changes this library is loaded for it.

    None also where one of those has registered a plugin by hand, of which no index knows.
    """
    from llm.plugins.index.current import current

    index = current(HOOKS[kind], though_loaded=True)
    patching = (
        {e.registered_as for e in index.entries if e.is_patching("import")} if index else None
    )
    if not patching:
        return index
    from llm.plugins.host import pm

    pm.load_only(patching)
    return None if pm.is_changed else index
