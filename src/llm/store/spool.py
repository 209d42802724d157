"""The spool: calls that could not be written to the history, each in a file, until they can be.

A file is a list of lines in JSON: `{"call": …, "process": …}` when the call begins and again when
it has ended, `{"events": […]}` for what arrives in between. A later run writes them to the history
and removes them. The directory is beside the database; where nothing can be written there, in the
user's state directory, else in the directory for temporary files. One that belongs to somebody
else is not used.
"""

from __future__ import annotations

import errno
import json
import os
import stat
import sys
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llm import notices
from llm.errors import HistoryUnavailable, InvalidInput, NotInHistory
from llm.store.processes import ABANDONED_SECONDS, is_abandoned, this_process
from llm.store.sqlite.connection import MEMORY, private_directory

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llm.store.interface import Store
    from llm.store.records import CallRecord

_ENDING = ".jsonl"
_PART = ".part"
_DAMAGED = ".damaged"


class Spool:
    """The spool of the database at *path*; one in memory has none."""

    def __init__(self, path: str | Path) -> None:
        self._path: Path | None = None
        if str(path) not in ("", MEMORY):
            self._path = Path(path)
            with suppress(OSError):  # the working directory may be gone
                self._path = Path(os.path.realpath(path))

    def places(self) -> list[Path]:
        """The directories that may hold the spool, the best first."""
        return list(self._places())

    def files(self) -> list[Path]:
        """The calls that wait, the oldest first."""
        return sorted(self._held(_ENDING), key=lambda each: each.name)

    def keep(self, call: CallRecord, events: Sequence[Any] = ()) -> Path:
        """Write *call*, as it is now, with all *events* that have arrived; returns its file.

        They take the place of those that were kept before.

        Raises `HistoryUnavailable` when it cannot be written anywhere.
        """
        from llm.store.record_json import to_json
        from llm.store.sqlite.message_bodies import copied_bytes

        data = _line({"call": to_json(call, copied_bytes), "process": this_process()})
        if events:
            data += _line({"events": list(events)})
        reason = "there is no place for it"
        for place in self._places_for(call.id):
            file = place / f"{call.id}{_ENDING}"
            try:
                _write(file, data)
            except OSError as error:
                reason = error.strerror or str(error)
                continue
            self._drop(call.id, but=file)
            return file
        raise HistoryUnavailable(f"It cannot be kept in a file of its own either ({reason})")

    def add(self, call_id: str, events: Sequence[Any]) -> bool:
        """Write further *events* of a call whose beginning was kept; whether it could be done."""
        for place in self.places():
            file = place / f"{call_id}{_ENDING}"
            if _is_own(place) and file.exists():
                try:
                    _append(file, _line({"events": list(events)}))
                except OSError:
                    return False
                return True
        return False

    def drop(self, call_id: str) -> None:
        """Remove the file of a call that is in the history now."""
        self._drop(call_id)

    def replay(self, store: Store) -> int:
        """Write the calls that wait, and whose process is gone or done, to *store*; how many.

        Raises `HistoryUnavailable` when they cannot be written yet. A file that cannot be
        understood, or that the history does not take, is set aside under another name, with one
        line on standard error.
        """
        waiting = self.files()
        if not waiting:
            self._clear()
            return 0
        from llm.store.describing import write_plainly
        from llm.store.sqlite.faults import is_of_the_file

        count = 0
        for file in waiting:
            try:
                call = _read(file)
                if call is None:
                    continue
                write_plainly(call, partial(_record, call, file, store))
            except OSError:  # another process was faster, or the file cannot be read now
                continue
            except Exception as error:
                if isinstance(error, HistoryUnavailable) and is_of_the_file(error):
                    raise
                _set_aside(file, error)  # the next call is not to suffer from this one
                continue
            count += 1
            self._drop(call.id)
        self._clear()
        return count

    def _places_for(self, call_id: str) -> Iterator[Path]:
        """Where the call is begun already, then every place; each once more, as it may be gone.

        Who takes the last call out of a directory removes it.
        """
        places = self.places()
        yield from (place for place in places if (place / f"{call_id}{_ENDING}").exists())
        for place in places:
            yield from (place, place)

    def _places(self, *, holding: bool = False) -> Iterator[Path]:
        """See `places`; only those that may be *holding* something, where that is asked."""
        if self._path is None:
            return
        yield self._path.with_name(f"{self._path.name}-spool")
        user = f"-{os.geteuid()}" if hasattr(os, "geteuid") else ""
        for each in (_state_directory() / "spool", _temporary_directory() / f"llm-spool{user}"):
            if each.is_absolute() and (each.is_dir() or not holding):
                import hashlib

                named = hashlib.sha256(str(self._path).encode("utf-8", "surrogateescape"))
                yield each / named.hexdigest()[:16]

    def _held(self, ending: str) -> Iterator[Path]:
        for place in self._places(holding=True):
            with suppress(OSError):
                if _is_own(place):
                    yield from [each for each in place.iterdir() if each.suffix == ending]

    def _drop(self, call_id: str, but: Path | None = None) -> None:
        for place in self.places():
            file = place / f"{call_id}{_ENDING}"
            if file == but or not _is_own(place):
                continue
            with suppress(OSError):
                file.unlink()
            with suppress(OSError):
                place.rmdir()

    def _clear(self) -> None:
        """Remove what processes left that were killed before they had asked a model."""
        for file in self._held(_PART):
            with suppress(OSError):
                if _age(file) > ABANDONED_SECONDS:
                    file.unlink()


def _read(file: Path) -> CallRecord | None:
    """The call in *file*; None while its process is still at it."""
    from llm.store.record_json import from_json
    from llm.store.sqlite.streams import output_of_stream

    call: CallRecord | None = None
    events: list[Any] = []
    process = ""
    for line in file.read_bytes().split(b"\n"):
        try:
            said = json.loads(line)
        except ValueError:
            break  # the end, or the process died while it wrote this line
        if "call" in said:
            call, process = from_json(said["call"]), str(said.get("process", ""))
            events = []  # all of them follow once more: see `Spool.keep`
        else:
            events.append(said["events"])
    if call is None:
        raise InvalidInput("it holds no call")
    if call.status == "running":
        if not is_abandoned(process, _age(file)):
            return None
        call.status, call.output = "interrupted", output_of_stream(events)
    return call


def _record(call: CallRecord, file: Path, store: Store) -> None:
    """Write *call*, which *file* holds. Raises `FileNotFoundError` when that was removed."""
    with store.writing():
        file.lstat()  # whoever deletes the call removes it, and holds the lock while they do
        if _is_news(call, store):
            store.finish(call)


def _is_news(call: CallRecord, store: Store) -> bool:
    """Whether the history does not know better how *call* ended.

    What was spooled may be older: a call that has ended may be paused by a tool after that.
    """
    try:
        known = store.call(call.id).status
    except NotInHistory:
        return True
    return known in ("running", "interrupted") or (call.status == "paused" != known)


def _set_aside(file: Path, error: Exception) -> None:
    from llm.text import reason_of

    damaged = file.with_suffix(_DAMAGED)
    with suppress(OSError):
        file.rename(damaged)
        said = reason_of(error)
        notices.say(f"Warning: a call cannot be recorded ({said}); it stays in {damaged}")


def _line(said: dict[str, Any]) -> bytes:
    # Escaped, so that half a pair of a letter that was split is kept until the rest has come.
    return json.dumps(said).encode("ascii") + b"\n"


def _write(file: Path, data: bytes) -> None:
    """Add *data* to *file*; a new one is there whole or not at all."""
    _make_place(file.parent)
    if file.exists():
        _append(file, data)
        return
    part = file.with_suffix(_PART)
    try:
        _append(part, data)
        part.rename(file)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise


def _append(file: Path, data: bytes) -> None:
    """Add *data* to *file*, all of it or nothing."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(file, flags, 0o600)
    try:
        before = os.fstat(descriptor).st_size
        try:
            while data:
                data = data[os.write(descriptor, data) :]
        except BaseException:
            with suppress(OSError):
                os.ftruncate(descriptor, before)
            raise
    finally:
        os.close(descriptor)


def _make_place(place: Path) -> None:
    """Make the directory *place*. Raises `OSError` where it is not ours alone to write to."""
    for each in _guarded(place):
        private_directory(each)
        if not _is_ours(each):
            raise PermissionError(errno.EPERM, "the directory belongs to somebody else", str(each))


def _is_own(place: Path) -> bool:
    """Whether *place* is a directory that nobody else writes to."""
    return all(map(_is_ours, _guarded(place)))


def _guarded(place: Path) -> list[Path]:
    """The directories that must be ours: anybody may make one among temporary files."""
    above = place.parent
    return [above, place] if above.parent == _temporary_directory() else [place]


def _is_ours(place: Path) -> bool:
    if not hasattr(os, "geteuid"):
        return place.is_dir()
    try:
        found = place.lstat()
    except OSError:
        return False
    mine = found.st_uid == os.geteuid() and not found.st_mode & 0o022
    return stat.S_ISDIR(found.st_mode) and mine


def _age(file: Path) -> float:
    """For how many seconds nothing was written to *file*."""
    return time.time() - file.stat().st_mtime


def _temporary_directory() -> Path:
    # As `tempfile` says, which costs its import, and tries to write there.
    named = next(filter(None, map(os.environ.get, ("TMPDIR", "TEMP", "TMP"))), None)
    return Path(named or ("/tmp" if os.name == "posix" else "C:/Temp"))  # noqa: S108 - see `_is_own`


def _state_directory() -> Path:
    base = os.environ.get("XDG_STATE_HOME", "")
    if os.path.isabs(base):
        return Path(base) / "llm"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or os.path.expanduser("~")) / "llm"
    return Path(os.path.expanduser("~/.local/state")) / "llm"
