"""Whether what is in a file of settings is right; what is wrong is told with its line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.config.setting_values import checked
from llm.config.settings import BY_NAME, did_you_mean, shown
from llm.errors import ConfigError

if TYPE_CHECKING:
    from llm.config.settings import Setting
    from llm.config.toml_files import TomlFile


def check_file(file: TomlFile, *, of_user: bool) -> None:
    """Raise ConfigError for the first setting of *file* that is unknown, or has a wrong value.

    The file *of_user* does not hold what the user has files of their own for.
    """
    for name in file.table:
        setting = BY_NAME.get(name)
        if setting is None:
            raise ConfigError(
                f"{file.place(name)}: there is no setting '{shown(name)}'{did_you_mean(name)}"
            )
        if of_user and setting.kept:
            raise ConfigError(
                f"{file.place(name)}: {name} is not kept in this file; take it out, and use"
                f" {setting.kept}"
            )
        if not of_user:
            check_place(setting, file.place(name))
        check_value(file, setting)


def check_place(setting: Setting, place: str) -> None:
    """Raise ConfigError for a setting that is not for project files; *place* is in one."""
    if setting.trust == "own":
        raise ConfigError(
            f"{place}: {setting.name} is yours alone, and cannot be set for a project; set it"
            f" without --project: llm config set {setting.name} …"
        )


def check_value(file: TomlFile, setting: Setting) -> Any:
    """The value of *setting* in *file*, which has it. Raises ConfigError for a wrong one."""
    value = file.table[setting.name]
    try:
        fitting = checked(setting, value, "")
    except ConfigError:
        # Only now, as finding the line takes time.
        return checked(setting, value, file.place(setting.name))
    if setting.kind == "options":
        _check_options(file, fitting)
    return fitting


def _check_options(file: TomlFile, options: dict[str, Any]) -> None:
    """Raise ConfigError unless these are options, and tables of options under names of models."""
    for model, own in options.items():
        for option, value in own.items() if isinstance(own, dict) else ():
            if isinstance(value, dict):
                raise ConfigError(
                    f"{file.place('options', model, option)}: a table within the table of a model;"
                    f' a name with a dot is put in quotes, as in [options."gpt-4.1"]'
                )
