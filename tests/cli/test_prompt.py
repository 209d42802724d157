"""`llm prompt`: what goes to the model, and where its answer goes."""

import json
import os

import pytest

PNG = b"\x89PNG\r\n\x1a\n"


def test_default_command(scripted, world):
    """`llm 'text'` asks a model; the answer and a newline go to standard output."""
    result = scripted("hi there", "-m", "echo", *world)
    assert (result.returncode, result.stdout, result.stderr) == (0, "said <hi there>\n", "")
    assert scripted("prompt", "hi there", "-m", "echo", *world).stdout == result.stdout


def test_word_that_is_a_command_can_be_asked(scripted):
    """After `--`, a word that is also a command is a prompt."""
    assert scripted("-m", "echo", "--", "keys").stdout == "said <keys>\n"


@pytest.mark.parametrize(
    ("stdin", "arguments", "prompt"),
    [
        ("piped", [], "piped"),
        ("piped\n", ["asked"], "piped\n asked"),
        ("", ["asked"], "asked"),
        ("", [], ""),
        (b"caf\xe9 \xff", ["asked"], "caf\ufffd \ufffd asked"),
        ("", [os.fsdecode(b"caf\xe9")], "caf\ufffd"),
    ],
)
def test_standard_input_comes_first(scripted, stdin, arguments, prompt):
    """What is piped in goes before the argument; bytes that are no text do no harm."""
    result = scripted("-m", "echo", *arguments, stdin=stdin, env={"PYTHONUTF8": "1"})
    assert (result.returncode, result.stdout) == (0, f"said <{prompt}>\n")


def test_model_precedence(scripted):
    """The model is that of `-m`, else of `LLM_MODEL`, else the default."""
    scripted("models", "default", "describe")
    assert scripted("hi").stdout.startswith("stream=")
    assert scripted("hi", env={"LLM_MODEL": "ech"}).stdout == "said <hi>\n"
    assert scripted("hi", "-m", "think", env={"LLM_MODEL": "echo"}).stdout == "answer\n"


def test_settings_reach_the_model(scripted, world):
    """System prompt, options and flags arrive as they are given."""
    arguments = ["-m", "describe", "-s", "be brief", "-o", "temperature", "1", "-R", "-n"]
    shown = scripted(*arguments, "-o", "max_tokens", "5", "-o", "max_tokens", "6", "hi", *world)
    assert shown.stdout == (
        "stream=True system=be brief hide=True options={'temperature': 1.0, 'max_tokens': 6}\n"
    )
    assert scripted("-m", "describe", "--no-stream", "hi", *world).stdout.startswith("stream=False")


def test_saved_options_lie_under_given_ones(scripted, user_directory):
    """Options that were saved for a model hold, but for those given now."""
    saved = {"describe": {"temperature": "0.5", "max_tokens": "3"}}
    (user_directory / "model_options.json").write_text(json.dumps(saved))
    shown = scripted("-m", "describe", "-o", "max_tokens", "9", "hi").stdout
    assert shown.endswith("options={'temperature': 0.5, 'max_tokens': 9}\n")


def test_key(scripted):
    """`--key` takes a key or the name of a stored one."""
    scripted("keys", "set", "work", "--value", "stored")
    assert scripted("-m", "keyed", "hi", "--key", "work").stdout == "key stored\n"
    assert scripted("-m", "keyed", "hi", "--key", "literal").stdout == "key literal\n"
    assert scripted("-m", "keyed", "hi", env={"SCRIPTED_KEY": "env"}).stdout == "key env\n"


@pytest.mark.parametrize("option", ["-R", "--hide-reasoning", "--no-reasoning"])
def test_reasoning_is_no_answer(scripted, world, option):
    """Reasoning goes to standard error, uncoloured in a pipe, and not at all when hidden."""
    shown = scripted("-m", "think", "hi", *world)
    assert (shown.stdout, shown.stderr) == ("answer\n", "hmm\n")
    hidden = scripted("-m", "think", "hi", option, *world)
    assert (hidden.stdout, hidden.stderr) == ("answer\n", "")


def test_usage(scripted, world):
    """`-u` says on standard error what the call took, or that the model does not say."""
    result = scripted("-m", "echo", "hi", "-u", *world)
    assert result.stdout == "said <hi>\n"
    assert result.stderr == 'Token usage: 1,234 input, 56 output, {"cached": 7}\n'
    silent = scripted("-m", "think", "hi", "-u", "-R")
    assert silent.stderr == "Token usage: not reported by this model\n"


@pytest.mark.parametrize(
    ("model", "option", "shown"),
    [
        ("fenced", "-x", "one = 1\n\n"),
        ("fenced", "--extract", "one = 1\n\n"),
        ("fenced", "--xl", "two\n\n"),
        ("echo", "-x", "said <hi>\n"),
    ],
)
def test_extract(scripted, world, model, option, shown):
    """`-x` and `--xl` show the first or last fenced block; without one, the whole answer."""
    assert scripted("-m", model, "hi", option, *world).stdout == shown


def test_options_of_a_model(scripted, llm):
    """`--options` describes the model and asks it nothing."""
    result = scripted("-m", "e", "--options")
    assert result.stdout == llm("models", "list", "--options", "-m", "echo").stdout
    assert "temperature: float" in result.stdout


def test_attachments(scripted, tmp_path):
    """`-a` finds the type out, `--at` is told; both take files and standard input."""
    (tmp_path / "a.png").write_bytes(PNG)
    arguments = ["-m", "see", "-a", "a.png", "--at", "-", "image/png"]
    result = scripted(*arguments, stdin=PNG + b"more")
    assert (result.returncode, result.stdout) == (0, "image/png 8 image/png 12 \n")


def test_half_a_surrogate_pair_is_shown(scripted, world):
    """Text that no encoding can write is shown with a replacement, and is no error."""
    result = scripted("-m", "surrogate", "hi", *world)
    assert result.returncode == 0
    assert result.stdout in {"half ? pair\n", "half \ufffd pair\n"}


def test_embedded_default_is_announced(scripted, world):
    """With nothing chosen, one line says which model is used and how to choose another."""
    said = scripted("hi", "--options", *world).stderr.splitlines()
    assert len(said) == 1
    assert "llm models default MODEL" in said[0]
    scripted("models", "default", "echo")
    assert scripted("hi", *world).stderr == ""
