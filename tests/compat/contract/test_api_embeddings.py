"""§2.11 of the contract: models of embeddings, and collections of vectors."""

from __future__ import annotations

import pytest
import sqlite_utils

import llm
from llm import Collection
from llm.embeddings import Entry
from llm.testing import ScriptedEmbeddingModel, offered

VECTORS: dict[str | bytes, list[float]] = {
    "cat": [1, 0],
    "kitten": [0.9, 0.1],
    "tax": [0, 1],
    b"\x00": [0.5, 0.5],
}


def model(**attributes):
    return ScriptedEmbeddingModel(VECTORS, **attributes)


@pytest.fixture
def db(tmp_path):
    database = sqlite_utils.Database(tmp_path / "embeddings.db")
    yield database
    database.close()


@pytest.fixture
def animals(db):
    """A collection of three, with texts."""
    collection = Collection("animals", db, model=model())
    collection.embed_multi_with_metadata(
        [("p/1", "cat", {"legs": 4}), ("p/2", "kitten", None), ("q/1", "tax", None)], store=True
    )
    return collection


class Plain(llm.EmbeddingModel):
    model_id = "plain"

    def embed_batch(self, items, *, key=None):
        yield from ([float(len(item))] for item in items)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("model_id", "plain"),
        ("needs_key", None),
        ("key_env_var", None),
        ("supports_text", True),
        ("supports_binary", False),
        ("batch_size", None),
    ],
)
def test_attributes(name, value):
    """§2.11 EmbeddingModel: its attributes and their defaults."""
    assert getattr(Plain(), name) == value


def test_embed():
    """§2.11 embed, embed_multi: one vector, and those of many in batches."""
    asked = []

    class Batches(Plain):
        def embed_batch(self, items, *, key=None):
            asked.append(list(items))
            return super().embed_batch(asked[-1])

    assert Batches().embed("abc") == [3.0]
    assert list(Batches().embed_multi(["a", "bb", "ccc"], batch_size=2)) == [[1.0], [2.0], [3.0]]
    assert asked == [["abc"], ["a", "bb"], ["ccc"]]
    own = Batches()
    own.batch_size = 1
    assert list(own.embed_multi(["a", "bb"])) == [[1.0], [2.0]]
    assert asked[3:] == [["a"], ["bb"]]


def test_what_it_takes():
    """§2.11 supports_text, supports_binary: bytes and text that it does not take are refused."""
    with pytest.raises(ValueError, match="not binary"):
        Plain().embed(b"x")
    only = Plain()
    only.supports_text, only.supports_binary = False, True
    assert only.embed(b"xy") == [2.0]
    with pytest.raises(ValueError, match="not text"):
        only.embed("x")


def test_embed_batch_is_abstract():
    """§2.11 embed_batch: abstract."""

    class Without(llm.EmbeddingModel):
        model_id = "without"

    with pytest.raises(TypeError, match="embed_batch"):
        Without()  # type: ignore[abstract]  # that is the point


def test_keys(monkeypatch):
    """§2.11 key=: it reaches `embed_batch`; an old plugin without it has it as `self.key`."""
    seen = []

    class New(Plain):
        needs_key, key_env_var = "some", "SOME_KEY"

        def embed_batch(self, items, *, key=None):
            seen.append(key)
            return super().embed_batch(items)

    class Old(Plain):
        needs_key = "some"

        def embed_batch(self, items):  # type: ignore[override]  # as plugins before 0.33
            seen.append(self.get_key())
            return super().embed_batch(items)

    new, old = New(), Old()
    new.embed("a", key="given")
    assert list(new.embed_multi(["a"], key="given")) == [[1.0]]
    old.embed("a", key="given")
    assert old.key is None
    monkeypatch.setenv("SOME_KEY", "of-environment")
    new.embed("a")
    assert seen == ["given", "given", "given", "of-environment"]


def test_a_new_collection(db):
    """§2.11 Collection: name, id, model_id (also right after it was made) and model()."""
    used = model()
    collection = Collection("c", db, model=used)
    assert (collection.name, collection.model_id) == ("c", "scripted-embedding")
    assert isinstance(collection.id, int)
    assert collection.model() is used
    assert collection.count() == 0
    assert Collection("c", db, model=used).id == collection.id


def test_by_model_id(db):
    """§2.11 Collection: `model_id=` is looked up; what is there knows its model."""
    with offered(model(), aliases=["se"]):
        assert Collection("c", db, model_id="se").model_id == "scripted-embedding"
        assert Collection("c", db).model().model_id == "scripted-embedding"


def test_missing_collections(db):
    """§2.11 create, exists, DoesNotExist: one is made unless create=False, and needs a model."""
    assert not Collection.exists(db, "c")
    with pytest.raises(Collection.DoesNotExist):
        Collection("c", db, create=False)
    with pytest.raises(ValueError, match="model"):
        Collection("c", db)
    assert not Collection.exists(db, "c")
    Collection("c", db, model=model())
    assert Collection.exists(db, "c")


def test_without_a_database():
    """§2.11 Collection: without `db` it is in memory."""
    with Collection("c", model=model()) as collection:
        collection.embed("1", "cat")
        assert collection.count() == 1


def test_storing(db):
    """§2.11 embed: id, value, metadata and store; text, or bytes."""
    collection = Collection("c", db, model=model())
    collection.embed("1", "cat", metadata={"legs": 4}, store=True)
    collection.embed("2", "tax")
    collection.embed("3", b"\x00", store=True)
    rows = {row["id"]: row for row in db["embeddings"].rows}
    assert (rows["1"]["content"], rows["1"]["metadata"]) == ("cat", '{"legs": 4}')
    assert (rows["2"]["content"], rows["2"]["metadata"]) == (None, None)
    assert rows["3"]["content_blob"] == b"\x00"
    assert llm.decode(rows["1"]["embedding"]) == (1.0, 0.0)


def test_storing_many(db):
    """§2.11 embed_multi: pairs, in batches, with store and key."""
    keys = []

    class Keyed(ScriptedEmbeddingModel):
        def embed_batch(self, items, *, key=None):
            batch = list(items)
            keys.append((len(batch), key))
            return super().embed_batch(batch)

    collection = Collection("c", db, model=Keyed(VECTORS))
    pairs = ((name, name) for name in ("cat", "kitten", "tax"))
    collection.embed_multi(pairs, store=True, batch_size=2, key="k")
    assert keys == [(2, "k"), (1, "k")]
    assert [row["content"] for row in db.query("SELECT content FROM embeddings")] == [
        "cat", "kitten", "tax"
    ]  # fmt: skip


def test_similar(animals):
    """§2.11 similar: Entries of id, score, content and metadata, best first."""
    first, second, third = animals.similar("cat")
    assert isinstance(first, Entry)
    assert (first.id, first.content, first.metadata) == ("p/1", "cat", {"legs": 4})
    assert first.score == pytest.approx(1)
    assert (second.id, third.id) == ("p/2", "q/1")
    assert first.score > second.score > third.score
    assert [each.id for each in animals.similar("cat", number=1)] == ["p/1"]
    assert [each.id for each in animals.similar("cat", prefix="q/")] == ["q/1"]


def test_similar_by_id(animals):
    """§2.11 similar_by_id: nearest to an item, which is left out; DoesNotExist if it is not."""
    assert [each.id for each in animals.similar_by_id("p/1")] == ["p/2", "q/1"]
    assert [each.id for each in animals.similar_by_id("p/1", number=1)] == ["p/2"]
    assert [each.id for each in animals.similar_by_id("p/1", prefix="q/")] == ["q/1"]
    with pytest.raises(Collection.DoesNotExist):
        animals.similar_by_id("nobody")


def test_similar_by_vector(animals):
    """§2.11 similar_by_vector: nearest to a vector, without the skipped id."""
    assert [each.id for each in animals.similar_by_vector([0, 1], number=1)] == ["q/1"]
    found = animals.similar_by_vector([0, 1], skip_id="q/1", prefix="p/")
    assert [each.id for each in found] == ["p/2", "p/1"]


def test_delete(animals, db):
    """§2.11 count, delete: the collection goes with all its items."""
    assert animals.count() == 3
    animals.delete()
    assert not Collection.exists(db, "animals")
    assert db["embeddings"].count == 0
