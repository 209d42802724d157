"""Calls that begin in a store and end somewhere else, and what it keeps of them meanwhile."""

import gc
import weakref

from llm import user
from llm.store.records import CallRecord


def test_a_call_that_ends_elsewhere_is_not_kept_in_memory(store):
    """Its messages are let go of when many others have begun."""
    message = user("walrus")
    seen = weakref.ref(message)
    store.begin(CallRecord("01a", "m", [message]))
    del message
    for number in range(100):
        store.begin(CallRecord(f"01b{number:02}", "m", [user(f"marmot {number}")]))
    gc.collect()
    assert seen() is None
    assert store.call("01a").status == "running"


def test_tags_are_found_by_their_conversation(store):
    """Without a look at those of all others."""
    plan = store.connection.execute(
        "EXPLAIN QUERY PLAN SELECT tag FROM conversation_tags WHERE conversation = 1"
    ).fetchall()
    assert "USING COVERING INDEX tags_by_conversation" in plan[0][3]
