"""Values of settings: whether a setting can have one, and what a text means as one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.config.settings import shown
from llm.config.sizes import bytes_in
from llm.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

    from llm.config.settings import Kind, Setting

_TRUE, _FALSE = {"true", "yes", "on", "1"}, {"false", "no", "off", "0"}
_SHOULD_BE = {
    "text": "a text in quotes",
    "list": "a text in quotes, or a list of them",
    "flag": "true or false",
    "whole": "a whole number, 0 or more",
    "number": "a number, 0 or more",
    "seconds": "a number of seconds",
    "size": "a size such as 20000 or '2MB'",
    "options": "a table of options",
}


def checked(setting: Setting, value: Any, place: str) -> Any:
    """*value*, which stands at *place*, as the setting has it: lists of texts as lists.

    Raises ConfigError, which names the place, when the setting cannot have it.
    """
    fitting = _fitting(setting, value)
    if fitting is None:
        choices = " or ".join(f"'{choice}'" for choice in setting.choices)
        should = choices or _SHOULD_BE[setting.kind]
        raise ConfigError(f"{place}: {setting.name} should be {should}, not {_cut(shown(value))}")
    return fitting


def _cut(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."


def _fitting(setting: Setting, value: Any) -> Any:
    """The value, or None where it does not fit."""
    if setting.kind == "list":
        value = [value] if isinstance(value, str) else value
    fits = _FITS[setting.kind](value) and (not setting.choices or value in setting.choices)
    return value if fits else None


def _is_number(value: Any) -> bool:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number and 0 <= value < float("inf")


def _is_whole(value: Any) -> bool:
    return _is_number(value) and isinstance(value, int)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_size(text: str) -> bool:
    try:
        return bytes_in(text, "") >= 0
    except ConfigError:
        return False


_FITS: dict[Kind, Callable[[Any], bool]] = {
    "text": _is_text,
    "list": lambda value: isinstance(value, list) and all(map(_is_text, value)),
    "flag": lambda value: isinstance(value, bool),
    "whole": _is_whole,
    "number": _is_number,
    "seconds": lambda value: _is_number(value) and value > 0,
    "size": lambda value: _is_whole(value) or (isinstance(value, str) and _is_size(value)),
    "options": lambda value: isinstance(value, dict),
}


def from_text(setting: Setting, text: str, place: str) -> Any:
    """What *text*, of a variable or of a command line, means for the setting.

    A list is its items with commas between, or as in a file: `["a", "b"]`. Raises ConfigError.
    """
    text = text.strip()
    value: Any = text
    if setting.kind == "flag":
        value = text.lower() in _TRUE if text.lower() in _TRUE | _FALSE else text
    elif setting.kind in ("whole", "number", "seconds"):
        value = _number(text)
    elif setting.kind == "list":
        value = _items(text)
    return checked(setting, value, place)


def _number(text: str) -> Any:
    for convert in (int, float):
        try:
            return convert(text)
        except ValueError:
            continue
    return text


def _items(text: str) -> Any:
    if not text.startswith("["):
        return [item.strip() for item in text.split(",") if item.strip()]
    import tomllib

    try:
        return tomllib.loads(f"items = {text}")["items"]
    except tomllib.TOMLDecodeError:
        return None


def code_path(function: str) -> str | None:
    """The path of the file with code that an item of `functions` names; None where it is code."""
    path = function.strip()
    return path if path.endswith(".py") and "\n" not in path else None
