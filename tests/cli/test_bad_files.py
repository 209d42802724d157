"""Files of the user that are damaged or in the way: one line, status 1, and nothing lost."""

import os

import pytest

DAMAGED = [b'{"a": ', b"[1]", b"\xff\xfe", b'{"echo": 3}']


def one_error(result):
    """The only line on standard error of a run that failed as it should."""
    assert (result.returncode, result.stdout) == (1, "")
    (line,) = result.stderr.splitlines()
    assert line.startswith("Error: ")
    return line


@pytest.mark.parametrize("content", DAMAGED, ids=repr)
@pytest.mark.parametrize("name", ["aliases.json", "model_options.json"])
def test_damaged_settings(scripted, user_directory, name, content):
    """A damaged file that a prompt needs is named, and stays as it is."""
    (user_directory / name).write_bytes(content)
    assert name in one_error(scripted("hi", "-m", "echo"))
    assert (user_directory / name).read_bytes() == content


@pytest.mark.parametrize("content", DAMAGED[:3], ids=repr)
def test_damaged_keys(scripted, user_directory, content):
    """Damaged keys stop a model that needs one, and no other; storing a key loses none."""
    path = user_directory / "keys.json"
    path.write_bytes(content)
    assert scripted("hi", "-m", "echo").stdout == "said <hi>\n"
    for command in (["hi", "-m", "keyed"], ["keys"], ["keys", "set", "b", "--value", "x"]):
        assert "keys.json" in one_error(scripted(*command))
    assert path.read_bytes() == content


def test_damaged_default(scripted, user_directory):
    """A default that is no text is named by what needs it, and can be chosen anew."""
    path = user_directory / "default_model.txt"
    path.write_bytes(b"\xff\xfe")
    assert "default_model.txt" in one_error(scripted("hi"))
    assert scripted("hi", "-m", "echo").stdout == "said <hi>\n"
    assert scripted("models", "default", "echo").returncode == 0
    assert scripted("hi").stdout == "said <hi>\n"


def test_unknown_default(scripted, user_directory):
    """A default that no plugin offers any more says where the name is from."""
    (user_directory / "default_model.txt").write_text("gone")
    assert one_error(scripted("hi")) == (
        "Error: Unknown model: gone."
        " It is the default model: choose another with `llm models default NAME`."
    )


@pytest.mark.parametrize(
    "command",
    [["hi", "-m", "echo"], ["keys"], ["keys", "set", "a", "--value", "x"],
     ["models", "default", "echo"]],
    ids=" ".join,
)  # fmt: skip
def test_user_directory_that_is_a_file(scripted, user_path, command):
    """A file in the place of the user directory is said to be one, and is left alone."""
    user_path.write_text("precious")
    assert one_error(scripted(*command)) == (
        f"Error: The user directory {user_path} is not a directory."
        " Set LLM_USER_PATH to a directory that you may write to."
    )
    assert user_path.read_text() == "precious"


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything"
)
def test_user_directory_that_may_not_be_read(scripted, user_directory):
    """A user directory without rights is one line."""
    user_directory.chmod(0)
    try:
        assert "Permission denied" in one_error(scripted("hi", "-m", "echo"))
    finally:
        user_directory.chmod(0o700)
