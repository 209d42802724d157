"""`llm fragments`."""

import json
import re

import pytest
import yaml

import llm
from llm.fragments import Fragment

NOTES = "one\nh\u00e9\n"
TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


@pytest.fixture
def loaders():
    """A plugin with loaders, one of which says what it does."""

    def doc(argument):
        """Load a page.

        doc:page
        """
        return Fragment(f"doc of {argument}", "doc")

    class Plugin:
        @llm.hookimpl
        def register_fragment_loaders(self, register):
            register("doc", doc)
            register("two", lambda name: [Fragment("a"), Fragment("b")])
            register("picture", lambda name: llm.Attachment(content=b"x"))

    llm.pm.register(Plugin(), name="loaders")
    yield
    llm.pm.unregister(name="loaders")


def test_nothing(inside, user_path):
    """Without a history there is nothing to list, and listing makes none."""
    assert inside("fragments").stdout == ""
    assert inside("fragments", "list", "--json").stdout == "[]\n"
    assert inside("fragments", "loaders").stdout == "No fragment loaders found\n"
    assert not (user_path / "logs.db").exists()


def test_list(inside, tmp_path):
    """The list is YAML, in which long texts are cut and lines stay lines; JSON has it all."""
    (tmp_path / "notes.txt").write_text(NOTES, encoding="utf-8")
    (tmp_path / "long.txt").write_text("word " * 50)
    for arguments in (["b", "notes.txt"], ["a", "notes.txt"], ["long", "long.txt"]):
        result = inside("fragments", "set", *arguments)
        assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    shown = inside("fragments").stdout
    assert TIME.sub("TIME", shown) == (
        f"- hash: {Fragment(NOTES).id()}\n"
        "  aliases:\n  - a\n  - b\n"
        f"  datetime_utc: 'TIME'\n  source: {tmp_path}/notes.txt\n"
        "  content: |\n    one\n    h\u00e9\n"
        f"- hash: {Fragment('word ' * 50).id()}\n"
        "  aliases:\n  - long\n"
        f"  datetime_utc: 'TIME'\n  source: {tmp_path}/long.txt\n"
        f"  content: {('word ' * 50)[:97]}...\n"
    )
    written = inside("fragments", "list", "--json").stdout
    assert written.startswith('[\n    {\n        "hash": ')
    notes, long = json.loads(written)
    assert long["content"] == "word " * 50
    assert list(notes) == ["hash", "aliases", "datetime_utc", "source", "content"]
    assert notes == yaml.safe_load(shown)[0]


def test_queries_and_aliases(inside):
    """`-q` and `--aliases` list fewer."""
    inside("fragments", "set", "first", "-", stdin="some text")
    inside("fragments", "set", "second", "-", stdin="other text")

    def listed(*arguments):
        found = json.loads(inside("fragments", "list", "--json", *arguments).stdout)
        return [each["content"] for each in found]

    assert listed("-q", "text", "-q", "SECOND") == ["other text"]
    inside("fragments", "remove", "first")
    assert listed("--aliases") == ["other text"]
    assert listed() == ["some text", "other text"]
    assert inside("fragments", "-q", "nope").stdout == ""


def test_show(inside, loaders):
    """`show` prints the text of an alias, of a hash, and of whatever else `-f` takes."""
    inside("fragments", "set", "a", "-", stdin="text\n")
    for name in ("a", Fragment("text\n").id(), Fragment("text\n").id()[:8]):
        assert inside("fragments", "show", name).stdout == "text\n\n"
    assert inside("fragments", "show", "doc:x").stdout == "doc of x\n"
    assert inside("fragments", "show", "two:x").stdout == "a\nb\n"


def test_remove(inside):
    """`remove` forgets an alias, and says so where there is none, which is no error."""
    inside("fragments", "set", "a", "-", stdin="text")
    assert inside("fragments", "remove", "a").stderr == ""
    for _ in range(2):
        result = inside("fragments", "remove", "a")
        assert (result.returncode, result.stderr) == (0, "No fragment has the alias a\n")


def test_other_database(inside, user_path, tmp_path):
    """`-d` is another history, which `set` makes."""
    other = ["-d", "other.db"]
    assert inside("fragments", "list", *other).returncode == 2
    inside("fragments", "set", "a", "-", *other, stdin="text")
    assert inside("fragments", "show", "a", *other).stdout == "text\n"
    assert json.loads(inside("fragments", "list", "--json", *other).stdout)[0]["aliases"] == ["a"]
    assert inside("fragments", "show", "a").returncode == 1
    inside("fragments", "remove", "a", *other)
    assert inside("fragments", "list", "--aliases", *other).stdout == ""
    assert not (user_path / "logs.db").exists()


def test_loaders(inside, loaders):
    """Each prefix is listed with what its loader says of itself."""
    assert inside("fragments", "loaders").stdout == (
        "doc:\n  Load a page.\n\n  doc:page\n\ntwo:\n  Undocumented\n\npicture:\n  Undocumented\n"
    )


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["set", "a b", "x"], 2, "'a b' cannot be an alias: letters, digits, - and _ only"),
        (["set", "a", "nope"], 1, "Fragment 'nope' not found"),
        (["set", "a", "two:x"], 1, "two:x is 2 fragments, and an alias is for one"),
        (["set", "a", "picture:x"], 1, "picture:x has attachments, which are no text"),
        (["show", "nope"], 1, "Fragment 'nope' not found"),
        (["show", "picture:x"], 1, "picture:x has attachments, which are no text"),
        (["nope"], 2, "No such command 'nope'"),
    ],
)
def test_mistakes(inside, loaders, user_path, arguments, status, message):
    """A mistake is one line, and nothing is kept."""
    result = inside("fragments", *arguments)
    assert (result.returncode, result.stdout) == (status, "")
    assert message in result.stderr.splitlines()[-1]
    assert not (user_path / "logs.db").exists()


def test_history_that_cannot_be_read(inside, user_directory):
    """A damaged history is one line, and is left as it is."""
    damaged = b"no database" * 100
    (user_directory / "logs.db").write_bytes(damaged)
    for arguments in (["list"], ["set", "a", "-"], ["remove", "a"]):
        result = inside("fragments", *arguments, stdin="text")
        assert (result.returncode, result.stdout) == (1, "")
        assert result.stderr.startswith("Error: The history")
        assert len(result.stderr.splitlines()) == 1
    assert (user_directory / "logs.db").read_bytes() == damaged
