"""`llm chat` where its messages are piped in: turns, commands, what is kept."""

from __future__ import annotations

from contextlib import closing

import pytest

from llm import Attachment, StreamEvent, ToolCall, Usage
from llm.store.opening import open_store
from llm.store.records import Selection
from tests.cli.installed_models import installed
from tests.cli.test_continuing import calls

ANSWERS = [[f"answer {number}"] for number in range(9)]
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def models():
    """Two models that answer by numbers, one that takes no conversation, and tools."""

    def up(text: str) -> str:
        return text.upper()

    def down(text: str) -> str:
        return text.lower()

    given = {
        "one": [[*answer, Usage(10, 2)] for answer in ANSWERS],
        "two": {"script": ANSWERS, "supports_tools": False, "attachment_types": set()},
        "alone": {"script": ANSWERS, "supports_conversation": False},
        "caller": [
            [ToolCall("up", {"text": "x"}, "t1")], ["done"], [ToolCall("up", {"text": "y"}, "t2")],
        ],
        "failing": [[ValueError("out of\norder")], ["well"], ["part", KeyboardInterrupt()], ["on"]],
        "flaky": [["one"], [ValueError("no")], ["two"], [ValueError("no")], ["x"]],
        "thinking": [
            [StreamEvent("reasoning", "hm", provider_metadata={"signature": "s"}), "well"],
            ["so"], ["then"],
        ],
        "silent": [["hello"], [KeyboardInterrupt()], ["again"]],
    }  # fmt: skip
    with installed(given, lambda register: (register(up), register(down))) as made:
        yield made


@pytest.fixture
def chat(inside):
    """Chat with a model: the lines that are typed, and more options."""

    def run(model: str, *lines: str, options: tuple[str, ...] = (), status: int = 0):
        stdin = "".join(f"{line}\n" for line in lines)
        result = inside("chat", "-m", model, *options, stdin=stdin)
        assert result.returncode == status, result.stderr
        return result

    return run


def answers(result):
    """What was printed after the banner, without prompts, line by line."""
    lines = result.stdout.splitlines()[5:]
    return [said for line in lines if (said := line.lstrip("> "))]


def asked(model, number=-1):
    """What the model was sent, as pairs of role and text."""
    return [(each.role, each.text()) for each in model.prompts[number].messages]


def said(model, number=-1):
    """The texts of that, without instructions."""
    return [text for role, text in asked(model, number) if role != "system"]


def tip():
    """What was said where the last conversation goes on."""
    with closing(open_store()) as store:
        return [each.text() for each in store.messages(store.conversations()[0].tip)]


# --- turns


def test_each_message_follows_the_ones_before(chat, models):
    """The first line says with whom; the end of the input ends the chat, with status 0."""
    result = chat("one", "a", "b")
    assert result.stdout.startswith("Chatting with one\n")
    assert result.stdout.endswith("> answer 0\n> answer 1\n> \n")
    assert result.stderr == ""
    assert said(models["one"]) == ["a", "answer 0", "b"]
    assert [call.conversation for call in calls()] == [calls()[0].conversation] * 2
    assert tip() == ["a", "answer 0", "b", "answer 1"]


def test_an_answer_that_breaks_off_ends_its_line(chat):
    """The next prompt begins one of its own, also where nobody sees standard output."""
    script = [["part", ValueError("no")], ["well"]]
    with installed({"breaking": script}):
        result = chat("breaking", "a", "b")
    assert result.stdout.endswith("\n> part\n> well\n> \n")
    assert result.stderr == "Error: no\n"


def test_options_hold_for_each_message(chat, models, tmp_path):
    """Instructions and options do; attachments and fragments go with the first message."""
    (tmp_path / "a.png").write_bytes(PNG)
    (tmp_path / "f").write_text("fragment")
    given = ("-s", "be kind", "-o", "seed", "7", "-a", "a.png", "-f", "f", "--at", "f", "audio/wav")
    chat("one", "a", "b", options=given)
    first, second = models["one"].prompts
    assert [each.type for each in first.attachments] == ["image/png", "audio/wav"]
    assert (first.fragments, second.fragments, second.attachments) == (["fragment"], [], [])
    assert (first.options.seed, second.options.seed) == (7, 7)
    assert asked(models["one"])[0] == ("system", "be kind")


def test_stored_options_hold_beside_given_ones(chat, models, user_directory):
    """What `-o` does not name stays as it is stored."""
    (user_directory / "model_options.json").write_text('{"one": {"temperature": "1", "seed": "1"}}')
    chat("one", "a", options=("-o", "seed", "2"))
    options = models["one"].prompts[0].options
    assert (options.temperature, options.seed) == (1.0, 2)


def test_nothing_is_kept_where_nothing_is_to_be(chat, inside, models):
    """`-n` keeps nothing, nor does `llm logs off`, unless `--log` is given."""
    chat("one", "a", options=("-n",))
    inside("logs", "off")
    chat("one", "b", "/fork", "c")
    with closing(open_store()) as store:
        assert not list(store.calls(Selection()))
    chat("one", "d", options=("--log",))
    assert len(calls()) == 1


def test_a_model_for_single_prompts(chat, models):
    """It cannot be chatted with, and one line says so."""
    result = chat("alone", "a", status=1)
    assert result.stdout == ""
    assert result.stderr == "Error: ScriptedModel: alone does not support conversations\n"
    assert "does not support conversations" in chat("one", "/model alone", "b").stderr


def test_the_model_that_a_query_means(inside, models):
    """`-q` chooses it, as for a prompt."""
    assert inside("chat", "-q", "on", "-q", "ne", stdin="").stdout.startswith("Chatting with one\n")


def test_usage_is_shown(chat, models):
    """With `-u` after each answer, and when it is asked for."""
    result = chat("one", "/usage", "a", "b", "/usage", options=("-u",))
    assert result.stderr.count("Token usage: 10 input, 2 output\n") == 2
    assert "Last turn: 10 input, 2 output\nIn all: 20 input, 4 output\n" in result.stdout
    assert "Last turn: not reported\n" in result.stdout


# --- what goes wrong


@pytest.mark.parametrize(
    ("model", "options"),
    [
        ("one", ("-o", "nonsense", "1")),
        ("one", ("-T", "nothing")),
        ("two", ("-T", "up")),
        ("two", ("-a", "a.png")),
        ("one", ("-t", "./t.yaml")),
        ("one", ("-f", "missing")),
        ("one", ("--cid", "missing")),
    ],
)
def test_options_that_cannot_be_used(chat, models, tmp_path, model, options):
    """They are an error before anybody types."""
    (tmp_path / "a.png").write_bytes(PNG)
    (tmp_path / "t.yaml").write_text("prompt: Hello $name")
    result = chat(model, "a", options=options, status=1)
    assert result.stdout == ""
    assert result.stderr.startswith("Error: ")
    assert not models[model].prompts


def test_an_answer_that_fails(chat, models):
    """It is one line, as if the message had not been sent; `/retry` sends it again."""
    result = chat("failing", "a", "/retry")
    assert result.stderr == "Error: out of order\n"
    assert (answers(result), said(models["failing"])) == (["well"], ["a"])
    assert tip() == ["a", "well"]


def test_asking_again_that_fails(chat, models):
    """The next try stands in the place of the same question, and not after it."""
    result = chat("flaky", "a", "/retry", "/retry", "b", "/edit c")
    assert answers(result)[:2] == ["one", "two"]
    assert tip() == ["a", "two", "c", "x"]


def test_an_answer_that_is_stopped(chat, models):
    """What had arrived is kept, in the history and in the chat, which goes on from it."""
    result = chat("failing", "a", "a", "b", "c")
    assert result.stderr.endswith("\nThe answer was stopped.\n")
    assert said(models["failing"]) == ["a", "well", "b", "part", "c"]
    assert [call.status for call in calls()] == ["error", "ok", "interrupted", "ok"]
    assert tip() == ["a", "well", "b", "part", "c", "on"]


def test_an_answer_that_is_stopped_before_it_begins(chat, models):
    """It is as if the message had not been sent."""
    chat("silent", "a", "b", "c")
    assert said(models["silent"]) == ["a", "hello", "c"]
    assert tip() == ["a", "hello", "c", "again"]


def test_tools_that_are_stopped(chat, models):
    """The model is told that its calls were not run, when the chat goes on."""
    code = "def up(text: str): raise KeyboardInterrupt"
    chat("caller", "a", "b", options=("--functions", code))
    assert [role for role, _ in asked(models["caller"])] == ["user", "assistant", "tool", "user"]
    assert tip()[-2:] == ["b", "done"]


# --- commands


def test_another_model(chat, models):
    """It goes on with the conversation, without the options, the key and the tools of the first."""
    given = ("-o", "seed", "7", "--key", "secret", "-T", "up")
    result = chat("one", "a", "/model", "/model two", "b", "/model nope", "c", options=given)
    assert "Going on with two, without tools that it does not take: up\n" in result.stderr
    assert "Error: Unknown model: nope\n" in result.stderr
    assert "> one\n" in result.stdout
    assert said(models["two"]) == ["a", "answer 0", "b", "answer 0", "c"]
    assert models["two"].prompts[0].options.seed is None
    assert [call.model for call in calls()] == ["one", "two", "two"]
    assert len({call.conversation for call in calls()}) == 1


def test_reasoning_stays_with_its_model(chat, models):
    """What only one provider understands goes back to it, and to nobody else; none of it is lost.

    Nor does it go back where something else was said before.
    """
    chat(
        "thinking", "a", "b", "/model one", "c", "/undo", "/undo", "/edit d", "/model thinking", "e"
    )
    sent = [
        [type(part).__name__ for message in prompt.messages for part in message.parts]
        for prompt in (*models["thinking"].prompts[1:], *models["one"].prompts)
    ]
    text, reasoning = "TextPart", "ReasoningPart"
    assert sent == [
        [text, reasoning, text, text],
        [text, text, text],
        [text, text, text, text, text],
        [text],
    ]
    with closing(open_store()) as store:
        node, _ = store.node_of(store.find(calls()[1].id))
        kept = store.messages(node)
    assert [len(each.parts) for each in kept] == [1, 2, 1, 1]


def test_attaching(chat, models, tmp_path):
    """It goes with the next message; what the model does not take is refused at once."""
    for name in ("a.png", "b c.png"):
        (tmp_path / name).write_bytes(PNG)
    result = chat(
        "one", "/attach", "/attach a.png 'b c.png'", "x", "y", "/attach nope", "/attach -",
        "/model two", "/attach a.png",
    )  # fmt: skip
    assert [len(prompt.attachments) for prompt in models["one"].prompts] == [2, 0]
    said = result.stderr.splitlines()
    assert said[0] == "Nothing is attached to the next message."
    assert said[1].startswith("Goes with the next message: ")
    assert said[2] == "Error: File nope does not exist"
    assert said[3].startswith("Error: Standard input")
    assert said[5].endswith("image/png; two takes none at all")


def test_instructions(chat, models):
    """They are shown, changed and taken away, for what follows."""
    lines = ("/system", "a", "/system be brief", "/system", "b", "/system none", "/system", "c")
    result = chat("one", *lines, options=("-s", "be kind"))
    shown = ["be kind", "answer 0", "be brief", "answer 1", "There are no instructions."]
    assert answers(result) == [*shown, "answer 2"]
    assert asked(models["one"], 1)[0] == ("system", "be brief")
    assert [role for role, _ in asked(models["one"])] == ["user", "assistant"] * 2 + ["user"]
    assert [each.text() for each in calls()[1].instructions()] == ["be brief"]


def test_tools(chat, models):
    """They are shown, changed and taken away; one that there is not changes nothing."""
    lines = ("/tools", "/tools up down", "a", "/tools nope", "/tools", "/tools none", "b")
    result = chat("caller", *lines)
    assert answers(result)[:4] == ["No tools are offered.", "up", "down", "done"]
    assert "Error: Tool(s) nope not found." in result.stderr
    assert answers(result)[4:7] == ["up", "down", "No tools are offered."]
    assert [len(prompt.tools) for prompt in models["caller"].prompts] == [2, 2, 0]


def test_undo(chat, models):
    """The chat goes on from before the last turn; the history keeps both ways."""
    result = chat("one", "/undo", "a", "b", "/undo", "c", "/undo", "/undo", "d")
    assert result.stderr.splitlines() == [
        "Error: Nothing has been asked yet",
        *("Taken back: b", "Taken back: c", "Taken back: a"),
    ]
    assert said(models["one"], 2) == ["a", "answer 0", "c"]
    assert said(models["one"]) == ["d"]
    assert (len(calls()), tip()) == (4, ["d", "answer 3"])


def test_what_follows_a_chat_follows_where_it_stood(chat, inside, models):
    """`llm -c` goes on from before what was taken back, in the chat and in one before it."""
    chat("one", "a", "b", "c", "/undo", "/undo")
    assert tip() == ["a", "answer 0"]
    inside("-m", "one", "-c", "d")
    assert tip() == ["a", "answer 0", "d", "answer 3"]
    inside("chat", "-c", stdin="/undo\n/undo\n")
    assert tip() == []
    inside("-c", "-m", "one", "e")
    assert tip() == ["e", "answer 4"]
    chat("one", "f", "g", "/fork", "/undo")
    assert tip() == ["f", "answer 5"]
    with closing(open_store()) as store:
        fork, origin, *_ = store.conversations()
        assert fork.forked_from == calls()[-1].id
        assert [each.text() for each in store.messages(origin.tip)][-1] == "answer 6"


def test_attachments_of_the_first_message_come_back(chat, models, tmp_path):
    """When that was taken back, they go with the one that is first then."""
    (tmp_path / "a.png").write_bytes(PNG)
    chat("one", "a", "/undo", "b", "c", options=("-a", "a.png"))
    assert [len(prompt.attachments) for prompt in models["one"].prompts] == [1, 1, 0]


def test_retry(chat, models, tmp_path):
    """The last question is asked again, of another model if one is named; with what it had."""
    (tmp_path / "f").write_text("fragment")
    result = chat("one", "/retry", "!fragment f", "/retry", "/retry two", "b")
    assert result.stderr.splitlines()[0] == "Error: Nothing has been asked yet"
    assert said(models["one"]) == ["fragment"]
    assert said(models["two"]) == ["fragment", "answer 0", "b"]
    assert calls()[1].fragments == calls()[0].fragments != []
    assert tip() == ["fragment", "answer 0", "b", "answer 1"]


def test_edit(chat, models, monkeypatch):
    """The last question is changed, here or in the editor, and answered anew."""
    monkeypatch.setattr("click.edit", lambda text, **_: f"{text}!\n")
    result = chat("one", "a", "b", "/edit", "/edit c", "/edit c", "d")
    assert said(models["one"], 2) == ["a", "answer 0", "b!"]
    assert said(models["one"]) == ["a", "answer 0", "c", "answer 3", "d"]
    assert result.stderr.startswith("Error: Nothing was changed")
    for written, said_of_it in ((None, "Nothing was changed"), ("\n", "The new text is empty")):
        monkeypatch.setattr("click.edit", lambda _, written=written, **__: written)
        assert chat("two", "a", "/edit").stderr.startswith(f"Error: {said_of_it}")


def test_fork(chat, models):
    """A new conversation goes on from here, and the first stays as it is."""
    result = chat("one", "/fork", "a", "/fork", "b")
    made = answers(result)[2]
    assert made != answers(result)[0]
    assert said(models["one"]) == ["a", "answer 0", "b"]
    assert [call.conversation for call in calls()] == [answers(result)[0], made]
    with closing(open_store()) as store:
        assert store.conversation(made).forked_from == calls()[0].id
        first = store.conversation(answers(result)[0])
        assert [each.text() for each in store.messages(first.tip)] == ["a", "answer 0"]


def test_save(chat, models, tmp_path):
    """The conversation as it stands is written as Markdown; no file is written over."""
    (tmp_path / "there").write_text("mine")
    result = chat(
        "one", "a", "b", "/undo", "/model two", "c", "/save out.md", "/save there", "/save",
        "/save no/such/dir", "/retry", "/save out.md", options=("-n", "-s", "be kind"),
    )  # fmt: skip
    text = (tmp_path / "out.md").read_text()
    headings = [line for line in text.splitlines() if line.startswith("#")]
    assert headings == ["# a", "## Instructions", *["## User", "## Assistant"] * 2]
    assert "*one · 20" in text
    assert "answer 1" in text
    assert (tmp_path / "there").read_text() == "mine"
    said = [line for line in result.stderr.splitlines() if line.startswith("Error")]
    assert said[:2] == [
        "Error: there is there already: name another file", "Error: Name one file: /save FILE",
    ]  # fmt: skip
    assert said[2].endswith("It is as it was before.")


def test_leaving(chat, models):
    """`/exit` and `/quit` do as `exit` does."""
    for word in ("/exit", "/quit", " exit "):
        assert answers(chat("one", word, "a")) == []


# --- going on


def test_going_on(chat, inside, models):
    """What was said in an earlier chat can be taken back, asked again and edited."""
    chat("one", "a", "b")
    assert inside("chat", "-c", stdin="/undo\n/undo\nc\n").returncode == 0
    assert said(models["one"]) == ["c"]
    inside("chat", "--cid", calls()[0].conversation, stdin="d\n/edit e\n/retry\n")
    assert said(models["one"]) == ["c", "answer 2", "e"]
    chat("one", "f", options=("-c",))
    assert said(models["one"]) == ["c", "answer 2", "e", "answer 5", "f"]


def test_an_earlier_question_is_asked_again(chat, inside, models, tmp_path):
    """With its fragments and attachments, and without a template around it."""
    (tmp_path / "f").write_text("fragment")
    (tmp_path / "a.png").write_bytes(PNG)
    chat("one", "a", options=("-f", "f", "-a", "a.png"))
    (tmp_path / "t.yaml").write_text("prompt: 'Say: $input'")
    inside("chat", "-c", "-t", "./t.yaml", stdin="/retry\n/edit b\nc\n")
    assert said(models["one"], 1) == ["fragment\na"]
    assert said(models["one"]) == ["fragment\nb", "answer 2", "Say: c"]
    assert isinstance(models["one"].prompts[1].attachments[0], Attachment)
    assert [len(call.fragments) for call in calls()] == [1, 1, 1, 0]
    with closing(open_store()) as store:
        (first, _), (again, _) = (store.node_of(store.find(each.id), asked=True)
                                  for each in calls()[:2])  # fmt: skip
    assert first == again
