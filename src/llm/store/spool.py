"""The spool: calls that could not be written to the history, each in a file, until they can be.

A file is a list of lines in JSON: `{"call": …, "process": …}` when the call begins and again when
it has ended, `{"events": […]}` for what arrives in between. A later run writes them to the history
and removes them. The directory is beside the database; where nothing can be written there, in the
user's state directory, else in the directory for temporary files.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llm.errors import HistoryUnavailable, InvalidInput
from llm.store.processes import is_gone, this_process

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llm.store.interface import Store
    from llm.store.records import CallRecord

_ENDING = ".jsonl"


class Spool:
    """The spool of the database at *path*."""

    def __init__(self, path: str | Path) -> None:
        self._path = Path(os.path.abspath(path))

    def places(self) -> list[Path]:
        """The directories that may hold the spool, the best first."""
        named = hashlib.sha256(str(self._path).encode()).hexdigest()[:16]
        user = f"-{os.getuid()}" if hasattr(os, "getuid") else ""
        return [
            self._path.with_name(f"{self._path.name}-spool"),
            _state_directory() / "spool" / named,
            Path(tempfile.gettempdir()) / f"llm-spool{user}" / named,
        ]

    def files(self) -> list[Path]:
        """The calls that wait, the oldest first."""
        found: list[Path] = []
        for place in self.places():
            with suppress(OSError):
                found += [each for each in place.iterdir() if each.suffix == _ENDING]
        return sorted(found, key=lambda each: each.name)

    def keep(self, call: CallRecord) -> Path:
        """Write *call*, as it is now; returns its file.

        Raises `HistoryUnavailable` when it cannot be written anywhere.
        """
        from llm.store.record_json import to_json

        line = {"call": to_json(call), "process": this_process()}
        reason = "there is no place for it"
        for place in self._places_for(call.id):
            try:
                _make_private(place)
                _append(place / f"{call.id}{_ENDING}", line)
            except OSError as error:
                reason = error.strerror or str(error)
                continue
            return place / f"{call.id}{_ENDING}"
        raise HistoryUnavailable(f"The call cannot be kept in a file either: {reason}")

    def add(self, call_id: str, events: Sequence[Any]) -> None:
        """Write further *events* of a call whose beginning was kept; what cannot be is left out."""
        for place in self.places():
            file = place / f"{call_id}{_ENDING}"
            if file.exists():
                with suppress(OSError):
                    _append(file, {"events": list(events)})

    def drop(self, call_id: str) -> None:
        """Remove the file of a call that is in the history now."""
        for place in self.places():
            with suppress(OSError):
                (place / f"{call_id}{_ENDING}").unlink()
            with suppress(OSError):
                place.rmdir()

    def replay(self, store: Store) -> int:
        """Write the calls that wait, and whose process is gone or done, to *store*; how many.

        Raises `HistoryUnavailable` when they cannot be written yet. A file that cannot be
        understood is set aside under another name.
        """
        count = 0
        for file in self.files():
            try:
                call = _read(file)
            except (InvalidInput, ValueError, OSError):
                with suppress(OSError):
                    file.rename(file.with_suffix(".damaged"))
                continue
            if call is None:
                continue
            store.finish(call)
            count += 1
            self.drop(call.id)
        return count

    def _places_for(self, call_id: str) -> Iterator[Path]:
        """Where the call is begun already, then every place."""
        places = self.places()
        yield from (place for place in places if (place / f"{call_id}{_ENDING}").exists())
        yield from places


def _read(file: Path) -> CallRecord | None:
    """The call in *file*; None while its process is still at it."""
    from llm.store.record_json import from_json
    from llm.store.sqlite.streams import output_of_stream

    call: CallRecord | None = None
    events: list[Any] = []
    process = ""
    for line in file.read_text(encoding="utf-8").splitlines():
        try:
            said = json.loads(line)
        except ValueError:
            break  # the process died while it wrote this line
        if "call" in said:
            call, process = from_json(said["call"]), said.get("process", "")
        else:
            events.append(said["events"])
    if call is None:
        raise InvalidInput(f"{file} holds no call")
    if call.status == "running":
        if not is_gone(process):
            return None
        call.status, call.output = "interrupted", output_of_stream(events)
    return call


def _append(file: Path, line: dict[str, Any]) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        data = json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
        while data:
            data = data[os.write(descriptor, data) :]
    finally:
        os.close(descriptor)


def _make_private(place: Path) -> None:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    place.mkdir(mode=0o700, exist_ok=True)
    if hasattr(os, "getuid") and place.stat().st_uid != os.getuid():
        raise PermissionError(1, "the directory belongs to another user", str(place))


def _state_directory() -> Path:
    base = os.environ.get("XDG_STATE_HOME", "")
    if os.path.isabs(base):
        return Path(base) / "llm"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or os.path.expanduser("~")) / "llm"
    return Path(os.path.expanduser("~/.local/state")) / "llm"
