"""Which plugins the user wants to have loaded, and how long one may take.

`LLM_LOAD_PLUGINS` chooses for one run. The settings `disabled_plugins` and `plugin_timeout` are
read from the user's file by programs too: they belong to the installation, not to what a program
does.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from llm.plugins.discovery import Candidate, among, built_in, installed_plugins, normalised
from llm.plugins.failures import tell_once

if TYPE_CHECKING:
    from collections.abc import Iterable

TIMEOUT = 3.0
"""Seconds that a plugin may do nothing while it is found out what it offers."""


def wanted() -> tuple[list[Candidate], dict[str, str]]:
    """The plugins to load, in order, the built-in ones first; by name why some must not be."""
    if _given is not None:
        return _given
    from llm.plugins.index.current import known

    found = known()
    if found is None:
        chosen = installed_plugins(os.environ.get("LLM_LOAD_PLUGINS"))
        return [*built_in(), *_enabled(chosen)], {}
    candidates, entries = found
    return candidates, {n: each.errors[0] for n, each in entries.items() if each.is_barred}


def chosen_of(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Those of the installed *candidates* that the user wants.

    A package that was asked for and is not installed is mentioned on standard error, once.
    """
    chosen, missing = among(list(candidates), os.environ.get("LLM_LOAD_PLUGINS"))
    for line in missing:
        tell_once(line)
    return _enabled(chosen)


def _enabled(candidates: Iterable[Candidate]) -> list[Candidate]:
    disabled = disabled_plugins()
    return [one for one in candidates if normalised(one.distribution) not in disabled]


def disabled_plugins() -> set[str]:
    """The packages whose plugins the user has disabled, with normalised names."""
    names = _setting("disabled_plugins")
    return {normalised(name) for name in names or ()}


def plugin_timeout() -> float:
    """Seconds that a plugin may do nothing. Raises ConfigError for a bad `LLM_PLUGIN_TIMEOUT`."""
    text = os.environ.get("LLM_PLUGIN_TIMEOUT", "").strip()
    if text:
        from llm.config.setting_values import from_text
        from llm.config.settings import setting_named

        place = "The variable LLM_PLUGIN_TIMEOUT"
        return float(from_text(setting_named("plugin_timeout"), text, place))
    return float(_setting("plugin_timeout") or TIMEOUT)


def _setting(name: str) -> Any:
    """What the user's file says; None where that says nothing, or what it cannot say.

    What is wrong with the file is told to those who use the other settings.
    """
    from llm.config.layers import USER_CONFIG
    from llm.config.paths import user_path

    path = user_path(USER_CONFIG)
    try:
        found = os.stat(path)
    except OSError:
        return None
    key = path, found.st_mtime_ns, found.st_size
    if _read_as.get("key") != key:
        _read_as["key"], _read_as["table"] = key, _table_in(path)
    table: dict[str, Any] = _read_as["table"]
    if name not in table:
        return None
    from llm.config.setting_values import checked
    from llm.config.settings import setting_named
    from llm.errors import ConfigError

    try:
        return checked(setting_named(name), table[name], path)
    except ConfigError:
        return None


_read_as: dict[str, Any] = {}


def _table_in(path: str) -> dict[str, Any]:
    from pathlib import Path

    from llm.config.toml_files import read_toml
    from llm.errors import ConfigError

    try:
        file = read_toml(Path(path))
    except ConfigError:
        return {}
    return {} if file is None else file.table


def use(candidates: list[Candidate], barred: dict[str, str]) -> None:
    """Let `wanted` answer with these from now on: in the process that finds plugins out."""
    global _given  # noqa: PLW0603 - said once in the life of a process
    _given = [*built_in(), *candidates], barred


_given: tuple[list[Candidate], dict[str, str]] | None = None
