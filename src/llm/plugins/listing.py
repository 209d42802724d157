"""What `llm plugins` shows: each plugin, its hooks, and why one was left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from llm.plugins.host import pm


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

    """

    name: str
    version: str | None
    hooks: tuple[str, ...]
    built_in: bool
    loaded: bool
    error: str | None


def plugin_states() -> list[PluginState]:
    """Every installed plugin, those that were skipped included, sorted by name."""
    by_name = dict(pm.list_name_plugin())
    states = []
    for one in pm.known:
        plugin = by_name.pop(one.registered_as, None) if one.registered_as else None
        if one.registered_as and plugin is None:
            continue  # somebody unregistered it
        error = "; ".join(one.errors) or None
        hooks = _hooks_of(plugin)
        states.append(
            PluginState(one.name, one.version, hooks, one.built_in, plugin is not None, error)
        )
    # What is left was registered in the host by hand.
    for name, plugin in by_name.items():
        if plugin is not None:
            states.append(PluginState(name, None, _hooks_of(plugin), False, True, None))
    return sorted(states, key=lambda state: (state.name, state.hooks))


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


def _hooks_of(plugin: object) -> tuple[str, ...]:
    callers = pm.get_hookcallers(plugin) if plugin is not None else None
    return tuple(sorted(caller.name for caller in callers or ()))
