"""`llm keys`."""

import json

import pytest


def test_no_keys(llm):
    """An empty directory has no keys, which is no error."""
    result = llm("keys")
    assert (result.returncode, result.stdout) == (0, "No keys found\n")


def test_set_get_list(llm, user_path):
    """A key that was stored is found again; the list has names only, sorted."""
    assert llm("keys", "set", "b", "--value", "secret-b").returncode == 0
    assert llm("keys", "set", "a", "--value", "secret-a").returncode == 0
    assert llm("keys", "get", "b").stdout == "secret-b\n"
    assert llm("keys").stdout == llm("keys", "list").stdout == "a\nb\n"
    assert json.loads((user_path / "keys.json").read_text())["a"] == "secret-a"


def test_path(llm, user_path):
    """`llm keys path` says where the keys are."""
    assert llm("keys", "path").stdout == f"{user_path / 'keys.json'}\n"


def test_key_from_standard_input(llm):
    """A key can be piped in; the line's end is not part of it, and nothing is echoed."""
    result = llm("keys", "set", "piped", stdin="secret \n")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert llm("keys", "get", "piped").stdout == "secret\n"


def test_empty_key_is_refused(llm):
    """An empty value does not replace the key that is stored."""
    llm("keys", "set", "a", "--value", "secret")
    result = llm("keys", "set", "a", stdin="\n")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == "Error: No value was given for the key 'a'; nothing was stored.\n"
    assert llm("keys", "get", "a").stdout == "secret\n"


@pytest.mark.parametrize("name", ["", " ", "// Note"])
def test_names_that_are_none(llm, user_path, name):
    """A key needs a name, and the note in the file is no key."""
    result = llm("keys", "set", name, "--value", "x")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.splitlines()[-1].startswith("Error: Invalid value for NAME: ")
    assert not user_path.exists()


def test_misspelt_command(llm):
    """A word that is no command of the group is said to be none, with the one that is near."""
    result = llm("keys", "sett", "a")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.endswith("Error: No such command 'sett'. Did you mean set?\n")


def test_unknown_key(llm):
    """Asking for a key that is not stored is an error, and standard output stays empty."""
    result = llm("keys", "get", "nope")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == "Error: No key found with name 'nope'\n"


def test_damaged_file(llm, user_directory):
    """A damaged file is an error in one line, and stays as it is."""
    path = user_directory / "keys.json"
    path.write_text('{"a": "secret"')
    result = llm("keys", "set", "b", "--value", "x")
    assert result.returncode == 1
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1
    assert "secret" not in result.stderr
    assert path.read_text() == '{"a": "secret"'
