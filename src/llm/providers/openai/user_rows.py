"""Reading a file of models that the user keeps: again only when it has changed.

Models are looked up often, and such a file is asked for each time. What is wrong with it is said
in lines on standard error, each once in a process, and costs no more than the models it is about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from llm.errors import ConfigError
from llm.notices import say
from llm.providers.openai.catalogue import EmbeddingRow, ModelRow

if TYPE_CHECKING:
    from pathlib import Path

AnyRow = ModelRow | EmbeddingRow
Understand = Callable[["Path"], tuple[Iterable[AnyRow], Iterable[str]]]

_known: dict[str, tuple[tuple[int, int, int], tuple[AnyRow, ...]]] = {}
_said: set[str] = set()


def rows_in(path: Path, understand: Understand) -> tuple[AnyRow, ...]:
    """The rows in the file *path*; none where there is no such file, or it cannot be read.

    *understand* makes rows and warnings of the file, and may raise `ConfigError`.
    """
    try:
        stat = path.stat()
    except OSError:
        return ()
    version = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
    known = _known.get(str(path))
    if known and known[0] == version:
        return known[1]
    try:
        rows, warnings = understand(path)
    except ConfigError as error:
        rows, warnings = (), [str(error)]
    for line in warnings:
        if line not in _said:
            _said.add(line)
            say(line)
    _known[str(path)] = (version, tuple(rows))
    return _known[str(path)][1]
