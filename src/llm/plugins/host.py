"""The plugin host: which plugins are loaded, and how one of their hooks is called.

A plugin that fails is left out, or loses what it did not get to register, at the cost of one
line on standard error; what it said is kept for `llm plugins` (`listing.py`).
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pluggy

from llm import hookspecs
from llm.plugins.failures import contained, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from llm.plugins.discovery import Candidate

BUILT_IN = (
    "llm.default_plugins.openai_models",
    "llm.default_plugins.default_tools",
    "llm.providers.local",
)


@dataclass
class Plugin:
    """What the host knows of a plugin beside the module itself.

    Attributes:
        name: what users know it by: the package that `llm uninstall` takes, or the module of
            one that is built in.
        version: the version of that package.
        built_in: does it come with this package?
        registered_as: its name in the host, or None when it was skipped.
        errors: what failed, each in one line.

    """

    name: str
    version: str | None
    built_in: bool
    registered_as: str | None
    errors: list[str]


class PluginHost(pluggy.PluginManager):
    """The plugins, and the hooks of `llm.hookspecs`.

    Asked for the plugins it has, it finds and loads them first. Hooks are called in the order
    of `llm.plugins.discovery`, the built-in plugins before all others.
    """

    def __init__(self) -> None:
        super().__init__("llm")
        self.add_hookspecs(hookspecs)
        vars(self.hook)["register_models"] = _ModelsHook(self.hook.register_models)
        self.known: list[Plugin] = []
        self._loading = threading.RLock()
        self._loaded = False

    def load(self) -> None:
        """Import and register every plugin that is installed, once.

        `LLM_LOAD_PLUGINS` says which: unset all, empty none but the built-in ones, else the
        packages that it names.
        """
        with self._loading:
            # A plugin that asks, while it is imported, for what plugins offer gets what is there.
            if self._loaded:
                return
            self._loaded = True
            try:
                self._load()
            except BaseException:
                self._loaded = False
                raise

    def get_plugins(self) -> set[Any]:
        """Every plugin, loaded first where that has not happened."""
        self.load()
        return super().get_plugins()

    def list_name_plugin(self) -> list[tuple[str, Any]]:
        """Every plugin with its name, loaded first where that has not happened."""
        self.load()
        return super().list_name_plugin()

    def call(self, hook: str, **arguments: Any) -> None:
        """Call *hook* of every plugin in turn, each with those *arguments* that it takes."""
        self.load()
        caller = getattr(self.hook, hook)
        if any(one.wrapper or one.hookwrapper for one in caller.get_hookimpls()):
            # A wrapper stands around all of them, so they stand and fall together.
            with contained(lambda reason: say(f"A plugin failed in {hook}: {reason}")):
                caller(**arguments)
            return
        self.call_each(hook, lambda _plugin: arguments)

    def call_each(
        self,
        hook: str,
        arguments: Callable[[str], dict[str, Any]],
        undo: Callable[[], object] = lambda: None,
    ) -> None:
        """Call *hook* of every plugin in turn, with what *arguments* gives for its name.

        After one that fails, *undo* is called: what a plugin did by half may be worse than nothing.
        """
        self.load()
        for one in reversed(getattr(self.hook, hook).get_hookimpls()):
            if one.wrapper or one.hookwrapper:
                continue
            done = False
            with contained(partial(self._failed, one.plugin_name, hook)):
                given = arguments(one.plugin_name)
                one.function(*(given[name] for name in one.argnames))
                done = True
            if not done:
                undo()

    def _load(self) -> None:
        from llm.plugins.discovery import installed_plugins

        self.known.clear()
        found = [
            (candidate, plugin)
            for candidate in installed_plugins(os.environ.get("LLM_LOAD_PLUGINS"))
            if (plugin := self._imported(candidate)) is not None
        ]
        # pluggy calls the last one that was registered first.
        for candidate, plugin in reversed(found):
            self._take(plugin, candidate.name, candidate.distribution, candidate.version)
        for module in reversed(BUILT_IN):
            with contained(partial(self._skipped, module, None)):
                self._take(import_module(module), module, module, None)

    def _imported(self, candidate: Candidate) -> Any:
        with contained(partial(self._skipped, candidate.distribution, candidate.version)):
            return candidate.load()
        return None

    def _take(self, plugin: Any, name: str, package: str, version: str | None) -> None:
        """Register *plugin*, under another name where another plugin has that one."""
        if self.is_registered(plugin):
            return
        if self.has_plugin(name):
            name = f"{package}:{name}"
        with contained(partial(self._skipped, package, version)):
            self.register(plugin, name)
            self.known.append(Plugin(package, version, package in BUILT_IN, name, []))

    def _skipped(self, package: str, version: str | None, reason: str) -> None:
        built_in = package in BUILT_IN
        self.known.append(Plugin(package, version, built_in, None, [reason]))
        cure = "" if built_in else f" or `llm uninstall {package}`"
        say(f"Plugin {package} was skipped: {reason.rstrip('.')}. See `llm plugins`{cure}.")

    def _failed(self, name: str, hook: str, reason: str) -> None:
        line = f"{hook}: {reason}"
        plugin = next((one for one in self.known if one.registered_as == name), None)
        if plugin is None:
            # Somebody registered it in the host by hand.
            plugin = Plugin(name, None, False, name, [])
            self.known.append(plugin)
        if line not in plugin.errors:
            plugin.errors.append(line)
            say(f"Plugin {plugin.name} failed in {line.rstrip('.')}. See `llm plugins`.")


class _ModelsHook:
    """The hook `register_models`, which may be called without `model_aliases`."""

    def __init__(self, caller: pluggy.HookCaller) -> None:
        self._caller = caller

    def __call__(self, **arguments: Any) -> list[Any]:
        results: list[Any] = self._caller(**{"model_aliases": [], **arguments})
        return results

    def __getattr__(self, name: str) -> Any:
        return getattr(self._caller, name)


pm = PluginHost()


def load_plugins() -> None:
    """Find, import and register every installed plugin; nothing happens the second time."""
    pm.load()
