"""Loaders of templates and fragments, with what their authors say of them."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable, Iterator, Mapping
from typing import Any


def loader_lines(loaders: Mapping[str, Callable[..., Any]]) -> Iterator[str]:
    """An entry for each of *loaders*, which are known by their prefixes."""
    for prefix, load in loaders.items():
        about = inspect.getdoc(load) or "Undocumented"
        yield f"{prefix}:\n{textwrap.indent(about, '  ')}"
