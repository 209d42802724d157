"""Keys: stored in `keys.json`, given, or in the environment.

Every key is read through `get_key`; no message here ever holds one.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from llm.config.files import read_object, update_object
from llm.config.paths import user_dir, user_file
from llm.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

KEYS_FILE = "keys.json"
NOTE_NAME = "// Note"
NOTE = "Secret keys for APIs: anyone who can read this file can use them. Keep it to yourself."


def keys_path() -> Path:
    """Where the keys are, or would be, stored."""
    return user_file(KEYS_FILE)


def load_keys() -> dict[str, Any]:
    """Everything in `keys.json` by name, its `// Note` included; empty when there is none.

    Raises ConfigError when the file cannot be understood.
    """
    return read_object(keys_path())


def key_names() -> list[str]:
    """The names of the stored keys, sorted."""
    return sorted(name for name in load_keys() if name != NOTE_NAME)


def set_key(name: str, value: str) -> None:
    """Store *value* as the key *name*, in the place of an older one.

    The other keys stay as they are. Raises ConfigError when the file is damaged, or cannot be
    written.
    """

    def change(keys: dict[str, Any]) -> None:
        if not keys:
            keys[NOTE_NAME] = NOTE
        keys[name] = value

    update_object(user_dir() / KEYS_FILE, change, private=True)


def get_key(
    explicit_key: str | None = None,
    key_alias: str | None = None,
    env_var: str | None = None,
    *,
    alias: str | None = None,
    env: str | None = None,
    input: str | None = None,  # noqa: A002 - the name that plugins pass
) -> str | None:
    """Find a key, or None.

    The first of these that there is: the stored key named *explicit_key*; *explicit_key*
    itself; the stored key named *key_alias*; the environment variable *env_var*.
    *input*, *alias* and *env* are other names for the three, and go before them.
    Space around a key is no part of it: line ends come from files, and no header can hold them.
    Raises ConfigError when the file of keys cannot be understood.
    """
    given = input or explicit_key
    stored_as = alias or key_alias
    variable = env or env_var
    if given:
        return _stored(given) or given.strip() or None
    if stored_as and (stored := _stored(stored_as)):
        return stored
    return (os.environ.get(variable, "").strip() or None) if variable else None


def any_key(env_vars: Iterable[str]) -> bool:
    """Say whether any key is stored, or set in one of the environment variables *env_vars*."""
    if any(os.environ.get(variable, "").strip() for variable in env_vars):
        return True
    return any(value for name, value in load_keys().items() if name != NOTE_NAME)


def _stored(name: str) -> str | None:
    value = None if name == NOTE_NAME else load_keys().get(name)
    if value is None or isinstance(value, str):
        return value.strip() if value else None
    raise ConfigError(
        f"The key {name!r} in {keys_path()} is not text. Store it again: llm keys set {name}"
    )
