"""`llm openai endpoint --chat`: a chat with a server."""

import os
import re
import signal
import subprocess
import sys
import time

import pytest

from tests.cli.openai_server import Raw, Says

UP = "def up(text: str): return text.upper()"


def messages(asked):
    """What a request says, as pairs of role and content."""
    return [(each["role"], each["content"]) for each in asked.body["messages"]]


def test_turns(server, endpoint):
    """Each message goes with all that was said before; the instructions lead, once."""
    server.says("Hello", "Well", "Bye")
    given = ["--chat", "-m", "tiny", "-s", "be brief"]
    result = endpoint(*given, stdin="one\n!multi\ntwo\nthree\n!end\nquit\nfour\n")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith(f"Chatting with tiny at {server.url}\n")
    assert result.stdout.endswith("> Hello\n> Well\n> ")
    assert messages(server.requests[-1]) == [
        ("system", "be brief"),
        ("user", "one"),
        ("assistant", "Hello"),
        ("user", "two\nthree"),
    ]


def test_end_of_input(server, endpoint):
    """The end of the input, or Ctrl-D, leaves with status 0."""
    result = endpoint("--chat", "-m", "tiny", stdin="one\n")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.endswith("> Hello there\n> \n")


def test_error_of_a_turn(server, endpoint):
    """A turn that fails is one line; the chat goes on as if it had not been."""
    server.says(Raw(500, "boom", "text/plain"), "Hello")
    result = endpoint("--chat", "-m", "tiny", stdin="one\ntwo\n")
    assert result.returncode == 0
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.startswith("Error: ")
    assert "boom" in result.stderr
    assert messages(server.requests[-1]) == [("user", "two")]


def test_tools_and_templates(server, endpoint, user_path, tmp_path):
    """Tools and templates hold for each message, attachments go with the first one."""
    (user_path / "templates").mkdir(parents=True)
    (user_path / "templates" / "t.yaml").write_text("Say $input")
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    server.says(Says(calls=[("up", {"text": "x"})]), "X", "again")
    given = ["--chat", "-m", "tiny", "--functions", UP, "-t", "t", "-a", "a.png"]
    result = endpoint(*given, stdin="one\ntwo\n")
    assert result.stdout.endswith("> X\n> again\n> \n")
    said = messages(server.requests[-1])
    assert [role for role, _ in said] == ["user", "assistant", "tool", "assistant", "user"]
    assert [part["type"] for part in said[0][1]] == ["text", "image_url"]
    assert (said[2][1], said[4][1]) == ("X", "Say two")


def test_unfinished_chain_is_forgotten(server, endpoint):
    """A chain that ends at its limit leaves no call without an answer behind."""
    server.says(Says(calls=[("up", {"text": "x"})]), "Hello")
    result = endpoint("--chat", "-m", "tiny", "--functions", UP, "--cl", "1", stdin="one\ntwo\n")
    assert "Error: Chain limit of 1 exceeded." in result.stderr
    assert messages(server.requests[-1]) == [("user", "two")]


def test_approval(server, endpoint):
    """`--ta` asks where messages come from."""
    server.says(Says(calls=[("up", {"text": "x"})]), "done")
    given = ["--chat", "-m", "tiny", "--functions", UP, "--ta"]
    result = endpoint(*given, stdin="one\ny\ntwo\n")
    assert re.search(r"> Run it\? [^\n]*: done\n", result.stdout)
    assert ("tool", "X") in messages(server.requests[-1])
    server.says(Says(calls=[("up", {"text": "x"})]), "done")
    endpoint(*given, stdin="one\n")
    assert messages(server.requests[-1])[-1][1].startswith("Cancelled: ")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_interrupt(server, environment, tmp_path):
    """Ctrl-C stops the answer, which is kept, and not the chat; Ctrl-D then leaves with 0."""
    server.says(Says("slow and steady", pause=30), "quick")
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "llm", "openai", "endpoint", server.url, "--chat"]
    with subprocess.Popen(
        [*command, "-m", "tiny"], stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=environment, cwd=tmp_path,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        os.write(ours, b"one\n")
        read_until(process.stdout, b"slow")
        process.send_signal(signal.SIGINT)
        os.write(ours, b"two\n")
        read_until(process.stdout, b"quick")
        os.write(ours, b"\x04")
        _, err = process.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert process.returncode == 0
    assert "The answer was stopped." in err.decode()
    said = [("user", "one"), ("assistant", "slow"), ("user", "two")]
    assert messages(server.requests[-1]) == said


def read_until(stream, wanted):
    """Read from *stream* until it has given *wanted*."""
    seen = b""
    end = time.monotonic() + 60
    while wanted not in seen:
        assert time.monotonic() < end, seen
        seen += os.read(stream.fileno(), 1000)
