"""Names of a package that are loaded when they are first touched (PEP 562)."""

from __future__ import annotations

TYPE_CHECKING = False  # `typing` takes longer to import than all of this
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


def loaded_name(package: str, homes: Mapping[str, str], name: str) -> Any:
    """The value of *name* in *package*, which has it from now on.

    *homes* says of each name in which module it is. Raises AttributeError for any other.
    """
    import sys
    from importlib import import_module

    if name not in homes:
        raise AttributeError(f"module {package!r} has no attribute {name!r}")
    value = getattr(import_module(homes[name]), name)
    setattr(sys.modules[package], name, value)
    return value
