"""A user who has nothing."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import llm
from llm.testing import isolated_user, run


def test_nothing_comes_from_outside(monkeypatch, tmp_path):
    """No keys, settings or project, here or in another process; afterwards all is back."""
    (tmp_path / ".llm.toml").write_text('model = "of-the-project"\n')
    monkeypatch.chdir(tmp_path)
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "HUB_TOKEN", "LLM_MODEL"):
        monkeypatch.setenv(name, "of-the-user")
    before = dict(os.environ)
    asked = "import llm; print(llm.get_key(None, 'openai', 'OPENAI_API_KEY'), llm.user_dir())"
    with isolated_user() as path:
        assert llm.user_dir() == path
        assert llm.get_default_model() not in {"of-the-user", "of-the-project"}
        assert "HUB_TOKEN" not in os.environ
        said = subprocess.run(
            [sys.executable, "-c", asked], capture_output=True, text=True, check=True
        )
        assert said.stdout == f"None {path}\n"
        llm.set_default_model("mine")
        assert llm.get_default_model() == "mine"
    assert dict(os.environ) == before
    assert not path.exists()


def test_a_directory_and_keys_of_ones_own(tmp_path):
    """The directory stays, and holds the keys."""
    with isolated_user(tmp_path / "kept", keys={"weather": "w-1"}):
        assert llm.get_key(None, "weather") == "w-1"
        assert run("keys").stdout == "weather\n"
    assert (tmp_path / "kept" / "keys.json").exists()


def test_users_within_users(tmp_path):
    """The inner one is alone, and the outer one is there again afterwards."""
    with isolated_user(tmp_path / "a", keys={"x": "1"}):
        with isolated_user(tmp_path / "b"):
            assert llm.get_key(None, "x") is None
        assert llm.get_key(None, "x") == "1"


def test_all_is_back_when_the_block_fails(monkeypatch):
    """An error of the test leaves nothing behind."""
    monkeypatch.setenv("LLM_MODEL", "mine")
    before = dict(os.environ)
    with pytest.raises(ZeroDivisionError), isolated_user() as path:
        raise ZeroDivisionError
    assert (dict(os.environ), path.exists()) == (before, False)
