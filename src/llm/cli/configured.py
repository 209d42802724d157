"""Settings -> what commands do where the command line says nothing.

Most settings are defaults of parameters. Those of new conversations, which give way to templates
and to what a conversation had, are put in by `for_conversation`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from llm.config.layers import Layers, current_layers
from llm.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from llm.cli.asking.composing import Given
    from llm.config.settings import Setting

# What asks a model, or changes the history, refuses to run with settings it cannot read.
_ASKING = {"prompt", "chat", "retry", "edit"}
_OF_OPENAI = "endpoint"
_CHANGING_HISTORY = {"rm", "redact", "gc", "restore", "import", "rename", "tag"}


def layers_for(command: str, words: Sequence[str]) -> Layers:
    """The layers for a run of *command* with the *words* after it."""
    changes = command == "logs" and bool(words) and words[0] in _CHANGING_HISTORY
    asks = command in _ASKING or (command == "openai" and bool(words) and words[0] == _OF_OPENAI)
    return Layers(forgiving=not (asks or changes or command == "fork"))


def default_map(command: str, layers: Layers) -> dict[str, Any] | None:
    """What click takes for the parameters of *command* that are not given."""
    if command in _ASKING:
        return {command: ParameterDefaults(layers)}
    return {command: {_OF_OPENAI: ParameterDefaults(layers)}} if command == "openai" else None


class ParameterDefaults(Mapping[str, Any]):
    """The values of settings by the parameters that they are for; looked up when click asks."""

    def __init__(self, layers: Layers) -> None:
        self._layers = layers

    def __getitem__(self, parameter: str) -> Any:
        setting = _by_parameter().get(parameter)
        try:
            found = setting and self._layers.find(setting.name)
        except ConfigError:
            # The help asks for defaults, too. `for_conversation` finds the mistake again.
            found = None
        if setting is None or found is None:
            raise KeyError(parameter)
        if setting.kind == "size":
            return str(found.value)
        return not found.value if setting.inverted else found.value

    def __iter__(self) -> Iterator[str]:
        return (parameter for parameter in _by_parameter() if parameter in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def tell_of_precedence(name: str, path: Path) -> None:
    """Tell the user when *path*, which sets *name*, does not decide it in this directory.

    *name* is that of a setting, `options.NAME` or `options.MODEL.NAME`.
    """
    from llm.cli.terminal import remark
    from llm.config.showing import rows_shown

    try:
        (row,) = rows_shown(name, Layers(forgiving=True))
    except ConfigError:  # nobody sets it, or what goes before it cannot be understood
        return
    before = row.variable or row.file
    if row.source not in ("user", "default") and before != str(path):
        remark(f"Set in {path}; here {before} goes before it.")


def _by_parameter() -> dict[str, Setting]:
    from llm.config.settings import SETTINGS

    return {setting.parameter: setting for setting in SETTINGS if setting.parameter}


class Configured(NamedTuple):
    """What the settings make of the options of a command.

    Attributes:
        given: the options, with the settings for what was not given.
        system: the instructions that hold where a template has none either.
        offers: whether the tools of *given* are those of the settings, which models that take
            none do without.
        asks_about_tools: whether a project file names them, and not the user.

    """

    given: Given
    system: str | None = None
    offers: bool = False
    asks_about_tools: bool = False


def for_conversation(given: Given, *, begins: bool) -> Configured:
    """*given*; where one *begins*, with what the settings say of new conversations.

    Raises ConfigError for settings that cannot be understood, whatever they are about.
    """
    from dataclasses import replace

    layers = current_layers()
    if layers is None:
        return Configured(given)
    for setting in _by_parameter().values():
        layers.find(setting.name)
    if not begins:
        return Configured(given)
    found = {
        name: found
        for name in ("system", "template", "fragments", "tools", "functions")
        if (found := layers.find(name)) is not None
    }
    values = {name: each.value for name, each in found.items()}
    changed: dict[str, Any] = {}
    if not given.template and "template" in values:
        changed["template"] = values["template"]
    if not given.fragments and "fragments" in values:
        changed["fragments"] = values["fragments"]
    named = [found[name] for name in ("tools", "functions") if name in found]
    offers = bool(named) and not (given.tools or given.python_tools)
    if offers:
        changed["tools"] = values.get("tools", ())
        changed["python_tools"] = values.get("functions", ())
    return Configured(
        replace(given, **changed) if changed else given,
        values.get("system"),
        offers,
        offers and any(each.source == "project" for each in named),
    )
