"""Keys that are not in `keys.json` themselves: from a command, or the keyring of the system.

`keys.py` knows which key is where.
"""

from __future__ import annotations

import shlex
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

from llm.errors import ConfigError

SERVICE = "llm"
"""The name under which the keyring of the system has our keys."""

SECONDS = 30.0
_lock = threading.Lock()
_known: dict[tuple[str, str], str] = {}


def from_command(name: str, command: str) -> str:
    """The key *name*: the first line that *command* prints. It is run once in a process.

    Its program is run as it is, without a shell. Raises ConfigError when there is no such line.
    """
    return _once((name, command), lambda: _printed(name, command))


def from_keyring(name: str) -> str:
    """The key *name* in the keyring of the system, which is asked once in a process.

    Raises ConfigError when it is not there.
    """
    return _once((name, ""), lambda: _kept(name))


def _once(key: tuple[str, str], find: Callable[[], str]) -> str:
    with _lock:  # nobody is asked twice for one password
        if key not in _known:
            _known[key] = find()
        return _known[key]


def words_of(command: str) -> list[str]:
    """The program and the arguments that *command* means. Raises ConfigError."""
    try:
        words = shlex.split(command, posix=sys.platform != "win32")
    except ValueError as error:
        raise ConfigError(f"The command cannot be understood: {error}") from error
    if not words:
        raise ConfigError("There is no command after cmd:")
    return words


def _printed(name: str, command: str) -> str:
    words = words_of(command)
    # Its arguments may be secrets, too.
    said = f"The key '{name}' comes from the command '{words[0]}', which"
    status, output = _output_of(words, said)
    if status != 0:
        raise ConfigError(f"{said} failed with status {status}")
    try:
        lines = output.decode("utf-8").strip().splitlines()
    except UnicodeDecodeError as error:
        raise ConfigError(f"{said} gave something that is no text") from error
    if not lines:
        raise ConfigError(f"{said} gave nothing")
    return lines[0].strip()


def _output_of(words: list[str], said: str) -> tuple[int, bytes]:
    """The exit status and the output of a program, which speaks to the user on its own.

    Standard input is its own only where it is a terminal; else it may be the prompt.
    """
    is_terminal = sys.stdin is not None and sys.stdin.isatty()
    try:
        running = subprocess.Popen(  # noqa: S603 - the user's own command
            words, stdin=None if is_terminal else subprocess.DEVNULL, stdout=subprocess.PIPE
        )
    except OSError as error:
        raise ConfigError(f"{said} cannot be run: {error.strerror or error}") from error
    try:
        output, _ = running.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired as error:
        raise ConfigError(f"{said} was not done after {SECONDS:g} seconds") from error
    finally:
        if running.poll() is None:
            running.kill()
            running.wait()
        # Not its end: what it started may hold the other side.
        if running.stdout is not None:
            running.stdout.close()
    return running.returncode, output


def _kept(name: str) -> str:
    found = _ask_keyring("get_password", name)
    if not found or not found.strip():
        raise ConfigError(
            f"The keyring of the system has no key '{name}'. Store it:"
            f" llm keys set {name} --keyring"
        )
    return str(found).strip()


def put_into_keyring(name: str, value: str) -> None:
    """Store a key in the keyring of the system. Raises ConfigError."""
    _ask_keyring("set_password", name, value)
    _known.pop((name, ""), None)


def take_out_of_keyring(name: str) -> None:
    """Remove a key from the keyring of the system, if it is there. Raises ConfigError."""
    _ask_keyring("delete_password", name)
    _known.pop((name, ""), None)


def _ask_keyring(what: str, name: str, *more: Any) -> Any:
    try:
        import keyring
        import keyring.errors
    except ImportError as error:
        raise ConfigError(
            "The keyring of the system needs a package: llm install 'llm[keyring]', or keep the"
            f" key in a file: llm keys set {name}"
        ) from error
    try:
        return getattr(keyring, what)(SERVICE, name, *more)
    except keyring.errors.PasswordDeleteError:
        return None
    except keyring.errors.NoKeyringError as error:
        raise ConfigError(
            f"This system has no keyring that can be used for the key '{name}'"
        ) from error
    except keyring.errors.KeyringError as error:
        raise ConfigError(
            f"The keyring of the system does not answer for the key '{name}':"
            f" {' '.join(str(error).split()) or type(error).__name__}"
        ) from error
