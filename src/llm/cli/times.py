"""Times as people type them: a date, a date and a time, or how long ago."""

from __future__ import annotations

import datetime as dt
import re

import click

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_AGO = r"(\d{1,5})\s*([mhdw]|(?:minute|hour|day|week)s?)(?:\s+ago)?"
_DAYS_AGO = {"today": 0, "yesterday": 1}


def when(ctx: click.Context, param: click.Parameter, value: str | None) -> dt.datetime | None:
    """A callback for options whose value is a point in time; it gets its time zone.

    `2026-11-22` and `2026-11-22 16:24` are the time of this machine, `3d` and `3 days ago` the same
    time three days ago, `today` and `yesterday` the beginning of that day.
    """
    if value is None:
        return None
    written = value.strip().lower()
    try:
        if ago := re.fullmatch(_AGO, written):
            return dt.datetime.now(dt.UTC) - dt.timedelta(**{_UNITS[ago[2][0]]: int(ago[1])})
        if written in _DAYS_AGO:
            day = dt.date.today() - dt.timedelta(days=_DAYS_AGO[written])
            return dt.datetime.combine(day, dt.time()).astimezone()
        return dt.datetime.fromisoformat(value.strip()).astimezone()
    except (ValueError, OverflowError, OSError) as error:
        raise click.BadParameter(
            f"'{value}' is no time such as 2026-11-22, '2026-11-22 16:24', 3d or yesterday",
            ctx,
            param,
        ) from error
