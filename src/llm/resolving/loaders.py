"""What `prefix:argument` names -> whatever the plugin that has the prefix gives for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from llm.errors import InvalidInput


def load_with_plugin(kind: str, name: str, loaders: Mapping[str, Callable[[str], Any]]) -> Any:
    """What the one of *loaders* that has the prefix of *name* gives for the rest of it.

    *kind* says in errors what is loaded, such as `template`. Raises InvalidInput, in one line, for
    a prefix that nobody has, and for whatever the loader raises.
    """
    prefix, _, argument = name.partition(":")
    if prefix not in loaders:
        known = ", ".join(f"{each}:" for each in sorted(loaders)) or "none"
        raise InvalidInput(f"No plugin loads {kind}s that begin with {prefix}: - there are {known}")
    try:
        return loaders[prefix](argument)
    except Exception as error:
        said = " ".join(str(error).split()) or type(error).__name__
        raise InvalidInput(f"Could not load {kind} {name}: {said}") from error
