"""The plugin that offers the built-in model: SmolLM2-135M-Instruct, on this machine, offline.

The extra `local` brings the package that runs it; without that, asking it says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from llm.hookspecs import hookimpl

if TYPE_CHECKING:
    from llm.hookspecs import RegisterModel


@hookimpl
def register_models(register: RegisterModel) -> None:
    """Offer `smollm2-135m`."""
    from llm.providers.local.model import AsyncLocalChat, LocalChat

    register(LocalChat(), AsyncLocalChat(), aliases=("smollm2", "local"))
