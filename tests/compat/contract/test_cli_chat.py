"""§1.2: `llm chat`, where its messages are piped in."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from llm.testing import ScriptedModel, offered
from tests.cli.test_chat_terminal import prompted
from tests.compat.contract.command_line import CommandLine, texts
from tests.compat.contract.test_cli_prompt_tools import upper
from tests.compat.differential import llm_scripted
from tests.terminal import CTRL_D, ENTER, LEFT, Terminal

HELP_LINES = 4


def chat(cli: CommandLine, *lines: str, options: tuple[str, ...] = ("-m", "seen")) -> Any:
    """Type these lines in a chat; how it ended."""
    return cli.run("chat", *options, stdin="".join(f"{line}\n" for line in lines))


def said(cli: CommandLine, number: int = -1) -> list[str]:
    """What the model was sent as that turn of the user's."""
    return [text for role, text in texts(cli.prompts[number]) if role == "user"]


def test_banner_and_prompt(cli: CommandLine) -> None:
    """§1.2: `Chatting with MODEL` and 4 help lines; the prompt is `> `, and none within !multi."""
    lines = chat(cli, "one", "!multi", "two", "!end").stdout.splitlines()
    assert lines[0] == "Chatting with seen"
    assert lines[1 + HELP_LINES :] == ["> answer", "> answer", "> "]


def test_editing_lines(cli: CommandLine, install, environment) -> None:
    """§1.2: what is typed can be edited, as with readline."""
    install("llm_scripted", Path(str(llm_scripted.__file__)).read_text())
    command = [sys.executable, "-m", "llm", "chat", "-m", "echo"]
    with Terminal(command, env=environment, cwd=cli.home) as terminal:
        terminal.wait_for(prompted)
        terminal.type(f"helo{LEFT}l{ENTER}")
        terminal.wait_for("said <hello>")
        terminal.wait_for(prompted)
        terminal.type(CTRL_D)
        assert terminal.end() == 0


@pytest.mark.parametrize("word", ["exit", "quit"])
def test_leaving(cli: CommandLine, word: str) -> None:
    """§1.2: `exit` and `quit` end it."""
    assert chat(cli, "one", word, "two").returncode == 0
    assert len(cli.prompts) == 1


def test_end_of_input(cli: CommandLine) -> None:
    """§1.2: EOF is `Aborted!`, status 1, in 0.36; the end of the chat, status 0, in ours."""
    done = chat(cli, "one")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("lines", "sent"),
    [
        (("!multi", "one", "two", "!end"), "one\ntwo"),
        (("!multi EOF", "one", "!end", "two", "!end EOF"), "one\n!end\ntwo"),
        (("!fragment words.txt more.txt",), "words of a file\n\nmore words\n"),
        (("!multi", "look", "!fragment words.txt", "!end"), "words of a file\n\nlook"),
    ],
    ids=["multi", "token", "fragment", "fragment in multi"],
)
def test_commands(cli: CommandLine, lines: tuple[str, ...], sent: str) -> None:
    """§1.2: `!multi [TOKEN]` to `!end [TOKEN]`, and `!fragment a b`, also within it."""
    chat(cli, *lines, "then")
    assert said(cli, 0) == [sent]
    assert said(cli) == [sent, "then"]


@pytest.mark.parametrize("text", ["edited", "!fragment words.txt"])
def test_edit(cli: CommandLine, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """§1.2: `!edit` asks $EDITOR; `!fragment` in what comes from there is not interpreted."""
    editor = cli.write("editor", f"#!/bin/sh\nprintf '%s' '{text}' > \"$1\"\n")
    editor.chmod(0o700)
    monkeypatch.setenv("EDITOR", str(editor))
    monkeypatch.delenv("VISUAL", raising=False)
    chat(cli, "!edit")
    assert said(cli) == [text]


def test_attachments_of_fragments(cli: CommandLine) -> None:
    """§1.2: `!fragment` also loads attachments, for this message."""
    chat(cli, "!fragment many:x", "then")
    assert [[each.type for each in prompt.attachments] for prompt in cli.prompts] == [
        ["image/png"],
        [],
    ]


def test_what_goes_with_the_first_message(cli: CommandLine) -> None:
    """§1.2: fragments and attachments do; system and its fragments hold throughout in ours."""
    given = ("-m", "seen", "-f", "words.txt", "-f", "many:x", "-s", "Be brief", "--sf", "more.txt")
    chat(cli, "one", "two", options=given)
    first, second = cli.prompts
    assert texts(first)[-1] == ("user", "words of a file\n\none\ntwo\none")
    assert [len(first.attachments), len(second.attachments)] == [1, 0]
    assert texts(second)[-1] == ("user", "two")
    assert {prompt.system for prompt in cli.prompts} == {"more words\n\nBe brief"}


TEMPLATE = """
prompt: "Say: $input"
system: Be brief
model: seen
tools: [upper]
functions: |
    def one(): return 1
options: {temperature: 0.5}
schema_object: {type: object}
fragments: [words.txt]
attachments: [picture.png]
extract: true
"""


def test_template(cli: CommandLine) -> None:
    """§1.2: prompt, system, model, tools, functions are used, for every message.

    Options and schema are ignored in 0.36, and hold for every message in ours; so are fragments and
    attachments, which go with the first message.
    """
    cli.write(str(cli.user / "templates" / "t.yaml"), TEMPLATE)
    chat(cli, "one", "two", options=("-t", "t"))
    first, second = cli.prompts
    for prompt, text in ((first, "Say: one"), (second, "Say: two")):
        assert texts(prompt)[-1][1].endswith(text)
        assert prompt.system == "Be brief"
        assert sorted(tool.name for tool in prompt.tools) == ["one", "upper"]
        assert (prompt.options.temperature, prompt.schema) == (0.5, {"type": "object"})
    assert [len(prompt.fragments) + len(prompt.attachments) for prompt in cli.prompts] == [2, 0]


def test_stored_options(cli: CommandLine) -> None:
    """§1.2: stored default options hold; in ours also beside `-o`."""
    stored = {"seen": {"temperature": "0.5", "max_tokens": "3"}}
    cli.write(str(cli.user / "model_options.json"), json.dumps(stored))
    chat(cli, "one")
    chat(cli, "one", options=("-m", "seen", "-o", "max_tokens", "9"))
    assert [(each.options.temperature, each.options.max_tokens) for each in cli.prompts] == [
        (0.5, 3),
        (0.5, 9),
    ]


def test_every_turn_is_a_chain(cli: CommandLine) -> None:
    """§1.2: every turn goes through `chain()`: tools run in each, up to `--cl`."""
    done = chat(cli, upper(), upper("b"), options=("-m", "echo", "-T", "upper"))
    assert "Tools said: upper=A\n> " in done.stdout
    assert "Tools said: upper=B\n> " in done.stdout
    limited = chat(cli, "loop", "hello", options=("-m", "echo", "-T", "again", "--cl", "2"))
    assert limited.stderr == "Error: Chain limit of 2 exceeded.\n"


@pytest.mark.parametrize(("setting", "kept"), [("on", 3), ("off", 1)])
def test_logging(cli: CommandLine, setting: str, kept: int) -> None:
    """§1.2: logged after each turn; not with `llm logs off` in ours."""
    cli.asked("before")
    cli.ok("logs", setting)
    chat(cli, "one", "two")
    assert len(cli.logged()) == kept


@pytest.mark.parametrize("option", ["-c", "--cid"])
def test_going_on(cli: CommandLine, option: str) -> None:
    """§1.2: `-c` and `--cid` go on with a conversation, as in `prompt`."""
    cli.asked("one")
    conversation = cli.logged()[0]["conversation_id"]
    chat(cli, "two", options=(option,) if option == "-c" else (option, conversation))
    assert said(cli) == ["one", "two"]
    assert {each["conversation_id"] for each in cli.logged()} == {conversation}


def test_a_model_without_conversations(cli: CommandLine) -> None:
    """§1.2: `Error: … does not support conversations`."""
    assert cli.fails("chat", "-m", "lonely").endswith(" does not support conversations")


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("fail", "Error: the model is out of order\n"),
        ("stumble", "Error: the line was cut\n"),
        ("!fragment nope", "Error: Fragment 'nope' not found"),
    ],
)
def test_errors(cli: CommandLine, line: str, error: str) -> None:
    """§1.2: they end a chat in 0.36, one line each in ours, and the chat goes on."""
    done = chat(cli, line, "hello", options=("-m", "echo"))
    assert done.returncode == 0
    assert done.stderr.startswith(error)
    assert done.stderr.count("\n") == 1
    assert "said <hello>" in done.stdout


def test_other_options(cli: CommandLine) -> None:
    """§1.2: -d, --no-stream, -R, --key and -p mean what they mean for `prompt`."""
    cli.write(str(cli.user / "templates" / "t.yaml"), "prompt: '$a $input'")
    chat(cli, "hi", options=("-m", "seen", "-t", "t", "-p", "a", "b", "-d", "sub/h.db"))
    assert said(cli) == ["b hi"]
    assert (cli.home / "sub" / "h.db").exists()
    assert "key k\n" in chat(cli, "hi", options=("-m", "keyed", "--key", "k")).stdout
    described = chat(cli, "describe", "think", options=("-m", "echo", "--no-stream", "-R"))
    assert "stream=False" in described.stdout
    assert "hide=True" in described.stdout
    assert described.stderr == ""


def test_model_by_variable(cli: CommandLine) -> None:
    """§1.2: LLM_MODEL names the model."""
    with offered(ScriptedModel([["x"]], model_id="other")):
        done = cli.run("chat", stdin="hi\n", env={"LLM_MODEL": "other"})
    assert done.stdout.startswith("Chatting with other\n")
