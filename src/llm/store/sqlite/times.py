"""Times as the history keeps them: whole microseconds since 1970."""

from __future__ import annotations

import datetime as dt

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


def microseconds(when: dt.datetime | None) -> int | None:
    """*when* as microseconds since 1970; a time without a zone is taken as UTC."""
    if when is None:
        return None
    aware = when if when.tzinfo else when.replace(tzinfo=dt.UTC)
    return (aware - _EPOCH) // _MICROSECOND


def when_of(stored: int | None) -> dt.datetime | None:
    """The time that is *stored* as microseconds since 1970."""
    return None if stored is None else _EPOCH + stored * _MICROSECOND
