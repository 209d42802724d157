"""What is deleted or redacted leaves recall.db and its cache, to the last byte."""

from __future__ import annotations

import hashlib
import math
import sqlite3
from pathlib import Path

import pytest

from llm.embeddings.recall.finding import Question, recall
from llm.embeddings.search import caches
from llm.embeddings.vectors import decode, encode
from llm.store import vectors
from llm.store.opening import open_store
from llm.store.records import Reference, Selection
from llm.store.sqlite import erasing
from llm.store.sqlite.indexing import rebuild
from llm.store.sqlite.sweeping import sweep
from llm.store.upkeep import ToRedact
from llm.store.vectors import vectors_path
from tests.embeddings.recall.meaning import Meaning
from tests.store.sqlite.said import files_of, say


@pytest.fixture(autouse=True)
def files_for_all(monkeypatch):
    """Small collections have a file in the cache, too."""
    monkeypatch.setattr(caches, "SMALL", 0)
    monkeypatch.setattr("llm.embeddings.search.finding._is_first_search", lambda: False)


def traces(text: str, model: Meaning) -> dict[str, bytes]:
    """What a text may leave: hashes, and its vector as it is stored, and at length one."""
    vector = decode(encode(model._vector(text)))
    length = math.sqrt(sum(number * number for number in vector))
    hashed = hashlib.sha256(text.encode())
    return {
        "text": text.encode(),
        "hash": hashed.hexdigest().encode(),
        "digest": hashed.digest(),
        "md5": hashlib.md5(text.encode()).digest(),
        "vector": encode(vector),
        "direction": encode([number / length for number in vector]),
    }


def left_of(store, text: str, model: Meaning) -> set[str]:
    """What of *text* is in the bytes of any file beside the history."""
    content = b"\n".join(
        file.read_bytes()
        for file in files_of(Path(store.path).parent)
        if file.name != "logs.db-shm"
    )
    return {name for name, trace in traces(text, model).items() if trace in content}


def embedded(store) -> set[str]:
    """The hashes of the texts that recall.db knows."""
    connection = sqlite3.connect(vectors_path(store.path))
    rows = connection.execute("SELECT id FROM embeddings").fetchall()
    connection.close()
    return {hashed for (hashed,) in rows}


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def cache_of(store) -> list[str]:
    """The files of the cache."""
    directory = vectors_path(store.path)
    return [file.name for file in files_of(directory.with_name(f"{directory.name}-index"))]


def delete(store):
    assert store.delete(["01d"]).remains is None


def redact_text(store):
    assert store.redact(ToRedact(text="heron")).remains is None
    store.redact(ToRedact(exact="it stands still for hours"))


def redact_call(store):
    store.redact(ToRedact(references=[Reference("call", "01d")], forget=True))


def collect(store):
    """Rows that only garbage collection takes away."""
    with store.writing():
        store.connection.execute("DELETE FROM calls WHERE id = '01d'")
        store.connection.execute("DELETE FROM conversations WHERE id = '01conversation3'")
    assert store.collect().remains is None


@pytest.mark.parametrize("remove", [delete, redact_text, redact_call, collect])
def test_no_byte_is_left(history, model, remove):
    """Neither row, hash, vector nor cached file: whichever way the text goes."""
    recall(history, Question("bird"), model)
    gone = ["tell me of the heron", "it stands still for hours"]
    for text in gone:
        assert left_of(history, text, model) >= {"text", "hash", "digest", "md5", "vector"}
    assert "direction" in left_of(history, gone[0], model)
    assert cache_of(history)
    remove(history)
    for text in gone:
        # A redacted text is known by its hash, in the history, so that it stays redacted.
        assert left_of(history, text, model) <= ({"digest"} if remove is redact_text else set())
    assert cache_of(history) == []
    assert len(embedded(history)) == 6
    asked = len(model.asked)
    assert recall(history, Question("bird"), model).found[0].text == "what does a pelican eat"
    assert len(model.asked) == asked + 1


def test_no_byte_is_left_of_much(store, model):
    """The same where rows fill many pages and were moved between them."""
    model.numbers = 200
    for number in range(120):
        say(
            store, f"01a{number:03}", f"pelican number {number:03}", "", conversation=f"01c{number}"
        )
    recall(store, Question("bird"), model)
    gone = [number for number in range(120) if number % 7]
    store.delete([f"01a{number:03}" for number in gone])
    for number in gone:
        assert left_of(store, f"pelican number {number:03}", model) == set()
    assert len(embedded(store)) == 18


def test_a_dry_run_takes_nothing(history, model):
    """Nothing is forgotten that is not deleted."""
    recall(history, Question("bird"), model)
    before = embedded(history)
    history.delete(["01d"], dry_run=True)
    history.redact(ToRedact(text="heron"), dry_run=True)
    assert embedded(history) == before
    assert cache_of(history)


def test_a_text_that_others_say_stays(history, model):
    """What another conversation says keeps its vector."""
    say(history, "01e", "tell me of the heron", "again?", conversation="01other")
    recall(history, Question("bird"), model)
    history.delete(["01d"])
    assert hash_of("tell me of the heron") in embedded(history)
    assert hash_of("it stands still for hours") not in embedded(history)


def test_what_is_deleted_while_it_is_embedded(history, model, monkeypatch):
    """A vector that comes back when its text is gone is not stored."""
    embed = model.embed_batch

    def deleting(items, **more):
        vectors = list(embed(items, **more))
        if "tell me of the heron" in model.asked and history.call_ids(Selection(ids=["01d"])):
            history.delete(["01d"])
        return iter(vectors)

    monkeypatch.setattr(model, "embed_batch", deleting)
    recall(history, Question("bird"), model)
    assert "tell me of the heron" in model.asked
    assert left_of(history, "tell me of the heron", model) == set()
    assert len(embedded(history)) == 6


def test_a_file_that_is_in_use_is_seen_to_later(history, model, monkeypatch):
    """Why bytes are left is said, and the next run that opens the history takes them."""
    monkeypatch.setattr(erasing, "erase", erasing.erase)
    monkeypatch.setattr("llm.store.sqlite.erasing.erase.__defaults__", (0.1,))
    recall(history, Question("bird"), model)
    other = sqlite3.connect(vectors_path(history.path), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert history.delete(["01d"]).remains == "another program is using recall.db"
    assert hash_of("tell me of the heron") in embedded(history)
    other.execute("ROLLBACK")
    other.close()
    open_store(history.path).close()
    assert left_of(history, "tell me of the heron", model) == set()
    assert history.finish_erasing() is None


@pytest.mark.parametrize("step", ["VACUUM", "rmtree"])
def test_a_run_that_dies_on_the_way(history, model, monkeypatch, step):
    """What was begun is taken up by the next run, also when the rows are gone already."""
    recall(history, Question("bird"), model)

    class DiedError(Exception):
        pass

    def dies(*_):
        raise DiedError

    with monkeypatch.context() as dying:
        if step == "VACUUM":
            dying.setattr(vectors, "patiently", dies)
        else:
            dying.setattr("shutil.rmtree", dies)
        with pytest.raises(DiedError):
            history.delete(["01d"])
    assert len(embedded(history)) == 6
    assert cache_of(history)
    open_store(history.path).close()
    assert cache_of(history) == []
    assert left_of(history, "tell me of the heron", model) == set()


def test_what_went_elsewhere_goes_at_the_next_question(history, model):
    """Vectors of texts that the history has lost in any other way are forgotten."""
    recall(history, Question("bird"), model)
    with history.writing():
        history.connection.execute("DELETE FROM calls WHERE id = '01d'")
        history.connection.execute("DELETE FROM conversations WHERE id = '01conversation3'")
        sweep(history.connection)
        rebuild(history.connection)
    recall(history, Question("bird"), model)
    assert hash_of("tell me of the heron") not in embedded(history)


@pytest.mark.parametrize("keep", [100, 700])
def test_a_damaged_file_goes_as_a_whole(history, model, keep):
    """Where nothing can be told apart, all of it goes: it can be made again."""
    recall(history, Question("bird"), model)
    path = vectors_path(history.path)
    path.write_bytes(path.read_bytes()[:keep] + b"x" * 5000)
    assert history.delete(["01d"]).remains is None
    assert not path.exists()
    assert cache_of(history) == []
    assert recall(history, Question("bird"), model).caught_up.embedded == 6


def test_vectors_of_two_histories_in_one_directory(history, model, tmp_path):
    """Each has its own, and a deletion in one takes nothing from the other."""
    other = open_store(tmp_path / "history" / "other.db")
    say(other, "01x", "a pelican elsewhere", "so it is")
    recall(other, Question("bird"), model)
    recall(history, Question("bird"), model)
    history.delete(["01a", "01b", "01c", "01d"])
    assert len(embedded(other)) == 2
    assert embedded(history) == set()
    other.close()


def test_vectors_that_are_kept_elsewhere(history, model, tmp_path):
    """Where recall.db is a link, the cache lies beside the file itself, and goes all the same."""
    recall(history, Question("bird"), model)
    path, elsewhere = vectors_path(history.path), tmp_path / "elsewhere"
    elsewhere.mkdir()
    path.rename(elsewhere / path.name)
    path.symlink_to(elsewhere / path.name)
    recall(history, Question("bird"), model)
    cache = elsewhere / f"{path.name}-index"
    assert files_of(cache)
    assert history.delete(["01d"]).remains is None
    assert not cache.exists()
    assert len(embedded(history)) == 6


def test_files_are_for_their_owner_alone(history, model):
    """What the vectors tell of texts is nobody else's."""
    recall(history, Question("bird"), model)
    path = vectors_path(history.path)
    cache = path.with_name("recall.db-index")
    assert cache.stat().st_mode & 0o777 == 0o700
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in [path, *files_of(cache)])
