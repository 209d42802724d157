"""Standard input of `llm prompt`: text of any kind, and what is none."""

from __future__ import annotations

import json

import pytest

from llm.cli.asking.prompt_input import decoded
from tests.cli.installed_models import installed
from tests.cli.test_continuing import ok


@pytest.fixture
def ask(inside):
    """Ask a model with this on standard input; what it was asked, and what was said of it."""
    with installed({"one": [["answer"]] * 9}) as made:

        def asked(stdin: str | bytes, *arguments: str):
            result = inside("-m", "one", *arguments, stdin=stdin)
            assert result.returncode == 0, result.stderr
            messages = made["one"].prompts[-1].messages
            return "".join(message.text() for message in messages), result.stderr

        yield asked


@pytest.mark.parametrize(
    ("stdin", "asked"),
    [
        (b"plain\n", "plain\n"),
        ("emoji 🎉, é\n".encode(), "emoji 🎉, é\n"),
        (b"one\r\ntwo\r\n", "one\r\ntwo\r\n"),
        ("\ufeffmarked".encode(), "marked"),
        ("as Windows writes it\r\n".encode("utf-16"), "as Windows writes it\r\n"),
        ("other end".encode("utf-16-be").join([b"\xfe\xff", b""]), "other end"),
        (b"", ""),
        (b"\n", "\n"),
        (b"\x1b[1mbold\x07", "\x1b[1mbold\x07"),
    ],
)
def test_text_is_what_it_is(ask, stdin, asked):
    """Its lines end as they did; a byte order mark is no part of it."""
    assert ask(stdin) == (asked, "")


def test_the_argument_comes_after_it(ask):
    """A space between, and the last line's end is kept."""
    assert ask(b"piped\n", "typed") == ("piped\n typed", "")


def test_bytes_that_are_no_text(ask):
    """Each becomes a replacement character; one warning counts them."""
    asked, said = ask(b"caf\xe9 \xff\xfe!")
    assert asked == "caf\ufffd \ufffd\ufffd!"
    assert said.startswith("Warning: 3 bytes of standard input, the first at 3, are no UTF-8 text")
    assert said.count("\n") == 1
    _, said = ask(b"caf\xe9")
    assert said.startswith("Warning: 1 byte of standard input, the first at 3, is no UTF-8 text")


def test_another_encoding_of_the_terminal(capsys):
    """Text is read as the user's system writes it."""
    assert decoded(b"caf\xe9", "iso8859-1") == "café"
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0\0\x0d\xff", b"a\0b", b"\xff\xfe\0\0a\0"])
def test_data_is_refused(inside, data):
    """It is no prompt; the error says how to send it, and nothing was asked."""
    with installed({"one": [["answer"]]}) as made:
        result = inside("-m", "one", stdin=data)
        assert (result.returncode, result.stdout) == (1, "")
        assert result.stderr.startswith("Error: Standard input is no text")
        assert "-a -" in result.stderr
        assert result.stderr.count("\n") == 1
        assert made["one"].prompts == []


def test_data_as_an_attachment(inside):
    """`-a -` takes it, and the prompt is the argument alone."""
    with installed({"one": [["answer"]]}) as made:
        ok(inside("-m", "one", "look", "-a", "-", stdin=b"\x89PNG\r\n\x1a\n\0\0\0\x0d"))
        (prompt,) = made["one"].prompts
    assert prompt.prompt == "look"
    assert [each.type for each in prompt.attachments] == ["image/png"]


@pytest.mark.parametrize(
    "words", [["--", "-x is no option"], ["-m", "echo", "--", "-x is no option"]]
)
def test_a_prompt_that_begins_with_a_dash(inside, words):
    """It is one after `--`, also where the command is not named."""
    with installed({"echo": [["answer"]]}) as made:
        ok(inside(*words, env={"LLM_MODEL": "echo"}))
        assert made["echo"].prompts[0].prompt == "-x is no option"


def test_standard_input_that_is_closed(scripted):
    """It is nothing, as if it were empty."""
    result = scripted("-m", "echo", "hi", stdin=None, preexec_fn=_close_standard_input)
    assert (result.returncode, result.stdout, result.stderr) == (0, "said <hi>\n", "")


def test_much_of_it(ask):
    """It arrives whole, and is not looked at character by character."""
    text = "0123456789abcdef" * 250_000 + "\xe9"
    asked, _ = ask(text.encode(), "-n")
    assert asked == text


def test_what_is_logged_of_replaced_bytes(inside, ask):
    """The history has what the model was asked."""
    ask(b"caf\xe9")
    (row,) = json.loads(inside("logs", "--json").stdout)
    assert row["prompt"] == "caf\ufffd"


def _close_standard_input() -> None:
    import os

    os.close(0)
