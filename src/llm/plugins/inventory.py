"""What a plugin offers, as data: what one hook of it registers, asked by itself.

The index keeps this (`index/entries.py`), so that nobody has to ask again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from llm.models.described import described
from llm.plugins import offers
from llm.plugins.index.entries import HOOKS
from llm.text import first_line

if TYPE_CHECKING:
    from llm.plugins.index.entries import Entry, Kind

__all__ = ["HOOKS", "in_words", "line_of", "offered_by", "offers_of"]

_WORDS: Mapping[Kind, str] = {
    "embedding_models": "embedding models",
    "template_loaders": "templates",
    "fragment_loaders": "fragments",
    "vector_indexes": "vector indexes",
}


def offered_by(plugin: str, kind: Kind) -> dict[str, Any]:
    """What the plugin with this name in the host offers of a *kind*: fields of an `Entry`.

    Its hook is called, alone; one that fails has its line said by the host, and what it had
    registered before counts. Not for commands.
    """
    if kind == "models":
        return {kind: tuple(map(described, offers.registered_models({plugin})))}
    if kind == "embedding_models":
        return {kind: tuple(map(described, offers.registered_embedding_models({plugin})))}
    asked: list[str] = []
    found = offers.registered(HOOKS[kind], {plugin}, asked)
    said = {f"{kind}:{name}": line for name, each in found.items() if (line := line_of(each))}
    # Nobody can ask for what is no text.
    return {kind: tuple(name for name in asked if isinstance(name, str)), "descriptions": said}


def offers_of(plugin: str | Entry) -> dict[Kind, list[str]]:
    """The names of what a plugin offers, without aliases; prefixes end with a colon.

    *plugin* is its entry, or its name in the host: then its hooks are called, and commands are not
    among it.
    """
    if not isinstance(plugin, str):
        return {kind: _told(kind, getattr(plugin, kind)) for kind in HOOKS}
    return {
        kind: _told(kind, offered_by(plugin, kind)[kind]) for kind in HOOKS if kind != "commands"
    }


def in_words(offers: Mapping[Kind, list[str]], most: int = 8) -> str:
    """What *offers* holds, in one line: `models a, b; tools c`. Of many only *most* are named."""
    return "; ".join(
        f"{_WORDS.get(kind, kind)} {_listed(offers[kind], most)}"
        for kind in HOOKS
        if offers.get(kind)
    )


def _told(kind: Kind, offered: Iterable[Any]) -> list[str]:
    if kind in ("models", "embedding_models"):
        return [each.model_id for each in offered]
    if kind == "commands":
        return [each.name for each in offered]
    colon = ":" if kind in ("template_loaders", "fragment_loaders") else ""
    return [f"{name}{colon}" for name in offered]


def _listed(names: list[str], most: int) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def line_of(offered: Any) -> str | None:
    """What is said of a tool, a toolbox class or a loader; None where that cannot be had."""
    try:
        if isinstance(offered, type) or not hasattr(offered, "description"):
            return first_line(offered.__doc__)
        return first_line(offered.description)
    except Exception:  # noqa: BLE001 - what a plugin has there is no reason to list nothing else
        return None
