"""What is recalled: what was meant, what was said, where it was said last."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from llm import assistant, user
from llm.attachments import Attachment
from llm.embeddings.recall.finding import Question, recall
from llm.errors import ModelError
from llm.parts import ReasoningPart
from llm.store.opening import open_store
from llm.store.records import CallRecord, FragmentUse
from llm.store.upkeep import ToRedact
from llm.store.vectors import vectors_path
from tests.embeddings.recall.meaning import Meaning
from tests.store.sqlite.said import say, told


def found(store, text, model=None, **more):
    """The texts that are found for *text*."""
    question = {
        name: more.pop(name) for name in ("number", "conversations", "besides") if name in more
    }
    answer = recall(store, Question(text, **question), model, **more)
    return [each.text for each in answer.found]


def test_what_is_meant_is_found(history, model):
    """Texts with other words that mean the same come first; then what is near to nothing else."""
    assert set(found(history, "any beak", model, number=2)) == {
        "tell me of the heron",
        "what does a pelican eat",
    }
    assert set(found(history, "vehicle", model, number=2)) == {
        "it may be the gearbox",
        "my engine makes noises",
    }


def test_what_is_said_and_meant_comes_before_what_is_only_meant(history, model):
    """The words of the question are a second opinion."""
    assert found(history, "a pelican", model)[0] == "what does a pelican eat"


def test_what_is_only_said_is_found(history):
    """Without a model, texts that say any of the words are found, those that say most first."""
    answer = recall(history, Question("thin onion, the gearbox thin"), None)
    assert answer.by_words
    assert next(each.text for each in answer.found) in ("slice them thin", "an onion soup please")
    assert found(history, "walrus") == []
    assert found(history, "?!") == []


def test_words_of_a_text_that_the_model_does_not_bring_near(history, model):
    """What says the words is found although its vector is far away."""
    assert "slice them thin" in found(history, "slice", model, number=3)


def test_where_it_was_said_last(history, model):
    """A text that was said several times is found once, with the call that said it last."""
    say(history, "01e", "tell me of the heron", "again?", conversation="01other")
    answer = recall(history, Question("heron", number=1), model)
    (only,) = answer.found
    assert (only.said.by, only.said.call, only.said.conversation) == ("user", "01e", "01other")
    assert only.score is not None
    assert only.score > 0.9
    assert only.said.when is not None
    assert found(history, "heron", model).count("tell me of the heron") == 1


def test_who_said_it(history, model):
    """Prompts are the user's, answers the model's; what both said is of who said it last."""
    say(history, "01e", "say beak", "beak", conversation="01other")
    by = {e.text: e.said.by for e in recall(history, Question("beak"), model).found}
    assert (by["say beak"], by["beak"]) == ("user", "assistant")


def test_one_of_each_conversation(history, model):
    """With *conversations*, each has the text that is found first."""
    first = history.call("01a")
    say(history, "01e", "and a bird with a beak", "beak", after=told(first))
    texts = found(history, "bird beak", model, conversations=True)
    assert len(texts) == 4
    answer = recall(history, Question("bird beak", conversations=True), model)
    assert len({each.said.conversation for each in answer.found}) == 4


def test_a_conversation_that_is_left_out(history, model):
    """What was said there only is not found; what was also said elsewhere is found there."""
    say(history, "01e", "tell me of the heron", "again?", conversation="01other")
    answer = recall(history, Question("heron", besides="01other"), model)
    assert answer.found[0].said.conversation == "01conversation3"
    assert "again?" not in [each.text for each in answer.found]


def test_what_counts_as_said(store, model):
    """Not what was thought, read, shown, instructed or given back by tools; only what was typed."""
    store.finish(
        CallRecord(
            "01a",
            "m",
            [
                user(
                    "pelican file\n\nwhat is this beak",
                    Attachment(content=b"heron", type="text/plain"),
                )
            ],
            [assistant(ReasoningPart("a heron, hm"), "a bird")],
            system="you know birds: heron",
            fragments=[FragmentUse("pelican file", "a file")],
        )
    )
    assert sorted(found(store, "pelican heron bird", model)) == ["\n\nwhat is this beak", "a bird"]
    assert sorted(model.asked[1:]) == ["\n\nwhat is this beak", "a bird"]


def test_every_text_is_embedded_once(history, model):
    """A second question asks the model only for itself and what is new."""
    recall(history, Question("bird"), model)
    assert len(model.asked) == 9
    recall(history, Question("car"), model)
    assert model.asked[9:] == ["car"]
    say(history, "01e", "tell me of the heron", "a new answer", conversation="01other")
    recall(history, Question("car"), model)
    assert model.asked[10:] == ["car", "a new answer"]


def test_another_history_in_its_place(history, model, tmp_path):
    """What is new in it is embedded, although as much is known; what it does not say goes."""
    recall(history, Question("bird"), model)
    path = tmp_path / "other" / "logs.db"
    path.parent.mkdir()
    with closing(open_store(path)) as other:
        shutil.copy(vectors_path(history.path), vectors_path(path))
        for number in range(4):
            say(other, f"01{number}", f"heron {number}", f"beak {number}", conversation="01other")
        assert sorted(found(other, "bird", model)) == sorted(model.asked[-8:])
        with closing(sqlite3.connect(vectors_path(path))) as connection:
            assert connection.execute("SELECT count(*) FROM embeddings").fetchone() == (8,)


def test_each_model_has_its_own(history, model):
    """Another model embeds all texts anew; the vectors of the first one stay."""
    other = Meaning("other")
    recall(history, Question("bird"), model)
    recall(history, Question("bird"), other)
    assert len(other.asked) == 9
    recall(history, Question("bird"), model)
    assert len(model.asked) == 10


def test_a_model_whose_vectors_have_changed(history, model):
    """Where a model makes longer vectors than before, all is embedded anew."""
    recall(history, Question("bird"), model)
    model.numbers += 3
    assert "heron" in found(history, "heron", model, number=1)[0]
    assert len(model.asked) == 18


def test_the_newest_first_as_long_as_there_is_time(history, model):
    """Without time nothing but the question is embedded; words find the rest all the same."""
    answer = recall(history, Question("heron"), model, seconds=0)
    assert model.asked == ["heron"]
    assert (answer.caught_up.left, answer.by_words) == (8, False)
    assert [each.text for each in answer.found] == ["tell me of the heron"]


def test_beginning_only_when_that_is_wished(history, model):
    """With *begins* off, a model that was never asked for the history is not asked now."""
    assert recall(history, Question("heron"), model, begins=False).by_words
    assert model.asked == []
    recall(history, Question("heron"), model)
    assert not recall(history, Question("heron"), model, begins=False).by_words


def test_how_far_it_is(history, model):
    """Progress is told: how many texts are embedded, of how many."""
    told_so_far = []
    recall(history, Question("bird"), model, report=lambda *far: told_so_far.append(far))
    assert told_so_far[0] == (0, 8)
    assert told_so_far[-1] == (8, 8)
    told_so_far.clear()
    recall(history, Question("bird"), model, report=lambda *far: told_so_far.append(far))
    assert told_so_far == []


def test_a_failure_is_raised_and_what_was_embedded_stays(history, model):
    """A model out of reach is no fault of the texts: none is noted as refused."""
    model.failing = ModelError("no connection")
    with pytest.raises(ModelError, match="no connection"):
        recall(history, Question("bird"), model)
    model.failing = None
    assert recall(history, Question("bird"), model).caught_up.embedded == 8


def test_a_long_text_is_cut_until_the_model_takes_it(store, model):
    """The first part is embedded; what is refused in any length is passed over, and counted."""
    model.longest = 1_000
    say(store, "01a", "pelican " * 2_000, "short")
    assert found(store, "bird", model, number=1) == ["pelican " * 2_000]
    assert max(map(len, model.asked)) == 500
    model.longest = 10
    say(store, "01b", "heron heron heron", "ok", conversation="01other")
    answer = recall(store, Question("bird"), model)
    assert (answer.caught_up.refused, answer.caught_up.left) == (1, 0)
    answer = recall(store, Question("bird"), model)
    assert (answer.caught_up.refused, answer.caught_up.embedded) == (0, 0)


def test_redacted_texts_are_not_found(history, model):
    """Neither by meaning nor by words, and nobody is asked to embed the note."""
    history.redact(ToRedact(text="heron"))
    assert "[redacted]" not in found(history, "heron bird", model)
    assert not any("redacted" in text for text in model.asked)


def test_a_history_in_memory(model):
    """Without a file the vectors are in memory, too."""
    from llm.store.opening import open_store

    store = open_store(":memory:")
    say(store, "01a", "a pelican", "ok")
    assert found(store, "bird", model, number=1) == ["a pelican"]
    store.close()


def test_somebody_elses_file(history, model):
    """A database of that name with other embeddings is refused, and stays as it is."""
    from llm.embeddings.collection import Collection
    from llm.errors import EmbeddingsUnavailable

    path = vectors_path(history.path)
    with Collection("mine", path, model=model) as mine:
        mine.embed("one", "text")
    before = path.read_bytes()
    with pytest.raises(EmbeddingsUnavailable, match="other embeddings"):
        recall(history, Question("bird"), model)
    history.delete(["01a"])
    assert path.read_bytes() == before


def test_the_format_is_that_of_embeddings_db(history, model):
    """A collection for each model, an item for each hash, no content."""
    recall(history, Question("bird"), model)
    connection = sqlite3.connect(vectors_path(history.path))
    assert connection.execute("SELECT name, model FROM collections ORDER BY id").fetchall() == [
        ("meaning", "meaning"),
        ("meaning: not taken", "meaning"),
    ]
    rows = connection.execute("SELECT id, content, content_blob FROM embeddings").fetchall()
    connection.close()
    assert len(rows) == 8
    assert all(len(bytes.fromhex(name)) == 32 for name, _, _ in rows)
    assert all(content is None and blob is None for _, content, blob in rows)
