"""What lies beside the history's file and says the same: spool, backups, vectors, what was typed.

Deletion goes through the lists here. Whoever keeps something of calls or of texts in a further
place adds a line to one of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from contextlib import suppress
from glob import escape
from pathlib import Path

from llm.store.spool import Spool
from llm.store.vectors import forget_unsaid

TYPED = "chat-history"
"""The file beside the history with what was typed in chats, to be typed again."""

_PIECE = 1 << 20


def _delete_spooled(path: Path, calls: Collection[str]) -> None:
    for place in Spool(path).places():
        with suppress(OSError):
            for file in list(place.iterdir()):
                if file.stem in calls:
                    file.unlink()


def _delete_typed(path: Path, calls: Collection[str]) -> None:
    """All of it goes: which of the calls was typed there is not known."""
    if calls:
        with suppress(OSError):
            path.with_name(TYPED).unlink()


PLACES: tuple[Callable[[Path, Collection[str]], None], ...] = (_delete_spooled, _delete_typed)
"""What deletes the calls with these ids from each place, given the path of the history's file."""


def delete_copies(path: Path, calls: Collection[str]) -> None:
    """Delete *calls*, by their ids, from every place beside the history's file at *path*."""
    for delete_from in PLACES:
        delete_from(path, calls)


MIRRORS: tuple[Callable[[Path, Callable[[], Collection[str]], float], str | None], ...] = (
    forget_unsaid,
)
"""What lets each place forget the texts that the history does not say any more.

Each is given the path of the history's file, what gives the hashes of the texts that are left, and
for how many seconds others are waited for. It returns why something could not go, in words.
"""


def forget_in_mirrors(
    path: Path, said: Callable[[], Collection[str]], patience: float
) -> str | None:
    """Let every place beside the history's file at *path* forget what is not *said* any more.

    To be called when the deletion is committed. Returns why something could not go, in words.
    """
    reasons = [forget(path, said, patience) for forget in MIRRORS]
    return next((reason for reason in reasons if reason is not None), None)


def backups(path: Path) -> list[Path]:
    """The files from before an import into the history at *path*."""
    return _files(path, "before-import")


def other_files(path: Path) -> list[Path]:
    """All files that were the history at *path* once: before an import, and before going back."""
    return [*backups(path), *_files(path, "after-import")]


def _files(path: Path, when: str) -> list[Path]:
    return sorted(path.parent.glob(f"{escape(path.stem)}-{when}*{escape(path.suffix)}"))


def delete_backup(backup: Path) -> None:
    """Delete a file from before an import, and what SQLite keeps beside it."""
    for ending in ("", "-wal", "-shm", "-journal"):
        backup.with_name(backup.name + ending).unlink(missing_ok=True)


def files_saying(path: Path, text: str) -> list[Path]:
    """The spooled calls, backups and typed lines beside the history at *path* that hold *text*."""
    spooled = [
        file
        for place in Spool(path).places()
        if place.is_dir()
        for file in place.iterdir()
        if file.is_file()
    ]
    wanted = [each.encode() for each in as_written(text)]
    files = [*sorted(spooled), *other_files(path), path.with_name(TYPED)]
    return [file for file in files if _says(file, wanted)]


def as_written(text: str) -> list[str]:
    """*text* in every way in which it may stand in a file: as it is, and inside a JSON string."""
    inside = [json.dumps(text, ensure_ascii=ascii_)[1:-1] for ascii_ in (False, True)]
    return list(dict.fromkeys([text, *inside]))


def _says(file: Path, wanted: list[bytes]) -> bool:
    kept = max(map(len, wanted)) - 1
    tail = b""
    with suppress(OSError), file.open("rb") as opened:
        while piece := opened.read(_PIECE):
            window = tail + piece
            if any(each in window for each in wanted):
                return True
            tail = window[-kept:] if kept else b""
    return False
