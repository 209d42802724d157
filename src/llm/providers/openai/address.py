"""Where requests go, whose key goes with them, and the headers that say who asks."""

from __future__ import annotations

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

from llm import ports
from llm.net.failures import place
from llm.net.request import merged_headers
from llm.providers.openai.catalogue import KEY_ENV_VAR, KEY_NAME

OPENAI_BASE = "https://api.openai.com/v1"


class Addressed:
    """A model at OpenAI or at another server, which is not shown OpenAI's key."""

    needs_key: str | None = KEY_NAME
    key_env_var: str | None = KEY_ENV_VAR
    key: str | None = None
    _api_base: str | None = None

    @property
    def api_base(self) -> str | None:
        """Address of the server; who sets another one no longer asks OpenAI, nor with its key."""
        return self._api_base

    @api_base.setter
    def api_base(self, address: str | None) -> None:
        self._api_base = address
        if address and self.needs_key == KEY_NAME:
            self.needs_key = None
        if self.needs_key != KEY_NAME and self.key_env_var == KEY_ENV_VAR:
            self.key_env_var = None

    @property
    def provider(self) -> str:
        """The name that errors carry."""
        return self.needs_key or place(base_url(self.api_base))

    def get_key(self, explicit_key: str | None = None) -> str | None:
        """The key for a request; a server that needs none is sent one that is given all the same.

        Raises `NeedsKeyException`.
        """
        found: str | None
        if self.needs_key is not None:
            found = super().get_key(explicit_key)  # type: ignore[misc]  # Keyed's, which follows
        else:
            found = self.key or (ports.get_key(explicit_key) if explicit_key else None)
        return found


def is_address(text: str) -> bool:
    """Whether *text* is the URL of a server, such as `http://127.0.0.1:8080/v1`."""
    try:
        parts = urlsplit(text)
        is_reachable = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    is_http = parts.scheme in {"http", "https"}
    return is_http and is_reachable and not any(each.isspace() for each in text)


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
    return merged_headers(headers, own or {})
