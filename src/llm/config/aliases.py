"""Names that the user gave to models, in `aliases.json`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.config.files import read_object, update_object
from llm.config.paths import user_dir, user_file, user_path
from llm.errors import ConfigError, UnknownAliasError, UnknownModelError

if TYPE_CHECKING:
    from pathlib import Path

ALIASES_FILE = "aliases.json"


def aliases_path() -> Path:
    """Where the aliases are, or would be, stored."""
    return user_file(ALIASES_FILE)


def load_aliases() -> dict[str, str]:
    """Every alias of the user, with the id of the model it stands for.

    Raises ConfigError when the file cannot be understood.
    """
    stored = read_object(user_path(ALIASES_FILE))
    return {alias: _target(alias, value) for alias, value in stored.items()}


def set_alias(alias: str, model_id_or_alias: str) -> None:
    """Let *alias* stand for a model from now on.

    *model_id_or_alias* is resolved first, among models and then among embedding models; what
    no plugin offers is stored as it is given. Raises ConfigError when the file is damaged, or
    cannot be written.
    """
    model_id = _resolved(model_id_or_alias)

    def change(aliases: dict[str, Any]) -> None:
        aliases[alias] = model_id

    update_object(user_dir() / ALIASES_FILE, change, indent=4)


def remove_alias(alias: str) -> None:
    """Forget *alias*.

    Raises UnknownAliasError, a KeyError, when there is none of that name, and ConfigError when
    the file is damaged, or cannot be written.
    """
    if alias not in read_object(aliases_path()):
        raise UnknownAliasError(f"No such alias: {alias}")

    def change(aliases: dict[str, Any]) -> None:
        aliases.pop(alias, None)

    update_object(user_dir() / ALIASES_FILE, change, indent=4)


def _target(alias: str, value: object) -> str:
    # A plugin stores an object here, with options beside the model.
    model_id = value.get("model") if isinstance(value, dict) else value
    if isinstance(model_id, str):
        return model_id
    raise ConfigError(
        f"The alias {alias!r} in {aliases_path()} does not name a model."
        f" Set it again: llm aliases set {alias} MODEL"
    )


def _resolved(name: str) -> str:
    from llm.models.registry import model_of_any_kind

    try:
        return model_of_any_kind(name).model_id
    except UnknownModelError:
        return name
