"""Project files, `.llm.toml`: what their values mean there, and which of them ask for trust."""

from __future__ import annotations

import os
import stat
import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any

from llm.config.setting_values import code_path
from llm.config.toml_files import PROJECT_CURE, TomlFile, read_toml
from llm.fragments import has_plugin_prefix, is_url
from llm.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from pathlib import Path

    from llm.config.settings import Setting


@dataclass(frozen=True)
class ProjectFile:
    """A project file.

    Attributes:
        file: what is in it.

    """

    file: TomlFile

    @property
    def path(self) -> Path:
        """Where it is."""
        return self.file.path

    @property
    def directory(self) -> Path:
        """What the paths in it are relative to."""
        return self.path.parent

    @cached_property
    def stranger(self) -> str | None:
        """Why it may be someone else's: whose it is, or who may write to it; None where neither."""
        if sys.platform == "win32":
            return None
        found = os.stat(self.path)
        if found.st_uid not in (os.geteuid(), 0):
            return "belongs to another user"
        return "can be written by everybody" if found.st_mode & stat.S_IWOTH else None

    def asks_trust(self, setting: Setting, value: Any) -> bool:
        """Whether *value*, as it stands in the file, is heeded only when the file is trusted."""
        if self.stranger or setting.trust == "always":
            return True
        return setting.trust == "outside" and not all(
            self._is_inside(each) for each in ([value] if isinstance(value, str) else value)
        )

    def placed(self, setting: Setting, value: Any) -> Any:
        """*value* with its paths as they are meant: from the directory of the file."""
        if setting.name == "database":
            return self._path(value)
        if setting.name in ("fragments", "template"):
            return [self._existing(each) for each in value]
        if setting.name == "functions":
            return [self.code_file(each) or each for each in value]
        return value

    def code_file(self, function: str) -> str | None:
        """The path of the file with code that an item of `functions` names, if it names one."""
        path = code_path(function)
        return None if path is None else self._path(path)

    def files_with_code(self) -> list[str]:
        """The files that it names and that may hold code, in its order."""
        named = {
            name: [value] if isinstance(value, str) else value
            for name, value in self.file.table.items()
            if name in ("functions", "template") and isinstance(value, (str, list))
        }
        texts = {name: [each for each in values if isinstance(each, str)]
                 for name, values in named.items()}  # fmt: skip
        code = [path for each in texts.get("functions", []) if (path := self.code_file(each))]
        templates = [self._existing(each) for each in texts.get("template", [])]
        return [path for path in [*code, *templates] if os.path.isabs(path)]

    def _existing(self, name: str) -> str:
        """*name*, as a whole path where it leads to a file from the directory."""
        if is_url(name) or name == "-":
            return name
        path = self._path(name)
        return path if os.path.isfile(path) else name

    def _is_inside(self, name: str) -> bool:
        """Whether *name* can mean nothing but a file in the directory."""
        if is_url(name) or has_plugin_prefix(name):
            return False
        path = os.path.realpath(self._path(name))
        inside = os.path.join(os.path.realpath(self.directory), "")
        return path.startswith(inside) and os.path.isfile(path)

    def _path(self, name: str) -> str:
        """*name* as a path, from the directory of the file, or with `~` from the user's own."""
        return os.path.join(self.directory, os.path.expanduser(name))


def read_project_file(path: Path) -> ProjectFile | None:
    """The project file at *path*, None when there is none. Raises ConfigError for a bad one."""
    file = read_toml(path, PROJECT_CURE)
    return None if file is None else ProjectFile(file)
