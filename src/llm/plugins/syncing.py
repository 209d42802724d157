"""Installing what a list of plugins has and this environment has not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from llm.errors import InstallFailed
from llm.plugins.discovery import normalised
from llm.plugins.frozen import FrozenPlugin, not_installed
from llm.plugins.install_commands import Wanted
from llm.plugins.installed import as_path, installed_version
from llm.plugins.installers import find_installer
from llm.plugins.installing import OWN, install, own_version


class Plan(NamedTuple):
    """What is to be done for a list.

    Attributes:
        missing: the packages to install.
        gone: those whose files or directories are not where the list says.
        different: those that are here in another version than the list has, with that of here;
            they are left alone.
        own: llm itself, which stays what it is.

    """

    missing: list[FrozenPlugin]
    gone: list[FrozenPlugin]
    different: list[tuple[FrozenPlugin, str]]
    own: list[FrozenPlugin]


def plan(plugins: Sequence[FrozenPlugin]) -> Plan:
    """What it takes to have all *plugins* here."""
    own = [each for each in plugins if _is_own(each)]
    others = {_key(each): each for each in plugins if each not in own}
    missing = list(not_installed(others.values()))
    gone = [each for each in missing if not _is_there(each)]
    return Plan(
        [each for each in missing if each not in gone],
        gone,
        [*_different(each for each in others.values() if each not in missing)],
        own,
    )


def sync(missing: Sequence[FrozenPlugin]) -> dict[str, InstallFailed]:
    """Install what is *missing*; returns why some were not, by what they are called.

    Where they cannot be installed together, each is on its own: one that does not fit takes no
    other with it. Raises InstallFailed where nothing can be installed at all.
    """
    own_version()
    find_installer()
    together = [each for each in missing if not each.editable]
    alone = [each for each in missing if each.editable]
    if len(together) > 1:
        try:
            install(Wanted([each.requirement for each in together]))
        except InstallFailed:
            alone = [*together, *alone]
    else:
        alone = [*together, *alone]
    failed: dict[str, InstallFailed] = {}
    for each in alone:
        try:
            install(_wanted(each))
        except InstallFailed as error:
            failed[each.shown] = error
    return failed


def _wanted(plugin: FrozenPlugin) -> Wanted:
    if plugin.editable:
        return Wanted(editable=[str(as_path(plugin.requirement) or plugin.requirement)])
    return Wanted([plugin.requirement])


def _is_own(plugin: FrozenPlugin) -> bool:
    """Whether it is llm itself, and not what one of its extras adds."""
    name = normalised(plugin.name or "")
    return name == OWN and "[" not in plugin.requirement


def _key(plugin: FrozenPlugin) -> str:
    return normalised(plugin.name) if plugin.name else plugin.requirement


def _is_there(plugin: FrozenPlugin) -> bool:
    """Whether the file or directory that it is installed from is there, if it is one."""
    if plugin.place is None:
        return True
    if "://" in plugin.place:
        path = as_path(plugin.place)
        return path is None or path.exists()
    return Path(plugin.place).expanduser().exists()


def _different(plugins: Iterator[FrozenPlugin]) -> Iterator[tuple[FrozenPlugin, str]]:
    for each in plugins:
        here = installed_version(each.name) if each.name else None
        if here is not None and each.version not in (None, here):
            yield each, here
