"""Texts that a search found -> the calls in whose turn they were said."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

from llm.store.sqlite.indexing import PLACE_BITS, PLACE_MASK, PLACES
from llm.store.sqlite.selecting import conditions_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from llm.store.records import Selection

Hit: TypeAlias = tuple[int, float]
"""The number under which the index has a text, and its score: the lower, the better."""

# A message may not be the last of what was asked, or (in a history from elsewhere) be said long
# before any call: what follows it is gone through as far as its turn goes, or to the first call.
_CALLS = """
WITH RECURSIVE
hit(level, blob, place) AS MATERIALIZED (
  SELECT value ->> 0, (value ->> 1) >> {bits}, (value ->> 1) & {mask} FROM json_each(?)
),
whole(level, blob, place) AS (
  SELECT level, blob, place FROM hit WHERE place <> {fragments}
  UNION ALL
  SELECT level, blob_parts.whole, place FROM hit CROSS JOIN blob_parts ON part = blob
  WHERE place <> {fragments} AND NOT (place = {prompt} AND EXISTS (
    SELECT 1 FROM known_fragments WHERE known_fragments.blob = hit.blob))
),
below(level, node, given, place) AS (
  SELECT level, nodes.id, role <> 'assistant', place FROM whole
  CROSS JOIN message_blobs ON message_blobs.blob = whole.blob
  CROSS JOIN stored_messages AS said ON said.id = message_blobs.message
  CROSS JOIN nodes ON nodes.message = said.id
  WHERE instr(CASE place {roles} END, role)
  UNION
  SELECT level, nodes.id, given AND role <> 'assistant', place FROM below
  CROSS JOIN nodes ON nodes.parent = below.node
  CROSS JOIN stored_messages AS said ON said.id = nodes.message
  WHERE (given AND role <> 'assistant') OR NOT (
    EXISTS (SELECT 1 FROM calls WHERE output = below.node)
    OR EXISTS (SELECT 1 FROM calls WHERE input = below.node))
),
found(level, call) AS (
  SELECT level, number FROM below CROSS JOIN calls ON output = below.node
  UNION
  SELECT level, number FROM below CROSS JOIN calls ON input = below.node WHERE given
  UNION
  SELECT level, number FROM calls CROSS JOIN below ON below.node = instructions
  WHERE {leading} AND place = {instructions} AND instructions IN (SELECT node FROM below)
  UNION
  SELECT level, call FROM hit CROSS JOIN call_fragments ON call_fragments.blob = hit.blob
  WHERE place = {fragments}
)
SELECT calls.id FROM found CROSS JOIN calls ON calls.number = found.call
WHERE {conditions} ORDER BY level, calls.id DESC
"""

# Who says what is found in each place.
_ROLES = {
    "prompt": "user",
    "response": "assistant",
    "reasoning": "assistant",
    "tools": "assistant tool",
    "instructions": "system",
}


class SayingCalls:
    """The calls that *selection* means, by what was said in them."""

    def __init__(self, connection: sqlite3.Connection, selection: Selection) -> None:
        conditions, self._values = conditions_of(selection)
        roles = [f"WHEN {PLACES.index(place)} THEN '{said}'" for place, said in _ROLES.items()]
        query = selection.query
        self._statement = _CALLS.format(
            bits=PLACE_BITS,
            mask=PLACE_MASK,
            roles=" ".join(roles),
            # Calls are not looked through for instructions that nobody asks for.
            leading=query is not None and "instructions" in query.places,
            conditions=conditions,
            **{place: PLACES.index(place) for place in ("prompt", "instructions", "fragments")},
        )
        self._connection = connection

    def of(self, hits: Sequence[Hit]) -> Iterator[str]:
        """The ids of the calls of *hits*, those of the best first; one may come more than once."""
        levels = enumerate(groupby(hits, key=lambda hit: hit[1]))
        numbers = [[level, number] for level, (_, group) in levels for number, _ in group]
        rows = self._connection.execute(self._statement, [json.dumps(numbers), *self._values])
        return (row[0] for row in rows)
