"""A user who has nothing, for a test: no keys, no settings, no history, no project file."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

# These say which plugins there are, and what is seen of errors; not who the user is.
_STAYS = {
    "LLM_CACHE_PATH", "LLM_LOAD_PLUGINS", "LLM_PLUGIN_INDEX", "LLM_PLUGIN_TIMEOUT",
    "LLM_RAISE_ERRORS",
}  # fmt: skip
_PREFIXES = ("LLM_", "OPENAI_")
_SUFFIXES = ("_API_KEY", "_TOKEN")


@contextmanager
def isolated_user(
    path: str | os.PathLike[str] | None = None, *, keys: Mapping[str, str] | None = None
) -> Iterator[Path]:
    """Within the block the user directory is *path*, and nothing comes from the environment.

    It gives that directory, which by default is a new one that ends with the block. Variables that
    hold keys (`…_API_KEY`, `…_TOKEN`, `OPENAI_…`) or settings (`LLM_…`) are taken out of the
    environment, and come back afterwards; no `.llm.toml` counts, unless the block sets
    `LLM_PROJECT_FILE`. Other processes that are started in the block see the same.

    Args:
        path: the user directory, which is made when something is written.
        keys: what to store in it, as `llm keys set` does: names with their keys.

    """
    taken = {name: value for name, value in os.environ.items() if _is_the_users(name)}
    with ExitStack() as stack:
        if path is None:
            path = stack.enter_context(
                tempfile.TemporaryDirectory(prefix="llm-user-", ignore_cleanup_errors=True)
            )
        stack.callback(_put_back, taken)
        for name in taken:
            del os.environ[name]
        os.environ |= {"LLM_USER_PATH": os.fspath(path), "LLM_PROJECT_FILE": "0"}
        for name, key in (keys or {}).items():
            from llm.config.keys import set_key

            set_key(name, key)
        yield Path(path)


def _is_the_users(name: str) -> bool:
    return name not in _STAYS and (name.startswith(_PREFIXES) or name.endswith(_SUFFIXES))


def _put_back(taken: Mapping[str, str]) -> None:
    for name in ("LLM_USER_PATH", "LLM_PROJECT_FILE"):
        os.environ.pop(name, None)
    os.environ |= taken
