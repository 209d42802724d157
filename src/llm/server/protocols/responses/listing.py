"""Lists of items, a page at a time. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.server.protocols.fields import one_of, refused
from llm.server.protocols.queries import number_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from llm.server.protocols.responses.writing import Item

MOST = 100
"""How many items a page has at most."""


def page(items: Sequence[Item], query: Mapping[str, str]) -> dict[str, Any]:
    """The page of *items*, the oldest first, that *query* asks for. Raises Refused.

    `order` is `desc`, as usual, or `asc`; it begins behind the item with the id `after`, and has at
    most `limit` items, 20 of them where that is not said.
    """
    order = one_of(query.get("order", "desc"), ("asc", "desc"), "order")
    limit = number_in(query, "limit", 20, least=1, most=MOST)
    ordered = list(items) if order == "asc" else list(reversed(items))
    start = 0
    if after := query.get("after"):
        places = [place for place, item in enumerate(ordered) if item["id"] == after]
        if not places:
            raise refused(f"'after': there is no item '{after[:80]}' here.", "after")
        start = places[0] + 1
    shown = ordered[start : start + limit]
    return {
        "object": "list",
        "data": shown,
        "first_id": shown[0]["id"] if shown else "",
        "last_id": shown[-1]["id"] if shown else "",
        "has_more": start + limit < len(ordered),
    }
