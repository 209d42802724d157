"""Settings as they are shown: each with its value, and where that comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from llm.config.layers import SOURCES, Found, Layers
from llm.config.option_defaults import entries
from llm.config.settings import BY_NAME, SETTINGS, setting_named
from llm.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llm.config.settings import Setting


class Row(NamedTuple):
    """One setting, as it is here and now.

    Attributes:
        name: what it is called; for an option `options.NAME`, or `options.MODEL.NAME`.
        value: its value; None where nobody sets it.
        default: what holds then, for people.
        source: where the value comes from: `environment`, `project`, `user`, `default`.
        variable: the variable of the environment that has it.
        file: the file that has it.
        line: the line in which it stands there.
        help: what the setting does.

    """

    name: str
    value: Any
    default: str
    source: str
    variable: str | None
    file: str | None
    line: int | None
    help: str


def rows_shown(name: str | None = None, layers: Layers | None = None) -> list[Row]:
    """All settings, or the one called *name*, in the order of the table.

    Raises ConfigError for a name that is none, and for files that are wrong.
    """
    layers = layers or Layers()
    if name is None:
        rows = [row for setting in SETTINGS for row in _rows(setting, layers)]
        layers.tell_of_ignored()
        return rows
    setting = setting_named(name)
    rows = list(_rows(setting, layers))
    if name in BY_NAME:
        return rows
    for row in rows:
        if row.name == name:
            return [row]
    raise ConfigError(f"Nobody sets {name}; llm config show options has what is set")


def _rows(setting: Setting, layers: Layers) -> Iterator[Row]:
    if setting.kind != "options":
        yield _row(setting, setting.name, layers.find(setting.name))
        return
    options: dict[str, Row] = {}
    for source in reversed(SOURCES):
        found = layers.find("options", (source,))
        for model, option, value in entries(found.value) if found is not None else ():
            keys = ["options", *([model] if model else []), option]
            name = ".".join(keys)
            options[name] = _row(setting, name, found, value, keys)
    yield from options.values() or [_row(setting, "options", None)]


def _row(
    setting: Setting,
    name: str,
    found: Found | None,
    value: Any = None,
    keys: list[str] | None = None,
) -> Row:
    if found is None:
        return Row(name, None, setting.default, "default", None, None, None, setting.help)
    line = found.file.line_of(*(keys or [setting.name])) if found.file is not None else None
    return Row(
        name,
        found.value if value is None else value,
        setting.default,
        found.source,
        found.variable,
        None if found.path is None else str(found.path),
        line,
        setting.help,
    )
