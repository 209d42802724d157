"""Which model a command asks: by its name, by `-q`, or at an address."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from llm.cli.asking.composing import Given


def with_queries_resolved(given: Given, *, async_: bool = False) -> Given:
    """*given* with the model that `-q` means, where the command line names none itself.

    What `-q` says goes before `LLM_MODEL` and the user's settings. Raises UnknownModelError where
    it means none.
    """
    if not given.queries or (given.model_id and not _is_a_setting("model_id")):
        return given
    from llm.resolving.model_queries import model_id_for

    return replace(given, model_id=model_id_for(given.queries, async_=async_))


def _is_a_setting(parameter: str) -> bool:
    """Whether the value of *parameter* is from the environment or the user's settings."""
    context = click.get_current_context(silent=True)
    source = None if context is None else context.get_parameter_source(parameter)
    settings = click.core.ParameterSource.ENVIRONMENT, click.core.ParameterSource.DEFAULT_MAP
    return source in settings


def chosen_model(
    model_id: str | None, *, base_url: str | None = None, key: str | None = None, async_: bool
) -> Any:
    """The model to ask: one at *base_url*, or a registered one; the default model for None.

    Raises UnknownModelError when there is none of that name.
    """
    import llm
    from llm.cli.asking.prompt_run import announce_embedded_default

    if base_url:
        from llm.cli.asking.servers import chosen_model as chosen_at
        from llm.providers.openai.base_url import model_at

        return model_at(base_url, chosen_at(base_url, model_id, key=key), key=key, async_=async_)
    if not model_id:
        announce_embedded_default()
    return llm.get_async_model(model_id) if async_ else llm.get_model(model_id)
