"""Lists of models, as OpenAI's API says them. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from llm.models.described import OfferedModel


def model_list(models: Iterable[OfferedModel], created: float) -> dict[str, Any]:
    """*models* as a list, each once and by its id.

    *created* is when the server began to offer them: when they were made nobody knows.
    """
    ids = dict.fromkeys(model.model_id for model in models)
    return {"object": "list", "data": [model_object(each, created) for each in ids]}


def model_object(name: str, created: float) -> dict[str, Any]:
    """The model called *name*."""
    return {"id": name, "object": "model", "created": int(created), "owned_by": "llm"}
