"""Attachments that older releases knew: bytes where they kept them, else a path or a URL.

Of a file they kept the path only. Its bytes are read if they are still those that were attached.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llm.attachments import Attachment
from llm.store.old.cells import text_in
from llm.store.sqlite.message_bodies import largest_copy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from llm.store.old.tables import OldTables

_MISSING = "missing:"


class OldAttachments:
    """The table `attachments`; what was read is remembered until `forget`."""

    def __init__(self, tables: OldTables) -> None:
        self._tables = tables
        self._read: dict[str, Attachment] = {}

    def read(self, ids: Iterable[str]) -> dict[str, Attachment]:
        """The attachments called *ids*. One that nothing is known of has its id for a path."""
        wanted = dict.fromkeys(ids)
        new = [each for each in wanted if each not in self._read]
        if new:
            rows = self._tables.rows(
                "SELECT * FROM {attachments} WHERE id IN (SELECT value FROM json_each(?))",
                wanted=new,
            )
            found = {row["id"]: self._attachment(row) for row in rows}
            self._read.update({each: found.get(each) or _unknown(each) for each in new})
        return {each: self._read[each] for each in wanted}

    def forget(self) -> None:
        """Let go of the bytes that were read."""
        self._read.clear()

    def _attachment(self, row: dict[str, Any]) -> Attachment:
        content = row["content"]
        attachment = Attachment(
            type=text_in(row["type"]),
            path=text_in(row["path"]),
            url=text_in(row["url"]),
            content=content.encode() if isinstance(content, str) else content,
        )
        if content is None and attachment.path:
            attachment._id = row["id"]
            attachment.kept = self._unchanged(attachment.path, row["id"])
        return attachment

    def _unchanged(self, path: str, digest: str) -> bytes | None:
        try:
            # Not a pipe, which would wait, nor a device, which would not end.
            if not os.path.isfile(path) or os.path.getsize(path) > largest_copy():
                return None
            content = Path(path).read_bytes()
        except (OSError, ValueError):
            return None
        return content if hashlib.sha256(content).hexdigest() == digest else None


def _unknown(digest: str) -> Attachment:
    attachment = Attachment(path=digest.removeprefix(_MISSING))
    attachment._id = digest
    return attachment
