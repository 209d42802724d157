"""Collections: made, searched, changed, deleted; and with which model."""

import asyncio
import json
import sqlite3
from contextlib import closing

import pytest

import llm
from llm import UnknownModelError
from llm.embeddings import Collection, Entry, Item
from llm.errors import InvalidInput
from tests.embeddings.models import AwaitedLetters, Letters

ANIMALS = {"cat": "a cat sat", "hat": "a hat sat", "dog": "zzzz zzzz", "car": "a car ran"}


@pytest.fixture
def animals(tmp_path):
    """Four items with texts and metadata."""
    with Collection("animals", tmp_path / "e.db", model=Letters()) as collection:
        collection.embed_multi_with_metadata(
            ((name, text, {"length": len(text), "name": name}) for name, text in ANIMALS.items()),
            store=True,
        )
        yield collection


def ids(entries):
    """The ids of what was found."""
    return [entry.id for entry in entries]


def test_similar(run):
    """What is nearest comes first, with its score and what was stored of it."""
    run.do("embed", "cat", "a cat sat", {"legs": 4}, store=True)
    run.do("embed", "dog", "zzzz zzzz")
    first, second = run.do("similar", "a cat sat")
    assert (first.id, first.content, first.metadata) == ("cat", "a cat sat", {"legs": 4})
    assert first.score == pytest.approx(1)
    assert second == Entry("dog", second.score)
    assert ids(run.do("similar", "zzzz", number=1)) == ["dog"]
    assert ids(run.do("similar", "zzzz", prefix="c", exact=True)) == ["cat"]


def test_similar_by_id_and_vector(animals):
    """The item itself is not among what is similar to it."""
    assert ids(animals.similar_by_id("cat"))[0] == "hat"
    assert len(animals.similar_by_id("cat")) == 3
    vector = animals.model().embed("a car ran")
    assert ids(animals.similar_by_vector(vector, number=1)) == ["car"]
    assert "car" not in ids(animals.similar_by_vector(vector, skip_id="car"))
    with pytest.raises(Collection.DoesNotExist, match="There is no 'cow' in the collection"):
        animals.similar_by_id("cow")


def test_the_loop_goes_on_while_it_is_searched(animals, tmp_path):
    """A search in async code waits for who writes on a thread, and what else there is goes on."""

    async def both(other):
        searching = asyncio.ensure_future(animals.asimilar("a cat sat", number=1))
        await asyncio.sleep(0.1)
        other.execute("COMMIT")
        return await searching

    with closing(sqlite3.connect(tmp_path / "e.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert ids(asyncio.run(both(other))) == ["cat"]


def test_filters(animals):
    """Conditions on metadata hold for all that is found or listed."""
    assert ids(animals.similar("a cat sat", where=["name!=cat"]))[0] == "hat"
    assert ids(animals.similar_by_id("cat", where=["name=dog"])) == ["dog"]
    assert [item.id for item in animals.items(where="name=dog")] == ["dog"]
    with pytest.raises(InvalidInput, match="is no condition on metadata"):
        animals.similar("a cat sat", where=["=x"])


def test_hybrid(animals):
    """The words of a text count as well, with cosines as scores; so do those of a stored item."""
    found = animals.similar("ran", hybrid=True)
    assert (ids(animals.similar("ran"))[0], found[0].id) == ("dog", "car")
    plain = {entry.id: entry.score for entry in animals.similar("ran")}
    assert {entry.id: entry.score for entry in found} == plain
    assert ids(animals.similar_by_id("cat", hybrid=True, number=1)) == ["hat"]
    animals.embed("bare", "a cat")
    with pytest.raises(InvalidInput, match="The text of bare is not stored"):
        animals.similar_by_id("bare", hybrid=True)


def test_a_query_that_points_nowhere(animals):
    """It is an error that says so."""
    with pytest.raises(InvalidInput, match="no direction"):
        animals.similar("")


def test_items(animals, monkeypatch):
    """They are listed by id, with what is stored; some pages of them, too."""
    from llm.embeddings import finding

    monkeypatch.setattr(finding, "_PAGE", 2)
    listed = list(animals.items())
    assert [item.id for item in listed] == sorted(ANIMALS)
    assert listed[1].content == "a cat sat"
    assert listed[1].metadata == {"length": 9, "name": "cat"}
    assert [item.id for item in animals.items(prefix="ca")] == ["car", "cat"]
    assert isinstance(listed[0], Item)


def test_update(animals):
    """Metadata is replaced or removed; nothing is embedded."""
    animals.update("cat", metadata={"legs": 4})
    animals.update("dog", metadata=None)
    said = {item.id: item.metadata for item in animals.items()}
    assert (said["cat"], said["dog"]) == ({"legs": 4}, None)
    with pytest.raises(Collection.DoesNotExist, match="There is no 'cow'"):
        animals.update("cow", metadata={})
    with pytest.raises(InvalidInput, match="metadata of 'cat'"):
        animals.update("cat", metadata={"x": object()})


def test_remove(animals, tmp_path):
    """Items go with their bytes, from the file and from what is cached beside it."""
    animals.similar("zzzz zzzz", hybrid=True)
    cached = tmp_path / "e.db-index"
    assert any(cached.iterdir())
    assert animals.remove(["dog", "cow"]) == 1
    assert animals.remove("hat") == 1
    assert not cached.exists()
    assert b"zzzz" not in (tmp_path / "e.db").read_bytes()
    assert sorted(ids(animals.similar("zzzz"))) == ["car", "cat"]


def test_delete(animals, tmp_path):
    """The collection goes with its items and its cache; another of its name begins anew."""
    animals.similar("zzzz", hybrid=True)
    animals.delete()
    assert not (tmp_path / "e.db-index").exists()
    assert b"zzzz" not in (tmp_path / "e.db").read_bytes()
    animals.delete()
    with pytest.raises(Collection.DoesNotExist, match="Collection 'animals' does not exist"):
        Collection("animals", tmp_path / "e.db", create=False)


def test_a_collection_that_was_deleted_meanwhile(animals, tmp_path):
    """Nothing is written into the one that has its number now."""
    with Collection("animals", tmp_path / "e.db") as other:
        other.delete()
    with Collection("newer", tmp_path / "e.db", model=Letters()) as newer:
        assert newer.id == animals.id
        for work in (
            lambda: animals.embed("x", "one"),
            lambda: animals.update("cat", metadata={}),
            lambda: animals.remove(["x"]),
        ):
            with pytest.raises(InvalidInput, match="animals was deleted while it was in use"):
                work()
        animals.delete()
        assert Collection.exists(tmp_path / "e.db", "newer")
        assert newer.count() == 0


def test_what_others_wrote_as_metadata(animals, tmp_path):
    """What is no JSON counts as none."""
    with closing(sqlite3.connect(tmp_path / "e.db")) as connection:
        connection.execute("UPDATE embeddings SET metadata = '{no' WHERE id = 'cat'")
        connection.commit()
    assert animals.similar("a cat sat", number=1)[0].metadata is None
    assert next(iter(animals.items("cat"))).metadata is None


def test_making_one(tmp_path):
    """It needs a model, which it has from then on; a second process finds it."""
    path = tmp_path / "e.db"
    with pytest.raises(ValueError, match="Either model= or model_id= must be provided"):
        Collection("c", path)
    with Collection("c", path, model=Letters()) as first, Collection("c", path) as second:
        assert (first.id, first.model_id) == (second.id, second.model_id) == (1, "letters")
    assert Collection.content_hash("x").hex() == "9dd4e461268c8034f5c8564e155c67a6"


@pytest.fixture
def registered(monkeypatch):
    """Models that are found by name."""
    models = {"letters": Letters(), "l": Letters(), "others": Letters("others")}

    def get(name):
        if name not in models:
            raise UnknownModelError(f"Unknown model: {name}")
        return models[name]

    monkeypatch.setattr(llm, "get_embedding_model", get)
    return models


def test_models_by_name(tmp_path, registered):
    """A collection is made with the model of a name or alias, and later finds its own."""
    with Collection("c", tmp_path / "e.db", model_id="l") as collection:
        assert collection.model_id == "letters"
        assert collection.model() is registered["l"]
    with Collection("c", tmp_path / "e.db") as collection:
        collection.embed("a", "one")
        assert registered["letters"].contents == ["one"]
    with pytest.raises(UnknownModelError, match="Unknown model: nobody"):
        Collection("d", tmp_path / "e.db", model_id="nobody")


def test_another_model(tmp_path, registered):
    """It cannot add to what the collection's model made, nor search in it; other things work."""
    path = tmp_path / "e.db"
    with Collection("c", path, model_id="letters") as collection:
        collection.embed("a", "one")
    for given in ({"model_id": "others"}, {"model": Letters("mine")}):
        with Collection("c", path, **given) as collection:
            for work in (collection.similar, lambda text: collection.embed("b", text)):
                with pytest.raises(InvalidInput, match="c was made with letters, whose vectors"):
                    work("two")
            assert ids(collection.similar_by_id("a")) == []
            assert collection.count() == 1


def test_a_model_that_has_a_new_name(tmp_path, registered):
    """It goes on where its old name is an alias now."""
    path = tmp_path / "e.db"
    with Collection("c", path, model=Letters("old")) as collection:
        collection.embed("a", "one")
    new = Letters("new")
    registered["old"] = new
    with Collection("c", path, model=new) as collection:
        collection.embed("b", "two")
        assert collection.count() == 2


def test_a_model_that_is_not_installed(tmp_path, registered):
    """The error names the collection; what needs no model works."""
    path = tmp_path / "e.db"
    with Collection("c", path, model=Letters("gone")) as collection:
        collection.embed("a", "one")
    with Collection("c", path) as collection:
        with pytest.raises(UnknownModelError, match="gone - the collection c was made with it"):
            collection.embed("b", "two")
        assert ids(collection.similar_by_vector([1.0] * 8)) == ["a"]


def test_an_async_model_in_code_that_blocks(tmp_path):
    """It is refused, by name, before anything else."""
    with (
        Collection("c", tmp_path / "e.db", model=AwaitedLetters()) as collection,
        pytest.raises(InvalidInput, match="letters is for async code"),
    ):
        collection.embed("a", "one")

    async def numbered():
        yield "a", "one"

    with (
        Collection("d", tmp_path / "e.db", model=Letters()) as collection,
        pytest.raises(InvalidInput, match="has to be awaited"),
    ):
        collection.embed_multi(numbered())


def test_the_async_model_that_a_model_brings(tmp_path):
    """Code that awaits uses it, and other code does not."""
    awaited = AwaitedLetters()
    model = Letters(async_model=awaited)
    with Collection("c", tmp_path / "e.db", model=model) as collection:
        asyncio.run(_waited(collection.aembed("a", "one")))
        collection.embed("b", "two")
    assert (awaited.contents, model.contents) == (["one"], ["two"])


def test_async_entries(tmp_path):
    """Code that awaits may give its items as they come."""

    async def items():
        for number in range(250):
            await asyncio.sleep(0)
            yield f"i{number}", f"text {number}"

    with Collection("c", tmp_path / "e.db", model=AwaitedLetters()) as collection:
        asyncio.run(collection.aembed_multi(items(), batch_size=10))
        assert collection.count() == 250


def test_a_cancelled_call_leaves_what_was_embedded(tmp_path):
    """What the model had given when a task is cancelled is stored."""

    async def items(waiting):
        for number in range(1000):
            if number == 300:
                waiting.set()
                await asyncio.sleep(60)
            yield f"i{number}", f"text {number}"

    async def cancelled(collection):
        waiting = asyncio.Event()
        storing = collection.aembed_multi(items(waiting), batch_size=100)
        task = asyncio.create_task(storing)
        await waiting.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    with Collection("c", tmp_path / "e.db", model=AwaitedLetters()) as collection:
        asyncio.run(cancelled(collection))
        assert collection.count() == 300


@pytest.mark.parametrize("awaits", [False, True])
def test_keys(tmp_path, awaits):
    """A key reaches the model, for items and for what is searched for."""
    keys = []

    class Keyed(Letters):
        def embed_batch(self, items, *, key=None):
            keys.append(key)
            return super().embed_batch(items)

    with Collection("c", tmp_path / "e.db", model=Keyed()) as collection:
        calls = [
            ("embed", ("a", "one")),
            ("embed_multi", ([("b", "two")],)),
            ("embed_multi_with_metadata", ([("c", "three", None)],)),
            ("similar", ("one",)),
        ]
        for name, given in calls:
            done = getattr(collection, "a" * awaits + name)(*given, key="secret")
            if awaits:
                asyncio.run(_waited(done))
    assert keys == ["secret"] * 4


async def _waited(done):
    return await done


def test_entries_are_json(animals):
    """What is found can be written as JSON, as the command line does."""
    (entry,) = animals.similar("a cat sat", number=1)
    assert json.loads(json.dumps(vars(entry)))["metadata"]["name"] == "cat"
