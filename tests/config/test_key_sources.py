"""Keys from commands, and from the keyring of the system."""

import json
import os
import sys
import time

import pytest

from llm.config import key_sources
from llm.config.keys import (
    any_key,
    get_key,
    keys_path,
    load_keys,
    remove_key,
    set_key,
    set_key_command,
    set_keyring_key,
)
from llm.errors import ConfigError
from tests.config.memory_keyring import MemoryKeyring


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch):
    """No key that another test has asked for."""
    monkeypatch.setattr(key_sources, "_known", {})


@pytest.fixture
def keyring_in_memory():
    import keyring

    before, ours = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(ours)
    yield ours
    keyring.set_keyring(before)


def printing(code: str) -> str:
    """A command that runs this Python."""
    return f"{sys.executable} -c '{code}'"


def test_the_first_line_of_a_command_is_the_key(tmp_path):
    """It is run once in a process, without a shell, and only when the key is needed."""
    runs = tmp_path / "runs"
    set_key_command("a", printing(f'open("{runs}", "a").write("x"); print(" k $HOME; \\nmore")'))
    assert load_keys()["a"].startswith("cmd:")
    assert any_key([])
    assert not runs.exists()
    assert get_key(None, "a") == get_key("a") == get_key(None, "a", "MY_KEY") == "k $HOME;"
    assert runs.read_text() == "x"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (printing("raise SystemExit(3)"), "which failed with status 3"),
        (printing("print(3*chr(10))"), "which gave nothing"),
        (printing('import sys; sys.stdout.buffer.write(b"\\xff")'), "gave something that is no t"),
        ("/nowhere/pass show --token=s3cret", "'/nowhere/pass', which cannot be run: No such file"),
    ],
)
def test_commands_that_give_no_key(command, said, monkeypatch):
    """One line says which key and which program, and no argument; nothing else is tried."""
    set_key_command("a", command)
    monkeypatch.setenv("MY_KEY", "x")
    with pytest.raises(ConfigError) as caught:
        get_key(None, "a", "MY_KEY")
    assert str(caught.value).startswith("The key 'a' comes from the command '")
    assert said in str(caught.value)
    assert "s3cret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_command_that_does_not_end(monkeypatch):
    """It is given up, although something that it started still holds its output."""
    monkeypatch.setattr(key_sources, "SECONDS", 0.5)
    started = 'import subprocess, time; subprocess.Popen(["sleep", "20"]); time.sleep(20)'
    set_key_command("a", printing(started))
    began = time.monotonic()
    with pytest.raises(ConfigError, match=r"was not done after 0\.5 seconds"):
        get_key(None, "a")
    assert time.monotonic() - began < 15


def test_the_command_does_not_take_the_prompt(monkeypatch):
    """Where standard input is no terminal it is not the command's, and its errors are seen."""
    read, write = os.pipe()
    os.write(write, b"the prompt")
    os.close(write)
    with open(read) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        set_key_command("a", printing("import sys; print(len(sys.stdin.read()))"))
        assert get_key(None, "a") == "0"
        assert stdin.read() == "the prompt"


def test_only_the_file_of_keys_names_commands(tmp_path, monkeypatch):
    """What is given or in the environment is a key, whatever it looks like; none is stored so."""
    mark = tmp_path / "mark"
    command = f"cmd:touch {mark}"
    monkeypatch.setenv("MY_KEY", command)
    assert get_key(command) == get_key(None, "none", "MY_KEY") == command
    with pytest.raises(ConfigError, match=r"llm keys set a --cmd COMMAND"):
        set_key("a", f" {command}")
    assert not mark.exists()
    assert not keys_path().exists()
    for command in ("", "  ", '"'):
        with pytest.raises(ConfigError, match="command"):
            set_key_command("a", command)


def test_keyring(keyring_in_memory):
    """The file has a note, the keyring the key; it is asked once, and forgets with the file."""
    set_keyring_key("a", "k")
    assert json.loads(keys_path().read_text())["a"] == "keyring:"
    assert keyring_in_memory.passwords == {("llm", "a"): "k"}
    assert get_key(None, "a") == get_key("a") == "k"
    assert keyring_in_memory.asked == 1
    set_keyring_key("a", "k2")
    assert get_key(None, "a") == "k2"
    assert remove_key("a") is None
    assert keyring_in_memory.passwords == {}
    assert get_key(None, "a") is None


def test_keyrings_that_do_not_answer(keyring_in_memory):
    """One line; and the key that was there before stays."""
    set_key("a", "old")
    keyring_in_memory.locked = True
    with pytest.raises(ConfigError, match=r"does not answer for the key 'a': It is locked$"):
        set_keyring_key("a", "new")
    assert get_key(None, "a") == "old"
    keyring_in_memory.locked = False
    set_keyring_key("a", "new")
    keyring_in_memory.passwords.clear()
    with pytest.raises(ConfigError, match=r"has no key 'a'. Store it: llm keys set a --keyring"):
        get_key(None, "a")
    assert remove_key("a") is None


def test_without_the_package(keyring_in_memory, monkeypatch):
    """What is missing is said, with how to get it; forgetting such a key works all the same."""
    set_keyring_key("a", "k")
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(ConfigError, match=r"llm install 'llm\[keyring\]'"):
        get_key(None, "a")
    assert "may still be in the keyring" in (remove_key("a") or "")
    assert get_key(None, "a") is None


def test_forgetting():
    """Only the key that is named goes; one that is not there is an error."""
    set_key("a", "1")
    set_key("b", "2")
    remove_key("a")
    assert "a" not in load_keys()
    assert get_key(None, "b") == "2"
    for name in ("a", "// Note"):
        with pytest.raises(ConfigError, match="No key found with name"):
            remove_key(name)
