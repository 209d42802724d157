"""What `llm plugins` shows: each plugin, its hooks, and why one was left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from llm.lazy_dataclass import dataclass
from llm.plugins.loading import host_in_use

if TYPE_CHECKING:
    from llm.plugins.index.entries import Entry

State: TypeAlias = Literal["loaded", "failed", "hung", "disabled"]


@dataclass(frozen=True)
class PluginState:
    """One plugin, loaded or not.

    Attributes:
        name: the package that it comes with, or the module of one that is built in.
        version: the version of that package; None for one that is built in.
        hooks: the hooks that it implements, sorted.
        built_in: does it come with this package?
        loaded: False when it was skipped.
        error: why it was skipped, or what failed since, in one line; None when all is well.
        state: `hung` for one that did not come to an end in time, `disabled` for one that the user
            does not want.
        milliseconds: how long it took to load; None where nobody has tried.

    """

    name: str
    version: str | None
    hooks: tuple[str, ...]
    built_in: bool
    loaded: bool
    error: str | None
    state: State = "loaded"
    milliseconds: float | None = None

    @property
    def is_by_hand(self) -> bool:
        """Whether somebody registered it in the host who did not install it."""
        return self.version is None and not self.built_in


def known_states() -> list[PluginState]:
    """Every installed plugin as it is when all it offers is asked for, sorted by name.

    Those that the user has disabled are among them. Plugins are loaded only where there is no
    index; their commands are then not asked for.
    """
    from llm.plugins.index.current import known

    found = known()
    states = _asked() if found is None else _indexed(found[1])
    return _sorted([*states, *_disabled()])


def plugin_states() -> list[PluginState]:
    """Every plugin that is or was to be loaded, sorted by name; all are loaded for it."""
    return _sorted(_loaded())


def get_plugins(all: bool = False) -> list[dict[str, Any]]:  # noqa: A002 - the published name
    """The loaded plugins as `{"name": …, "hooks": […], "version": …}`, sorted by name.

    The built-in ones, which have no version, are listed when *all* is true.
    """
    return [
        {"name": state.name, "hooks": list(state.hooks)}
        | ({"version": state.version} if state.version else {})
        for state in plugin_states()
        if state.loaded and (all or not state.built_in)
    ]


def _indexed(entries: Mapping[str, Entry]) -> Iterator[PluginState]:
    """What the index has, and what was registered in the host by hand."""
    from llm.plugins.index.current import current
    from llm.plugins.index.entries import HOOKS

    for hook in HOOKS.values():
        current(hook)  # which tells what failed there
    for entry in entries.values():
        yield PluginState(
            entry.name,
            entry.version,
            entry.hooks,
            entry.built_in,
            entry.state == "loaded",
            "; ".join(entry.errors) or None,
            entry.state,
            entry.milliseconds or None,
        )
    host = host_in_use()
    if host is not None and host.is_changed:
        yield from (each for each in _loaded() if each.is_by_hand)


def _asked() -> Iterator[PluginState]:
    """What is known after every plugin was asked for all it offers."""
    from llm.plugins import offers
    from llm.plugins.index.entries import HOOKS

    offers.registered_models()
    offers.registered_embedding_models()
    for kind in ("tools", "template_loaders", "fragment_loaders", "vector_indexes"):
        offers.registered(HOOKS[kind])
    return _loaded()


def _loaded() -> Iterator[PluginState]:
    from llm.plugins.host import pm

    by_name = dict(pm.list_name_plugin())
    for one in pm.known:
        plugin = by_name.pop(one.registered_as, None) if one.registered_as else None
        if one.registered_as and plugin is None:
            continue  # somebody unregistered it
        loaded = plugin is not None
        yield PluginState(
            one.name,
            one.version,
            _hooks_of(plugin),
            one.built_in,
            loaded,
            "; ".join(one.errors) or None,
            "loaded" if loaded else "failed",
            one.milliseconds or None,
        )
    # What is left was registered in the host by hand.
    for name, plugin in by_name.items():
        if plugin is not None:
            yield PluginState(name, None, _hooks_of(plugin), False, True, None)


def _disabled() -> Iterator[PluginState]:
    from llm.plugins.discovery import find_plugins, normalised
    from llm.plugins.wanted import disabled_plugins

    disabled = disabled_plugins()
    for each in find_plugins().candidates if disabled else ():
        if normalised(each.distribution) in disabled:
            name, version = each.distribution, each.version
            yield PluginState(name, version, (), False, False, None, "disabled")


def _sorted(states: Iterable[PluginState]) -> list[PluginState]:
    return sorted(states, key=lambda state: (state.name, state.hooks))


def _hooks_of(plugin: object) -> tuple[str, ...]:
    from llm.plugins.host import pm

    callers = pm.get_hookcallers(plugin) if plugin is not None else None
    return tuple(sorted(caller.name for caller in callers or ()))
