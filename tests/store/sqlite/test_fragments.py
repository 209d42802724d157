"""Fragments that the history knows, and their aliases."""

import datetime as dt

import pytest

from llm.errors import InvalidInput
from llm.fragments import Fragment
from llm.store.opening import open_store
from llm.store.records import CallRecord, FragmentUse
from llm.store.sqlite.fragments import ensure_fragment

NOTES = Fragment("Notes\nof the day", "/home/notes.txt")


@pytest.fixture
def store():
    """A history in memory."""
    opened = open_store(":memory:")
    yield opened
    opened.close()


def texts(store, *terms, **more):
    """The texts of the fragments that hold *terms*."""
    return [record.content for record in store.fragments.matching(terms, **more)]


def test_aliases(store):
    """An alias keeps the fragment and means the last one it was given; one may have several."""
    before = dt.datetime.now(dt.UTC)
    store.fragments.set_alias("notes", NOTES)
    store.fragments.set_alias("again", Fragment(str(NOTES), "/elsewhere"))
    store.fragments.set_alias("other", Fragment("Other"))
    found = store.fragments.named("notes")
    assert (found.content, found.hash, found.source) == (NOTES, NOTES.id(), "/home/notes.txt")
    assert (found.aliases, found.redacted) == (["again", "notes"], False)
    assert before <= found.added <= dt.datetime.now(dt.UTC)
    store.fragments.set_alias("notes", Fragment("Other"))
    assert store.fragments.named("notes").aliases == ["notes", "other"]
    assert store.fragments.named("nope") is None


def test_removing_an_alias(store):
    """The alias goes, its fragment stays; one that is not there is no error."""
    store.fragments.set_alias("notes", NOTES)
    assert store.fragments.remove_alias("notes") is True
    assert store.fragments.remove_alias("notes") is False
    assert store.fragments.named("notes") is None
    assert texts(store) == [NOTES]
    assert texts(store, with_alias=True) == []


def test_hashes(store):
    """A fragment is known by its hash, and by six digits or more with which one begins."""
    store.fragments.set_alias("notes", NOTES)
    hashed = NOTES.id()
    assert store.fragments.named(hashed).content == NOTES
    assert store.fragments.named(hashed.upper()).content == NOTES
    assert store.fragments.named(hashed[:20]) is None
    for digits in (hashed[:6], hashed[:7].upper(), hashed):
        assert store.fragments.beginning(digits).content == NOTES
    for digits in (hashed[:5], "0" * 6, "ab cdef", "notes", hashed + "0", ""):
        assert store.fragments.beginning(digits) is None


def test_ambiguous_hash(store):
    """Digits with which two hashes begin are an error, and not one of the two."""
    store.fragments.set_alias("a", NOTES)
    store.fragments.set_alias("b", Fragment("Other"))
    near = bytes.fromhex(NOTES.id()[:62] + "00")
    store.connection.execute("UPDATE blobs SET hash = ? WHERE content = 'Other'", (near,))
    with pytest.raises(InvalidInput, match="Several fragments"):
        store.fragments.beginning(NOTES.id()[:10])


def test_queries(store):
    """Every term has to be in text, source or aliases, in any case; a hash may be a term."""
    store.fragments.set_alias("diary", NOTES)
    store.fragments.set_alias("x_y", Fragment("100% other", "https://example.com/"))
    assert texts(store) == [NOTES, "100% other"]
    for terms in (["NOTES", "of the"], ["diary"], ["iar"], ["home/"], [NOTES.id()]):
        assert texts(store, *terms) == [NOTES]
    assert texts(store, "%") == ["100% other"]
    assert texts(store, "notes", "other") == []


def test_redacted(store):
    """What was redacted is listed as such."""
    store.fragments.set_alias("notes", NOTES)
    store.connection.execute("UPDATE blobs SET content = NULL, redacted = 'private'")
    found = store.fragments.named("notes")
    assert (found.redacted, found.content) == (True, "[redacted: private]")


def test_fragments_of_calls(store):
    """What was used in a prompt is known, with the first source that it had."""
    store.finish(CallRecord("01a", "m", fragments=[FragmentUse("text")]))
    assert [(each.source, each.added) for each in store.fragments.matching()] == [("", None)]
    store.fragments.set_alias("t", Fragment("text", "here"))
    (found,) = store.fragments.matching()
    assert found.source == "here"
    assert found.added is not None


def test_odd_text(store):
    """Halves of surrogate pairs are made valid, in text and in source."""
    store.fragments.set_alias("odd", Fragment("a\ud800", "/b\udcff"))
    found = store.fragments.named("odd")
    assert (found.content, found.source) == ("a\ufffd", "/b\ufffd")


def test_ensure_fragment(tmp_path):
    """Plugins keep a fragment in a database of any kind, once, and get the number of its row."""
    import sqlite_utils

    database = sqlite_utils.Database(tmp_path / "some.db")
    first = ensure_fragment(database, NOTES)
    assert ensure_fragment(database, str(NOTES)) == first
    assert ensure_fragment(database.conn, "other") != first
    assert database.conn.execute("SELECT count(*) FROM known_fragments").fetchone() == (2,)
    database.close()
    assert ensure_fragment(tmp_path / "some.db", NOTES) == first
