"""Sizes as people write them, `20MB`, and the number of bytes that they mean."""

from __future__ import annotations

import re

from llm.errors import ConfigError

_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9}


def bytes_in(written: str, source: str) -> int:
    """The bytes that *written* means, a whole number with `kB`, `MB` or `GB` after it, or nothing.

    Raises ConfigError, which names the *source*, for anything else.
    """
    found = re.fullmatch(r"(\d{1,18})\s*([KMG]?)B?", written.strip(), re.IGNORECASE)
    if found is None:
        raise ConfigError(f"{source} is '{written}', and should be a size such as 20MB")
    return int(found[1]) * _UNITS[found[2].upper()]
