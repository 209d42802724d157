"""Plugins that wrap, replace and patch what is there, with the index of plugins and without it."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.compat.conftest import Host

KEYS = {"OLD_API_KEY": "old", "NEW_API_KEY": "new"}

# Installs nothing and says how it was called.
INSTALLER = '#!/bin/sh\necho "$@"\n'


def said(host: Host, *arguments: str, stdin: str | None = None) -> str:
    """What `llm` says when it ends well, with the keys of the plugins."""
    return host.said(*arguments, stdin=stdin, **KEYS)


class TestAliasesWithOptions:
    """A plugin that wraps four commands and patches the look-ups of models."""

    @pytest.fixture
    def aliased(self, indexed: Host) -> Host:
        indexed.install("compat_alias_options", "compat_old", "compat_offers")
        done = indexed.llm("aliases", "set", "quick", "old/plain", "-o", "temperature", "0.5")
        assert (done.returncode, done.stderr) == (0, "Set quick to old/plain\n")
        return indexed

    def test_set_and_listed(self, aliased: Host, user_path: Path) -> None:
        """The option that it adds to `aliases set` works, and that to `aliases list`."""
        stored = {"quick": {"model": "old/plain", "options": {"temperature": "0.5"}}}
        assert json.loads((user_path / "aliases.json").read_text()) == stored
        assert json.loads(said(aliased, "aliases", "list", "--options")) == stored
        assert json.loads(said(aliased, "aliases", "list", "--json"))["quick"] == "old/plain"
        assert "quick" in said(aliased, "aliases")

    def test_found_by_parts_of_a_name(self, aliased: Host) -> None:
        """`-q` finds the model for either; an alias without options is the library's."""
        done = aliased.llm(*("aliases", "set", "found", "-q", "pla", "-o", "temperature", "1"))
        assert (done.returncode, done.stderr) == (0, "Set found to old/plain\n")
        assert said(aliased, "aliases", "set", "other", "-q", "old/pla") == ""
        assert said(aliased, "aliases", "set", "same", "op") == ""
        listed = json.loads(said(aliased, "aliases", "list", "--json"))
        assert [listed[name] for name in ("found", "other", "same")] == ["old/plain"] * 3

    @pytest.mark.parametrize("more", [(), ("-o", "temperature", "0.7")])
    def test_asked(self, aliased: Host, user_path: Path, more: tuple[str, ...]) -> None:
        """The model answers with the options of the alias, and with those of the command line."""
        assert said(aliased, "hi", "-m", "quick", *more) == "heard 1\n"
        with closing(sqlite3.connect(user_path / "logs.db")) as history:
            ((model, options),) = history.execute("SELECT model, options_json FROM turns")
        temperature = float(more[-1]) if more else 0.5
        assert (model, json.loads(options)) == ("old/plain", {"temperature": temperature})

    def test_chatted(self, aliased: Host) -> None:
        """`llm chat` is wrapped as well."""
        assert "heard 1" in said(aliased, "chat", "-m", "quick", stdin="hi\nexit\n")

    def test_the_default_model(self, aliased: Host) -> None:
        """An alias that is the default model brings its options to a prompt without a model."""
        said(aliased, "models", "default", "quick")
        assert said(aliased, "hi") == "heard 1\n"

    def test_look_ups_in_programs(self, aliased: Host) -> None:
        """A program that loads plugins finds what the plugin put on `llm`, and its names."""
        names = aliased.ask(
            """
            llm.load_plugins()
            entries = llm.get_models_with_aliases()
            aliases = [e.aliases for e in entries if e.model.model_id == "old/plain"]
            print(json.dumps([llm.resolve_alias_options("quick"), aliases,
                              llm.get_model("quick").model_id,
                              llm.get_embedding_model("mv").model_id]))
            """
        )
        options = {"model": "old/plain", "options": {"temperature": "0.5"}}
        assert names == [options, [["op", "quick"]], "old/plain", "more-vectors"]


class TestCommandsInTheirPlace:
    """A plugin that takes `prompt` and `chat` away, and puts its own there."""

    def test_prompt(self, indexed: Host) -> None:
        """Its options become options of its models, beside those of the original command."""
        indexed.install("compat_shadowing", "compat_old")
        ask = ("-m", "shadow/one", "--persona", "pirate", "--brief")
        told = ["HI", {"persona": "pirate", "brief": True}]
        assert json.loads(said(indexed, "HI", *ask)) == told
        assert json.loads(said(indexed, "prompt", "HI", *ask, "--no-stream")) == told
        assert said(indexed, "hi", "-m", "op", "--persona", "x") == "heard 1\n"
        shown = said(indexed, "prompt", "--help")
        assert "Execute a prompt, for shadows too" in shown
        assert "--persona" in shown
        assert "--attachment" in shown
        listed = said(indexed, "--help")
        assert "Execute a prompt, for shadows too" in listed
        assert "shadow" in listed

    def test_chat(self, indexed: Host) -> None:
        """The same with `llm chat`."""
        indexed.install("compat_shadowing")
        ask = ("-m", "shadow/two", "--persona", "pirate")
        shown = said(indexed, "chat", *ask, stdin="yo\nexit\n")
        assert '["yo", {"persona": "pirate"}]' in shown

    def test_its_group(self, indexed: Host) -> None:
        """A group that was made apart and added is a command like any other."""
        indexed.install("compat_shadowing", "compat_old")
        assert said(indexed, "shadow", "models").split() == ["shadow/one", "shadow/two"]

    def test_errors(self, indexed: Host) -> None:
        """An `llm.ModelError` of the original comes through to it, and leaves as one line."""
        indexed.install("compat_shadowing")
        done = indexed.llm("hi", "-m", "shadow/one", "--persona", "nobody")
        assert (done.returncode, done.stdout) == (1, "")
        assert "Nobody is there" in done.stderr
        assert "Traceback" not in done.stderr

    def test_wrapped_twice(self, indexed: Host) -> None:
        """Two plugins that wrap `prompt` both have their say."""
        indexed.install("compat_commands", "compat_shadowing")
        told = said(indexed, "hi", "-m", "shadow/one", "--loud", "--persona", "x")
        assert json.loads(told) == ["HI", {"persona": "x"}]


class TestInstallationByAnotherProgram:
    """A plugin that replaces `install` and `uninstall`."""

    @pytest.fixture
    def program(self, indexed: Host, monkeypatch: pytest.MonkeyPatch) -> Host:
        installer = indexed.home / "compat-installer"
        installer.write_text(INSTALLER)
        installer.chmod(0o755)
        monkeypatch.setenv("PATH", f"{indexed.home}{os.pathsep}{os.environ['PATH']}")
        indexed.install("compat_installs", "compat_old")
        return indexed

    def test_install(self, program: Host, user_path: Path) -> None:
        """The plugin's command runs, with the plugins that are installed, and keeps its list."""
        called = said(program, "install", "more", "-U")
        assert called.startswith("install --force llm==")
        plugins = "--with compat-installs --with compat-old --with more"
        assert called.rstrip().endswith(f"--upgrade {plugins}")
        kept = json.loads((user_path / "compat-packages.json").read_text())
        assert kept == ["compat-installs", "compat-old", "more"]

    def test_uninstall(self, program: Host) -> None:
        """It asks before it takes anything away, as its option says."""
        assert "Aborted!" in said(program, "uninstall", "compat-old", stdin="n\n")
        called = said(program, "uninstall", "compat-old", "-y")
        assert called.rstrip().endswith("--with compat-installs")

    def test_help(self, program: Host) -> None:
        """The help is that of the plugin's commands."""
        assert "--force-reinstall" not in said(program, "install", "--help")
        assert "Uninstall packages with another program" in said(program, "--help")
