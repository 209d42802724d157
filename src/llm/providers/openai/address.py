"""Where requests go, and the headers that say who asks."""

from __future__ import annotations

import os
from collections.abc import Mapping

OPENAI_BASE = "https://api.openai.com/v1"


def base_url(api_base: str | None = None) -> str:
    """The address before `/chat/completions`: *api_base*, else `OPENAI_BASE_URL`, else OpenAI's."""
    return (api_base or os.environ.get("OPENAI_BASE_URL") or OPENAI_BASE).rstrip("/")


def request_headers(
    key: str | None, own: Mapping[str, str] | None = None, *, api_base: str | None = None
) -> dict[str, str]:
    """The headers of a request with *key*; a model's *own* go before those that are made here.

    Without an *api_base* the variables `OPENAI_ORG_ID` and `OPENAI_PROJECT_ID` say on whose
    account OpenAI is asked.
    """
    headers: dict[str, str] = {}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    if api_base is None:
        if organization := os.environ.get("OPENAI_ORG_ID"):
            headers["OpenAI-Organization"] = organization
        if project := os.environ.get("OPENAI_PROJECT_ID"):
            headers["OpenAI-Project"] = project
    if own:
        replaced = {name.lower() for name in own}
        headers = {name: value for name, value in headers.items() if name.lower() not in replaced}
        headers.update(own)
    return headers
