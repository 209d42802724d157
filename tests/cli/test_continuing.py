"""Going on with a conversation: `-c`, `--cid`, `--from`."""

from __future__ import annotations

from contextlib import closing

import pytest

import llm
from llm import assistant, system, user
from llm.config.model_options import set_model_option
from llm.ids import new_id
from llm.store.opening import open_store
from llm.store.records import CallRecord, Selection
from tests.cli.installed_models import installed

ANSWERS = [[f"answer {number}"] for number in range(9)]


@pytest.fixture
def models():
    """A model `one` and a model `two`."""
    with installed({"one": ANSWERS, "two": ANSWERS}) as made:
        yield made


def texts(model, number=-1):
    """What the model was sent, without instructions."""
    return [each.text() for each in model.prompts[number].messages if each.role != "system"]


def calls():
    """The calls of the history, the oldest first."""
    with closing(open_store()) as store:
        return list(store.calls(Selection(), newest_first=False))


def ok(result):
    """What was printed, where all went well."""
    assert (result.returncode, result.stderr) == (0, "")
    return result.stdout


def test_the_most_recently_used(inside, models, world):
    """`-c` goes on with the conversation that was used last, not with the one begun last."""
    ok(inside("-m", "one", "a"))
    first = calls()[0].conversation
    ok(inside("-m", "one", "b"))
    ok(inside("--cid", first, "c"))
    ok(inside("-c", "d", *world))
    model = models["one-async" if world else "one"]
    assert texts(model) == ["a", "answer 0", "c", "answer 2", "d"]
    assert {call.conversation for call in calls()[2:]} == {first}


def test_without_a_history(inside, models):
    """`-c` begins one; `--cid` and `--from` say that there is none."""
    for given in (["--cid", "x"], ["--from", "x"]):
        result = inside("-m", "one", *given, "a")
        assert (result.returncode, result.stdout) == (1, "")
        assert result.stderr.startswith("Error: ")
    assert ok(inside("-m", "one", "-c", "a")) == "answer 0\n"
    assert ok(inside("-c", "b")) == "answer 1\n"
    assert texts(models["one"]) == ["a", "answer 0", "b"]


def test_an_id_is_not_overlooked_beside_the_last_conversation(inside, models):
    """`-c --cid ID` means the conversation of that id, also where there is no history yet."""
    refused = inside("-c", "--cid", "01nothing", "And then?")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == "Error: No conversation found with id=01nothing\n"


def test_the_model_stays_until_another_is_named(inside, models):
    """`-m` asks another model what the first was asked; from then on it is that one."""
    ok(inside("-m", "one", "a"))
    ok(inside("-c", "-m", "two", "b"))
    assert texts(models["two"]) == ["a", "answer 0", "b"]
    ok(inside("-c", "c"))
    assert texts(models["two"]) == ["a", "answer 0", "b", "answer 0", "c"]
    with closing(open_store()) as store:
        assert store.conversation(calls()[0].conversation).model == "one"


def test_a_model_that_is_gone(inside, models):
    """It is missed by its name, unless another is named."""
    with closing(open_store()) as store:
        store.finish(CallRecord(new_id(), "gone", [user("a")], [assistant("b")]))
    result = inside("-c", "c")
    assert (result.returncode, result.stdout) == (1, "")
    assert "Unknown model: gone" in result.stderr
    for given in (["-c"], ["--cid", calls()[0].conversation]):
        ok(inside(*given, "-m", "one", "c"))
    assert texts(models["one"], 0) == ["a", "b", "c"]


@pytest.mark.parametrize("option", ["--cid", "--from"])
def test_the_beginning_of_an_id(inside, models, option):
    """It is enough where it is the only one, in any case of letters."""
    ok(inside("-m", "one", "a"))
    conversation = calls()[0].conversation
    for given in (conversation, conversation[:-3], conversation.upper(), f" {conversation} "):
        ok(inside(option, given, "b"))
        assert texts(models["one"])[:2] == ["a", "answer 0"]
    assert len({call.conversation for call in calls()}) == 1
    result = inside(option, conversation[:4] + "zzz", "c")
    assert (result.returncode, result.stdout) == (1, "")
    expected = "No conversation found with id=" if option == "--cid" else "The history has no"
    assert result.stderr.startswith(f"Error: {expected}")


def test_several_conversations_begin_so(inside, models):
    """They are named, and none is gone on with."""
    with closing(open_store()) as store:
        for number in range(2):
            call = CallRecord(new_id(), "one", [user("a")], conversation=f"shared{number}")
            store.finish(call)
    for option in ("--cid", "--from"):
        result = inside(option, "shared", "b")
        assert result.returncode == 1
        assert "shared0" in result.stderr
        assert "shared1" in result.stderr


def test_from_a_call_and_from_a_message(inside, models):
    """`--from` goes on after them, as a branch; `-c` goes on with that branch."""
    ok(inside("-m", "one", "a"))
    ok(inside("-c", "b"))
    first = calls()[0]
    ok(inside("--from", first.id, "c"))
    assert texts(models["one"]) == ["a", "answer 0", "c"]
    ok(inside("-c", "d"))
    assert texts(models["one"]) == ["a", "answer 0", "c", "answer 2", "d"]
    with closing(open_store()) as store:
        node, _ = store.node_of(store.find(first.id), asked=True)
    ok(inside("--from", str(node)[:8], "e"))
    assert texts(models["one"]) == ["a", "e"]
    assert {call.conversation for call in calls()} == {first.conversation}


def test_nothing_is_recorded_where_nothing_is_to_be(inside, models):
    """`-n` goes on with a conversation, and leaves it as it is."""
    ok(inside("-m", "one", "a"))
    ok(inside("-c", "-n", "b"))
    assert texts(models["one"]) == ["a", "answer 0", "b"]
    ok(inside("-c", "c"))
    assert texts(models["one"]) == ["a", "answer 0", "c"]


def test_another_database(inside, models, tmp_path):
    """`-d` says which history is gone on from, and written."""
    ok(inside("-m", "one", "mine"))
    other = str(tmp_path / "deep" / "other.db")
    ok(inside("-m", "one", "-d", other, "a"))
    ok(inside("-d", other, "-c", "b"))
    assert texts(models["one"]) == ["a", "answer 1", "b"]
    assert len(calls()) == 1


def test_instructions_take_the_place_of_earlier_ones(inside, models):
    """`-s` on a conversation that goes on; without it, those of the last turn hold."""
    ok(inside("-m", "one", "a", "-s", "be kind"))
    ok(inside("-c", "b"))
    assert models["one"].prompts[-1].messages[0] == system("be kind")
    ok(inside("-c", "c", "-s", "be brief"))
    assert [m.text() for m in models["one"].prompts[-1].messages if m.role == "system"] == [
        "be brief"
    ]
    ok(inside("-c", "d"))
    assert [m.text() for m in models["one"].prompts[-1].messages if m.role == "system"] == [
        "be brief"
    ]
    with closing(open_store()) as store:
        kept = [[m.text() for m in store.call(call.id).instructions()] for call in calls()]
    assert kept == [["be kind"], ["be kind"], ["be brief"], ["be brief"]]


def test_options_and_schema_are_of_their_turn(inside, models):
    """They are not given again, as before; those that the user saved for the model are."""
    ok(inside("-m", "one", "a", "-o", "temperature", "1", "--schema", "name, age int"))
    ok(inside("-c", "b"))
    assert models["one"].prompts[-1].options.temperature is None
    assert models["one"].prompts[-1].schema is None
    set_model_option("one", "seed", "7")
    ok(inside("-c", "c", "-o", "temperature", "0.5", "--schema", "name, age int"))
    given = models["one"].prompts[-1]
    assert (given.options.temperature, given.options.seed) == (0.5, 7)
    assert given.schema["required"] == ["name", "age"]


def test_attachments_are_sent_again_when_the_file_is_gone(inside, models, tmp_path, world):
    """From the copy that the history has; both generations of plugins see them."""
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    ok(inside("-m", "one", "see", "-a", str(picture)))
    picture.unlink()
    ok(inside("-c", "and?", *world))
    model = models["one-async" if world else "one"]
    part = model.prompts[-1].messages[0].parts[1]
    assert part.attachment.content_bytes() == b"\x89PNG\r\n\x1a\n"
    (past,) = model.conversations[-1].responses
    assert past.attachments[0].content_bytes() == b"\x89PNG\r\n\x1a\n"
    assert past.prompt.prompt == "see"


def test_what_failed_is_not_gone_on_from(inside):
    """The next prompt takes its place; both are kept."""
    with installed(
        {"one": [["a0"], [ValueError("no")], ["part", ValueError("no")], ["a3"]]}
    ) as made:
        ok(inside("-m", "one", "a"))
        for text in ("b", "c"):
            assert inside("-c", text).returncode == 1
        ok(inside("-c", "d"))
        assert texts(made["one"]) == ["a", "a0", "d"]
    assert [call.status for call in calls()] == ["ok", "error", "error", "ok"]
    assert len({call.conversation for call in calls()}) == 1


def test_what_failed_at_once_is_gone_on_with(inside):
    """A conversation whose first prompt failed has nothing to say, and stays the one used."""
    with installed({"one": [[ValueError("no")], ["a1"]]}) as made:
        assert inside("-m", "one", "a", "-s", "be kind").returncode == 1
        ok(inside("-c", "b"))
        assert texts(made["one"]) == ["b"]
    assert len({call.conversation for call in calls()}) == 1


def test_what_was_stopped_in_midst_of_its_text_is_gone_on_from(inside):
    """What had arrived is what the model said; where nothing had, the prompt was not answered."""
    stopped = [["a0"], ["half an", KeyboardInterrupt()], ["a2"], [KeyboardInterrupt()], ["a4"]]
    with installed({"one": stopped}) as made:
        ok(inside("-m", "one", "a"))
        inside("-c", "b")
        ok(inside("-c", "go on"))
        assert texts(made["one"]) == ["a", "a0", "b", "half an", "go on"]
        inside("-c", "c")
        ok(inside("-c", "d"))
        assert texts(made["one"])[4:] == ["go on", "a2", "d"]
    assert [call.status for call in calls()] == [
        "ok", "interrupted", "ok", "interrupted", "ok",
    ]  # fmt: skip


def test_both_generations_of_plugins_see_what_was_said(inside, models):
    """In `prompt.messages`, and as responses of the conversation, whose id and name are kept."""
    ok(inside("-m", "one", "first prompt", "-s", "be kind"))
    ok(inside("-c", "b"))
    ok(inside("-c", "c"))
    conversation = models["one"].conversations[-1]
    assert [each.prompt.prompt for each in conversation.responses] == ["first prompt", "b"]
    assert [each.text() for each in conversation.responses] == ["answer 0", "answer 1"]
    assert conversation.responses[0].prompt.system == "be kind"
    assert (conversation.id, conversation.name) == (calls()[0].conversation, "first prompt")


def test_load_conversation(inside, models):
    """Plugins load a conversation by its id, or the last one, in both worlds."""
    from llm.cli import load_conversation

    assert load_conversation(None) is None
    ok(inside("-m", "one", "a"))
    ok(inside("-m", "two", "b"))
    first = calls()[0].conversation
    one = load_conversation(first)
    assert (one.id, one.model.model_id, type(one)) == (first, "one", llm.Conversation)
    assert one.prompt("c").text() == "answer 1"
    assert texts(models["one"]) == ["a", "answer 0", "c"]
    two = load_conversation(None, async_=True)
    assert (two.model.model_id, type(two)) == ("two", llm.AsyncConversation)
    with pytest.raises(llm.errors.NotInHistory):
        load_conversation("nothing")
