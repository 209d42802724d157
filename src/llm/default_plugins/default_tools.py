"""The plugin that offers the built-in tools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llm.hookspecs import hookimpl
from llm.tools import llm_recall, llm_time, llm_version

if TYPE_CHECKING:
    from llm.hookspecs import RegisterTool


@hookimpl
def register_tools(register: RegisterTool) -> None:
    """Offer `llm_version`, `llm_time` and `llm_recall`."""
    register(llm_version)
    register(llm_time)
    register(llm_recall)
