"""The options of a model that hold where neither the command line nor a template says anything."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from llm.config.layers import current_layers
from llm.config.model_options import get_model_options


def default_options(
    model_id: str,
    takes: Callable[[str], bool] | None = None,
    is_meant: Callable[[str], bool] | None = None,
) -> dict[str, Any]:
    """The options of a model by name, as text; later ones of these go before earlier ones.

    Those of the user's `config.toml`, those that were saved for the model (`llm models options`),
    those of the project file. In each file those for the model go before those for all models.

    Args:
        model_id: the id of the model.
        takes: whether the model has an option of a name: of those for all models it is given no
            others. None where it takes any.
        is_meant: whether a name under which a file has options is one of the model.

    Raises ConfigError when a file cannot be understood.

    """
    layers = current_layers()
    options: dict[str, Any] = {}
    for source in ("user", "project"):
        found = None if layers is None else layers.find("options", (source,))
        if found is not None:
            for_all, own = {}, {}
            for name, option, value in entries(found.value):
                if name is None and (takes is None or takes(option)):
                    for_all[option] = value
                elif name is not None and (name == model_id or (is_meant and is_meant(name))):
                    own[option] = value
            options |= for_all | own
        if source == "user":
            options |= get_model_options(model_id)
    return options


def entries(options: dict[str, Any]) -> Iterator[tuple[str | None, str, str]]:
    """What a table of options holds: the model or None, the option, and its value as text."""
    for name, value in options.items():
        if isinstance(value, dict):
            for option, own in value.items():
                yield name, option, as_text(own)
        else:
            yield None, name, as_text(value)


def as_text(value: Any) -> str:
    """The value of an option as it would be written after `-o NAME`."""
    return value if isinstance(value, str) else json.dumps(value, default=str)
