"""What a client of a server asked can be told from what others asked."""

from __future__ import annotations

from llm.parts import assistant, user
from llm.store.records import Query, Selection


def test_calls_of_a_client_are_selected(history, asked) -> None:
    """Those that it asked, in lists and in searches; nobody else's, and none without a client."""
    mine = asked([user("a plan")], assistant("good"), client="app")
    asked([user("a plan too")], assistant("good"), client="other")
    asked([user("a plan again")], assistant("good"))
    of_app = Selection(client="app")
    assert history.store.call_ids(of_app) == [mine.id]
    found = history.store.calls(Selection(client="app", query=Query("plan")))
    assert [call.id for call in found] == [mine.id]
    assert [call.client for call in history.store.calls(of_app)] == ["app"]


def test_conversations_belong_to_who_began_them(history, asked) -> None:
    """One that somebody else began is not a client's, also where the client went on with it."""
    begun = asked([user("one")], assistant("1"), client="app")
    other = asked([user("two")], assistant("2"), client="other")
    asked(
        [user("two"), assistant("2"), user("more")], assistant("3"),
        client="app", conversation=other.conversation,
    )  # fmt: skip
    found = history.store.conversations(client="app")
    assert [each.id for each in found] == [begun.conversation]
    assert len(history.store.conversations()) == 2
