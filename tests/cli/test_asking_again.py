"""`llm fork`, `llm edit` and `llm retry`."""

from __future__ import annotations

from contextlib import closing

import pytest

from llm import Attachment, assistant, user
from llm.ids import new_id
from llm.store.continuing import conversation_point
from llm.store.opening import open_store
from llm.store.records import CallRecord, ConversationRecord, FragmentUse
from tests.cli.installed_models import installed
from tests.cli.test_continuing import ANSWERS, calls, ok, texts

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def models():
    """A model `one` and a model `two`."""
    with installed({"one": ANSWERS, "two": ANSWERS}) as made:
        yield made


@pytest.fixture
def said(inside, models, tmp_path):
    """A conversation of two turns, with options, a schema, instructions and a picture."""
    (tmp_path / "a.png").write_bytes(PNG)
    ok(inside("-m", "one", "a", "-s", "be kind"))
    ok(
        inside(
            "-c", "b", "-o", "temperature", "1", "--schema", "name, age int",
            "-a", str(tmp_path / "a.png"),
        )
    )  # fmt: skip
    (tmp_path / "a.png").unlink()
    return calls()


def goes_on_after():
    """What was said where the last conversation goes on."""
    with closing(open_store()) as store:
        return [each.text() for each in store.messages(store.conversations()[0].tip)]


# --- fork


def test_a_fork(inside, models, said):
    """It is named, and is what `-c` goes on with; the first stays as it is."""
    made = ok(inside("fork", said[0].id[:-1], "--name", "Another way")).strip()
    ok(inside("-c", "c"))
    assert texts(models["one"]) == ["a", "answer 0", "c"]
    with closing(open_store()) as store:
        assert store.conversation(made).name == "Another way"
        first = conversation_point(store, said[0].conversation)
        assert [each.text() for each in first.messages][1:] == ["a", "answer 0", "b", "answer 1"]
    ok(inside("--cid", said[0].conversation, "d"))
    assert texts(models["one"])[-3:] == ["b", "answer 1", "d"]


def test_a_fork_is_the_current_conversation(inside, models, said):
    """What `-c` goes on with is what `llm logs -c` shows, which says where there is nothing yet."""
    made = ok(inside("fork", said[0].id)).strip()
    for option in ("-c", "-r", "-s -c"):
        result = inside("logs", *option.split())
        assert (result.returncode, result.stdout) == (0, "")
        origin = f"was forked from {said[0].id}"
        assert result.stderr == (
            f"The conversation {made} {origin}, and has no call of its own yet\n"
        )
    assert made[:8] in ok(inside("logs", "tree"))
    ok(inside("-c", "c"))
    assert "## Prompt\n\nc\n" in ok(inside("logs", "-c"))
    assert inside("logs", "-r").stderr == ""


def test_a_conversation_that_a_program_named_is_not_the_last_one(inside, models, said):
    """Its id tells no time; what was used is gone on with, until it is used itself."""
    with closing(open_store()) as store:
        store.save_conversation(ConversationRecord("notes of mine"))
        assert store.conversations()[-1].id == "notes of mine"
    ok(inside("-c", "c"))
    assert texts(models["one"])[-1:] == ["c"]
    assert calls()[-1].conversation == said[0].conversation
    ok(inside("--cid", "notes of mine", "d", "-m", "one"))
    assert "notes of mine" in ok(inside("logs", "-c"))


def test_a_fork_of_nothing(inside, models, said, tmp_path):
    """What is not there cannot be forked; in one line."""
    for given in (["zzzz"], ["zzzz", "-d", str(tmp_path / "missing.db")]):
        result = inside("fork", *given)
        assert result.returncode in (1, 2)
        assert result.stdout == ""
        assert "Traceback" not in result.stderr


# --- retry


def test_asking_again(inside, models, said):
    """What was asked, with all that went with it; the new answer is gone on from."""
    ok(inside("retry"))
    first, again = models["one"].prompts[1:]
    assert again.messages == first.messages
    assert again.options.temperature == 1
    assert again.schema == first.schema
    assert again.messages[-1].parts[1].attachment.content_bytes() == PNG
    assert goes_on_after() == ["a", "answer 0", "b", "answer 2"]
    records = calls()
    assert len({call.conversation for call in records}) == 1
    assert [each.text() for each in records[1].output] == ["answer 1"]
    ok(inside("-c", "c"))
    assert texts(models["one"]) == ["a", "answer 0", "b", "answer 2", "c"]


def test_asking_another_model(inside, models, said):
    """The options of the first are not given to it; those of the command are."""
    ok(inside("retry", "-m", "two", "-o", "seed", "3"))
    given = models["two"].prompts[0]
    assert (given.options.temperature, given.options.seed) == (None, 3)
    assert given.messages == models["one"].prompts[1].messages
    assert given.schema is not None
    ok(inside("-c", "c"))
    assert texts(models["two"]) == ["a", "answer 0", "b", "answer 0", "c"]


def test_asking_again_with_other_options_and_instructions(inside, models, said):
    """What the command says goes before what the call had."""
    ok(inside("retry", "-o", "temperature", "0.5", "-s", "be brief"))
    given = models["one"].prompts[-1]
    assert given.options.temperature == 0.5
    assert [m.text() for m in given.messages if m.role == "system"] == ["be brief"]
    assert given.own_system == "be brief"


def test_asking_an_earlier_call_again(inside, models, said):
    """It is a branch from there; `-c` goes on with it."""
    ok(inside("retry", said[0].id))
    assert models["one"].prompts[-1].messages == models["one"].prompts[0].messages
    assert goes_on_after() == ["a", "answer 2"]
    ok(inside("-c", "c"))
    assert texts(models["one"]) == ["a", "answer 2", "c"]


def test_asking_again_what_failed(inside):
    """A call that failed, or was stopped, can be asked again: the last one is meant."""
    script = [["a0"], [ValueError("no")], ["a2"], ["half", KeyboardInterrupt()], ["a4"]]
    with installed({"one": script}) as made:
        ok(inside("-m", "one", "a"))
        for text, answer in (("b", "a2"), ("c", "a4")):
            assert inside("-c", text).returncode != 0
            ok(inside("retry"))
            assert goes_on_after()[-2:] == [text, answer]
        assert texts(made["one"]) == ["a", "a0", "b", "a2", "c"]


def test_asking_again_where_there_is_nothing(inside, models):
    """No history, and no call in it, is said in a line."""
    assert inside("retry").stderr.startswith("Error: There is no history at ")
    with closing(open_store()):
        pass
    assert inside("retry").stderr.startswith("Error: The history has no call yet")
    assert inside("retry", "zzzz").stderr.startswith("Error: The history has no call, conv")


def test_asking_again_without_keeping_it(inside, models, said):
    """`-n` shows the answer and leaves the history as it is."""
    assert ok(inside("retry", "-n")) == "answer 2\n"
    assert len(calls()) == 2
    assert goes_on_after()[-1] == "answer 1"


# --- edit


@pytest.mark.parametrize("way", ["argument", "stdin", "editor"])
def test_an_edit(inside, models, said, way, tmp_path, monkeypatch):
    """The prompt is changed and answered anew; its attachments stay, and all that went with it."""
    if way == "editor":
        monkeypatch.setattr("llm.cli.terminal.is_terminal", lambda stream: True)
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nsed -i s/b/B/ $1\n")
    editor.chmod(0o700)
    text = ["B"] if way == "argument" else []
    piped = "B" if way == "stdin" else ""
    ok(inside("edit", said[1].id, *text, stdin=piped, env={"EDITOR": str(editor)}))
    given = models["one"].prompts[-1]
    assert texts(models["one"]) == ["a", "answer 0", "B"]
    assert given.messages[-1].parts[1].attachment.content_bytes() == PNG
    assert (given.options.temperature, given.schema is not None) == (1, True)
    assert goes_on_after() == ["a", "answer 0", "B", "answer 2"]
    assert [each.text() for each in calls()[1].messages][-1] == "b"
    assert len({call.conversation for call in calls()}) == 1


def test_an_edit_of_an_earlier_prompt(inside, models, said):
    """What came after it does not follow any more; another model can be asked."""
    ok(inside("edit", said[0].id, "A", "-m", "two"))
    assert texts(models["two"]) == ["A"]
    assert models["two"].prompts[0].messages[0].text() == "be kind"
    ok(inside("-c", "c"))
    assert texts(models["two"]) == ["A", "answer 0", "c"]


def test_an_edit_of_an_answer(inside, models, said):
    """It is changed, and nobody is asked; the conversation goes on from it."""
    with closing(open_store()) as store:
        tip = store.conversation(said[0].conversation).tip
    before = len(models["one"].prompts)
    assert said[0].conversation in ok(inside("edit", tip, "better"))
    assert len(models["one"].prompts) == before
    assert goes_on_after() == ["a", "answer 0", "b", "better"]
    ok(inside("-c", "c"))
    assert texts(models["one"]) == ["a", "answer 0", "b", "better", "c"]
    assert models["one"].prompts[-1].messages[0].text() == "be kind"


def test_an_edit_keeps_the_fragments(inside, models, user_directory, tmp_path):
    """What was typed is changed; the fragment that led it leads the new text, too."""
    (tmp_path / "notes.txt").write_text("Some notes")
    ok(inside("-m", "one", "summarise", "-f", str(tmp_path / "notes.txt")))
    ok(inside("edit", calls()[0].id, "translate"))
    assert texts(models["one"]) == ["Some notes\ntranslate"]
    assert [each.content for each in calls()[-1].fragments] == ["Some notes"]


def test_an_edit_does_not_add_fragments_that_did_not_lead_the_message(inside, models):
    """As of a program's record, whose prompt is not made of its fragments and the text."""
    record = CallRecord(
        new_id(), "one", messages=[user("What is missing?")], output=[assistant("Bread")],
        fragments=[FragmentUse("a list")], status="ok", conversation=new_id(),
    )  # fmt: skip
    with closing(open_store()) as store:
        store.finish(record)
    ok(inside("edit", record.id, "And what else?"))
    assert texts(models["one"]) == ["And what else?"]


def test_an_answer_is_edited_by_its_call(inside, models, said):
    """The edit is a call like any other: listed, searched, gone on from."""
    ok(inside("edit", said[0].id, "--answer", "As it should be"))
    assert goes_on_after()[-1] == "As it should be"
    assert "As it should be" in ok(inside("logs", "-n", "1"))
    assert "As it should be" in ok(inside("logs", "-q", "should be"))
    ok(inside("-c", "go on"))
    assert texts(models["one"])[-3:] == ["a", "As it should be", "go on"]


def test_an_edit_of_an_answer_that_is_not_to_be_kept(inside, models, said):
    """Nothing would happen: that is said, before an editor is opened, and nothing does."""
    for given in ([said[0].id, "--answer", "x"], [said[1].id, "--answer"]):
        result = inside("edit", *given, "-n", env={"EDITOR": "false"})
        assert (result.returncode, result.stdout) == (2, "")
        assert "leave --no-log out" in result.stderr
    assert len(calls()) == 2
    ok(inside("logs", "off"))
    ok(inside("edit", said[0].id, "--answer", "x"))
    assert len(calls()) == 3


def test_an_edit_that_changes_nothing(inside, models, said):
    """No text, and the same text, are refused, and the history is as it was."""
    for given, piped in (([], ""), (["b"], ""), ([""], ""), ([], "b")):
        result = inside("edit", said[1].id, *given, stdin=piped)
        assert (result.returncode, result.stdout) == (1, "")
        assert result.stderr.startswith(("Error: Nothing was changed", "Error: The new text is"))
    assert len(calls()) == 2


def test_an_edit_of_a_call_of_another_program(inside, models):
    """A call that only tools were told about, or that said nothing, has nothing to change."""
    with closing(open_store()) as store:
        for messages in ([], [user(Attachment("image/png", content=PNG))]):
            store.finish(CallRecord(new_id(), "one", messages, [assistant("b")]))
    empty, shown = calls()
    result = inside("edit", empty.id, "x")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == "Error: Only what a user or a model said can be edited\n"
    ok(inside("edit", shown.id, "look"))
    assert models["one"].prompts[0].messages[0].text() == "look"
    assert len(models["one"].prompts[0].messages[0].parts) == 2
