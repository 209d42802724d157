"""The user directory: where it is, and how it is made."""

import stat
import sys
from pathlib import Path

import click
import pytest

from llm.config.paths import user_dir, user_file
from llm.errors import ConfigError


def test_new_directory_is_closed_to_others(user_path):
    """A directory that is missing is made, for its owner alone."""
    assert not user_path.exists()
    assert user_dir() == user_path
    assert stat.S_IMODE(user_path.stat().st_mode) == 0o700


def test_parents_are_made(tmp_path, monkeypatch):
    """Directories above a missing user directory are made too."""
    monkeypatch.setenv("LLM_USER_PATH", str(tmp_path / "a" / "b" / "c"))
    assert user_dir().is_dir()


def test_existing_mode_is_kept(user_path):
    """The mode of an existing directory is the user's affair."""
    user_path.mkdir()
    user_path.chmod(0o755)
    user_dir()
    assert stat.S_IMODE(user_path.stat().st_mode) == 0o755


def test_a_file_in_the_way(user_path):
    """A file in the place of the user directory is one line that says what to do."""
    user_path.write_text("")
    with pytest.raises(ConfigError, match=r"user is not a directory. Set LLM_USER_PATH"):
        user_dir()


def test_asking_for_a_file_makes_nothing(user_path):
    """What only reads does not make the directory."""
    assert user_file("keys.json") == user_path / "keys.json"
    assert not user_path.exists()


@pytest.mark.parametrize("platform", ["linux", "darwin"])
@pytest.mark.parametrize("config_home", [None, "/elsewhere"])
def test_same_directory_as_click_names(platform, config_home, monkeypatch):
    """Without LLM_USER_PATH the directory is the one that earlier releases used."""
    monkeypatch.delenv("LLM_USER_PATH")
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    if config_home:
        monkeypatch.setenv("XDG_CONFIG_HOME", config_home)
    monkeypatch.setattr(sys, "platform", platform)
    assert user_file("x").parent == Path(click.get_app_dir("io.datasette.llm"))


def test_windows_keeps_it_with_the_settings_of_applications(monkeypatch):
    """On Windows the directory is in %APPDATA%."""
    monkeypatch.delenv("LLM_USER_PATH")
    monkeypatch.setenv("APPDATA", "/roaming")
    monkeypatch.setattr(sys, "platform", "win32")
    assert user_file("x").parent == Path("/roaming/io.datasette.llm")


def test_empty_config_home_is_none(monkeypatch, tmp_path):
    """An empty XDG_CONFIG_HOME means the standard place, not the current directory."""
    monkeypatch.delenv("LLM_USER_PATH")
    monkeypatch.setenv("XDG_CONFIG_HOME", "")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    assert user_file("x") == tmp_path / ".config" / "io.datasette.llm" / "x"
