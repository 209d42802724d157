"""The plugin host: which plugins are loaded, and how one of their hooks is called.

A plugin that fails is left out, or loses what it did not get to register, at the cost of one
line on standard error; what it said is kept for `llm plugins` (`listing.py`). Which plugins there
are, and which of them would take the process with them, is said by `wanted.py`.
"""

from __future__ import annotations

import sys
import threading
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import pluggy

from llm import hookspecs
from llm.plugins.discovery import BUILT_IN, Candidate, built_in
from llm.plugins.failures import (
    caught,
    failed_line,
    printed_line,
    say_for_plugin,
    skipped_line,
)
from llm.plugins.loading import LOADING
from llm.plugins.outcomes import Plugin, plugin_of
from llm.plugins.printing import kept_from_output

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

__all__ = ["BUILT_IN", "Plugin", "PluginHost", "load_plugins", "pm"]


class PluginHost(pluggy.PluginManager):
    """The plugins, and the hooks of `llm.hookspecs`.

    Asked for the plugins it has, it finds and loads them first. Hooks are called in the order
    of `llm.plugins.discovery`, the built-in plugins before all others.
    """

    def __init__(self) -> None:
        super().__init__("llm")
        self.add_hookspecs(hookspecs)
        self._callers: dict[str, pluggy.HookCaller] = dict(vars(self.hook))
        for name, caller in self._callers.items():
            vars(self.hook)[name] = _LoadingHook(self, caller)
        self.known: list[Plugin] = []
        self._ranks: dict[str, int] = {}
        self._tops: dict[str, str] = {}
        self._imported: dict[str, tuple[Candidate, Any]] = {}
        self._outcomes: dict[str, Plugin] = {}
        self._registered: set[str] = set()
        self._busy = False
        self._loaded = False
        self._being_called: set[tuple[int, str, str]] = set()

    def load(self) -> None:
        """Import and register every plugin that is installed, once.

        `LLM_LOAD_PLUGINS` says which: unset all, empty none but the built-in ones, else the
        packages that it names. Those that the user has disabled are left out.
        """
        with LOADING:
            # A plugin that asks, while it is imported, for what plugins offer gets what is there.
            if self._loaded or self._busy:
                return
            from llm.plugins.wanted import wanted

            self._take_all(*wanted())
            self._loaded = True

    def load_only(self, names: Collection[str]) -> None:
        """Import and register the plugins with these *names* in the host, if they are not yet.

        Hooks are called in the same order as if all had been loaded.
        """
        with LOADING:
            if self._loaded or self._busy or self._outcomes.keys() >= set(names):
                return
            if set(names) <= set(BUILT_IN):
                self._take_all(built_in(), {}, names)
                return
            from llm.plugins.wanted import wanted

            self._take_all(*wanted(), names)

    @property
    def is_whole(self) -> bool:
        """Whether every plugin has been loaded."""
        return self._loaded

    @property
    def is_changed(self) -> bool:
        """Whether somebody has registered a plugin here by hand, removed or blocked one."""
        now = {name for name, plugin in super().list_name_plugin() if plugin is not None}
        return now != self._registered or len(now) != len(super().list_name_plugin())

    def register(self, plugin: Any, name: str | None = None) -> str | None:
        """Register *plugin*, by hand: not one that is installed."""
        if self._registered or self._is_asked():
            # Later than the others, as if they had been loaded at the first look-up.
            self.load()
        return super().register(plugin, name)

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
        caller = self._callers[hook]
        if any(one.wrapper or one.hookwrapper for one in caller.get_hookimpls()):
            # A wrapper stands around all of them, so they stand and fall together.
            with caught(lambda why, e: say_for_plugin(f"A plugin failed in {hook}: {why}", e)):
                caller(**arguments)
            return
        self.call_each(hook, lambda _plugin: arguments)

    def call_each(
        self,
        hook: str,
        arguments: Callable[[str], dict[str, Any]],
        undo: Callable[[], object] = lambda: None,
        only: Collection[str] | None = None,
    ) -> None:
        """Call *hook* of every plugin in turn, with what *arguments* gives for its name.

        With *only*, of the plugins with these names, which alone are loaded for it. After one that
        fails, *undo* is called: what a plugin did by half may be worse than nothing. One that asks
        from its hook what plugins offer gets what the others do.
        """
        if only is None:
            self.load()
        else:
            self.load_only(only)
        for one in self._in_order(hook):
            if one.wrapper or one.hookwrapper or (only is not None and one.plugin_name not in only):
                continue
            if not self._call_one(hook, one, arguments):
                undo()

    def _call_one(
        self, hook: str, one: pluggy.HookImpl, arguments: Callable[[str], dict[str, Any]]
    ) -> bool:
        """Call *hook* of one plugin; False where it failed."""
        calling = (threading.get_ident(), hook, one.plugin_name)
        if calling in self._being_called:
            return True
        self._being_called.add(calling)
        done = False
        try:
            with (
                caught(partial(self._failed, one.plugin_name, hook)),
                kept_from_output(partial(self._printed, one.plugin_name)),
            ):
                given = arguments(one.plugin_name)
                one.function(*(given[name] for name in one.argnames))
                done = True
        finally:
            self._being_called.discard(calling)
        return done

    def implementations(self, plugin: str) -> dict[str, pluggy.HookImpl]:
        """The hooks that the plugin with this name in the host implements."""
        return {
            hook: one
            for hook, caller in self._callers.items()
            for one in caller.get_hookimpls()
            if one.plugin_name == plugin
        }

    def specified(self) -> set[str]:
        """The hooks that there are: those of llm, and those that a plugin has declared."""
        return {name for name, caller in vars(self.hook).items() if caller.has_spec()}

    def known_as(self, candidate: Candidate) -> Plugin | None:
        """What is known of a plugin that was loaded, or skipped; None where it was not tried."""
        return self._outcomes.get(candidate.registered_as)

    def _in_order(self, hook: str) -> Iterable[pluggy.HookImpl]:
        """The implementations of *hook* in the order in which they are called."""
        found = list(reversed(self._callers[hook].get_hookimpls()))
        if self._loaded:
            return found

        def place(one: pluggy.HookImpl) -> tuple[int, int]:
            rank = self._ranks.get(one.plugin_name, -1)
            if one.trylast:
                return 2, -rank
            return (0 if one.tryfirst else 1), rank

        # They were registered as they were needed.
        return sorted(found, key=place)

    def _take_all(
        self,
        candidates: Collection[Candidate],
        barred: Mapping[str, str],
        names: Collection[str] | None = None,
    ) -> None:
        """Import and register *candidates*, or those with the *names*; not those that are barred.

        *barred* says by the name in the host why.
        """
        self._ranks.update({one.registered_as: rank for rank, one in enumerate(candidates)})
        self._tops.update({one.registered_as: one.top for one in candidates})
        self._busy = True
        try:
            for one in candidates:
                name = one.registered_as
                if name in self._outcomes or (names is not None and name not in names):
                    continue
                if name in barred:
                    self._skipped(one, plugin_of(one), barred[name])
                else:
                    self._import(one)
            self._register_imported(anew=names is None)
        finally:
            self._busy = False

    def _import(self, candidate: Candidate) -> None:
        began = time.perf_counter()
        known = plugin_of(candidate)
        with (
            caught(partial(self._skipped, candidate, known)),
            kept_from_output(partial(self._note_printed, known)),
        ):
            plugin = candidate.load()
            known.milliseconds = (time.perf_counter() - began) * 1000
            self._imported[candidate.registered_as] = candidate, plugin
            self._outcomes[candidate.registered_as] = known

    def _register_imported(self, *, anew: bool) -> None:
        """Register what has been imported; *anew* also what is registered, for the order's sake."""
        for name in [*self._registered] if anew else ():
            if super().get_plugin(name) is not None:
                super().unregister(name=name)
                self._registered.discard(name)
        # pluggy calls the last one that was registered first.
        for name in sorted(self._imported, key=self._ranks.__getitem__, reverse=True):
            candidate, plugin = self._imported[name]
            known = self._outcomes[name]
            if name in self._registered or self.is_registered(plugin):
                continue
            with caught(partial(self._unregistered, candidate, known)):
                if super().register(plugin, name) is not None:
                    self._registered.add(name)
                    if known not in self.known:
                        self.known.append(known)

    def _unregistered(
        self, candidate: Candidate, known: Plugin, reason: str, error: BaseException
    ) -> None:
        """Forget the plugin that could not be registered."""
        name = candidate.registered_as
        _, plugin = self._imported.pop(name)
        if super().get_plugin(name) is plugin:
            super().unregister(name=name)
        self._skipped(candidate, known, reason, error)

    def _skipped(
        self,
        candidate: Candidate,
        known: Plugin,
        reason: str,
        error: BaseException | None = None,
    ) -> None:
        known.registered_as = None
        known.note(reason, error, candidate.registered_as, self._tops)
        self.known.append(known)
        self._outcomes[candidate.registered_as] = known
        say_for_plugin(skipped_line(known.name, reason), error)

    def _failed(self, name: str, hook: str, reason: str, error: BaseException) -> None:
        line = f"{hook}: {reason}"
        plugin = self._known(name)
        if line not in plugin.errors:
            plugin.note(line, error, name, self._tops)
            say_for_plugin(failed_line(plugin.name, line), error)

    def _printed(self, name: str, line: str) -> None:
        self._note_printed(self._known(name), line)

    def _note_printed(self, plugin: Plugin, line: str) -> None:
        if not plugin.printed:
            plugin.printed = line
            say_for_plugin(printed_line(plugin.name, line))

    def _known(self, name: str) -> Plugin:
        for one in self.known:
            if one.registered_as == name:
                return one
        # Somebody registered it in the host by hand.
        plugin = Plugin(name, None, False, name, [])
        self.known.append(plugin)
        return plugin

    def _is_asked(self) -> bool:
        """Whether something has been looked up already, if only in the index."""
        if "llm.plugins.index.current" not in sys.modules:
            return False
        from llm.plugins.index.current import is_asked  # waits for a thread that imports it

        return is_asked()


class _LoadingHook:
    """A hook as plugins call it: `pm.hook.register_models(register=…)` asks all of them.

    `model_aliases` may be left out.
    """

    def __init__(self, host: PluginHost, caller: pluggy.HookCaller) -> None:
        self._host = host
        self._caller = caller

    def __call__(self, **arguments: Any) -> Any:
        self._host.load()
        if self._caller.name == "register_models":
            arguments = {"model_aliases": [], **arguments}
        return self._caller(**arguments)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._caller, name)


pm = PluginHost()


def load_plugins() -> None:
    """Find, import and register every installed plugin; nothing happens the second time."""
    pm.load()
