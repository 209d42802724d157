"""§1.10: `llm fragments`."""

from __future__ import annotations

import json

import pytest
import yaml

from llm import Fragment
from tests.compat.contract.command_line import CommandLine

WORDS = "words of a file\n"


def test_list(cli: CommandLine) -> None:
    """§1.10 list: YAML with hash, aliases, time, source, and content cut to 100 characters."""
    cli.write("long.txt", "x" * 150)
    cli.asked("hi", "-f", "words.txt", "-f", "long.txt")
    cli.ok("fragments", "set", "w", "words.txt")
    for command in (("fragments",), ("fragments", "list")):
        words, long = yaml.safe_load(cli.ok(*command))
        assert [*words] == ["hash", "aliases", "datetime_utc", "source", "content"]
        assert words["hash"] == Fragment(WORDS).id()
        assert (words["aliases"], long["aliases"]) == (["w"], [])
        assert words["source"] == str(cli.home / "words.txt")
        assert words["content"] == WORDS
        assert len(long["content"].rstrip("\n")) == 100


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ((), [WORDS, "more words\n"]),
        (("-q", "OF A"), [WORDS]),
        (("-q", "words", "-q", "more"), ["more words\n"]),
        (("-q", "as-1"), [WORDS]),
        (("--aliases",), [WORDS]),
    ],
    ids=["all", "text", "texts", "an alias", "--aliases"],
)
def test_filters(cli: CommandLine, options: tuple[str, ...], found: list[str]) -> None:
    """§1.10 list -q, --aliases, --json: those that hold all, or have an alias."""
    cli.asked("hi", "-f", "words.txt", "-f", "more.txt")
    cli.ok("fragments", "set", "the_alias-1", "words.txt")
    rows = json.loads(cli.ok("fragments", "--json", *options))
    assert [row["content"] for row in rows] == found


@pytest.mark.parametrize(
    "name",
    ["w", "words.txt", "frag:x", Fragment(WORDS).id()],
    ids=["alias", "file", "loader", "hash"],
)
def test_show(cli: CommandLine, name: str) -> None:
    """§1.10 show: an alias, a hash, or anything that `-f` takes."""
    cli.ok("fragments", "set", "w", "words.txt")
    text = "fragment x" if name == "frag:x" else WORDS
    assert cli.ok("fragments", "show", name) == f"{text}\n"


@pytest.mark.parametrize("alias", ["a b", "a.b", "a:b", ""])
def test_names_of_aliases(cli: CommandLine, alias: str) -> None:
    """§1.10 set: an alias is `[a-zA-Z0-9_-]+`."""
    assert cli.run("fragments", "set", alias, "words.txt").returncode in {1, 2}
    assert not (cli.user / "logs.db").exists() or cli.ok("fragments") == ""


def test_set_again(cli: CommandLine) -> None:
    """§1.10 set: an alias may be given to another fragment."""
    cli.ok("fragments", "set", "w", "words.txt")
    cli.ok("fragments", "set", "w", "more.txt")
    assert cli.ok("fragments", "show", "w") == "more words\n\n"


def test_remove(cli: CommandLine) -> None:
    """§1.10 remove: the alias only; silent in 0.36 if it is missing, said on stderr in ours."""
    cli.ok("fragments", "set", "w", "words.txt")
    assert cli.ok("fragments", "remove", "w") == ""
    assert json.loads(cli.ok("fragments", "--json"))[0]["aliases"] == []
    assert cli.said("fragments", "remove", "w")[0] == ""


def test_loaders(cli: CommandLine) -> None:
    """§1.10 loaders: the prefixes of plugins, with their docstrings."""
    assert cli.ok("fragments", "loaders") == (
        "frag:\n  One text.\n\n  It says its name.\n\nmany:\n  Several texts and a picture.\n"
    )


def test_history(cli: CommandLine) -> None:
    """§1.10: it is always the default logs.db in 0.36; ours takes `-d`, too."""
    cli.ok("fragments", "set", "w", "words.txt")
    assert (cli.user / "logs.db").exists()
    assert cli.ok("-m", "plain", "-f", "w") == f"plainly {WORDS}\n"
