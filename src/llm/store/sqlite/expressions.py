"""SQL expressions that several views need: the text of a blob, a time, a hash.

They use nothing that a plain SQLite of version 3.38 or later does not have, as other programs read
the views, too.
"""

from __future__ import annotations


def text_of(blob: str) -> str:
    """The text of the blob whose number *blob* gives, NULL without one."""
    return f"(SELECT CAST(text AS TEXT) FROM blob_texts WHERE id = {blob})"  # noqa: S608 - our own SQL


def json_of(blob: str) -> str:
    """The value of a blob, to stand in other JSON; the note on it where it was redacted."""
    return (
        "(SELECT CASE WHEN json_valid(text) THEN json(text) ELSE json_quote(text) END"  # noqa: S608 - our own SQL
        f" FROM blob_texts WHERE id = {blob})"
    )


def utc(microseconds: str, separator: str = "T") -> str:
    """A time as older releases wrote it, NULL without one."""
    return (
        f"strftime('%Y-%m-%d{separator}%H:%M:%S', {microseconds} / 1000000, 'unixepoch')"
        f" || CASE {microseconds} % 1000000 WHEN 0 THEN ''"
        f" ELSE printf('.%06d', {microseconds} % 1000000) END || '+00:00'"
    )


def seconds(microseconds: str) -> str:
    """A time to the second, for people to read."""
    return f"strftime('%Y-%m-%d %H:%M:%S', {microseconds} / 1000000, 'unixepoch')"


def hexadecimal(hashed: str) -> str:
    """A hash in hexadecimal digits, NULL without one."""
    return f"lower(nullif(hex({hashed}), ''))"
