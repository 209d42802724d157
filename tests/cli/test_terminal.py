"""What a person at a terminal sees of a real process: of the answer, and of what goes wrong."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.terminal import CTRL_C, Terminal

PACED = Path(__file__).with_name("paced_plugin.py")
MARKDOWN = """# Title

Some **bold** text, a [link](http://example.com) and \u4f60\u597d\u4e16\u754c \U0001f600.

- one
- two

| Name | Value |
|---|---|
| a | `1` |

```python
x = 1
```
"""
RENDERED = """Title

Some bold text, a link (http://example.com) and \u4f60\u597d\u4e16\u754c \U0001f600.

\u2022 one
\u2022 two

\u250c\u2500\u2500\u2500\u2500\u2500\u2500\u252c\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2510
\u2502 Name \u2502 Value \u2502
\u251c\u2500\u2500\u2500\u2500\u2500\u2500\u253c\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2524
\u2502 a    \u2502 1     \u2502
\u2514\u2500\u2500\u2500\u2500\u2500\u2500\u2534\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2518

```python
x = 1
```"""
PLAINLY = RENDERED.replace("1     \u2502", "`1`   \u2502")
"""The same where code has no colour."""
GO: Any = ["go"]
"""A step of a script that waits until the test goes on."""


@pytest.fixture
def at_terminal(
    scripted, install_paced, environment, tmp_path
) -> Iterator[Callable[..., Terminal]]:
    """Start `llm` on a terminal; a *script* is what the model `paced` does, see its module."""
    with ExitStack() as stack:

        def start(*arguments: str, script: Any = None, env: Any = (), **more: Any) -> Terminal:
            if script is not None:
                arguments = ("-m", "paced", "hi", *arguments)
                (tmp_path / "script").write_text(json.dumps(script))
            own = {"SCRIPT": str(tmp_path / "script"), "TERM": "xterm-256color", **dict(env)}
            command = [sys.executable, "-m", "llm", *arguments]
            made = Terminal(command, env={**environment, **own}, cwd=tmp_path, **more)
            return stack.enter_context(made)

        yield start


@pytest.fixture
def install_paced(install) -> None:
    """The models of `paced_plugin.py` are there."""
    install("paced_plugin", PACED.read_text())


def ended(terminal: Terminal, status: int = 0) -> str:
    """What is seen when it has ended with this status; the terminal is as it was before."""
    assert terminal.end() == status, terminal.screen.text()
    screen = terminal.screen
    assert screen.cursor_visible
    assert screen.column == 0
    assert not screen.unknown
    return screen.text()


def test_reasoning_is_dim(at_terminal):
    """And the answer begins on a line of its own."""
    terminal = at_terminal("-m", "think", "hi")
    assert ended(terminal) == "hmm\nanswer"
    assert terminal.screen.style_of("hmm") == {"dim"}
    assert terminal.screen.style_of("answer") == set()


def test_usage_is_bold_yellow(at_terminal):
    """The token count stands out; `NO_COLOR` leaves it plain."""
    terminal = at_terminal("-m", "echo", "hi", "-u")
    assert ended(terminal).startswith("said <hi>\nToken usage: 1,234 input")
    assert terminal.screen.style_of("Token usage") == {"bold", "fg:33"}
    plain = at_terminal("-m", "echo", "hi", "-u", env={"NO_COLOR": "1"})
    ended(plain)
    assert plain.screen.style_of("Token usage") == set()


@pytest.mark.parametrize("shell", ['exec "$@"', 'exec "$@" --render raw', '"$@" | cat'])
def test_an_error_begins_its_own_line(at_terminal, tmp_path, shell):
    """It does not stick to the text that had arrived, also where that came by a pipe."""
    terminal = at_terminal(script=[["partial", GO, {"error": "No"}]], shell=shell)
    terminal.wait_for("partial")
    (tmp_path / "go").touch()
    assert ended(terminal, 0 if "cat" in shell else 1) == "partial\nError: No"


@pytest.mark.parametrize("world", [(), ("--async",)], ids=["sync", "async"])
def test_markdown_is_rendered_while_it_comes(at_terminal, tmp_path, world):
    """What has come is there before the rest, and everything is right at the end."""
    middle = MARKDOWN.index("text,")
    terminal = at_terminal(*world, script=[[MARKDOWN[:middle], GO, *MARKDOWN[middle:]]])
    terminal.wait_for("Title\n\nSome bold")
    assert "text" not in terminal.screen.text()
    (tmp_path / "go").touch()
    assert ended(terminal) == RENDERED
    assert terminal.screen.style_of("bold") == {"bold"}


def test_a_narrow_terminal(at_terminal):
    """20 columns and 6 rows have room for everything, and the scrollback has it once."""
    terminal = at_terminal(script=[list(MARKDOWN)], columns=20, rows=6)
    text = ended(terminal)
    words = "Title Some bold text, a link \u2022 one \u2022 two Name Value a 1 x = 1"
    assert all(text.split().count(word) == words.split().count(word) for word in ("Title", "two"))
    assert set(words.split()) <= set(text.replace("\u2502", " ").split())
    assert "http://example.com" in text.replace("\n", "")


@pytest.mark.parametrize(
    ("more", "env", "seen"),
    [
        ((), {}, RENDERED),
        (("--no-stream",), {}, RENDERED),
        (("--render", "raw"), {}, MARKDOWN.rstrip()),
        (("-x",), {}, "x = 1"),
        (("--schema", "a, b"), {}, MARKDOWN.rstrip()),
        ((), {"TERM": "dumb"}, MARKDOWN.rstrip()),
        (("--render", "md"), {"TERM": "dumb"}, PLAINLY),
    ],
)
def test_when_markdown_is_rendered(at_terminal, more, env, seen):
    """On a terminal that can be drawn on, for text, unless something else is asked for."""
    terminal = at_terminal(*more, script=[[MARKDOWN]], env=env)
    assert ended(terminal) == seen
    if "TERM" in env:
        assert "\x1b" not in terminal.written


def test_an_answer_in_a_file_is_as_the_model_gave_it(at_terminal, tmp_path):
    """Every character; `--render md` renders there, too, without colours."""
    text = f"{MARKDOWN}\x1b[31m\r\n\x07"
    terminal = at_terminal(script=[[text]], shell='"$@" >raw; exec "$@" --render md >md')
    assert ended(terminal) == ""
    assert (tmp_path / "raw").read_bytes().decode() == f"{text}\n"
    assert (tmp_path / "md").read_text().startswith(PLAINLY)


@pytest.mark.parametrize("render", ["raw", "md"])
def test_a_model_does_not_command_the_terminal(at_terminal, render):
    """Its control characters are seen, and do nothing."""
    script = [["a\x1b[2J\x1b]0;title", "\x07b\r", "\n\x9b31mc"]]
    terminal = at_terminal("--render", render, script=script)
    assert ended(terminal) == "a\u241b[2J\u241b]0;title\u2407b\n\ufffd31mc"
    assert terminal.screen.style_of("c") == set()


def test_a_spinner_until_something_is_seen(at_terminal, tmp_path):
    """It leaves no trace when reasoning begins."""
    terminal = at_terminal(script=[[GO, {"reasoning": "hmm"}, "answer"]])
    terminal.wait_for("\u280b")
    (tmp_path / "go").touch()
    assert ended(terminal) == "hmm\nanswer"


def test_a_spinner_while_a_tool_runs(at_terminal):
    """It names the tool."""
    call = {"tool": "nap", "arguments": {"seconds": 0.7}}
    terminal = at_terminal("-T", "nap", script=[["Let me see", call], ["Done"]])
    terminal.wait_for("Running nap")
    assert ended(terminal) == "Let me see\n\nDone"


@pytest.mark.parametrize(
    ("script", "seen", "left"),
    [
        ([["- one\n- *tw", GO]], "tw", ["\u2022 one", "\u2022 *tw^C"]),
        ([[GO]], "\u280b", []),
        ([[{"reasoning": "hmm"}, GO]], "hmm", ["hmm^C"]),
    ],
)
def test_ctrl_c(at_terminal, script, seen, left):
    """What had arrived stays, and nothing else; the status is 130."""
    terminal = at_terminal(script=script)
    terminal.wait_for(seen)
    terminal.type(CTRL_C)
    assert [line for line in ended(terminal, 130).split("\n") if line] == [*left, "Aborted!"]


def test_ctrl_c_while_a_tool_runs(at_terminal):
    """The spinner is gone."""
    call = {"tool": "nap", "arguments": {"seconds": 60}}
    terminal = at_terminal("-T", "nap", script=[["Hm", call]])
    terminal.wait_for("Running nap")
    terminal.type(CTRL_C)
    assert [line for line in ended(terminal, 130).split("\n") if line] == ["Hm", "Aborted!"]


def test_other_things_said_meanwhile(at_terminal):
    """Reasoning in between and files that are saved have lines of their own."""
    steps = ["one *a", {"reasoning": "hmm"}, "two", 0.2, {"attachment": "image/png"}, "b*\n\nend"]
    terminal = at_terminal(script=[steps])
    lines = ended(terminal).split("\n")
    assert ".png" in lines.pop(2)
    assert lines == ["one *a", "hmm", "twob*", "", "end"]


@pytest.mark.parametrize("render", ["raw", "md"])
def test_a_reader_that_leaves(at_terminal, render):
    """`| head -1` has its line; the status is 0, and nothing is said."""
    told = '("$@"; echo "status $?" >&2) | head -1'
    long = ["First\n\n", 0.1] + [f"line {n}\n\n" for n in range(20_000)]
    terminal = at_terminal("--render", render, script=[long], shell=told)
    assert sorted(ended(terminal).split("\n")) == ["First", "status 0"]


def test_terminals_that_lack_characters_or_are_not_there(at_terminal):
    """Each missing character is a question mark; a closed standard output costs the answer."""
    terminal = at_terminal(script=[[MARKDOWN]], env={"PYTHONIOENCODING": "ascii"})
    assert "- one\n- two\n\n+" in ended(terminal)
    assert "and ???? ?." in terminal.screen.text()
    for shell in ('exec "$@" >&-', 'exec "$@" --render md >&-'):
        terminal = at_terminal(script=[[MARKDOWN]], shell=shell)
        assert (terminal.end(), terminal.screen.text().strip()) == (0, "")
