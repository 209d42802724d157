"""The two built-in tools: `llm_version` and `llm_time`.

Their docstrings are what a model is told about them.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from llm.version import __version__


def llm_version() -> str:
    """Which version of llm is running."""
    return __version__


def llm_time() -> dict[str, Any]:
    """What time it is now, in UTC and where this computer is."""
    now = datetime.now(UTC)
    local = now.astimezone()
    offset = local.strftime("%z")
    return {
        "utc_time": now.strftime("%Y-%m-%d %H:%M:%S UTC"),
        "utc_time_iso": now.isoformat(),
        "local_timezone": local.tzname(),
        "local_time": local.strftime("%Y-%m-%d %H:%M:%S"),
        "timezone_offset": f"UTC{offset[:3]}:{offset[3:5]}",
        "is_dst": time.localtime(now.timestamp()).tm_isdst > 0,
    }
