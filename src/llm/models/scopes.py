"""Whose opaque data a model takes back, by the id that the history has of it."""

from __future__ import annotations

from contextlib import suppress

from llm.errors import UnknownModelError
from llm.models.registry import get_async_model, get_model


def scope_of(model_id: str) -> str:
    """The scope of the model of this id, when it is installed; else the id. May import a plugin."""
    for look_up in (get_model, get_async_model):
        with suppress(UnknownModelError):
            return look_up(model_id).scope()
    return model_id
