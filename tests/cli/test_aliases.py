"""`llm aliases`."""

from __future__ import annotations

import json

import pytest

import llm
from llm.plugins.host import pm
from tests.cli.installed_models import installed

ERRORS = [b'{"a": ', b"[1]", b"\xff\xfe", b'{"a": 3}']


class Vectors(llm.EmbeddingModel):
    model_id = "vectors"

    def embed_batch(self, items, *, key=None):
        yield from ([1.0] for _ in items)


@pytest.fixture(autouse=True)
def models():
    """Two models, and one for embeddings that has an alias of its own."""

    class Plugin:
        @llm.hookimpl
        def register_embedding_models(self, register):
            register(Vectors(), aliases=("vec",))

    pm.load()
    registered = pm.register(Plugin(), "vectors")
    with installed({"echo": (), "echo-large": ()}) as made:
        yield made
    pm.unregister(name=registered)


def aliases(inside) -> dict[str, str]:
    """All aliases, as JSON says."""
    found: dict[str, str] = json.loads(inside("aliases", "--json").stdout)
    return found


def test_set_list_remove(inside, user_path):
    """An alias is listed with its model from then on, and used; removed, it is gone."""
    assert inside("aliases", "set", "e", "echo").stdout == ""
    assert inside("aliases", "set", "v", "vec").returncode == 0
    lines = [line.split() for line in inside("aliases").stdout.splitlines()]
    assert ["e", ":", "echo"] in lines
    assert ["vec", ":", "vectors", "(embedding)"] in lines
    assert ["v", ":", "vectors", "(embedding)"] in lines
    assert inside("aliases", "list").stdout == inside("aliases").stdout
    assert aliases(inside).items() >= {"e": "echo", "v": "vectors", "vec": "vectors"}.items()
    assert json.loads((user_path / "aliases.json").read_text()) == {"e": "echo", "v": "vectors"}
    assert inside("aliases", "remove", "e").returncode == 0
    assert "e" not in aliases(inside)


def test_an_alias_of_an_alias(inside):
    """It stands for the model, whatever becomes of the first."""
    inside("aliases", "set", "one", "echo")
    inside("aliases", "set", "two", "one")
    inside("aliases", "set", "one", "echo-large")
    assert aliases(inside).items() >= {"one": "echo-large", "two": "echo"}.items()


def test_the_users_alias_wins(inside):
    """What the user calls by a name that a plugin gave is what is listed."""
    inside("aliases", "set", "4o", "echo")
    assert aliases(inside)["4o"] == "echo"
    assert [line for line in inside("aliases").stdout.splitlines() if line.startswith("4o ")] == [
        next(line for line in inside("aliases").stdout.splitlines() if line.endswith(": echo"))
    ]


def test_queries(inside):
    """-q finds the model with the shortest id that holds all terms, as it does for a prompt."""
    result = inside("aliases", "set", "e", "-q", "ECH")
    assert (result.returncode, result.stdout) == (0, "")
    assert aliases(inside)["e"] == "echo"
    inside("aliases", "set", "e", "-q", "ech", "-q", "large")
    assert aliases(inside)["e"] == "echo-large"
    result = inside("aliases", "set", "e", "-q", "nothing has this")
    assert result.stderr == "Error: No model found matching queries nothing has this\n"
    assert aliases(inside)["e"] == "echo-large"


def test_a_model_that_is_not_there(inside):
    """It is stored, and both then and in the list it is said that nothing has it."""
    result = inside("aliases", "set", "later", "not-installed")
    assert (result.returncode, result.stdout) == (0, "")
    assert "No plugin has a model not-installed" in result.stderr
    listed = inside("aliases")
    assert "later stands for not-installed" in listed.stderr
    assert "later" not in listed.stdout


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["set", "x"], 1),
        (["set", "", "echo"], 2),
        (["set"], 2),
        (["remove"], 2),
        (["remove", "none"], 1),
        (["sett", "a", "b"], 2),
        (["list", "x"], 2),
    ],
)
def test_mistakes(inside, user_path, arguments, status):
    """One line, and nothing is stored."""
    result = inside("aliases", *arguments)
    assert (result.returncode, result.stdout) == (status, "")
    assert result.stderr.splitlines()[-1].startswith("Error: ")
    assert not (user_path / "aliases.json").exists()


@pytest.mark.parametrize("content", ERRORS, ids=repr)
@pytest.mark.parametrize("arguments", [["list"], ["set", "e", "echo"], ["remove", "a"]])
def test_a_damaged_file(inside, user_directory, arguments, content):
    """It is named, and stays as it is."""
    path = user_directory / "aliases.json"
    path.write_bytes(content)
    result = inside("aliases", *arguments)
    if content == b'{"a": 3}' and arguments[0] == "remove":
        assert result.returncode == 0  # the cure
        return
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert result.stderr.startswith("Error: ")
    assert path.read_bytes() == content


def test_path(inside, user_path):
    """Where the aliases are, or would be."""
    assert inside("aliases", "path").stdout == f"{user_path / 'aliases.json'}\n"
    assert not user_path.exists()


def test_control_characters_do_not_reach_the_terminal(inside, user_directory):
    """Neither those of aliases nor those of what they stand for."""
    (user_directory / "aliases.json").write_text(json.dumps({"e\x1b[1m": "echo", "x": "a\x07"}))
    result = inside("aliases")
    assert all(each.isprintable() for each in (result.stdout + result.stderr).split("\n"))
