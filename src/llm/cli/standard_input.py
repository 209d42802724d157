"""Standard input, read to its end, and what is said where it cannot be.

What a prompt makes of any bytes there is `asking/prompt_input.py`'s.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from llm.errors import InvalidInput


def text_there() -> str:
    """All of standard input, which is to be text. Raises InvalidInput."""
    with readable():
        return stream().read()


def stream() -> TextIO:
    """Standard input. Raises InvalidInput where there is none."""
    if sys.stdin is None:
        raise InvalidInput("There is no standard input to read from")
    return sys.stdin


@contextmanager
def readable() -> Iterator[None]:
    """Let it be InvalidInput when standard input cannot be read in the block, or is no text."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise InvalidInput(
            f"Standard input is no {error.encoding.upper()} text, from byte {error.start:,} on"
        ) from error
    except OSError as error:
        raise InvalidInput(f"Standard input cannot be read: {error.strerror or error}") from error
