"""`llm models options`: default options of models."""

from __future__ import annotations

import json

import pytest

from tests.cli.installed_models import installed


@pytest.fixture(autouse=True)
def models():
    """A model that takes temperature and seed, and answers again and again."""
    with installed({"echo": [["said"]] * 3}) as made:
        yield made


def stored(user_path):
    """What the file holds."""
    return json.loads((user_path / "model_options.json").read_text())


def test_set_show_list(inside, user_path):
    """What is set is kept as it was typed, under the id of the model, and listed."""
    inside("aliases", "set", "e", "echo")
    result = inside("models", "options", "set", "e", "temperature", "0.50")
    assert (result.returncode, result.stdout) == (0, "")
    assert result.stderr.count("\n") == 1
    inside("models", "options", "set", "echo", "seed", "7")
    assert stored(user_path) == {"echo": {"temperature": "0.50", "seed": "7"}}
    shown = "temperature: 0.50\nseed: 7\n"
    assert inside("models", "options", "show", "e").stdout == shown
    listed = "echo:\n  temperature: 0.50\n  seed: 7\n"
    assert inside("models", "options").stdout == listed
    assert inside("models", "options", "list").stdout == listed


def test_prompts_have_them(inside):
    """A prompt has the default options, and -o goes before them."""
    inside("models", "options", "set", "echo", "seed", "7")
    row = json.loads(inside("-m", "echo", "hi", "--json").stdout)[0]
    assert row["options_json"] == {"seed": 7}
    row = json.loads(inside("-m", "echo", "hi", "--json", "-o", "seed", "8").stdout)[0]
    assert row["options_json"] == {"seed": 8}


def test_clear(inside, user_path):
    """One option is forgotten, or all of a model; what is not there is said on standard error."""
    for key in ("temperature", "seed"):
        inside("models", "options", "set", "echo", key, "1")
    clear = ("models", "options", "clear", "echo")
    assert inside(*clear).stdout == "Cleared temperature, seed options for model echo\n"
    inside("models", "options", "set", "echo", "seed", "1")
    result = inside(*clear, "sed")
    assert (result.returncode, result.stdout) == (0, "")
    assert result.stderr == "echo has no default option 'sed'\n"
    assert inside(*clear, "seed").stdout == "Cleared option 'seed' for model echo\n"
    assert stored(user_path) == {}
    assert inside(*clear).stderr == "echo has no default options\n"


def test_nothing_set(inside, user_path):
    """Is said on standard error; nothing is made."""
    for arguments in ([], ["show", "echo"], ["clear", "echo"]):
        result = inside("models", "options", *arguments)
        assert (result.returncode, result.stdout, result.stderr.count("\n")) == (0, "", 1)
    assert not user_path.exists()


@pytest.mark.parametrize(("key", "value"), [("temprature", "1"), ("temperature", "warm")])
def test_what_the_model_does_not_take(inside, user_path, key, value):
    """It is refused, with the reason."""
    result = inside("models", "options", "set", "echo", key, value)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith(f"Error: {key}\n  ")
    assert not (user_path / "model_options.json").exists()


def test_a_model_that_is_not_installed(inside, user_path):
    """Anything is stored for it, which is said, with the name that is near."""
    result = inside("models", "options", "set", "ecko", "anything", "goes")
    assert (result.returncode, result.stdout) == (0, "")
    assert "did you mean echo?" in result.stderr
    assert stored(user_path) == {"ecko": {"anything": "goes"}}
    assert inside("models", "options", "show", "ecko").stdout == "anything: goes\n"
    assert inside("models", "options", "clear", "ecko").returncode == 0


@pytest.mark.parametrize("content", [b'{"a": ', b"[1]", b"\xff\xfe", b'{"echo": 3}'], ids=repr)
@pytest.mark.parametrize(
    "arguments", [["list"], ["show", "echo"], ["set", "echo", "seed", "1"], ["clear", "echo"]]
)
def test_a_damaged_file(inside, user_directory, arguments, content):
    """It is named in one line, and stays as it is."""
    path = user_directory / "model_options.json"
    path.write_bytes(content)
    result = inside("models", "options", *arguments)
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert "model_options.json" in result.stderr
    assert path.read_bytes() == content


def test_models_that_there_are_not(inside):
    """`llm models -m` lists nothing for them, and says so."""
    result = inside("models", "-m", "ecko", "-m", "echo")
    assert result.stdout.count("\n") == 1
    assert result.stderr == "Unknown model: ecko - did you mean echo?\n"
