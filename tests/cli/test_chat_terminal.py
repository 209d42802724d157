"""`llm chat` on a terminal, typed at as a person does."""

from __future__ import annotations

import re
import stat
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from llm.cli.asking.history import History
from llm.cli.chat.run import earlier_turns, typed_before
from llm.cli.chat.terminal import Remembered
from llm.ids import new_id
from llm.parts import assistant, user
from llm.store.opening import open_store
from llm.store.records import CallRecord
from tests.cli.test_continuing import calls
from tests.terminal import CTRL_C, CTRL_D, ENTER, ESCAPE, UP, Terminal

PLUGIN = Path(__file__).with_name("chat_plugin.py")
CTRL_R = "\x12"


@pytest.fixture
def chat(install, environment, tmp_path) -> Callable[..., Terminal]:
    """Begin a chat on a terminal, with more options; `TERM` and others are given by name."""
    install("chat_plugin", PLUGIN.read_text())

    def begin(*options: str, model: str = "telling", columns: int = 80, **env: str) -> Terminal:
        command = [sys.executable, "-m", "llm", "chat", *options]
        return Terminal(
            [*command, "-m", model] if model else command,
            columns=columns, rows=40, env={**environment, **env}, cwd=tmp_path,
        )  # fmt: skip

    return begin


def prompted(screen) -> bool:
    """Whether an empty prompt waits."""
    return bool(screen.lines[screen.row] == "> ")


def say(terminal: Terminal, text: str, seen: str) -> None:
    """Type a message, and wait for what comes of it, and for the next prompt."""
    terminal.type(text + ENTER)
    terminal.wait_for(seen)
    terminal.wait_for(prompted)


def test_typing_and_pasting(chat, user_path):
    """Enter sends; what is pasted is one message, as is what Alt-Enter or Esc and Enter made."""
    with chat() as terminal:
        terminal.wait_for(prompted)
        assert terminal.screen.lines[0] == "Chatting with telling"
        say(terminal, "hello", "[hello]")
        terminal.paste("one\n\ttwo\nthree")
        terminal.wait_for("> one\n      two\n  three")
        say(terminal, "", "three]")
        terminal.type(f"four{ESCAPE}{ENTER}five")
        terminal.wait_for("> four\n  five")
        say(terminal, "", "| four\nfive]")
        terminal.type(CTRL_D)
        assert terminal.end() == 0
    typed = ["hello", "one\n\ttwo\nthree", "four\nfive"]
    assert [call.said()[0].text() for call in calls()] == typed
    kept = user_path / "chat-history"
    assert list(Remembered(kept).load_history_strings())[::-1] == typed
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_what_was_typed_before(chat, user_path):
    """Up has it, and Ctrl-R searches in it; Ctrl-C clears the line, and twice says how to leave."""
    for text in ("a pelican", "/exit"):
        Remembered(user_path / "chat-history").store_string(text)
    with chat() as terminal:
        terminal.wait_for(prompted)
        terminal.type(UP + UP)
        terminal.wait_for("> a pelican")
        terminal.type(CTRL_C)
        terminal.wait_for(prompted)
        terminal.type(f"{CTRL_R}pel")
        terminal.wait_for("> a pelican")
        terminal.type(ENTER + "!")
        say(terminal, "", "[a !pelican]")
        assert "press Ctrl-D" not in terminal.screen.text()
        terminal.type(CTRL_C + CTRL_C)
        terminal.wait_for("press Ctrl-D")
        terminal.wait_for(prompted)
        assert "[a !pelican]" in terminal.screen.text()
        terminal.type(CTRL_D)
        assert terminal.end() == 0


def test_an_interrupt(chat):
    """Ctrl-C stops the answer and not the chat, which goes on from what had arrived."""
    with chat(model="slow") as terminal:
        terminal.wait_for(prompted)
        terminal.type("one" + ENTER)
        terminal.wait_for("part of it")
        terminal.type(CTRL_C)
        terminal.wait_for("The answer was stopped.")
        terminal.wait_for(prompted)
        say(terminal, "/model telling", "Going on with telling")
        say(terminal, "two", "[one | part of it | two]")
        say(terminal, "/undo", "Taken back: two")
        say(terminal, "three", "[one | part of it | three]")
        terminal.type(CTRL_D)
        assert terminal.end() == 0
    assert [call.status for call in calls()] == ["interrupted", "ok", "ok"]
    assert calls()[0].output[0].text() == "part of it"


def test_going_on(chat, tmp_path, user_path):
    """The title and the last turns are shown, dim; they can be asked again, edited, taken back."""
    (tmp_path / "editor").write_text("#!/bin/sh\nprintf 'four!' >\"$1\"\n")
    (tmp_path / "editor").chmod(0o755)
    said = []
    with closing(open_store(user_path / "logs.db")) as store:
        for number, text in enumerate(("one", "two", "three")):
            said.append(user(text))
            answer = assistant(f"answer {number}")
            store.finish(CallRecord(new_id(), "telling", [*said], [answer], conversation="talk"))
            said.append(answer)
    with chat("-c", model="", columns=120, EDITOR=str(tmp_path / "editor")) as terminal:
        terminal.wait_for(prompted)
        shown = terminal.screen.text().splitlines()[5:]
        last = ["> two", "answer 1", "> three", "answer 2", "> "]
        assert shown == ["Going on with: one", *last]
        assert "dim" in terminal.screen.style_of("Going on with")
        say(terminal, "/undo", "Taken back: three")
        say(terminal, "/undo", "Taken back: two")
        say(terminal, "four", "[one | answer 0 | four]")
        say(terminal, "/edit", "[one | answer 0 | four!]")
        say(terminal, "/retry telling", "Going on with telling")
        terminal.type(CTRL_D)
        assert terminal.end() == 0
    assert [call.said()[-1].text() for call in calls()[-2:]] == ["four!", "four!"]


def test_a_question_about_a_tool(chat):
    """It is asked where messages are typed; Ctrl-D is no consent, and Ctrl-C stops the answer."""
    with chat("-T", "llm_version", "--ta", model="calling") as terminal:
        terminal.wait_for(prompted)
        terminal.type("go" + ENTER)
        terminal.wait_for("Run it?")
        terminal.settle()
        say(terminal, "y", "told <0")
        terminal.type("go" + ENTER)
        terminal.wait_for(lambda screen: screen.text().count("Run it?") == 2)
        terminal.settle()
        terminal.type(CTRL_D)
        terminal.wait_for("told <Cancelled")
        terminal.wait_for(prompted)
        terminal.type("go" + ENTER)
        terminal.wait_for(lambda screen: screen.text().count("Run it?") == 3)
        terminal.settle()
        terminal.type(CTRL_C)
        terminal.wait_for("The answer was stopped.")
        terminal.wait_for(prompted)
        terminal.type(CTRL_D)
        assert terminal.end() == 0
    assert "go" not in typed_lines(terminal, "Run it?")


def typed_lines(terminal, after):
    """What stands behind *after* on the screen."""
    return [line.partition(after)[2] for line in terminal.screen.lines if after in line]


def test_completing(chat, tmp_path):
    """Commands, models, tools and files, when Tab asks for them."""
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    with chat() as terminal:
        terminal.wait_for(prompted)
        terminal.type("/mod")
        terminal.wait_for("Show or change the model")
        terminal.type("\t")
        terminal.wait_for("> /model")
        terminal.type(" tell\t")
        terminal.wait_for("> /model telling")
        say(terminal, "", "Going on with telling")
        terminal.type("/tools llm_v")
        terminal.wait_for("> /tools llm_v")
        terminal.settle()
        terminal.type("\t")
        terminal.wait_for("> /tools llm_version")
        say(terminal, "", "\nllm_version")
        terminal.type("/attach pic")
        terminal.wait_for("> /attach pic")
        terminal.settle()
        terminal.type("\t")
        terminal.wait_for("> /attach picture.png")
        say(terminal, "", "telling takes none at all")
        terminal.type(CTRL_D)
        assert terminal.end() == 0


def test_a_narrow_terminal(chat):
    """Twenty columns are enough, and nothing is coloured where NO_COLOR is set."""
    with chat(columns=20, NO_COLOR="1") as terminal:
        terminal.wait_for(prompted)
        say(terminal, "a message that is longer than a line", "longer than a line]")
        terminal.type("/")
        terminal.wait_for("/model")
        terminal.type(CTRL_C)
        terminal.wait_for(prompted)
        say(terminal, "/help", "Ctrl-D")
        terminal.type(CTRL_D)
        assert terminal.end() == 0
        assert not terminal.screen.unknown
    assert not re.search(r"\x1b\[[\d;]*[34]\d(;\d+)*m", terminal.written)


def test_a_dumb_terminal(chat, user_path):
    """Lines are read one by one, and nothing but text is written."""
    with chat(TERM="dumb") as terminal:
        terminal.wait_for("\n> ")
        terminal.type("hello\r")
        terminal.wait_for("[hello]\n> ")
        terminal.type(CTRL_C)
        terminal.wait_for("press Ctrl-D")
        terminal.type("/undo\r")
        terminal.wait_for("Taken back: hello\n> ")
        terminal.type(CTRL_D)
        assert terminal.end() == 0
    assert "\x1b" not in terminal.written
    assert not (user_path / "chat-history").exists()


def test_prompt_toolkit_is_for_terminals(scripted):
    """It is not imported where messages are piped in."""
    result = scripted("chat", "-m", "echo", stdin="one\n", env={"PYTHONPROFILEIMPORTTIME": "1"})
    assert "said <one>" in result.stdout
    assert "llm.cli.chat.run" in result.stderr
    assert "prompt_toolkit" not in result.stderr


# --- without a terminal


def test_nothing_typed_is_kept_where_nothing_is_kept():
    """There is a file only where there is a history."""
    assert typed_before(History(keeps=False)) is None
    assert typed_before(History()) is not None


def test_typed_lines_of_earlier_chats(tmp_path):
    """Only their user can read them; too many are halved; no file is no reason not to chat."""
    path = tmp_path / "new" / "chat-history"
    kept = Remembered(path)
    for text in ("one", "two\nlines"):
        kept.store_string(text)
    assert list(Remembered(path).load_history_strings()) == ["two\nlines", "one"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    with path.open("a") as file:
        for number in range(40):
            file.write(f"\n# then\n+{number} {'x' * 30_000}\n")
    left = list(Remembered(path).load_history_strings())
    assert left[0].startswith("39 ")
    assert 10 < len(left) < 20
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    (tmp_path / "file").touch()
    nowhere = Remembered(tmp_path / "file" / "chat-history")
    nowhere.store_string("x")
    assert list(nowhere.load_history_strings()) == []


def test_earlier_turns_fit(monkeypatch):
    """Each is shortened, in one line, without control characters; what tools said is left out."""
    monkeypatch.setenv("COLUMNS", "20")
    said = [
        user("first"),
        assistant("no"),
        user("a\nb\x1b[2J " + "x" * 90),
        assistant("\u4f60" * 50),
    ]
    shown = list(earlier_turns([*said, user("last")], "A title that is long"))
    assert shown[0] == "Going on with: A ..."
    assert shown[1].startswith("> a b [2J xxx")
    assert len(shown[1]) == 60
    assert shown[2] == "\u4f60" * 28 + "..."
    assert shown[3:] == ["> last"]
