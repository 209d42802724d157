"""Plugins that a user does not want to be loaded, and leaves installed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from llm.plugins.discovery import normalised
from llm.plugins.installed import package_called

SETTING = "disabled_plugins"


class Switched(NamedTuple):
    """What changed.

    Attributes:
        changed: the plugins that are loaded from now on, or are no longer.
        unchanged: those that were as they were to be.
        path: the file that says so.

    """

    changed: list[str]
    unchanged: list[str]
    path: Path


def disable(names: Sequence[str]) -> Switched:
    """Let the packages *names* be installed, and their plugins not be loaded.

    Raises InvalidInput for one that is no installed plugin, and ConfigError.
    """
    from llm.plugins.index.current import known

    wanted = {normalised(name): package_called(name) for name in names}
    known()  # what they offer, so that who asks for it later is told why it is not there
    switched = Switched([], [], _settings_file())

    def change(now: list[str]) -> list[str]:
        disabled = {normalised(each) for each in now}
        for key, name in wanted.items():
            (switched.unchanged if key in disabled else switched.changed).append(name)
        return [*now, *switched.changed]

    _change(change)
    return switched


def enable(names: Sequence[str]) -> Switched:
    """Let the plugins of the packages *names*, which were disabled, be loaded again.

    Raises InvalidInput for one that is neither disabled nor installed, and ConfigError.
    """
    switched = Switched([], [], _settings_file())

    def change(now: list[str]) -> list[str]:
        disabled = {normalised(each): each for each in now}
        for name in names:
            if key := disabled.pop(normalised(name), ""):
                switched.changed.append(key)
            else:
                switched.unchanged.append(package_called(name))
        return [*disabled.values()]

    _change(change)
    return switched


def _change(change: Callable[[list[str]], list[str]]) -> None:
    from llm.config.changing import change_list

    change_list(SETTING, change)


def _settings_file() -> Path:
    from llm.config.changing import config_path

    return config_path()
