"""Texts that say any of some words, and the texts that count as said."""

from llm import user
from llm.store.records import CallRecord
from llm.store.sqlite.any_words import blobs_saying_any
from llm.store.sqlite.indexing import index_waiting
from llm.store.sqlite.said_texts import (
    blob_with,
    count_said,
    hashes_of,
    last_said,
    said_texts,
    still_there,
)
from tests.store.sqlite.said import say


def found(store, question, number=10):
    """The texts that say words of *question*."""
    return [store.blobs.text(blob) for blob in blobs_saying_any(store, question, number)]


def test_any_of_the_words(store):
    """A text need not say all of them; those that say more come first."""
    say(store, "01a", "a walrus and a pelican", "a walrus")
    say(store, "01b", "marmots", "a heron", conversation="01other")
    assert found(store, "walrus pelican otter") == ["a walrus and a pelican", "a walrus"]
    assert found(store, "walrus pelican otter", 1) == ["a walrus and a pelican"]
    assert found(store, "marmo") == ["marmots"]
    assert found(store, "otter") == found(store, "") == found(store, "?") == []


def test_words_that_many_texts_say_tell_nothing(store):
    """They are left out while others are there, and looked for where there are none."""
    for number in range(120):
        say(store, f"01a{number:03}", f"the text number {number}", "", conversation=f"01c{number}")
    say(store, "01b", "one walrus", "", conversation="01other")
    assert found(store, "the walrus", 200) == ["one walrus"]
    assert len(found(store, "the text", 200)) == 120
    assert found(store, "the number-7", 200)[0] == "the text number 7"


def test_a_text_that_both_said_counts_once(store):
    """Whoever said it, it is one text."""
    say(store, "01a", "walrus", "walrus")
    assert found(store, "walrus") == ["walrus"]
    assert count_said(store) == len(said_texts(store)) == 1


def test_texts_that_wait_for_the_index_count(store):
    """Before and after the index has taken them in; the newest are those said last."""
    say(store, "01a", "walrus", "pelican")
    texts = said_texts(store)
    assert hashes_of(store, [*texts.values()]) == [*texts]
    with store.writing():
        index_waiting(store.connection, at_least=1)
    assert said_texts(store) == texts
    say(store, "01b", "marmot", "lemur", conversation="01other")
    assert count_said(store) == 4
    newest = said_texts(store, 2)
    assert [store.blobs.text(blob) for blob in newest.values()] == ["marmot", "lemur"]


def test_what_is_gone(store):
    """A text that was deleted is there no more under its number, its hash or anywhere."""
    say(store, "01a", "walrus", "pelican")
    say(store, "01b", "marmot", "lemur", conversation="01other")
    texts = said_texts(store)
    gone = next(iter(texts))
    store.delete(["01a"])
    assert still_there(store, texts) == set(texts) - {*list(texts)[:2]}
    assert blob_with(store, gone) is None
    assert blob_with(store, list(texts)[2]) == texts[list(texts)[2]]


def test_a_call_that_is_running(store):
    """What was typed counts as soon as it is asked."""
    store.begin(CallRecord("01a", "m", [user("walrus")]))
    (blob,) = said_texts(store).values()
    said = last_said(store, blob)
    assert said is not None
    assert (said.by, said.call) == ("user", "01a")
    assert last_said(store, blob, besides=said.conversation) is None
