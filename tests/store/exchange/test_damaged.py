"""Files in which anything may stand anywhere: imported, or refused in one line."""

from __future__ import annotations

import copy
import io
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from llm.errors import InvalidInput
from llm.store.exchange.exporting import choose, export
from llm.store.exchange.importing import import_from
from llm.store.exchange.lenient import DECODER
from llm.store.exchange.sources import source
from llm.store.opening import open_store
from llm.store.records import Selection
from tests.store.exchange import service_exports as made

JUNK = st.sampled_from(
    [None, True, 0, -1, 1e300, "", "text", "\ud800", [], [None], ["a"], {}, {"a": 1}, {"id": "x"}]
)
WHOLE = [[made.pelicans()], [made.investigation()], [made.linear_chat()], [made.branched_chat()]]


def spots(value: Any) -> list[tuple[Any, Any]]:
    """Every place in JSON-like data: what holds it, and where."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    found: list[tuple[Any, Any]] = []
    for key, held in inner:
        found.append((value, key))
        if isinstance(held, (dict, list)):
            found += spots(held)
    return found


def own_lines() -> list[Any]:
    """An export of ours, a value for each line."""
    store = open_store(":memory:")
    lines = io.BytesIO()
    try:
        import_into(store, json.dumps(WHOLE[1]))
        export(store, choose(store, Selection()), "jsonl", lines)
    finally:
        store.close()
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def import_into(store: Any, text: str) -> None:
    """Import a file with this text."""
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "file")
        path.write_text(text)
        import_from(source(path), store)


def imported_or_refused(text: str) -> None:
    """Import the text; what is refused is refused in one line."""
    store = open_store(":memory:")
    try:
        import_into(store, text)
        export(store, choose(store, Selection()), "html", io.BytesIO())
    except InvalidInput as error:
        refused = str(error)
    else:
        refused = ""
    finally:
        store.close()
    assert "\n" not in refused


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_junk_anywhere_in_an_export_of_a_service(data: st.DataObject):
    """No value in any place is taken for a bug of ours."""
    export_data = copy.deepcopy(data.draw(st.sampled_from(WHOLE)))
    for _ in range(data.draw(st.integers(1, 3))):
        places = spots(export_data)
        holder, key = places[data.draw(st.integers(0, len(places) - 1))]
        holder[key] = copy.deepcopy(data.draw(JUNK))
    imported_or_refused(json.dumps(export_data))


OWN = own_lines()


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_junk_anywhere_in_an_export_of_ours(data: st.DataObject):
    """Neither in a line of ours."""
    lines = copy.deepcopy(OWN)
    places = spots(lines)
    holder, key = places[data.draw(st.integers(0, len(places) - 1))]
    holder[key] = copy.deepcopy(data.draw(JUNK))
    imported_or_refused("\n".join(map(json.dumps, lines)))


def test_numbers_that_json_cannot_say_are_nothing():
    """Others write them all the same; what is kept has to be JSON."""
    said = DECODER.decode('{"a": 1e999, "b": NaN, "c": -Infinity, "d": 1.5}')
    assert said == {"a": None, "b": None, "c": None, "d": 1.5}
