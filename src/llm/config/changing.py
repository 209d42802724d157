"""Setting and taking back single settings, in the user's file or in that of a project."""

from __future__ import annotations

import os
from contextlib import nullcontext, suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llm.config.checking import check_file, check_place
from llm.config.layers import LOGS_OFF, USER_CONFIG
from llm.config.locks import locked
from llm.config.paths import user_dir, user_file
from llm.config.project import ProjectFile
from llm.config.project_search import NAME, project_path
from llm.config.setting_values import checked, from_text
from llm.config.settings import CHOICES, setting_named
from llm.config.toml_files import parsed, update_toml
from llm.config.trust import digest, is_trusted, trust
from llm.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from llm.config.settings import Setting


def config_path(*, project: bool = False) -> Path:
    """The user's file; or the *project*'s that counts here, or would if it were there."""
    if not project:
        return user_file(USER_CONFIG)
    return project_path() or Path(os.getcwd(), NAME)


def value_of(name: str, words: Sequence[str]) -> Any:
    """What *words*, of a command line, mean as the value of the setting *name*.

    For a list each is an item. Raises ConfigError when the setting cannot have it.
    """
    setting = setting_named(name)
    if setting.kind == "options":
        _, option = _option(name)
        return _option_value(_one(option, words))
    if setting.kind == "list" and (len(words) > 1 or setting.name == "functions"):
        return checked(setting, list(words), "The command line")  # code has commas
    return from_text(setting, _one(name, words), "The command line")


def set_value(name: str, value: Any, *, project: bool = False) -> Path:
    """Let the setting *name* be *value* from now on, and return the file that says so.

    One option is `options.NAME`, or `options.MODEL.NAME` for one model. Comments in the file stay.
    Where the user trusted the project file as it was, they trust what they made of it. Raises
    ConfigError when the setting cannot be that, or its file cannot be changed.
    """
    setting = setting_named(name)
    if setting.kept and not project:
        return _keep(setting, value)
    if project:
        check_place(setting, "The project file")

    def change(document: Any) -> None:
        table, key = _where(document, name, make=True)
        table[key] = value

    return _update(change, project=project)


def change_list(name: str, change: Callable[[list[str]], list[str]]) -> Path:
    """Let *change* say what the list *name* of the user's file is from now on; returns that file.

    It is handed what the list is, and nobody else changes that meanwhile. A list without items is
    taken out of the file. Raises ConfigError.
    """
    setting = setting_named(name)

    def changed(document: Any) -> None:
        path = str(config_path())
        now = checked(setting, document.unwrap()[name], path) if name in document else []
        if items := change(now):
            document[name] = items
        elif name in document:
            del document[name]

    return _update(changed, project=False)


def unset_value(name: str, *, project: bool = False) -> bool:
    """Take the setting *name* out of the file; whether it was there. Raises ConfigError."""
    setting = setting_named(name)
    if setting.kept and not project:
        return _forget(setting)
    was_there = False

    def change(document: Any) -> None:
        nonlocal was_there
        table, key = (document, name) if name == "options" else _where(document, name, make=False)
        if table is not None and key in table:
            was_there = True
            del table[key]

    if config_path(project=project).exists():
        _update(change, project=project)
    return was_there


def replace_config(path: Path, text: str, before: str) -> None:
    """Make *text*, which was *before*, the content of the file of settings at *path*.

    Raises ConfigError, and leaves the file as it is, when *text* is not right, or when somebody
    else has changed the file in the meantime.
    """
    from llm.config.files import read_text, replaced

    of_user = path == user_file(USER_CONFIG)
    check_file(parsed(path, text), of_user=of_user)
    if of_user:
        user_dir()
    with locked(path) if of_user else nullcontext():  # a lock leaves a file
        if (read_text(path) or "") != before:
            raise ConfigError(f"{path} was changed in the meantime.")
        with replaced(path, is_locked=of_user) as file:
            file.write(text.encode("utf-8"))


def keep_aside(path: Path, text: str) -> Path:
    """Write *text*, which cannot take the place of *path*, beside it; where it is now.

    That is among the temporary files where the directory takes none.
    """
    with suppress(OSError):
        for number in count(1):
            aside = path.with_name(f"{path.name}.rejected{'' if number == 1 else f'-{number}'}")
            try:
                descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:
                continue
            with open(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
            return aside
    import tempfile

    descriptor, name = tempfile.mkstemp(prefix=f"{path.name}.rejected-")
    with open(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    return Path(name)


def _update(change: Any, *, project: bool) -> Path:
    path = config_path(project=project)
    if not project:
        user_dir()

    def checked_change(document: Any) -> None:
        change(document)
        import tomlkit

        check_file(parsed(path, tomlkit.dumps(document)), of_user=not project)

    # A lock would leave a file of ours in the user's project.
    before = _project_at(path) if project else None
    trusted = before is None or is_trusted(before)
    update_toml(path, checked_change, lock=not project)
    after = _project_at(path) if project else None
    if after is not None and trusted and not after.stranger:
        trust(after, digest(after))
    return path


def _project_at(path: Path) -> ProjectFile | None:
    from llm.config.project import read_project_file

    return read_project_file(path)


def _where(document: Any, name: str, *, make: bool) -> tuple[Any, str]:
    """The table that has the setting *name*, or None where it is not there, and the key in it."""
    if not name.startswith("options"):
        return document, name
    model, option = _option(name)
    table = document
    for key in ("options", *([model] if model else [])):
        if not isinstance(table.get(key), dict):
            if not make:
                return None, option
            table[key] = {}
        table = table[key]
    return table, option


def _option(name: str) -> tuple[str | None, str]:
    """The model, if one is named, and the option of `options.MODEL.OPTION`."""
    model, _, option = name.removeprefix("options").removeprefix(".").rpartition(".")
    if not option:
        raise ConfigError(f"'{name}' names no option: options.temperature is one, for every model")
    return model or None, option


def _option_value(text: str) -> Any:
    """*text* as a number or a truth value where it is one."""
    import tomllib

    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text
    return value if isinstance(value, (bool, int, float)) else text


def _one(name: str, words: Sequence[str]) -> str:
    if len(words) != 1:
        raise ConfigError(f"{name} has one value: put quotes around '{' '.join(words)}'")
    return words[0]


def _keep(setting: Setting, value: Any) -> Path:
    """Set what the user has a file of its own for."""
    if setting.name in CHOICES:
        from llm.config.defaults import set_default_model

        set_default_model(value, CHOICES[setting.name])
        return user_file(CHOICES[setting.name])
    keep_logs(value)
    return user_file(LOGS_OFF)


def _forget(setting: Setting) -> bool:
    if setting.name in CHOICES:
        from llm.config.defaults import chosen_in, set_default_model

        was_there = chosen_in(CHOICES[setting.name]) is not None
        set_default_model(None, CHOICES[setting.name])
        return was_there
    was_there = user_file(LOGS_OFF).exists()
    keep_logs(True)
    return was_there


def keep_logs(keep: bool) -> None:
    """Keep prompts and responses from now on, or do not. Raises ConfigError, or OSError."""
    if keep:
        user_file(LOGS_OFF).unlink(missing_ok=True)
    else:
        (user_dir() / LOGS_OFF).touch(mode=0o600)
