"""One plugin, imported and asked step by step -> its entry in the index."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Collection
from types import ModuleType
from typing import TYPE_CHECKING, Any

from llm.plugins.discovery import BUILT_IN, Candidate
from llm.plugins.host import Plugin, pm
from llm.plugins.index.entries import HOOKS, Dependencies, Entry, OfferedCommand
from llm.plugins.index.freshness import USER, seen, variable
from llm.plugins.index.owning import is_within, owner
from llm.plugins.index.sources import own_files, own_modules
from llm.plugins.inventory import offered_by

if TYPE_CHECKING:
    from llm.plugins.index.tracing import Trace

_KINDS = {hook: kind for kind, hook in HOOKS.items() if kind != "commands"}
# A plugin that reads a file and can speak to a server may have the file from there: when it is old,
# it is fetched again.
_CLIENTS = (
    "aiohttp", "boto3", "botocore", "http", "httpx", "httpx2", "ollama", "openai", "requests",
    "urllib", "urllib3",
)  # fmt: skip


class Description:
    """What is found out of one plugin.

    Args:
        candidate: the plugin.
        trace: what it looks at; without one, it says itself what its offers depend on.
        before: the files that it depended on when it was last found out, as the index has them.

    """

    def __init__(
        self, candidate: Candidate, trace: Trace | None = None, before: Collection[str] = ()
    ) -> None:
        self.candidate = candidate
        self.trace = trace
        self.top = candidate.top
        self._before = before
        self._fields: dict[str, Any] = {}
        self._commands: dict[str, OfferedCommand] = {}
        self._touched: dict[str, OfferedCommand | None] = {}
        self._stages: dict[str, None] = {}
        self._unknown: dict[str, None] = {}
        self._imported: set[str] = set()
        self._seconds = 0.0
        self._printed_in = ""

    def import_it(self) -> None:
        """Import and register it."""
        self._timed("import", lambda: pm.load_only([self.candidate.registered_as]))

    def hooks(self) -> list[str]:
        """The hooks by which it offers something."""
        found = pm.implementations(self.candidate.registered_as)
        return [hook for hook in HOOKS.values() if hook in found]

    def call(self, hook: str, commands: Any = None) -> None:
        """Call one of its hooks; *commands* is the watch that it is handed the group of."""
        if hook in _KINDS:
            self._timed(hook, lambda: self._take_offers(_KINDS[hook]))
        elif commands is not None:
            self._timed(hook, lambda: self._register_commands(commands))

    def note_commands(self, changes: Any) -> None:
        """Take in what it did to the commands: the `Changes` of `cli/watched.py`."""
        for name, line, hidden in changes.added:
            self._commands[name] = OfferedCommand(name, line, hidden)
        # Its own are no others'.
        for name, line, hidden in changes.changed:
            if name not in self._commands:
                self._touched[name] = OfferedCommand(name, line, hidden)
        for name in changes.removed:
            if self._commands.pop(name, None) is None:
                self._touched[name] = None

    def note_touched(self, stage: str) -> None:
        """Take in that it changed the library, or what is around it, at a stage."""
        self._stages[stage] = None

    def note_unknown(self, stage: str) -> None:
        """Take in that it cannot be said what it offers at a stage: it is asked each time."""
        self._unknown[stage] = None

    def is_own(self, value: Any) -> bool:
        """Whether a function, a class or an object comes from its modules."""
        return is_within(owner(value), self.top)

    def entry(self) -> Entry:
        """What was found out."""
        one, known = self.candidate, self._known()
        hooks = pm.implementations(one.registered_as)
        models = hooks.get("register_models")
        is_loaded = known is not None and known.registered_as is not None
        if is_loaded and not hooks:
            self.note_touched("import")  # what else would it be there for?
        return Entry(
            one.distribution,
            one.version,
            one.registered_as,
            one.value,
            built_in=one.distribution in BUILT_IN,
            state="loaded" if is_loaded else "failed",
            errors=tuple(known.errors) if known else (),
            places=tuple(known.places.get(each, "") for each in known.errors) if known else (),
            hooks=tuple(sorted(hooks)),
            milliseconds=round(self._seconds * 1000, 1),
            found_at=time.time(),
            printed=known.printed if known else "",
            printed_in=self._printed_in,
            wraps=tuple(name for name, each in hooks.items() if each.wrapper or each.hookwrapper),
            placed=tuple(name for name, each in hooks.items() if each.tryfirst or each.trylast),
            commands=tuple(self._commands.values()),
            touched_commands=tuple(self._touched),
            changed_commands=tuple(filter(None, self._touched.values())),
            touched_library=tuple(self._stages),
            mistakes=self._mistakes(hooks) if is_loaded else (),
            changes_models=models is not None and "model_aliases" in models.argnames,
            dynamic=self._dynamic(),
            dependencies=self._dependencies(is_loaded),
            **self._fields,
        )

    def _take_offers(self, kind: Any) -> None:
        found = offered_by(self.candidate.registered_as, kind)
        descriptions = {**self._fields.get("descriptions", {}), **found.get("descriptions", {})}
        self._fields |= {**found, "descriptions": descriptions}

    def _register_commands(self, commands: Any) -> None:
        before = commands.copied()
        pm.call_each(
            "register_commands",
            lambda _plugin: {"cli": commands.group},
            undo=lambda: commands.put_back(before),
            only=[self.candidate.registered_as],
        )

    def _timed(self, stage: str, run: Callable[[], object]) -> None:
        if self.trace is not None:
            self.trace.stage = stage
        there = set(sys.modules)
        began = time.perf_counter()
        try:
            run()
        finally:
            self._seconds += time.perf_counter() - began
            self._imported.update(sys.modules.keys() - there)
        known = self._known()
        if known is not None and known.printed and not self._printed_in:
            self._printed_in = stage

    def _known(self) -> Plugin | None:
        """What the host knows of it."""
        return pm.known_as(self.candidate)

    def _mistakes(self, hooks: Collection[str]) -> tuple[str, ...]:
        """What is wrong with functions that look like hooks; *hooks* are those that it has."""
        if self.trace is None:
            return ()
        from llm.plugins.misnamed import mistakes_in

        plugin = pm.get_plugin(self.candidate.registered_as)
        paths = [path for path in own_files(self.candidate) if path.endswith(".py")]
        return tuple(mistakes_in(plugin, self.top, paths, pm.specified(), hooks))

    def _dynamic(self) -> tuple[str, ...]:
        if self.trace is None:
            return ()
        found = {**self.trace.dynamic, **self._unknown}
        for server, stages in self.trace.knocked.items():
            if seen(server) is not None:
                found |= stages
        own = (vars(module) for _, module in own_modules(self.top))
        if any(_is_client(value) for names in own for value in names.values()):
            found |= self.trace.reading
        for path in self._restless():
            found |= self.trace.listing if path.endswith("/") else self.trace.reading
        return tuple(found)

    def _restless(self) -> set[str]:
        """The files, and directories, that it changes each time, and so says nothing by."""
        trace = self.trace
        if trace is None:
            return set()
        again = trace.written.intersection(trace.files, self._before)
        # The names in a directory may be the same again in the end.
        return {path for path in again if path[-1] != "/" or seen(path) != trace.files[path]}

    def _dependencies(self, is_loaded: bool) -> Dependencies:
        if self.trace is None:
            return _declared(sys.modules.get(self.candidate.module))
        own = own_files(self.candidate, whole=not is_loaded, imported=self._imported)
        files = {path: seen(path) for path in own}
        restless = self._restless()
        for path, state in self.trace.files.items():
            if path not in restless:
                files[path] = seen(path) if path in self.trace.written else state
        files |= {server: seen(server) for server in self.trace.knocked}
        return Dependencies(files, {n: _left(n, was) for n, was in self.trace.variables.items()})


def _left(name: str, was: str | None) -> str | None:
    """What is kept of a variable that *was* something, and may have been given another value."""
    now = variable(name, os.environ)
    return was if now == was else f"{was or ''}|{now or ''}"


def _is_client(value: Any) -> bool:
    """Whether a name of a module is one that speaks to servers, or comes from one."""
    name = value.__name__ if isinstance(value, ModuleType) else owner(value)
    return any(is_within(name, client) for client in _CLIENTS)


def _declared(module: ModuleType | None) -> Dependencies:
    """The files of the user that a built-in plugin says its offers depend on."""
    files: Any = getattr(module, "OFFERS_DEPEND_ON_FILES", ())
    return Dependencies({f"{USER}{name}": seen(f"{USER}{name}") for name in files}, {})
