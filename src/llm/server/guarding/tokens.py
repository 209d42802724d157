"""The user's tokens: `server-tokens.json`, which has the hash of each and what it allows.

A token is shown once, when it is made. What is kept is its SHA-256: there are 256 random bits in
it, which nobody finds by trying. Who a request comes from is for `identities.py` to say.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from llm.config.files import read_object, update_object
from llm.config.keys import NOTE_NAME
from llm.config.paths import user_dir, user_file
from llm.errors import ConfigError, InvalidInput
from llm.lazy_dataclass import dataclass
from llm.server.guarding.access import ANONYMOUS, OWNER, RUN_PREFIX, Client

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

TOKENS_FILE = "server-tokens.json"
PREFIX = "llm-"
NOTE = "Clients of `llm serve`. Tokens cannot be read from this: llm serve tokens add makes new."
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}")
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass
class StoredToken:
    """A token of the user's file.

    Attributes:
        client: who it stands for, and what they may do.
        digest: its SHA-256, in hexadecimal.
        created: when it was made, in ISO 8601; empty where the file does not say.

    """

    client: Client
    digest: str
    created: str


def tokens_path() -> Path:
    """Where the tokens are, or would be, stored."""
    return user_file(TOKENS_FILE)


def new_token() -> str:
    """A token that nobody can guess."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """What is kept of *token*."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def stored_tokens(path: Path | None = None) -> list[StoredToken]:
    """The tokens of the user's file, or of *path*, by their names.

    Raises ConfigError where the file, or one of them, cannot be understood: a limit that was lost
    must not become a client without limits.
    """
    path = path or tokens_path()
    stored = read_object(path)
    return [_read(path, name, stored[name]) for name in sorted(stored) if name != NOTE_NAME]


def token_names() -> list[str]:
    """The names of the tokens in the user's file, also of one that cannot be understood."""
    return sorted(name for name in read_object(tokens_path()) if name != NOTE_NAME)


def add_token(
    name: str,
    *,
    models: Iterable[str] = (),
    requests: int | None = None,
    tokens: int | None = None,
    history: bool = False,
) -> str:
    """Make a token for the client *name*, and return it: it is not to be had again.

    *models*: those that it may use; all where there is none. *requests*, *tokens*: how many in a
    minute. *history*: it sees all calls, and not only its own. Raises InvalidInput for a name that
    cannot be one or is taken, and ConfigError when the file cannot be read or written.
    """
    if not _NAME.fullmatch(name) or name in {ANONYMOUS, OWNER} or name.startswith(RUN_PREFIX):
        raise InvalidInput(
            f"{name!r} cannot be the name of a token. Letters, digits and . _ @ + - can be, at most"
            f" 64 of them; '{ANONYMOUS}', '{OWNER}' and '{RUN_PREFIX}…' are taken."
        )
    allowed = {
        "models": sorted(set(models)),
        "requests_per_minute": requests,
        "tokens_per_minute": tokens,
        "history": history,
    }
    token = new_token()
    kept = {
        "sha256": digest_of(token),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        **{what: value for what, value in allowed.items() if value not in (None, [], False)},
    }
    _read(tokens_path(), name, kept)

    def change(stored: dict[str, Any]) -> None:
        if name in stored:
            raise InvalidInput(
                f"There is a token '{name}' already. Revoke it first"
                f" (llm serve tokens revoke {name}), or choose another name."
            )
        if not stored:
            stored[NOTE_NAME] = NOTE
        stored[name] = kept

    update_object(user_dir() / TOKENS_FILE, change, private=True)
    return token


def revoke_token(name: str) -> None:
    """Forget the token of the client *name*: from now on it opens nothing, in no server.

    Raises InvalidInput when there is none, and ConfigError when the file cannot be read or written.
    """

    def change(stored: dict[str, Any]) -> None:
        if name == NOTE_NAME or name not in stored:
            raise no_such_token(name)
        del stored[name]

    if name not in read_object(tokens_path()):
        raise no_such_token(name)
    update_object(user_dir() / TOKENS_FILE, change, private=True)


def no_such_token(name: str) -> InvalidInput:
    """What to raise where there is no token *name*."""
    return InvalidInput(f"There is no token '{name}'. llm serve tokens list names those there are.")


def _read(path: Path, name: str, stored: Any) -> StoredToken:
    """The token *name* as *path* has it."""
    if not isinstance(stored, dict):
        raise _wrong(path, name, "it should be an object, {...}")
    digest, created = stored.get("sha256"), stored.get("created", "")
    models = stored.get("models")
    history = stored.get("history", False)
    if not isinstance(digest, str) or not _HASH.fullmatch(digest):
        raise _wrong(path, name, "it has no sha256")
    if models is not None and (
        not isinstance(models, list) or not all(isinstance(model, str) for model in models)
    ):
        raise _wrong(path, name, "models should be a list of names")
    if not isinstance(history, bool):
        raise _wrong(path, name, "history should be true or false")
    client = Client(
        name=name,
        token=name,
        has_history=history,
        models=None if models is None else frozenset(models),
        requests_per_minute=_count(path, name, stored, "requests_per_minute"),
        tokens_per_minute=_count(path, name, stored, "tokens_per_minute"),
        calls_at_once=_count(path, name, stored, "calls_at_once"),
    )
    return StoredToken(client, digest, created if isinstance(created, str) else "")


def _count(path: Path, name: str, stored: dict[str, Any], what: str) -> int | None:
    value = stored.get(what)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise _wrong(path, name, f"{what} should be a whole number above 0")
    return value


def _wrong(path: Path, name: str, reason: str) -> ConfigError:
    return ConfigError(
        f"{path} cannot be used: of the token '{name}', {reason}. Correct it, or revoke it:"
        f" llm serve tokens revoke {name}"
    )
