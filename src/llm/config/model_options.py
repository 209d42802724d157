"""Options that the user saved for a model, in `model_options.json`.

Values are kept as the text they were given as; whoever uses them validates them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.config.files import read_object, update_object
from llm.config.paths import user_dir, user_file
from llm.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

OPTIONS_FILE = "model_options.json"


def model_options_path() -> Path:
    """Where the options are, or would be, stored."""
    return user_file(OPTIONS_FILE)


def get_all_model_options() -> dict[str, dict[str, Any]]:
    """The saved options of every model that has any, by model id.

    Raises ConfigError when the file cannot be understood.
    """
    return _checked(read_object(model_options_path()))


def get_model_options(model_id: str) -> dict[str, Any]:
    """The saved options of one model; empty when it has none."""
    return get_all_model_options().get(model_id, {})


def set_model_option(model_id: str, key: str, value: str) -> None:
    """Save one option of a model; its others stay.

    Raises ConfigError when the file is damaged, or cannot be written.
    """

    def change(saved: dict[str, Any]) -> None:
        _checked(saved).setdefault(model_id, {})[key] = value

    update_object(user_dir() / OPTIONS_FILE, change)


def clear_model_option(model_id: str, key: str | None = None) -> list[str]:
    """Forget one option of a model, or without *key* all of them; the names of those forgotten.

    Raises ConfigError when the file is damaged, or cannot be written.
    """
    cleared: list[str] = []

    def change(saved: dict[str, Any]) -> None:
        options = _checked(saved).get(model_id, {})
        cleared.extend(name for name in options if key in {None, name})
        for name in cleared:
            del options[name]
        if not options:
            saved.pop(model_id, None)

    if model_id in get_all_model_options():
        update_object(user_dir() / OPTIONS_FILE, change)
    return cleared


def _checked(saved: dict[str, Any]) -> dict[str, dict[str, Any]]:
    for model_id, options in saved.items():
        if not isinstance(options, dict):
            raise ConfigError(
                f"{model_options_path()} cannot be used, {model_id!r} should hold an object,"
                " {...}. Correct it, or move it away to start afresh."
            )
    return saved
