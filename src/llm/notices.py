"""One line for the person at the terminal, from whatever layer has something to tell."""

from __future__ import annotations

import os
import sys
from contextlib import suppress


def say(line: str) -> None:
    """Write one line to standard error, where there is one."""
    if sys.stderr is not None:
        with suppress(OSError, ValueError):
            print(line, file=sys.stderr)


def raises_errors() -> bool:
    """Whether the user wants tracebacks, and not messages."""
    return bool(os.environ.get("LLM_RAISE_ERRORS"))
