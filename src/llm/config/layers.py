"""Where the values of settings come from: environment, project file, user's files - in this order.

Only the command line works in layers: it says so with `layered`, and `configured` answers what
was set. In Python nothing is set, so that what a program does is in the program.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from llm.config.paths import user_file, user_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from llm.config.project import ProjectFile
    from llm.config.settings import Setting
    from llm.config.toml_files import TomlFile

USER_CONFIG = "config.toml"
LOGS_OFF = "logs-off"
Source: TypeAlias = Literal["environment", "project", "user"]
SOURCES: tuple[Source, ...] = ("environment", "project", "user")


class Found(NamedTuple):
    """The value of a setting, in one of the layers.

    Attributes:
        value: as the setting has it; see `settings.checked`.
        source: the layer.
        variable: the variable of the environment, where it is from there.
        path: the file, where it is from one.
        file: what is in that, where it is TOML.

    """

    value: Any
    source: Source
    variable: str | None = None
    path: Path | None = None
    file: TomlFile | None = None


class Layers:
    """The layers as they are seen from one directory; files are read when something is asked.

    Args:
        directory: where project files are looked for, by default the current directory.
        forgiving: a file that is no TOML is left out, with a line for the user. For commands
            that are of use all the same.

    """

    def __init__(self, directory: str | None = None, *, forgiving: bool = False) -> None:
        self._directory = directory
        self.forgiving = forgiving
        self._told = False

    @cached_property
    def user(self) -> TomlFile | None:
        """The user's `config.toml`. Raises ConfigError for a bad one."""
        if not os.path.exists(user_path(USER_CONFIG)):
            return None
        from llm.config.toml_files import read_toml

        file: TomlFile | None = self._unless_bad(read_toml, user_file(USER_CONFIG))
        if file is not None and not self.forgiving:
            from llm.config.checking import check_file

            check_file(file, of_user=True)
        return file

    @cached_property
    def project(self) -> ProjectFile | None:
        """The project file that counts here. Raises ConfigError for a bad one."""
        from llm.config.project_search import project_path

        path = project_path(self._directory)
        if path is None:
            return None
        from llm.config.project import read_project_file

        project: ProjectFile | None = self._unless_bad(read_project_file, path)
        if project is not None and not self.forgiving:
            from llm.config.checking import check_file

            check_file(project.file, of_user=False)
        return project

    @cached_property
    def trusted(self) -> bool:
        """Whether the user trusts the project file."""
        from llm.config.trust import is_trusted

        return self.project is not None and is_trusted(self.project)

    def find(self, name: str, sources: tuple[Source, ...] = SOURCES) -> Found | None:
        """What the setting *name* is in the first of the *sources* that sets it; None if none does.

        Raises ConfigError for a value that it cannot have.
        """
        for source in sources:
            if source != "environment" and not self._has_files(name, source):
                continue
            found = getattr(self, f"_from_{source}")(name)
            if found is not None:
                return found  # type: ignore[no-any-return]  # each of the three gives a Found
        return None

    def ignored(self) -> list[str]:
        """The names of what the project file sets, and what is not heeded for want of trust."""
        from llm.config.settings import BY_NAME

        project = self.project
        if project is None or self.trusted:
            return []
        return [
            name
            for name, value in project.file.table.items()
            if name in BY_NAME and project.asks_trust(BY_NAME[name], value)
        ]

    def _has_files(self, name: str, source: Source) -> bool:
        """Whether the layer has anything to read; most directories have no file."""
        if source == "user":
            return bool(_setting(name).kept) or self.user is not None
        return self.project is not None

    def _from_environment(self, name: str) -> Found | None:
        setting = _setting(name)
        text = os.environ.get(setting.variable, "") if setting.variable else ""
        if not text.strip():
            return None
        from llm.config.setting_values import from_text

        value = from_text(setting, text, f"The variable {setting.variable}")
        return Found(value, "environment", variable=setting.variable)

    def _from_project(self, name: str) -> Found | None:
        project, setting = self.project, _setting(name)
        if project is None or name not in project.file.table or setting.trust == "own":
            return None
        value = _checked(project.file, setting)
        if project.asks_trust(setting, value) and not self.trusted:
            self.tell_of_ignored()
            return None
        placed = project.placed(setting, value)
        return Found(placed, "project", path=project.path, file=project.file)

    def _from_user(self, name: str) -> Found | None:
        if name == "log":
            off = os.path.exists(user_path(LOGS_OFF))
            return Found(False, "user", path=user_file(LOGS_OFF)) if off else None
        if _setting(name).kept:
            from llm.config.defaults import chosen_in
            from llm.config.settings import CHOICES

            chosen = chosen_in(CHOICES[name])
            return Found(chosen, "user", path=user_file(CHOICES[name])) if chosen else None
        file, setting = self.user, _setting(name)
        if file is None or name not in file.table:
            return None
        value = _checked(file, setting)
        if name == "database":
            value = os.path.join(file.path.parent, os.path.expanduser(value))
        elif name == "functions":
            from llm.config.setting_values import code_path

            value = [
                os.path.expanduser(path) if (path := code_path(each)) else each for each in value
            ]
        return Found(value, "user", path=file.path, file=file)

    def tell_of_ignored(self) -> None:
        """Say, once, what of the project file is not heeded, and what to do about it."""
        project, ignored = self.project, self.ignored()
        if self._told or project is None or not ignored:
            return
        self._told = True
        from llm.config.settings import shown
        from llm.notices import say

        why = f", which {project.stranger}" if project.stranger else ""
        say(
            f"Ignored, as you do not trust {shown(str(project.path))}{why}: {', '.join(ignored)}."
            " To look at it: llm config trust"
        )

    def _unless_bad(self, read: Any, path: Path) -> Any:
        from llm.errors import ConfigError

        try:
            return read(path)
        except ConfigError as error:
            if not self.forgiving:
                raise
            from llm.notices import say

            say(f"Settings are ignored: {error}")
            return None


_current: ContextVar[Layers | None] = ContextVar("layers", default=None)


@contextmanager
def layered(layers: Layers) -> Iterator[Layers]:
    """Let `configured` answer from *layers* for the length of a `with` block."""
    token = _current.set(layers)
    try:
        yield layers
    finally:
        _current.reset(token)


def current_layers() -> Layers | None:
    """The layers of this run of the command line; None in Python."""
    return _current.get()


def configured(name: str, sources: tuple[Source, ...] = SOURCES) -> Any:
    """What the setting *name* is in this run of the command line; None where nobody sets it.

    Raises ConfigError for a value that it cannot have.
    """
    layers = _current.get()
    found = None if layers is None else layers.find(name, sources)
    return None if found is None else found.value


def _setting(name: str) -> Setting:
    from llm.config.settings import BY_NAME

    return BY_NAME[name]


def _checked(file: TomlFile, setting: Setting) -> Any:
    from llm.config.checking import check_value

    return check_value(file, setting)
