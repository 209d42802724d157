"""What each plugin offers, by its name: models, tools, loaders and commands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from llm.plugins.host import pm

KINDS = (
    "models",
    "embedding models",
    "tools",
    "templates",
    "fragments",
    "vector indexes",
    "commands",
)
_HOOKS = {
    "register_models": "models",
    "register_embedding_models": "embedding models",
    "register_tools": "tools",
    "register_template_loaders": "templates",
    "register_fragment_loaders": "fragments",
    "register_vector_indexes": "vector indexes",
}


def offers_of_plugins() -> dict[str, dict[str, list[str]]]:
    """For each plugin's name in the host, the names of what it offers, by their kind of `KINDS`.

    Prefixes of loaders end with a colon. Commands are left to those who have any.
    """
    found: dict[str, dict[str, list[str]]] = {}

    def arguments(kind: str) -> Callable[[str], dict[str, Any]]:
        def given(plugin: str) -> dict[str, Any]:
            names = found.setdefault(plugin, {}).setdefault(kind, [])

            def register(offered: Any, *_more: object, **named: Any) -> None:
                names.append(_name(kind, offered, named.get("name")))

            return {"register": register, "model_aliases": []}

        return given

    for hook, kind in _HOOKS.items():
        pm.call_each(hook, arguments(kind))
    return found


def in_words(offers: dict[str, list[str]], most: int = 8) -> str:
    """What *offers* holds, in one line: `models a, b; tools c`. Of many only *most* are named."""
    said = (f"{kind} {_listed(offers[kind], most)}" for kind in KINDS if offers.get(kind))
    return "; ".join(said)


def _listed(names: Iterable[str], most: int) -> str:
    listed = list(names)
    more = f" and {len(listed) - most} more" if len(listed) > most else ""
    return ", ".join(listed[:most]) + more


def _name(kind: str, offered: Any, name: object) -> str:
    if kind in ("templates", "fragments"):
        return f"{offered}:"
    given = name or getattr(offered, "model_id", None) or getattr(offered, "name", None)
    return str(given or getattr(offered, "__name__", offered))
