"""Back to the file from before an import."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path

from llm.config.locks import locked
from llm.errors import ConfigError, HistoryUnavailable, NotInHistory
from llm.lazy_dataclass import dataclass

_WAIT_SECONDS = 10.0


@dataclass
class Restored:
    """What going back came to.

    Attributes:
        path: the history, now the file from before the import.
        backup: where that file was.
        kept: where the file is that was the history until now.
        calls_since: how many calls are only in *kept*.

    """

    path: Path
    backup: Path
    kept: Path
    calls_since: int


def restore(path: str | Path) -> Restored:
    """Make the file from before an import the history at *path* again.

    The file that is there now is kept beside it. The next run of this release imports the old file
    anew; an older release goes on with it as it was.

    Raises `NotInHistory` when there is no such file, and `HistoryUnavailable` when another program
    keeps the history open.
    """
    from llm.store.copies import backups
    from llm.store.old.tables import is_old
    from llm.store.upgrading.importing import kept_from_writing
    from llm.store.upgrading.swapping import backup_name, keep_copy, replace

    real = Path(os.path.realpath(path))
    if not real.is_file():
        raise NotInHistory(f"There is no history at {real}")
    try:
        with locked(real, wait=_WAIT_SECONDS), kept_from_writing(real, _WAIT_SECONDS) as current:
            found = backups(real)
            if not found:
                raise NotInHistory(
                    f"There is no file from before an import beside {real}: nothing to go back to"
                )
            backup = max(found, key=lambda each: each.stat().st_mtime)
            with kept_from_writing(backup, _WAIT_SECONDS) as old:
                if not is_old(old):
                    raise NotInHistory(f"{backup} is no file from before an import")
                since = _calls_since(current, old)
            kept = backup_name(real, "after")
            keep_copy(current, kept)
            replace(current, backup)
    except ConfigError as error:
        raise HistoryUnavailable(f"The history {real} is as it was. {error}") from error
    except OSError as error:
        raise HistoryUnavailable(
            f"The history {real} cannot be replaced: {error.strerror or error}"
        ) from error
    return Restored(real, backup, kept, since)


def _calls_since(current: sqlite3.Connection, old: sqlite3.Connection) -> int:
    """How many calls *current* has that *old* does not know."""
    from llm.store.old.history import OldHistory
    from llm.store.old.tables import is_old

    if is_old(current):
        return 0
    known = [call for each in OldHistory(old).conversations() for call in each.ids()]
    (count,) = current.execute(
        "SELECT count(*) FROM calls WHERE id NOT IN (SELECT value FROM json_each(?))",
        (json.dumps(known),),
    ).fetchone()
    return int(count)
