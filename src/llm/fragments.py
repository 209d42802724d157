"""Fragment: a piece of text that remembers where it came from."""

from __future__ import annotations

import re
from typing import Self


class Fragment(str):
    """A string, to be put into a prompt, with the place it was read from.

    Attributes:
        source: a path, a URL or a loader's name for it; `""` where there is none.

    """

    source: str

    def __new__(cls, content: str, source: str = "") -> Self:
        """A fragment of *content*, read from *source*."""
        fragment = super().__new__(cls, content)
        fragment.source = source
        return fragment

    def id(self) -> str:
        """SHA-256 of the text in UTF-8, as 64 hexadecimal digits."""
        import hashlib

        return hashlib.sha256(self.encode("utf-8")).hexdigest()


def is_url(value: str) -> bool:
    """Whether *value* is a URL of the web, which is fetched."""
    return value.startswith(("http://", "https://"))


def has_plugin_prefix(value: str) -> bool:
    """Whether *value* begins as `prefix:argument` does, which asks a plugin's loader."""
    return re.match(r"[A-Za-z0-9_-]+:", value) is not None
