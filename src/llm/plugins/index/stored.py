"""The file of the index: its name, what is in it, and that there is always a whole one or none.

It is data only. One that is broken, that another release wrote or that is not the user's own is
as good as none.
"""

from __future__ import annotations

import json
import os
import stat
import sys
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from llm.plugins.discovery import Candidate
from llm.plugins.index.changed_commands import directory, note
from llm.plugins.index.entries import (
    Dependencies,
    Entry,
    OfferedCommand,
    OfferedModel,
)
from llm.version import __version__

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 2
_SHAPE = [each._fields for each in (Entry, OfferedModel, OfferedCommand, Dependencies, Candidate)]
_NOT_UNDERSTOOD = (ValueError, TypeError, KeyError, AttributeError, OverflowError)
_NOW = getattr(os, "O_NONBLOCK", 0)
_KEPT = 30 * 24 * 3600.0
"""Seconds after which an index that nobody has brought up to date is removed."""


class Stored(NamedTuple):
    """An index as it is kept.

    Attributes:
        identity: whose it is, see `identity`.
        signature: the state of the installation, see `freshness.py`.
        candidates: the plugins that are installed, in the order of their hooks.
        notes: what is said of packages whose metadata is damaged.
        entries: what is known of plugins, by their name in the host; of some it may be nothing.
        had: what plugins offered before, of which the entries do not say it, see `formerly.py`.

    """

    identity: str
    signature: str
    candidates: tuple[Candidate, ...]
    notes: tuple[str, ...]
    entries: dict[str, Entry]
    had: dict[str, tuple[str, ...]] = {}  # noqa: RUF012 - the default of a field, as in Entry


def identity(directories: tuple[str, ...]) -> str:
    """What tells an interpreter that finds packages in *directories* from all others."""
    return "\n".join([sys.prefix, sys.version, __version__, f"{FORMAT} {_SHAPE}", *directories])


def path_for(identity: str) -> str:
    """The file of an interpreter."""
    what = identity.encode("utf-8", "surrogatepass")
    name = f"{zlib.crc32(what):08x}{zlib.adler32(what):08x}.json"
    return os.path.join(directory(), name)


def read(path: Path | str) -> Stored | None:
    """What is in the file *path*; None where that is nothing that can be used."""
    try:
        # Nobody may have to be waited for who writes into it.
        with open(path, "rb", opener=lambda name, flags: os.open(name, flags | _NOW)) as file:
            found = os.fstat(file.fileno())
            is_own = os.name != "posix" or found.st_uid == os.geteuid()
            if not is_own or not stat.S_ISREG(found.st_mode):
                return None
            data = json.loads(file.read())
        return _from_json(data)
    except (OSError, *_NOT_UNDERSTOOD, RecursionError):
        return None


def write(path: Path, stored: Stored) -> bool:
    """Put *stored* in the place of what is in *path*; False where that cannot be."""
    from llm.config.files import replaced
    from llm.errors import ConfigError

    changed = {name for each in stored.entries.values() for name in each.touched_commands}
    try:
        if changed:
            note(path, changed)  # first: nobody may look there in vain
        with replaced(path, private=True, is_locked=True) as file:
            file.write(json.dumps(_to_json(stored), separators=(",", ":")).encode())
        if not changed:
            note(path, changed)
    except (ConfigError, OSError):
        return False
    _remove_unused(path)
    return True


def can_be_written(path: Path) -> bool:
    """Whether an index can be put there; its directory is made."""
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.access(path.parent, os.W_OK | os.X_OK)
    return False


def _remove_unused(path: Path) -> None:
    """Remove the indexes of interpreters and directories that have not been seen for long."""
    until = time.time() - _KEPT
    with suppress(OSError):
        for other in path.parent.glob("*.json"):
            if other != path and other.stat().st_mtime < until:
                other.unlink()
                other.with_name(f".{other.name}.lock").unlink(missing_ok=True)
                note(other, ())


def _to_json(stored: Stored) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "identity": stored.identity,
        "signature": stored.signature,
        "candidates": stored.candidates,
        "notes": stored.notes,
        "entries": {name: entry_to_json(entry) for name, entry in stored.entries.items()},
        "had": stored.had,
    }


def _from_json(data: Any) -> Stored | None:
    if data["format"] != FORMAT:
        return None
    return Stored(
        _text(data["identity"]),
        _text(data["signature"]),
        tuple(_candidate(each) for each in data["candidates"]),
        _texts(data["notes"]),
        {_text(name): entry_from_json(each) for name, each in data["entries"].items()},
        {_text(name): _texts(offers) for name, offers in data["had"].items()},
    )


def entry_to_json(entry: Entry) -> dict[str, Any]:
    """An entry as JSON has it; what is as by default is left out."""
    defaults = Entry._field_defaults
    return {
        name: value
        for name, value in entry._asdict().items()
        if name not in defaults or value != defaults[name]
    }


def entry_from_json(data: dict[str, Any]) -> Entry:
    """An entry out of its JSON. Raises ValueError for anything else."""
    try:
        entry = Entry(**{name: _FIELDS[name](value) for name, value in data.items()})
    except _NOT_UNDERSTOOD as error:
        raise ValueError(f"this is no entry: {error}") from error
    if (entry.state != "loaded" or entry.is_barred) and not entry.errors:
        raise ValueError(f"the plugin {entry.name} was skipped, and nothing says why")
    return entry


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a text is needed, not {value!r}")
    return value


def _text_or_none(value: Any) -> str | None:
    return None if value is None else _text(value)


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(f"a list is needed, not {value!r}")
    return tuple([_text(each) for each in value])


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"true or false is needed, not {value!r}")
    return value


def _stat(value: Any) -> tuple[int, int] | None:
    if value is None:
        return None
    modified, size = value
    if type(modified) is not int or type(size) is not int:
        raise TypeError(f"two whole numbers are needed, not {value!r}")
    return modified, size


def _state(value: Any) -> str:
    if value not in ("loaded", "failed", "hung"):
        raise ValueError(f"no state: {value!r}")
    return str(value)


def _descriptions(value: Any) -> dict[str, str]:
    return {_text(name): _text(line) for name, line in value.items()}


def _kind(annotation: Any) -> str:
    """The text of an annotation."""
    return str(getattr(annotation, "__forward_arg__", annotation))


def _record(cls: type[Any]) -> Callable[[Any], Any]:
    """What makes a *cls*, a tuple with names, out of a list."""
    from itertools import product

    kinds = [_kind(each) for each in cls.__annotations__.values()]
    # There may be thousands: most of a list is right as it is, if its types are.
    shapes = set(product(*(_TYPES.get(kind, (list, dict)) for kind in kinds)))
    readers = [(place, _READERS[kind]) for place, kind in enumerate(kinds) if kind not in _TYPES]
    make = tuple.__new__

    def read_record(value: Any) -> Any:
        if tuple(map(type, value)) not in shapes:
            raise TypeError(f"this is no {cls.__name__}: {value!r}")
        for place, read in readers:
            value[place] = read(value[place])
        return make(cls, value)

    return read_record


def _records(cls: type[Any]) -> Callable[[Any], Any]:
    read_record = _record(cls)
    return lambda value: tuple(map(read_record, value))


_TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "str | None": (str, type(None)),
    "bool": (bool,),
}
_READERS: dict[str, Callable[[Any], Any]] = {
    "str": _text,
    "str | None": _text_or_none,
    "tuple[str, ...]": _texts,
    "bool": _flag,
    "float": float,
    "State": _state,
    "dict[str, str]": _descriptions,
    "dict[str, tuple[int, int] | None]": lambda value: {
        _text(path): _stat(seen) for path, seen in value.items()
    },
    "dict[str, str | None]": lambda value: {
        _text(name): _text_or_none(seen) for name, seen in value.items()
    },
}
_READERS |= {
    "tuple[OfferedModel, ...]": _records(OfferedModel),
    "tuple[OfferedCommand, ...]": _records(OfferedCommand),
    "Dependencies": _record(Dependencies),
}
_candidate = _record(Candidate)
_FIELDS = {name: _READERS[_kind(each)] for name, each in Entry.__annotations__.items()}
