"""The chat loop, line by line, without a model or a terminal."""

from dataclasses import replace

import pytest

from llm.cli.chat.loop import ChatEnded, Input, Said, chat
from llm.errors import InvalidInput
from llm.fragments import Fragment
from llm.resolving.fragments import Loaded


def lines(*given):
    """An input that gives these lines; an exception among them is raised."""
    coming = iter(given)

    def read(prompt):
        line = next(coming, EOFError())
        if isinstance(line, BaseException):
            raise line
        return line

    def load(names):
        if "nope" in names:
            raise InvalidInput("no\n such fragment")
        return Loaded([Fragment(name) for name in names])

    return Input(read, lambda text: f"{text}edited\ntext\n", load)


def said_in(*given):
    """The texts of the messages that are answered when these lines come."""
    return [message.text for message in messages_in(*given)]


def messages_in(*given):
    """The messages that are answered when these lines come."""
    messages: list[Said] = []
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


def test_several_lines_without_an_end(capsys):
    """They are not sent, and that is said where there are any."""
    assert said_in("!multi X", " ", "a") == []
    assert "The message was not sent: it has no !end X\n" in capsys.readouterr().err
    assert said_in("!multi") == []
    assert capsys.readouterr().err == ""


def test_editor(capsys, monkeypatch):
    """`!edit` sends what was written in the editor, and shows it on a terminal."""
    assert said_in("!edit") == ["edited\ntext"]
    assert "edited" not in capsys.readouterr().out
    monkeypatch.setattr("llm.cli.chat.loop.is_terminal", lambda stream: True)
    said_in("!edit")
    assert "edited\ntext\n" in capsys.readouterr().out


def test_fragments():
    """`!fragment` is a message of its own, or goes into the one of several lines around it."""
    given = ["!fragment a b", "!multi", "one", '!fragment "c d" e', "two", "!end", "!fragment"]
    assert messages_in(*given) == [
        Said("", Loaded([Fragment("a"), Fragment("b")])),
        Said("one\ntwo", Loaded([Fragment("c d"), Fragment("e")])),
    ]
    assert [m.loaded.fragments for m in messages_in("!fragment it's")] == [["it's"]]
    assert said_in("!fragments a", "!multi", "!fragment quit", "!end") == ["!fragments a", ""]


def test_fragment_that_cannot_be_read(capsys):
    """It costs one line, and nothing of the message that was written already."""
    assert said_in("!fragment nope", "!multi", "one", "!fragment nope", "two", "!end") == [
        "one\ntwo"
    ]
    assert capsys.readouterr().err == "Error: no such fragment\n" * 2


def test_fragments_in_an_edited_message():
    """What was written in an editor is taken as it is."""
    messages: list[Said] = []
    source = replace(lines("!edit"), edit=lambda text: "!fragment a\n")
    chat(source, messages.append, title="me")
    assert messages == [Said("!fragment a", Loaded())]


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
        asked.append(message.text)
        if message.text == "fail":
            raise InvalidInput("no\n good")
        if message.text == "stop":
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
        raise LookupError(message.text)

    with pytest.raises(LookupError, match="one"):
        chat(lines("one"), answer, title="me")


def test_commands(capsys):
    """What a line means is done, and is no message; one that means nothing costs one line."""
    done = []

    def interpret(line):
        if line == "/nope":
            raise InvalidInput("no such\ncommand")
        if line == "/leave":
            return leave
        return f"{line}!" if line != "/do" else lambda: done.append(line)

    def leave():
        raise ChatEnded

    given = lines("one", "/do", "/nope", "!multi", "/do", "!end", "/leave", "two")
    messages: list[Said] = []
    chat(given, messages.append, title="me", interpret=interpret)
    assert ([message.text for message in messages], done) == (["one!", "/do"], ["/do"])
    assert capsys.readouterr().err == "Error: no such command\n"


def test_what_was_said_before(capsys):
    """It is shown after the banner."""
    chat(lines(), print, title="me", before=lambda: print("earlier"))
    assert capsys.readouterr().out.splitlines()[5:] == ["earlier"]


def test_banner(capsys):
    """The first line says with whom; the next ones how to leave and to write more."""
    said_in()
    banner = capsys.readouterr().out.splitlines()
    assert banner[0] == "Chatting with me"
    assert "Ctrl-D" in banner[1]
