"""What a line of a chat means, and what can stand at its end; without a model or a terminal."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from llm.cli.chat.commands import COMMANDS, Chat, interpret, specs_in
from llm.cli.chat.completion import completions
from llm.cli.chat.loop import ChatEnded, words_of
from llm.errors import InvalidInput

SESSION: Any = None
CHAT = Chat(SESSION, lambda text: text)


def fitting(line, **names):
    """The lines that *line* may become."""
    offered: Any = {name: partial(list, given) for name, given in names.items()}
    found = completions(line, offered)
    return [line[: len(line) - each.replaces] + each.text for each in found]


@pytest.mark.parametrize(
    ("line", "sent"),
    [
        ("hello", "hello"),
        (" /help", " /help"),
        ("/", "/"),
        ("/ help", "/ help"),
        ("/etc/hosts what is this", "/etc/hosts what is this"),
        ("/1 of them", "/1 of them"),
        ("//help", "/help"),
        ("//nope me", "/nope me"),
        ("// a comment", "// a comment"),
        ("//server/share", "//server/share"),
        ("/first\nsecond", "/first\nsecond"),
        ("//first\nsecond", "//first\nsecond"),
    ],
)
def test_what_is_sent(line, sent):
    """What cannot be a command is, and what two slashes lead; so is what was pasted."""
    assert interpret(CHAT, line) == sent


def test_a_path_of_one_word(monkeypatch):
    """It is sent when there is such a file, and no command of that name."""
    monkeypatch.setattr("os.path.exists", lambda path: path in ("/etc", "/help"))
    assert interpret(CHAT, "/etc is what?") == "/etc is what?"
    assert callable(interpret(CHAT, "/help"))


@pytest.mark.parametrize("line", ["/exit", "/quit", "/EXIT ", "/exit now"])
def test_a_command(line):
    """It is done, whatever its letters' case, and may have another name."""
    action = interpret(CHAT, line)
    assert not isinstance(action, str)
    with pytest.raises(ChatEnded):
        action()


@pytest.mark.parametrize(
    ("line", "hint"), [("/modle x", "/model"), ("/undoo", "/undo"), ("/zzzz", "/help lists")]
)
def test_no_such_command(line, hint):
    """It is not sent; the message names one like it, and how to send it."""
    with pytest.raises(InvalidInput, match=f"{hint}.*second slash"):
        interpret(CHAT, line)


def test_several_lines_for_a_command():
    """What follows it may have lines of its own."""
    action: Any = interpret(CHAT, "/system be brief\n\nbe kind\n")
    assert action.args[1] == "be brief\n\nbe kind"


def test_rows_of_the_table():
    """Each has a name of its own and a line of help without a full stop."""
    names = [row.name for row in COMMANDS]
    assert names == list(dict.fromkeys(names))
    wanted = "help model attach system tools undo retry edit fork save usage exit"
    assert " ".join(names) == wanted
    assert [row.name for row in COMMANDS if row.help.endswith(".") or "\n" in row.help] == []


def test_words():
    """Paths with spaces are in quotes or escaped; a backslash of Windows stays."""
    assert words_of("a 'b c' d") == ["a", "b c", "d"]
    assert words_of(r"my\ file.png") == ["my file.png"]
    assert words_of(r"C:\a b") == [r"C:\a", "b"]
    assert words_of("it's") == ["it's"]


def test_specs_of_tools():
    """The configuration of one may have spaces and quotes."""
    assert specs_in("up Box(a=1, b='x y')  Search:{\"a\": 1} down") == [
        "up", "Box(a=1, b='x y')", 'Search:{"a": 1}', "down",
    ]  # fmt: skip


def test_commands_are_completed():
    """By what is typed of their names; other lines are not."""
    assert fitting("/mo") == ["/model"]
    assert fitting("/e") == ["/edit", "/exit"]
    assert len(fitting("/")) == len(COMMANDS)
    assert fitting("he") == fitting("") == fitting("//e") == fitting("/e\nx") == []
    assert [each.said for each in completions("/un", {})] == [
        "Take the last message and its answer back"
    ]


def test_names_are_completed():
    """Those of models and tools, which are not looked up before."""

    def fail() -> list[str]:
        raise AssertionError("looked up too early")

    assert fitting("/model G", models=["gpt-4o", "claude", "gpt-5"]) == [
        "/model gpt-4o", "/model gpt-5",
    ]  # fmt: skip
    assert fitting("/retry cl", models=["gpt-4o", "claude"]) == ["/retry claude"]
    assert fitting("/tools up do", tools=["up", "down"]) == ["/tools up down"]
    assert [*completions("/mod", {"models": fail}), *completions("/system x", {"models": fail})]


def test_files_are_completed(tmp_path, monkeypatch):
    """In any directory, with quotes where a name has spaces; hidden ones where asked for."""
    monkeypatch.chdir(tmp_path)
    for name in ("a.png", "a b.png", ".hidden", "sub/deep.png"):
        path = Path(name)
        path.parent.mkdir(exist_ok=True)
        path.touch()
    assert fitting("/attach a") == ['/attach "a b.png"', "/attach a.png"]
    assert fitting('/attach "a b') == ['/attach "a b.png"']
    assert fitting("/attach a.png s") == ["/attach a.png sub/"]
    assert fitting("/save sub/") == ["/save sub/deep.png"]
    assert fitting("/attach .h") == ["/attach .hidden"]
    assert len(fitting("/attach ")) == 3
    assert fitting("/attach none/x") == []
    monkeypatch.setenv("HOME", str(tmp_path))
    assert fitting("/attach ~/su") == ["/attach ~/sub/"]
