"""The two built-in tools."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from llm.tools import llm_time, llm_version
from llm.version import __version__

TELL = """
from llm.tools import llm_time
now = llm_time()
print(now["timezone_offset"], now["local_timezone"], now["is_dst"])
"""


def told_in(zone):
    """What `llm_time` says in a time zone."""
    environment = {**os.environ, "TZ": zone}
    return subprocess.run(
        [sys.executable, "-c", TELL], env=environment, capture_output=True, text=True, check=True
    ).stdout


def test_version():
    """`llm_version` is the version of this package."""
    assert llm_version() == __version__


def test_time():
    """`llm_time` is now, in UTC and in local time."""
    now = llm_time()
    assert list(now) == [
        "utc_time",
        "utc_time_iso",
        "local_timezone",
        "local_time",
        "timezone_offset",
        "is_dst",
    ]
    moment = datetime.fromisoformat(now["utc_time_iso"])
    assert abs(datetime.now(UTC) - moment) < timedelta(minutes=1)
    assert now["utc_time"] == moment.strftime("%Y-%m-%d %H:%M:%S UTC")


@pytest.mark.parametrize(
    ("zone", "offset", "name"),
    [
        ("XYZ5", "UTC-05:00", "XYZ"),
        ("IST-5:30", "UTC+05:30", "IST"),
        ("NST3:30", "UTC-03:30", "NST"),
        ("UTC0", "UTC+00:00", "UTC"),
    ],
)
def test_time_zones(zone, offset, name):
    """The offset from UTC is right on both sides of it, and for half hours."""
    assert told_in(zone) == f"{offset} {name} False\n"


def test_summer_time():
    """Summer time is told from the rest of the year."""
    # A zone whose summer lasts all year.
    assert told_in("AAA0BBB,0/0,J365/25") == "UTC+01:00 BBB True\n"
