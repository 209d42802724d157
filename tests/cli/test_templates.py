"""`llm templates`: listing, showing, writing, renaming and deleting them."""

from __future__ import annotations

import json
import os
import sys

import pytest

import llm
from llm.plugins.host import pm

NOT_ONE = {
    "list": "- a\n- b\n",
    "empty": "",
    "key": "bad: 1\n",
    "yaml": "a: b: c\n",
    "type": "prompt: [1]\n",
    "bytes": b"\xff\xfe",
}


@pytest.fixture
def directory(user_directory):
    """The directory of templates, with three of them."""
    path = user_directory / "templates"
    (path / "work").mkdir(parents=True)
    (path / "summary.yaml").write_text("system: Summarise\nprompt: |\n  Of $input:\n  é\n")
    (path / "plain.yaml").write_text("just \\x1b[31mtext\n")
    (path / "work" / "mail.yaml").write_text("model: m\n")
    return path


@pytest.fixture
def loader():
    """A plugin that loads templates, and one for which it fails."""

    def load(name):
        """Load one of tests.

        Of any name.
        """
        if name == "none":
            raise LookupError("there is\nnone")
        return llm.Template(name=name, prompt=f"About {name}", tools=["t"])

    class Plugin:
        @llm.hookimpl
        def register_template_loaders(self, register):
            register("tests", load)
            register("other", lambda name: None)

    pm.load()
    registered = pm.register(Plugin(), "loader")
    yield
    pm.unregister(name=registered)


@pytest.fixture
def editor(tmp_path, monkeypatch):
    """Let $EDITOR be a program that writes a text, and ends with a status."""

    def set_editor(text: str | None, status: int = 0) -> None:
        script = tmp_path / "editor.py"
        write = "" if text is None else f"open(sys.argv[1], 'w').write({text!r})"
        script.write_text(f"import sys\n{write}\nsys.exit({status})\n")
        monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")
        monkeypatch.delenv("VISUAL", raising=False)

    return set_editor


def test_list(inside, directory):
    """A line for each, those in directories too, cut to the width of the terminal."""
    result = inside("templates")
    assert result.stdout.splitlines() == [
        "plain     : just \\x1b[31mtext",
        "summary   : system: Summarise prompt: Of $input: é ",
        "work/mail : ",
    ]
    assert (result.returncode, result.stderr) == (0, "")
    narrow = inside("templates", "list", env={"COLUMNS": "20"}).stdout.splitlines()
    assert narrow == ["plain     : just ...", "summary   : syste...", "work/mail : "]


def test_nothing_to_list(inside, user_path):
    """Without templates there is nothing to say, and nothing is made."""
    result = inside("templates", "list")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert not user_path.exists()


@pytest.mark.parametrize("content", NOT_ONE.values(), ids=NOT_ONE)
def test_what_is_no_template(inside, directory, content):
    """It is one line on standard error, with the reason; the others are listed all the same."""
    (directory / "wrong.yaml").write_bytes(
        content if isinstance(content, bytes) else content.encode()
    )
    result = inside("templates")
    assert (result.returncode, len(result.stdout.splitlines())) == (0, 3)
    assert result.stderr.startswith("Not usable: ")
    assert result.stderr.count("\n") == 1
    assert str(directory / "wrong.yaml") in result.stderr
    shown = inside("templates", "show", "wrong")
    assert (shown.returncode, shown.stdout, shown.stderr.count("\n")) == (1, "", 1)
    assert shown.stderr.startswith("Error: ")


def test_a_directory_is_no_template(inside, directory):
    """It is said to be one, wherever a template is named."""
    (directory / "folder.yaml").mkdir()
    for command in ("show", "edit", "rm"):
        result = inside("templates", command, "folder")
        assert (result.returncode, result.stdout, result.stderr.count("\n")) == (1, "", 1)
        assert result.stderr.startswith("Error: ")
    assert inside("templates").stderr.count("\n") == 1
    assert inside("templates", "show", f"{directory}/").stderr.startswith("Error: ")


def test_control_characters_do_not_reach_the_terminal(inside, directory):
    """Neither those of texts nor those of names."""
    (directory / "bell.yaml").write_text('prompt: "a\\u0007b\\u009bc"\n')
    (directory / "e\x1b[31mvil.yaml").write_text("prompt: x\n")
    result = inside("templates")
    assert all(each.isprintable() for each in (result.stdout + result.stderr).split("\n"))
    assert all(
        each.isprintable() for each in inside("templates", "show", "bell").stdout.split("\n")
    )


def test_show(inside, directory):
    """All that it says, in YAML, texts as they are."""
    assert inside("templates", "show", "summary").stdout == (
        "name: summary\nprompt: |\n    Of $input:\n    é\nsystem: Summarise\n\n"
    )
    path = directory / "work" / "mail.yaml"
    assert inside("templates", "show", str(path)).stdout.startswith("model: m\nname: ")
    missing = inside("templates", "show", "summry")
    assert missing.returncode == 1
    assert "summary" in missing.stderr


def test_loaders(inside, loader):
    """What plugins load is listed with what its author says, and is shown like any other."""
    assert inside("templates", "loaders").stdout == (
        "tests:\n  Load one of tests.\n\n  Of any name.\nother:\n  Undocumented\n"
    )
    assert "prompt: About x" in inside("templates", "show", "tests:x").stdout
    for name in ("tests:none", "other:x", "nowhere:x"):
        result = inside("templates", "show", name)
        assert (result.returncode, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert inside("templates").stdout == ""


def test_no_loaders(inside):
    """That there are none is said."""
    assert inside("templates", "loaders").stdout == "No template loaders found\n"


def test_edit(inside, user_path, editor):
    """A new one begins with an empty prompt; what the editor leaves is the template."""
    editor(None)
    assert inside("templates", "edit", "new").returncode == 0
    assert (user_path / "templates" / "new.yaml").read_text() == "prompt: "
    editor("prompt: Say $input\n")
    assert inside("templates", "edit", "new").returncode == 0
    assert inside("templates").stdout == "new : Say $input\n"
    assert inside("templates", "edit", "deep/new").returncode == 0
    assert (user_path / "templates" / "deep" / "new.yaml").exists()


@pytest.mark.parametrize("content", [each for each in NOT_ONE.values() if isinstance(each, str)])
def test_edit_leaves_no_template(inside, directory, editor, content):
    """One line says what is wrong and where the text is; it is kept as it was typed."""
    editor(content)
    result = inside("templates", "edit", "summary")
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert f"Your text is kept in {directory / 'summary.yaml'}" in result.stderr
    assert (directory / "summary.yaml").read_text() == content


def test_editor_that_fails(inside, directory, editor):
    """What was there stays; what was not there is not there afterwards either."""
    editor(None, status=1)
    before = (directory / "summary.yaml").read_text()
    for name in ("summary", "fresh"):
        result = inside("templates", "edit", name)
        assert (result.returncode, result.stderr.count("\n")) == (1, 1)
        assert "set EDITOR" in result.stderr
    assert (directory / "summary.yaml").read_text() == before
    assert not (directory / "fresh.yaml").exists()


@pytest.mark.parametrize("name", ["../escape", "/tmp/x", "", " ", ".hidden", "a/../../b", "x:y"])
def test_names_that_lead_elsewhere(inside, user_directory, editor, name):
    """Nothing is written outside of the directory of templates."""
    editor("prompt: x")
    result = inside("templates", "edit", name)
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert list(user_directory.iterdir()) == []


def test_rm(inside, directory):
    """Nothing is deleted unasked; one that there is not is said, with the one that is near."""
    result = inside("templates", "rm", "summary")
    assert (result.returncode, result.stdout) == (1, "")
    assert "give -y" in result.stderr
    assert (directory / "summary.yaml").exists()
    assert inside("templates", "rm", "summary", "-y").returncode == 0
    assert not (directory / "summary.yaml").exists()
    assert inside("templates", "rm", "plan", "-y").stderr == (
        "Error: You have no template 'plan': did you mean plain?\n"
    )


def test_rename(inside, directory):
    """The text moves; another template is never overwritten."""
    before = (directory / "summary.yaml").read_text()
    assert inside("templates", "rename", "summary", "new/short").returncode == 0
    assert (directory / "new" / "short.yaml").read_text() == before
    assert not (directory / "summary.yaml").exists()
    result = inside("templates", "rename", "plain", "new/short")
    assert (result.returncode, result.stderr.count("\n")) == (1, 1)
    assert (directory / "new" / "short.yaml").read_text() == before
    assert (directory / "plain.yaml").exists()
    assert inside("templates", "rename", "plain", "plain").returncode == 0
    assert inside("templates", "rename", "plain", "../out").returncode == 1
    assert inside("templates", "rename", "none", "some").returncode == 1


def test_path(inside, user_path):
    """Where templates are, or would be."""
    assert inside("templates", "path").stdout == f"{user_path / 'templates'}\n"
    assert not user_path.exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
def test_a_directory_that_may_not_be_written(inside, directory, editor):
    """One line, and nothing is lost."""
    editor("prompt: x")
    directory.chmod(0o500)
    try:
        assert inside("templates", "edit", "new").stderr.startswith("Error: ")
        assert inside("templates", "rm", "-y", "plain").stderr.startswith("Error: ")
    finally:
        directory.chmod(0o700)
    assert (directory / "plain.yaml").exists()


def test_a_saved_template_is_used(inside, editor, loader):
    """What was edited here is what -t takes."""
    from tests.cli.installed_models import installed

    editor("prompt: Say $input\nmodel: echo\n")
    with installed({"echo": [["said"]]}) as models:
        assert inside("templates", "edit", "say").returncode == 0
        rows = json.loads(inside("-t", "say", "hello", "--json").stdout)
    assert models
    assert rows[0]["prompt"] == "Say hello"
