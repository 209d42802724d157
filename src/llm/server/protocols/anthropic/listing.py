"""Lists of models, as Anthropic's API says them. Pure."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from llm.server.protocols.fields import refused
from llm.server.protocols.queries import number_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from llm.models.described import OfferedModel

_PAGE, _MOST = 20, 1000
_STAGE = "active"


def model_page(
    models: Iterable[OfferedModel], created: float, query: Iterable[tuple[str, str]]
) -> dict[str, Any]:
    """The page of the list of *models* that a *query* with these parameters asks for.

    `limit` is how many there are on it, `after_id` and `before_id` name the model that it follows
    or comes before; all of them are of the `lifecycle` `active`. Raises Refused for a model that
    there is not.
    """
    said = list(query)
    wanted = dict(said)
    limit = number_in(wanted, "limit", _PAGE, least=1, most=_MOST)
    stages = [value for name, value in said if name in ("lifecycle", "lifecycle[]")]
    known = list({model.model_id: model for model in models}.values())
    known = known if not stages or _STAGE in stages else []
    if before := wanted.get("before_id"):
        end = _place(known, before, "before_id")
        start = max(end - limit, 0)
        page, more = known[start:end], start > 0
    else:
        after = wanted.get("after_id")
        start = _place(known, after, "after_id") + 1 if after else 0
        page, more = known[start : start + limit], start + limit < len(known)
    return {
        "data": [model_object(model, created) for model in page],
        "has_more": more,
        "first_id": page[0].model_id if page else None,
        "last_id": page[-1].model_id if page else None,
    }


def model_object(model: OfferedModel, created: float) -> dict[str, Any]:
    """*model*, which the server has offered since *created*: when it was made nobody knows."""
    return {
        "type": "model",
        "id": model.model_id,
        "display_name": model.shown,
        "created_at": dt.datetime.fromtimestamp(int(created), dt.UTC).isoformat(),
        "lifecycle": _STAGE,
    }


def _place(models: list[OfferedModel], name: str, param: str) -> int:
    for place, model in enumerate(models):
        if model.model_id == name:
            return place
    raise refused(f"'{param}' names no model that is listed here.", param)
