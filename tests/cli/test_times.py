"""Times as people type them."""

from __future__ import annotations

import datetime as dt

import click
import pytest

from llm.cli.times import when

PARAMETER = click.Option(["--since"])
CONTEXT = click.Context(click.Command("x"))


def time_of(written: str) -> dt.datetime:
    """The time that *written* means."""
    found = when(CONTEXT, PARAMETER, written)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("90m", 1.5), ("2h", 2), ("2 hours ago", 2), ("1 hour", 1), ("3d", 72), ("3 Days Ago", 72),
        (" 1w ", 168), ("30 minutes", 0.5),
    ],
)  # fmt: skip
def test_how_long_ago(written, hours):
    """Minutes, hours, days and weeks, in short or in words."""
    ago = dt.datetime.now(dt.UTC) - time_of(written)
    assert abs(ago - dt.timedelta(hours=hours)) < dt.timedelta(seconds=30)


@pytest.mark.parametrize(("written", "days"), [("today", 0), ("Yesterday", 1)])
def test_days(written, days):
    """A day begins at midnight on this machine."""
    found = time_of(written)
    assert found.date() == dt.date.today() - dt.timedelta(days=days)
    assert (found.time(), found.utcoffset()) == (dt.time(), found.astimezone().utcoffset())


def test_dates():
    """Without a zone they are those of this machine; a zone that is given holds."""
    assert time_of("2026-11-22") == dt.datetime(2026, 11, 22).astimezone()
    assert time_of("2026-11-22 16:24") == dt.datetime(2026, 11, 22, 16, 24).astimezone()
    assert time_of("2026-11-22T16:24:05+02:00") == dt.datetime(
        2026, 11, 22, 14, 24, 5, tzinfo=dt.UTC
    )
    assert time_of("2026-11-22T16:24:05Z").utcoffset() is not None


@pytest.mark.parametrize(
    "written", ["", "soon", "3 years", "2026-13-01", "-3d", "3 d ago ago", "0001-01-01"]
)
def test_no_times(written):
    """Everything else is an error of usage that shows what can be typed."""
    with pytest.raises(click.BadParameter, match="is no time such as 2026-11-22"):
        print(time_of(written))
