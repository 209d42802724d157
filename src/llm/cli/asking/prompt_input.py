"""The text of a prompt: standard input and the argument, together."""

from __future__ import annotations

import re
import sys

from llm.cli.asking.key_input import is_taken
from llm.cli.output.counts import counted
from llm.cli.standard_input import readable
from llm.cli.terminal import is_terminal, remark
from llm.errors import InvalidInput
from llm.text import valid_text

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_NO_TEXT = re.compile("[\udc80-\udcff]")
"""What Python makes of a byte that is no text."""


def read_prompt(argument: str | None, *, required: bool) -> str | None:
    """What to ask: standard input, if anything is piped in, then *argument*, a space between.

    With no argument and nothing piped in, a *required* prompt is read from the terminal. Raises
    InvalidInput when standard input holds data that is no text.
    """
    return joined(read_piped(required=required and argument is None), argument)


def read_piped(*, required: bool) -> str:
    """Standard input, if anything is piped in; what is *required* is read from the terminal.

    Raises InvalidInput as `read_prompt` does.
    """
    if not required and (is_taken(sys.stdin) or is_terminal(sys.stdin)):
        return ""
    if is_terminal(sys.stdin) and is_terminal(sys.stderr):
        remark("Type the prompt, then end it with Ctrl-D on a line of its own.", dim=True)
    return _read_all()


def joined(piped: str, text: str | None) -> str | None:
    """What was *piped* in, then *text*, a space between."""
    given = [each for each in (piped, text) if each]
    return valid_text(" ".join(given)) if given else text


def _read_all() -> str:
    """Standard input to its end, with the ends of lines that it has; on Windows, with ours."""
    if sys.stdin is None:
        return ""
    with readable():
        binary = getattr(sys.stdin, "buffer", None)
        if binary is None:  # put there by who embeds us
            return sys.stdin.read()
        text = decoded(binary.read(), sys.stdin.encoding)
    return text.replace("\r\n", "\n") if sys.platform == "win32" else text


def decoded(data: bytes, encoding: str = "utf-8") -> str:
    """The text that *data* from standard input is, without a byte order mark.

    Bytes that are no text become U+FFFD, and a warning counts them. Raises InvalidInput for data
    with zeros in it, which is no text at all.
    """
    if data.startswith(_UTF16_MARKS) and len(data) % 2 == 0:  # as Windows writes it
        text = data.decode("utf-16", errors="replace")
    else:
        text = _replacing(data, encoding).removeprefix("\ufeff")
    if "\0" in text:
        raise InvalidInput(
            "Standard input is no text, as there are zeros in it; to send it as a file, attach"
            " it: llm 'Describe this' -a - < FILE"
        )
    return text


def _replacing(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if b"\0" in data:  # refused by the caller, without a warning
            return "\0"
        text = data.decode(encoding, errors="surrogateescape")
        text, count = _NO_TEXT.subn("\ufffd", text)
        remark(
            f"Warning: {counted(count, 'byte')} of standard input, the first at"
            f" {error.start}, {'are' if count != 1 else 'is'} no {encoding.upper()} text, and"
            " replaced by \ufffd. iconv converts text, -a - sends a file"
        )
        return text
