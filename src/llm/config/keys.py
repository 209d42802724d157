"""Keys: stored in `keys.json`, given, or in the environment.

Every key is read through `get_key`; no message here ever holds one. Where the file says that a key
is elsewhere, `key_sources.py` gets it.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from llm.config.files import read_object, update_object
from llm.config.paths import user_dir, user_file, user_path
from llm.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

KEYS_FILE = "keys.json"
COMMAND = "cmd:"
KEYRING = "keyring:"
"""What a value in the file begins with that says where the key is; nowhere else does it."""
NOTE_NAME = "// Note"
NOTE = "Secret keys for APIs: anyone who can read this file can use them. Keep it to yourself."


def is_elsewhere(stored: str) -> bool:
    """Whether what is *stored* in the file says where the key is, and is not the key."""
    return stored.startswith((COMMAND, KEYRING))


def keys_path() -> Path:
    """Where the keys are, or would be, stored."""
    return user_file(KEYS_FILE)


def load_keys() -> dict[str, Any]:
    """Everything in `keys.json` by name, its `// Note` included; empty when there is none.

    Where a key is elsewhere, as in a password manager, this is not the key: `get_key` is.
    Raises ConfigError when the file cannot be understood.
    """
    return read_object(user_path(KEYS_FILE))


def key_names() -> list[str]:
    """The names of the stored keys, sorted."""
    return sorted(name for name in load_keys() if name != NOTE_NAME)


def stored_as(name: str) -> Any:
    """What the file has as the key *name*; None for none. Raises as `load_keys` does."""
    return None if name == NOTE_NAME else load_keys().get(name)


def set_key(name: str, value: str) -> None:
    """Store *value* as the key *name*, in the place of an older one.

    The other keys stay as they are. Raises ConfigError when the file is damaged, or cannot be
    written, and when the value would mean a command (`set_key_command`) or the keyring.
    """
    if is_elsewhere(value.strip()):
        raise ConfigError(
            f"A key cannot begin with {COMMAND} or {KEYRING}. To get it from a command:"
            f" llm keys set {name} --cmd COMMAND"
        )
    _store(name, value)


def set_key_command(name: str, command: str) -> None:
    """Let the key *name* be the first line that *command* prints, whenever it is used.

    Raises ConfigError as `set_key` does, and for a command that cannot be understood.
    """
    from llm.config.key_sources import words_of

    words_of(command)
    _store(name, COMMAND + command.strip())


def set_keyring_key(name: str, value: str) -> None:
    """Store *value* in the keyring of the system as the key *name*.

    Raises ConfigError as `set_key` does, and when there is no keyring.
    """
    # First what may be refused: the older key stays until the new one is safe.
    from llm.config.key_sources import put_into_keyring

    load_keys()
    put_into_keyring(name, value)
    _store(name, KEYRING)


def remove_key(name: str) -> str | None:
    """Forget the key *name*; what the user should know beside that, if there is anything.

    Raises ConfigError when there is none, when the file is damaged, or cannot be written.
    """
    stored = stored_as(name)
    if stored is None:
        raise no_such_key(name)

    def change(keys: dict[str, Any]) -> None:
        keys.pop(name, None)

    update_object(user_dir() / KEYS_FILE, change, private=True)
    if isinstance(stored, str) and stored.startswith(KEYRING):
        from llm.config.key_sources import take_out_of_keyring

        try:
            take_out_of_keyring(name)
        except ConfigError as error:
            return f"It may still be in the keyring of the system. {error}"
    return None


def no_such_key(name: str) -> ConfigError:
    """What to raise where no key *name* is stored."""
    return ConfigError(f"No key found with name '{name}'")


def is_readable_by_others() -> bool:
    """Whether other users of this machine can read the file of keys."""
    if sys.platform == "win32":
        return False
    try:
        return bool(os.stat(keys_path()).st_mode & 0o077)
    except OSError:
        return False


def _store(name: str, value: str) -> None:
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
    Raises ConfigError when the file of keys cannot be understood, or a key not be had from where
    the file says that it is.
    """
    given = input or explicit_key
    name = alias or key_alias
    variable = env or env_var
    if given:
        return _stored(given) or given.strip() or None
    if name and (stored := _stored(name)):
        return stored
    return (os.environ.get(variable, "").strip() or None) if variable else None


def any_key(env_vars: Iterable[str]) -> bool:
    """Say whether any key is stored, or set in one of the environment variables *env_vars*."""
    if _is_set(env_vars):
        return True
    return any(value for name, value in load_keys().items() if name != NOTE_NAME)


def has_key(name: str, env_vars: Iterable[str]) -> bool:
    """Say whether there is a key *name*: stored, or in one of the environment variables *env_vars*.

    Where the file says that it is elsewhere, it is not looked for there. Raises ConfigError when
    the file cannot be understood: then `get_key` finds no key either.
    """
    stored = stored_as(name)
    return bool(isinstance(stored, str) and stored.strip()) or _is_set(env_vars)


def _is_set(env_vars: Iterable[str]) -> bool:
    return any(os.environ.get(variable, "").strip() for variable in env_vars)


def _got(name: str, stored: str) -> str:
    """The key, where *stored* is it or says where it is."""
    if not is_elsewhere(stored):
        return stored
    from llm.config import key_sources

    if stored.startswith(COMMAND):
        return key_sources.from_command(name, stored.removeprefix(COMMAND))
    return key_sources.from_keyring(name)


def _stored(name: str) -> str | None:
    value = stored_as(name)
    if value is None or isinstance(value, str):
        return _got(name, value.strip()) if value else None
    raise ConfigError(
        f"The key {name!r} in {keys_path()} is not text. Store it again: llm keys set {name}"
    )
