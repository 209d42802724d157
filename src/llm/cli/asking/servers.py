"""Servers that the user names by URL: which of their models is meant, and how they are listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from llm.cli.output.tables import dicts_to_table_string
from llm.cli.terminal import remark


def chosen_model(
    url: str,
    model_id: str | None,
    *,
    key: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> str:
    """*model_id*, or without one the first that the server at *url* lists.

    Where it lists several, the choice is said on standard error. Raises LLMError.
    """
    if model_id:
        return model_id
    from llm.providers.openai.base_url import first_model, models_listed

    listed = models_listed(url, key=key, headers=headers)
    chosen = first_model(listed, url)
    if len(listed) > 1:
        remark(
            f"Using {chosen}, one of {len(listed)} models there; choose with -m MODEL, and see"
            f" all of them with: llm openai endpoint {url} --models"
        )
    return chosen


def model_table(records: Iterable[Mapping[str, Any]]) -> list[str]:
    """The lines of a table of models, with what the server says of their owner and age."""
    rows = [
        {
            "id": str(record["id"]),
            "owned_by": str(record.get("owned_by") or ""),
            "created": _date(record.get("created")),
        }
        for record in records
    ]
    return [line.rstrip() for line in dicts_to_table_string(["id", "owned_by", "created"], rows)]


def _date(seconds: Any) -> str:
    """When that was, in UTC; nothing for what is no time."""
    import datetime as dt

    if not isinstance(seconds, (int, float)) or isinstance(seconds, bool):
        return ""
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat()
    except (OverflowError, OSError, ValueError):
        return ""
