"""The `openai` package, for plugins that ask for a client of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from llm.errors import ModelUnavailable
from llm.net.log import logging_client, wire_log


def sdk() -> Any:
    """The module `openai`. Raises `ModelUnavailable` where it is not installed."""
    try:
        import openai
    except ImportError as error:
        raise ModelUnavailable(
            "A plugin needs the package 'openai', which is not installed: `llm install openai`."
        ) from error
    return openai


def sdk_client(
    key: str | None, base_url: str, headers: Mapping[str, str] | None, *, async_: bool
) -> Any:
    """An `openai.OpenAI`, or `AsyncOpenAI`, for the server at *base_url*."""
    made = sdk().AsyncOpenAI if async_ else sdk().OpenAI
    settings: dict[str, Any] = {"api_key": key or "DUMMY_KEY", "base_url": base_url}
    if headers:
        settings["default_headers"] = dict(headers)
    if wire_log() is not None:
        settings["http_client"] = logging_client(async_=async_)
    return made(**settings)
