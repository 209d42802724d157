"""Lines typed on a terminal on which nothing can be drawn."""

import sys

from tests.terminal import CTRL_C, CTRL_D, ENTER, Terminal

PROGRAM = """
import signal, sys, threading
from llm.cli.chat.input import Messages

if sys.argv[1:]:  # signals go to a thread that does not wait, as if they had come before the wait
    threading.Thread(target=threading.Event().wait, daemon=True).start()
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
messages = Messages()
for number in range(10_000):
    try:
        print("got", repr(messages.read("> ")))
    except KeyboardInterrupt:
        print("interrupted", number)
    except EOFError:
        sys.exit(7)
"""


def reading(*arguments: str) -> Terminal:
    """A process that reads lines, and tells of each."""
    command = [sys.executable, "-c", PROGRAM, *arguments]
    return Terminal(command, rows=400, env={"TERM": "dumb"})


def test_lines():
    """They are edited as the terminal does it; none is lost that was typed too early."""
    with reading() as terminal:
        terminal.wait_for("> ")
        terminal.type(f"helo\x7flo{ENTER}")
        terminal.wait_for("got 'hello'\n> ")
        terminal.type(f"one{ENTER}two{ENTER}{ENTER}l\u00e4st{ENTER}{CTRL_D}")
        assert terminal.end() == 7
        told = [line.removeprefix("> ") for line in terminal.screen.text().splitlines()]
        got = [line for line in told if line.startswith("got")]
        assert got == ["got 'hello'", "got 'one'", "got 'two'", "got ''", "got 'l\u00e4st'"]


def test_an_interrupt_before_the_wait():
    """It is heard, though it does not interrupt what waits."""
    with reading("elsewhere") as terminal:
        terminal.wait_for("> ")
        terminal.settle()
        terminal.type(CTRL_C)
        terminal.wait_for("interrupted 0\n> ")
        terminal.type(CTRL_D)
        assert terminal.end() == 7


def test_an_interrupt_at_once():
    """As soon as the prompt is there, Ctrl-C is heard, again and again."""
    with reading() as terminal:
        terminal.wait_for("> ")
        for number in range(50):
            terminal.type(CTRL_C)
            terminal.wait_for(f"interrupted {number}\n> ")
        terminal.type(CTRL_D)
        assert terminal.end() == 7
