"""Search: what a person types leads to the calls in whose turn it was said."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from llm import assistant, system, user
from llm.errors import InvalidInput
from llm.parts import ReasoningPart, ToolCallPart, ToolResultPart, tool_message
from llm.store.opening import open_store
from llm.store.records import CallRecord, FragmentUse, Query, Selection
from llm.store.sqlite.backend import SQLiteStore
from llm.store.sqlite.indexing import index_waiting, rebuild
from tests.store.sqlite.said import NOON, is_clean, say, told


def found(
    store: SQLiteStore, text: str, *places: str, limit: int | None = None, **more: bool
) -> list[str]:
    """The ids of the calls that say *text*."""
    query = Query(text, places=places or Query.places, **more)
    return [call.id for call in store.calls(Selection(query=query), limit=limit)]


@pytest.mark.parametrize(
    ("text", "prompt"),
    [
        ("c++", "Sort in C++, please"),
        ("what's up", "Well, what's up?"),
        ('a"b', 'Print a"b'),
        ("foo-bar", "The foo-bar option"),
        ("user@host", "Write to user@host.example"),
        ("cafe", "A Café"),
        ("CAFÉ", "a cafe"),
        ("pipel", "Two pipelines"),
        ("喜欢", "我喜欢Python编程"),
        ("python", "我喜欢Python编程"),
        ("???", "Why ???"),
        ("🎉", "Done 🎉"),
        ("AND", "this and that"),
        ("a* (b", "a b"),
        ("please sort", "Sort it, please"),
    ],
)
def test_any_text_is_found_as_it_is_typed(store: SQLiteStore, text: str, prompt: str) -> None:
    """Signs, quotes, operators and scripts without spaces are text like any other."""
    say(store, "01a", prompt, "Yes")
    say(store, "01b", "Something else", "No")
    assert found(store, text) == ["01a"]


def test_what_is_as_it_was_typed_comes_first(store: SQLiteStore) -> None:
    """`c++` prefers C++ over a vitamin, which is found, too; all words must be there."""
    for number in range(5):
        say(store, f"01a{number}", f"c {number}", "c c c")
    say(store, "01b", "My long question of many words is about C++ and its history", "ok")
    say(store, "01c", "vitamin c", "ok")
    assert found(store, "c++")[0] == "01b"
    assert len(found(store, "c++")) == 7
    assert found(store, "c++", limit=1) == ["01b"]
    assert found(store, "vitamin c") == ["01c"]
    assert found(store, "vitamin d") == []


def test_a_prompt_counts_more_than_an_answer(store: SQLiteStore) -> None:
    """Best first, however often an answer says it; with `latest` the newest is first."""
    say(store, "01a", "About pelicans and many other birds of the sea", "ok")
    for number in range(9):
        say(store, f"01b{number}", f"Question {number}", "pelicans " * 20)
    assert found(store, "pelicans")[0] == "01a"
    assert found(store, "pelicans", latest=True) == [
        *(f"01b{number}" for number in range(8, -1, -1)),
        "01a",
    ]


def test_equally_good_ones_come_newest_first(store: SQLiteStore) -> None:
    """A text that several turns say leads to each of them once."""
    for id_ in ("01b", "01c", "01a"):
        say(store, id_, "Hello", "Hello")
    assert found(store, "hello") == ["01c", "01b", "01a"]
    assert found(store, "hello", limit=2) == ["01c", "01b"]


def everything(store: SQLiteStore) -> None:
    """A call in which each place says a word of its own, and another one that answers it."""
    long = "alpha " + "argument " * 20
    call = CallRecord(
        "01a",
        "m",
        [system("be instructive"), user("asked\nfragmentary")],
        [assistant(ReasoningPart("reasoned"), "answered", ToolCallPart("f", {"a": [long]}, "1"))],
        fragments=[FragmentUse("fragmentary", "src")],
        started=NOON,
    )
    store.finish(call)
    result = tool_message(ToolResultPart("f", "resulted", "1"))
    store.finish(
        CallRecord("01b", "m", [*told(call)[1:], result], [assistant("finished")], started=NOON)
    )


@pytest.mark.parametrize(
    ("word", "place", "id_"),
    [
        ("asked", "prompt", "01a"),
        ("answered", "response", "01a"),
        ("finished", "response", "01b"),
        ("reasoned", "reasoning", "01a"),
        ("argument", "tools", "01a"),
        ("resulted", "tools", "01b"),
        ("instructive", "instructions", "01a"),
        ("fragmentary", "fragments", "01a"),
    ],
)
def test_each_place_is_searched_on_its_own(
    store: SQLiteStore, word: str, place: str, id_: str
) -> None:
    """A word is found where it was said, and leads to the turn in which it was."""
    everything(store)
    places = ["prompt", "response", "reasoning", "tools", "instructions", "fragments"]
    assert found(store, word, place) == [id_]
    assert found(store, word, *(other for other in places if other != place)) == []
    assert found(store, word) == ([id_] if place in ("prompt", "response") else [])


def test_a_turn_may_be_of_several_messages(store: SQLiteStore) -> None:
    """What was asked without an answer is of each turn that answers it; history is of its own."""
    told_once = [user("first"), assistant("second")]
    store.finish(CallRecord("01a", "m", [*told_once, user("third")], status="error", started=NOON))
    store.finish(
        CallRecord(
            "01b", "m", [*told_once, user("third"), user("fourth")], [assistant("5")], started=NOON
        )
    )
    assert found(store, "third") == ["01b", "01a"]
    assert found(store, "fourth") == ["01b"]
    assert "01a" in found(store, "first"), "said before any call: the call that brought it"


def test_a_search_goes_with_other_conditions(store: SQLiteStore) -> None:
    """A query chooses among the calls that the rest of the selection means."""
    say(store, "01a", "pelican", "ok", model="one")
    say(store, "01b", "pelican", "ok", model="two")
    say(store, "01c", "albatross", "ok", model="two")
    chosen = Selection(model=["two"], query=Query("pelican"))
    assert [call.id for call in store.calls(chosen)] == ["01b"]
    nothing = Selection(model=["two"], query=Query("  "))
    assert [call.id for call in store.calls(nothing)] == ["01c", "01b"]


@pytest.mark.parametrize("expression", ["AND", 'a"', "nowhere: x", "-c", "NEAR("])
def test_bad_full_text_syntax_is_one_line(store: SQLiteStore, expression: str) -> None:
    """The message says what is wrong, and where the syntax is described."""
    say(store, "01a", "pelican", "ok")
    with pytest.raises(InvalidInput, match=r"not full-text syntax: .*sqlite.org/fts5") as caught:
        found(store, expression, fts=True)
    assert "\n" not in str(caught.value)


def test_full_text_syntax_is_used_as_it_is(store: SQLiteStore) -> None:
    """Phrases, OR, NOT and prefixes, where they are asked for."""
    say(store, "01a", "one two", "ok")
    say(store, "01b", "two one", "ok")
    assert found(store, '"one two"', fts=True) == ["01a"]
    assert found(store, "tw* NOT pelican", fts=True) == ["01b", "01a"]
    assert found(store, '"two one" OR pelican', fts=True) == ["01b"]
    with pytest.raises(InvalidInput, match="'title' is no place"):
        found(store, "one", "title")


def test_what_cannot_be_indexed_now_is_found(tmp_path: Path, store: SQLiteStore) -> None:
    """While somebody else writes, or the file is read-only, the newest texts are found as well."""
    say(store, "01a", "pelican", "ok")
    assert found(store, "pelican") == ["01a"]
    say(store, "01b", "pelican c++", "ok")
    store.connection.execute("PRAGMA query_only = ON")
    assert sorted(found(store, "pelican")) == ["01a", "01b"]
    assert found(store, "c++") == ["01b"]
    store.connection.execute("PRAGMA query_only = OFF")
    other = sqlite3.connect(str(store.path), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert sorted(found(store, "pelican")) == ["01a", "01b"]
    other.close()


def test_an_index_made_anew_finds_the_same(store: SQLiteStore) -> None:
    """Nothing depends on when a text was taken into the index."""
    everything(store)
    say(store, "01c", "我喜欢Python编程", "ok")
    words = ["asked", "resulted", "喜欢", "fragmentary", "argument"]
    places = ("prompt", "tools", "fragments")
    before = [found(store, word, *places) for word in words]
    assert all(before)
    with store.writing():
        rebuild(store.connection)
    assert [found(store, word, *places) for word in words] == before


def test_texts_wait_until_there_are_enough(store: SQLiteStore) -> None:
    """The index is not written at every call; it takes what waits many at a time."""
    sizes = []
    for number in range(40):
        say(store, f"01a{number:02}", f"Question {number}", f"Answer {number}")
        sizes.append(store.connection.execute("SELECT count(*) FROM search_docsize").fetchone()[0])
    assert set(sizes) == {0, 64}
    assert found(store, "question 39") == ["01a39"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(texts=st.lists(st.text(min_size=1), min_size=1, max_size=3))
def test_every_text_is_found_by_itself(texts: Sequence[str]) -> None:
    """Whatever was said: typed as it was, it is found, and nothing that is typed is an error."""
    store = open_store(":memory:")
    ids = {}
    for number, text in enumerate(dict.fromkeys(texts)):
        ids[text] = say(store, f"01{number}", text, "").id
    for text, id_ in ids.items():
        assert id_ in found(store, text)
    store.close()


FRAGMENT = "zebra++ notes"
WHOLE = f"{FRAGMENT}\nplease summarise"


@pytest.mark.parametrize("when", ["waiting", "indexed", "rebuilt"])
def test_what_was_said_through_a_fragment_is_found_where_it_is_said_again(
    store: SQLiteStore, when: str
) -> None:
    """In an answer it is a text like any other, as a whole; by words and by signs."""
    say(store, "01a", WHOLE, "ok", fragments=[FragmentUse(FRAGMENT)])
    say(store, "01b", "repeat after me", WHOLE)
    if when != "waiting":
        with store.writing():
            (index_waiting if when == "indexed" else rebuild)(store.connection)
    for text in ("zebra", "summarise", "zebra++", "++"):
        assert found(store, text, "response") == ["01b"], text
    assert found(store, "summarise", "prompt") == ["01a"]
    assert found(store, "zebra", "prompt") == []
    assert found(store, "1 2") == found(store, "[") == []


def test_what_was_said_before_is_found_where_a_fragment_says_it(store: SQLiteStore) -> None:
    """A text that was stored whole leads to the prompt that a fragment is part of."""
    say(store, "01a", "repeat after me", WHOLE)
    say(store, "01b", WHOLE, "ok", fragments=[FragmentUse(FRAGMENT)])
    assert found(store, "summarise", "prompt") == ["01b"]
    assert found(store, "summarise", "response") == ["01a"]
    assert found(store, "zebra", "fragments") == ["01b"]
    say(store, "01c", WHOLE, "ok", fragments=[FragmentUse("please summarise")])
    assert is_clean(store)
