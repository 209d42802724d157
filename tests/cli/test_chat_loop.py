"""The chat loop, line by line, without a model or a terminal."""

import pytest

from llm.cli.chat_loop import Input, chat
from llm.errors import InvalidInput


def lines(*given):
    """An input that gives these lines; an exception among them is raised."""
    coming = iter(given)

    def read(prompt):
        line = next(coming, EOFError())
        if isinstance(line, BaseException):
            raise line
        return line

    return Input(read, lambda: "edited\ntext")


def said_in(*given):
    """The messages that are answered when these lines come."""
    messages: list[str] = []
    chat(lines(*given), messages.append, title="me")
    return messages


def test_messages_until_the_end():
    """Each line is a message; lines without words are none; the end of the input ends the chat."""
    assert said_in("one", "", "  ", "two words ") == ["one", "two words "]


@pytest.mark.parametrize("word", ["exit", "quit", " quit "])
def test_leaving(word):
    """A word ends the chat, as a message of its own."""
    assert said_in("exit now", word, "more") == ["exit now"]


def test_several_lines():
    """`!multi` gathers lines until `!end`, both with the same word after them if there is one."""
    assert said_in("!multi", "a", "", " b", "!end", "c") == ["a\n\n b", "c"]
    assert said_in("!multi X", "a", "!end", "!end X") == ["a\n!end"]
    assert said_in("!multi", "exit", "x", "!end") == ["exit\nx"]
    assert said_in("!multi", "a") == []


def test_editor(capsys):
    """`!edit` sends what was written in the editor, and shows it."""
    assert said_in("!edit") == ["edited\ntext"]
    assert "edited\ntext\n" in capsys.readouterr().out


def test_interrupt_at_the_prompt(capsys):
    """Ctrl-C at the prompt begins the line anew and says how to leave."""
    assert said_in(KeyboardInterrupt(), "one", "!multi", "a", KeyboardInterrupt(), "b") == [
        "one",
        "b",
    ]
    assert capsys.readouterr().err.count("Ctrl-D") == 2


def test_failing_answers(capsys):
    """An answer that fails is one line, one that is interrupted is stopped; the chat goes on."""
    asked = []

    def answer(message):
        asked.append(message)
        if message == "fail":
            raise InvalidInput("no\n good")
        if message == "stop":
            raise KeyboardInterrupt

    chat(lines("fail", "stop", "go"), answer, title="me")
    assert asked == ["fail", "stop", "go"]
    assert capsys.readouterr().err == "Error: no good\n\nThe answer was stopped.\n"


def test_nobody_reads():
    """When nobody reads the output any more, the chat ends."""

    def answer(message):
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        chat(lines("one", "two"), answer, title="me")


def test_tracebacks_on_request(monkeypatch):
    """`LLM_RAISE_ERRORS=1` lets the error of an answer through."""
    monkeypatch.setenv("LLM_RAISE_ERRORS", "1")

    def answer(message):
        raise LookupError(message)

    with pytest.raises(LookupError, match="one"):
        chat(lines("one"), answer, title="me")


def test_banner(capsys):
    """The first line says with whom; the next ones how to leave and to write more."""
    said_in()
    banner = capsys.readouterr().out.splitlines()
    assert banner[0] == "Chatting with me"
    assert "Ctrl-D" in banner[1]
