"""§1.6: `llm templates`."""

from __future__ import annotations

import pytest
import yaml

from tests.compat.contract.command_line import CommandLine


@pytest.fixture(autouse=True)
def templates(cli: CommandLine) -> None:
    """Two templates of the user's, and one that cannot be used."""
    for name, text in {
        "a": "prompt: 'Say $input'\nsystem: Be brief\n",
        "longer": f"prompt: {'long ' * 50}\n",
        "bad": "prompt: [x]\n",
    }.items():
        cli.write(str(cli.user / "templates" / f"{name}.yaml"), text)


def test_list(cli: CommandLine) -> None:
    """§1.6 list: padded name, ` : `, `system: … prompt: …`, cut to the terminal's width.

    Without a system prompt it is the prompt alone. Templates that cannot be used are skipped;
    ours names them on standard error.
    """
    for command in (("templates",), ("templates", "list")):
        out, err = cli.said(*command, COLUMNS="60")
        first, second = out.splitlines()
        assert first == "a      : system: Be brief prompt: Say $input"
        assert second.startswith("longer : long long")
        assert len(second) <= 60
        assert "bad" in err


def test_show(cli: CommandLine) -> None:
    """§1.6 show: a YAML dump of what the template has."""
    shown = cli.ok("templates", "show", "a")
    assert yaml.safe_load(shown) == {"name": "a", "prompt": "Say $input", "system": "Be brief"}
    assert cli.fails("templates", "show", "nope").startswith("Error: ")


def editor(cli: CommandLine, content: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor that keeps what it finds in `found`, and writes *content*."""
    script = cli.write("editor", f"#!/bin/sh\ncp \"$1\" found\nprintf '%s' '{content}' > \"$1\"\n")
    script.chmod(0o700)
    monkeypatch.setenv("EDITOR", str(script))
    monkeypatch.delenv("VISUAL", raising=False)


def test_edit(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    """§1.6 edit: makes a stub with an empty prompt, and opens the editor."""
    editor(cli, "prompt: edited", monkeypatch)
    cli.ok("templates", "edit", "new")
    assert yaml.safe_load((cli.home / "found").read_text())["prompt"] in {"", None}
    assert "edited" in cli.ok("templates", "show", "new")


def test_edit_to_something_else(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    """§1.6 edit: what cannot be used is a traceback in 0.36, one line in ours; nothing is lost."""
    editor(cli, "prompt: [x]", monkeypatch)
    assert cli.fails("templates", "edit", "a").startswith("Error: ")
    assert (cli.user / "templates" / "a.yaml").read_text() == "prompt: [x]"


def test_path(cli: CommandLine) -> None:
    """§1.6 path: where the templates are."""
    assert cli.ok("templates", "path") == f"{cli.user / 'templates'}\n"


def test_loaders(cli: CommandLine) -> None:
    """§1.6 loaders: the prefixes of plugins, with their docstrings."""
    assert cli.ok("templates", "loaders") == "tpl:\n  Templates by what they do.\n"
