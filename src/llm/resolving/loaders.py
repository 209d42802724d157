"""What `prefix:argument` names -> whatever the plugin that has the prefix gives for it."""

from __future__ import annotations

from typing import Any, Literal

from llm.errors import InvalidInput
from llm.plugins.called import names_of, offered_as
from llm.plugins.index.entries import Kind
from llm.text import reason_of


def load_with_plugin(kind: Literal["template", "fragment"], name: str) -> Any:
    """What the loader of a plugin that has the prefix of *name* gives for the rest of it.

    Raises InvalidInput, in one line, for a prefix that nobody has, and for whatever the loader
    raises.
    """
    prefix, _, argument = name.partition(":")
    kinds: Kind = "template_loaders" if kind == "template" else "fragment_loaders"
    loader = offered_as(kinds, [prefix]).get(prefix)
    if loader is None:
        from llm.plugins.left_out import with_absent_plugins

        known = ", ".join(f"{each}:" for each in sorted(names_of(kinds))) or "none"
        said = f"No plugin loads {kind}s that begin with {prefix}: - there are {known}"
        raise InvalidInput(with_absent_plugins(said, [kinds], [prefix]))
    try:
        return loader(argument)
    except Exception as error:
        said = reason_of(error)
        raise InvalidInput(f"Could not load {kind} {name}: {said}") from error
