"""What was searched for, marked in what was found, where a person sees it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from llm.cli.terminal import has_colours

if TYPE_CHECKING:
    from llm.store.records import Query

_START, _END = "\x1b[1;31m", "\x1b[0m"


def highlighter(query: Query | None) -> Callable[[str], str] | None:
    """What marks in a text what *query* looks for; None where nobody would see it."""
    if query is None or not has_colours(sys.stdout):
        return None
    return lambda text: marked(text, query)


def marked(text: str, query: Query) -> str:
    """*text* with what *query* looks for in bold red."""
    from llm.store.matching import highlighted

    pieces, said = [], 0
    for start, end in highlighted(text, query):
        pieces += [text[said:start], _START, text[start:end], _END]
        said = end
    return "".join([*pieces, text[said:]])
