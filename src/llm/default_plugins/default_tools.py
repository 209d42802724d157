"""The plugin that offers the two built-in tools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llm.hookspecs import hookimpl
from llm.tools import llm_time, llm_version

if TYPE_CHECKING:
    from llm.hookspecs import RegisterTool


@hookimpl
def register_tools(register: RegisterTool) -> None:
    """Offer `llm_version` and `llm_time`."""
    register(llm_version)
    register(llm_time)
