"""Plugins: finding them, loading them one by one, and collecting what they offer.

The names here are loaded when they are first touched, so that importing this package costs
nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from llm.lazy_names import loaded_name

if TYPE_CHECKING:
    from llm.plugins.host import load_plugins, pm
    from llm.plugins.listing import get_plugins, plugin_states

__all__ = ["get_plugins", "load_plugins", "plugin_states", "pm"]

_HOMES = {
    "load_plugins": "llm.plugins.host",
    "pm": "llm.plugins.host",
    "get_plugins": "llm.plugins.listing",
    "plugin_states": "llm.plugins.listing",
}


def __getattr__(name: str) -> object:
    found: object = loaded_name(__name__, _HOMES, name)
    return found
