"""What is embedded, what is stored, and when."""

import json
import sqlite3
import threading
from contextlib import closing

import pytest

from llm import ModelError, decode
from llm.embeddings import Collection, Tally, storing
from llm.errors import InvalidInput, UnsupportedInput
from tests.embeddings.models import Letters, vector_of


def numbered(count, start=0):
    """Items with an id and a text each, as a generator."""
    return ((f"i{n:04}", f"text {n}") for n in range(start, start + count))


def test_one_item(run):
    """Its vector, hash, content and metadata are stored as releases before this one did."""
    run.do("embed", "a", "hello", {"x": 1}, store=True)
    ((name, vector, content, blob, hashed, metadata, updated),) = run.rows(
        "id, embedding, content, content_blob, hex(content_hash), metadata, updated"
    )
    assert (name, content, blob, metadata) == ("a", "hello", None, '{"x": 1}')
    assert list(decode(vector)) == vector_of("hello")
    assert hashed == "5D41402ABC4B2A76B9719D911017C592"
    assert isinstance(updated, int)


def test_bytes(run):
    """They are stored as bytes, and only when that is asked for."""
    run.do("embed", "a", b"\xff\x00", store=True)
    run.do("embed", "b", b"\xfe")
    assert run.rows("id, content, content_blob") == [("a", None, b"\xff\x00"), ("b", None, None)]


def test_same_content_under_two_ids(run):
    """It is stored under both, and embedded once: whether stored before, in one call or batch."""
    run.do("embed", "a", "same")
    run.do("embed", "b", "same")
    run.do("embed_multi", [("c", "new"), ("d", "same"), ("e", "new")], batch_size=1)
    run.do("embed_multi", [("f", "other"), ("g", "other")])
    assert run.model.contents == ["same", "new", "other"]
    vectors = [decode(vector) for (vector,) in run.rows("embedding")]
    wanted = ["same", "same", "new", "same", "new", "other", "other"]
    assert vectors == [tuple(vector_of(content)) for content in wanted]


def test_dedupe(run):
    """It leaves out new ids for contents that are there, and still renews what is under an id."""
    run.do("embed_multi", [("a", "one"), ("b", "two"), ("c", "one")], dedupe=True)
    run.do("embed_multi", [("d", "two"), ("b", "one")], dedupe=True)
    assert [name for (name,) in run.rows("id")] == ["a", "b"]
    assert run.rows("embedding")[0] == run.rows("embedding")[1]
    assert run.model.contents == ["one", "two"]


def test_what_is_the_same_is_not_embedded_again(run):
    """Neither is it written; what is new of metadata and content is."""
    run.do("embed", "a", "one")
    before = run.rows("rowid, *")
    run.do("embed", "a", "one")
    assert run.rows("rowid, *") == before
    run.do("embed", "a", "one", {"k": 1})
    run.do("embed", "a", "one", store=True)
    assert run.rows("id, content, metadata") == [("a", "one", '{"k": 1}')]
    run.do("embed", "a", "one", {})
    assert run.rows("id, content, metadata") == [("a", "one", None)]
    assert run.model.contents == ["one"]


def test_another_content_takes_the_place(run):
    """With its own metadata; text and bytes that are the same bytes are two contents."""
    run.do("embed", "a", "one", {"k": 1}, store=True)
    run.do("embed", "a", "two", store=True)
    assert run.rows("id, content, metadata") == [("a", "two", None)]
    run.do("embed", "a", b"two", store=True)
    assert run.rows("id, content, content_blob") == [("a", None, b"two")]
    assert run.model.contents == ["one", "two", b"two"]


def test_the_last_that_is_said_of_an_id_remains(run):
    """Within a batch, over batches, and when it is a content that is there already."""
    run.do("embed", "z", "old")
    said = [("x", "1"), ("x", "2"), ("y", "1"), ("x", "old"), ("y", "3"), ("y", "1"), ("x", "1")]
    run.do("embed_multi", said, True, 2)
    assert run.rows() == [("x", "1"), ("y", "1"), ("z", None)]
    run.do("embed_multi_with_metadata", [("x", "1", {"n": 1}), ("x", "1", {}), ("y", "1", None)])
    assert run.rows("id, metadata") == [("x", None), ("y", None), ("z", None)]


def test_what_is_replaced_at_once_is_not_embedded(run):
    """Of several contents of an id, one right after the other, the last one is."""
    for _ in range(2):
        run.do("embed_multi", [("x", "1"), ("y", "1"), ("x", "2"), ("x", "3")])
    assert sorted(run.model.contents) == ["1", "3"]
    assert len(run.rows()) == 2


def test_batches(run):
    """They are as large as asked for, but no larger than the model takes, and full when resumed."""
    run.do("embed_multi", numbered(5), batch_size=2)
    assert [len(batch) for batch in run.model.asked] == [2, 2, 1]
    run.model.batch_size = 3
    run.model.asked.clear()
    run.do("embed_multi", numbered(11), batch_size=5)
    assert [len(batch) for batch in run.model.asked] == [3, 3]


def test_entries_are_taken_as_they_are_needed(run):
    """Each once, and the first batch is embedded long before the last item is made."""
    taken = []

    def items():
        for name, text in numbered(1200):
            taken.append((name, len(run.model.asked)))
            yield name, text

    run.do("embed_multi", items(), batch_size=10)
    assert len(taken) == len(run.rows()) == 1200
    assert taken[150][1] >= 1
    assert len(run.model.contents) == 1200


def test_few_transactions(run):
    """What is embedded fast is written in groups."""
    statements: list[str] = []
    run.collection._connection.set_trace_callback(statements.append)
    run.do("embed_multi", numbered(1000), batch_size=10)
    assert statements.count("BEGIN IMMEDIATE") < 50
    assert len(run.rows()) == 1000


def test_what_took_long_is_stored_at_once(run, monkeypatch):
    """When the model is asked for the next batch, those before it are in the file."""
    monkeypatch.setattr(storing, "SLOW_SECONDS", 0)
    seen = []

    def items():
        for name, text in numbered(400):
            seen.append(len(run.rows()))
            yield name, text

    run.do("embed_multi", items(), batch_size=100)
    assert [seen[n] for n in (0, 100, 200, 399)] == [0, 100, 200, 300]


@pytest.mark.parametrize("error", [ModelError("no"), ValueError("no"), KeyboardInterrupt()])
def test_an_error_leaves_what_was_stored(run, error):
    """What was embedded before the error is in the file, and the same call goes on from there."""

    def items():
        yield from numbered(150)
        raise error

    with pytest.raises(type(error)):
        run.do("embed_multi", items(), batch_size=100)
    stored = len(run.rows())
    assert stored == (100 if isinstance(error, KeyboardInterrupt) else 150)
    before = len(run.model.contents)
    run.do("embed_multi", numbered(200), batch_size=100)
    assert len(run.model.contents) - before == 200 - stored
    assert len(run.rows()) == 200


def test_a_failing_batch_ends_the_run(run):
    """Without `on_error` its error is raised; the batches before it are stored."""
    items = [*numbered(10), ("bad", "BAD"), *numbered(10, 10)]
    with pytest.raises(ModelError, match="not this one"):
        run.do("embed_multi", items, batch_size=5)
    assert len(run.rows()) == 10


def test_bad_items_are_reported_and_the_others_stored(run):
    """Whatever is wrong with them, and each of those that have the same content."""
    items = [
        *[(name, text, None) for name, text in numbered(30)],
        *[("bad1", "BAD", None), ("kind", 5, None), ("meta", "x", {"no": object()})],
        *[("bad2", "BAD", {"x": 1}), (None, "x", None), ("nan", "x", {"n": float("nan")})],
    ]
    told = []
    run.do(
        "embed_multi_with_metadata",
        *[items, False, 12],
        on_error=run.note,
        progress=lambda tally: told.append(tally.done),
    )
    assert len(run.rows()) == 30
    assert {name for name, _ in run.failed} == {"bad1", "bad2", "kind", "meta", "None", "nan"}
    assert dict(run.failed)["bad1"] == "not this one"
    assert told[-1] == 36
    # The batch with the bad one was cut in halves until only that was left.
    assert len(run.model.asked) < 12


def test_a_model_out_of_reach_is_no_fault_of_the_items(run):
    """When nothing can be embedded the error is raised, after a few tries, and no item reported."""
    with pytest.raises(ModelError, match="not this one"):
        run.do("embed_multi", ((f"{n}", f"BAD {n}") for n in range(1000)), on_error=run.note)
    assert not run.failed
    assert len(run.model.asked) < 80


def test_errors_that_are_about_no_content(run, monkeypatch):
    """A limit of the provider, or a missing key, is raised at once."""

    def refuse(items):
        raise ModelError("too many requests", status=429)

    model = getattr(run.model, "letters", run.model)
    monkeypatch.setattr(model, "embed_batch", refuse)
    with pytest.raises(ModelError, match="too many"):
        run.do("embed_multi", numbered(10), on_error=run.note)
    assert not run.failed


def test_a_kind_of_content_that_the_model_does_not_take(tmp_path):
    """Binary content for a model of texts is that item's error; the model is not asked for it."""
    model = Letters(supports_binary=False)
    failed: dict[str, Exception] = {}
    with Collection("c", tmp_path / "e.db", model=model) as collection:
        items: list[tuple[str, str | bytes]] = [("a", "one"), ("b", b"two"), ("c", "three")]
        collection.embed_multi(items, on_error=failed.__setitem__)
        assert collection.count() == 2
        with pytest.raises(UnsupportedInput, match="letters embeds text"):
            collection.embed("d", b"four")
    assert list(failed) == ["b"]
    assert model.contents == ["one", "three"]


def test_vectors_of_another_length(run):
    """They are refused, whatever `on_error` says: all that follow would be as long."""
    run.do("embed", "a", "one")
    model = run.new_model(dimension=4)
    with run.opened(model=model) as other:
        for on_error in (None, run.note):
            with pytest.raises(InvalidInput, match=r"letters gave 4 numbers.*c have 8"):
                run.do("embed_multi", numbered(3), collection=other, on_error=on_error)
    assert not run.failed
    assert len(run.rows()) == 1


@pytest.mark.parametrize(
    "vector", [[float("nan")] * 8, [float("inf")] + [0.0] * 7, [], ["x"] * 8, None, [1e39] * 8]
)
def test_vectors_that_are_none(tmp_path, vector):
    """A model that gives numbers that are none is told so by name, and nothing is stored."""

    class Odd(Letters):
        def embed_batch(self, items, *, key=None):
            return iter([vector for _ in items])

    with Collection("c", tmp_path / "e.db", model=Odd("odd")) as collection:
        with pytest.raises(ModelError, match=r"^odd gave"):
            collection.embed("a", "one")
        assert collection.count() == 0


def test_empty_content(run):
    """It is the model's to say what it makes of it; a vector that points nowhere is stored."""
    run.do("embed", "a", "")
    run.do("embed", "b", b"")
    assert [decode(vector) for (vector,) in run.rows("embedding")] == [(0.0,) * 8] * 2


def test_odd_ids_and_texts(run):
    """What is no valid text is stored as one, and found again as it was given."""
    odd = ["\ud800", "a\0b", "", "x" * 10_000, "'; DROP TABLE embeddings --", "日本語"]
    for _ in range(2):
        run.do("embed_multi", [(name, f"of {name}") for name in odd])
    assert len(run.model.contents) == len(odd)
    assert len(run.rows()) == len(odd)
    run.do("embed", 5, "five")
    assert ("5", None) in run.rows()


def test_parallel_batches(run):
    """As many as the model allows are under way, and what they give is stored in order."""
    run.model.parallel_batches = 4
    run.do("embed_multi", numbered(100), batch_size=5)
    assert [name for _, name in run.rows("rowid, id")] == sorted(name for name, _ in numbered(100))
    assert run.rows("id") == [(name,) for name, _ in numbered(100)]
    with closing(sqlite3.connect(run.path)) as connection:
        by_rowid = connection.execute("SELECT id FROM embeddings ORDER BY rowid").fetchall()
    assert by_rowid == run.rows("id")


def test_an_error_of_one_of_several(tmp_path):
    """Of parallel batches, those that are under way when one fails are waited for and stored."""
    all_begun = threading.Barrier(3)

    class Together(Letters):
        parallel_batches = 3

        def embed_batch(self, items, *, key=None):
            all_begun.wait(30)
            return super().embed_batch(items)

    with Collection("c", tmp_path / "e.db", model=Together()) as collection:
        with pytest.raises(ModelError):
            collection.embed_multi([("bad", "BAD"), *numbered(11)], batch_size=4)
        assert collection.count() == 8


def test_progress(run):
    """It says what was stored, known and failed; all of it at the end."""
    run.do("embed_multi", numbered(10))
    told: list[Tally] = []
    items = [*numbered(20), ("bad", "BAD")]
    run.do("embed_multi", items, on_error=run.note, progress=told.append)
    assert told[-1] == Tally(stored=10, known=10, failed=1, embedded=10)
    run.do("embed_multi", [], progress=told.append)
    assert told[-1] == Tally()


def test_within_a_transaction_of_the_caller(tmp_path):
    """What is stored is part of it: it is for the caller to commit or to undo."""
    connection = sqlite3.connect(tmp_path / "e.db", isolation_level=None)
    with closing(connection):
        collection = Collection("c", connection, model=Letters())
        connection.execute("BEGIN")
        collection.embed("a", "one")
        assert connection.in_transaction
        connection.execute("ROLLBACK")
        assert collection.count() == 0


def test_metadata_is_kept_as_json(run):
    """As it was given, in the form that other programs read."""
    metadata = {"é": [1, 2.5, None, {"x": True}], "text": "日本"}
    run.do("embed_multi_with_metadata", [("a", "one", metadata)])
    ((written,),) = run.rows("metadata")
    assert written == json.dumps(metadata)
    assert [item.metadata for item in run.collection.items()] == [metadata]
