"""§1.11: the commands about embeddings."""

from __future__ import annotations

import base64
import json
import sqlite3
from contextlib import closing
from typing import Any

import pytest
from click.testing import CliRunner

from llm import decode, encode
from tests.compat.contract.command_line import CommandLine

ROWS = "id,title,body\n1,one,two\n2,three,four\n"


def vector(text: str) -> list[float]:
    """What the model `letters` makes of a text."""
    from tests.compat.differential.llm_scripted import Letters

    (made,) = Letters().embed_batch([text])
    return list(made)


def stored(cli: CommandLine, path: str = "") -> list[tuple[Any, ...]]:
    """What is in the database: ids, contents, metadata."""
    with closing(sqlite3.connect(path or cli.user / "embeddings.db")) as connection:
        columns = "embeddings.id, content, metadata"
        return connection.execute(f"SELECT {columns} FROM embeddings ORDER BY id").fetchall()


def items(cli: CommandLine) -> None:
    """A collection `notes` with two items."""
    cli.ok("embed", "notes", "a", "-m", "letters", "-c", "hello", "--store")
    cli.ok("embed", "notes", "b", "-c", "help", "--metadata", '{"x": 1}')


@pytest.mark.parametrize("given", [("-c", "hello"), ("-i", "hello.txt"), ("-i", "-"), ()], ids=str)
def test_embed(cli: CommandLine, given: tuple[str, ...]) -> None:
    """§1.11 embed -c, -i: without a collection the vector is printed, of text, file or stdin."""
    cli.write("hello.txt", "hello")
    stdin = "" if "-c" in given or "hello.txt" in given else "hello"
    assert json.loads(cli.ok("embed", "-m", "let", *given, stdin=stdin)) == vector("hello")


def test_formats(cli: CommandLine) -> None:
    """§1.11 embed -f: json, blob, base64, hex."""
    given = ("embed", "-m", "letters", "-c", "hello", "-f")
    blob = encode(vector("hello"))
    assert json.loads(cli.ok(*given, "json")) == vector("hello")
    assert bytes.fromhex(cli.ok(*given, "hex").strip()) == blob
    assert base64.b64decode(cli.ok(*given, "base64")) == blob


def test_blob(cli: CommandLine) -> None:
    """§1.11 embed -f blob: the bytes themselves."""
    from llm.cli import cli as root

    done = CliRunner().invoke(root, ["embed", "-m", "letters", "-c", "hello", "-f", "blob"])
    assert done.stdout_bytes.startswith(encode(vector("hello")))


def test_embedding_models_by_variable(cli: CommandLine) -> None:
    """§1.11 embed -m, --key: LLM_EMBEDDING_MODEL names the model; a key is given to it."""
    assert json.loads(cli.ok("embed", "-c", "x", LLM_EMBEDDING_MODEL="letters")) == vector("x")
    keyed = cli.ok("embed", "-m", "keyed-letters", "-c", "x", "--key", "1234567")
    assert json.loads(keyed) == [1.0, 7.0]


def test_collection(cli: CommandLine) -> None:
    """§1.11 embed COLLECTION ID: stored; nothing is printed, and `null` with -f."""
    items(cli)
    assert cli.ok("embed", "notes", "c", "-c", "x", "--store", "-f", "json") == "null\n"
    assert stored(cli) == [("a", "hello", None), ("b", None, '{"x": 1}'), ("c", "x", None)]


def test_database(cli: CommandLine) -> None:
    """§1.11 embed -d: another database, which LLM_EMBEDDINGS_DB can name as well."""
    given = ("embed", "notes", "a", "-m", "letters", "-c", "x")
    cli.ok(*given, "-d", "one.db")
    cli.ok(*given, LLM_EMBEDDINGS_DB="two.db")
    assert stored(cli, "one.db") == stored(cli, "two.db") == [("a", None, None)]
    assert not (cli.user / "embeddings.db").exists()


def test_binary(cli: CommandLine) -> None:
    """§1.11 embed --binary: the bytes of a file."""
    cli.write("data", b"\xff\xfe")
    made = json.loads(cli.ok("embed", "-m", "letters", "-i", "data", "--binary"))
    assert made == [255 / 7, 254 / 7, 0.0, 0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("csv", ROWS),
        ("tsv", ROWS.replace(",", "\t")),
        ("json", '[{"id": "1", "t": "one", "b": "two"}, {"id": "2", "t": "three", "b": "four"}]'),
        ("nl", '{"id": "1", "t": "one", "b": "two"}\n{"id": "2", "t": "three", "b": "four"}\n'),
    ],
)
@pytest.mark.parametrize("source", ["file", "stdin"])
def test_multi(cli: CommandLine, kind: str, text: str, source: str) -> None:
    """§1.11 embed-multi INPUT, -, --format: the first column is the id, the rest the content."""
    cli.write(f"rows.{kind}", text)
    path = f"rows.{kind}" if source == "file" else "-"
    given = ("embed-multi", "rows", path, "-m", "letters", "--store")
    cli.ok(*given, *(("--format", kind) if kind == "nl" or path == "-" else ()),
           stdin=text if path == "-" else "")  # fmt: skip
    assert stored(cli) == [("1", "one two", None), ("2", "three four", None)]


def test_multi_of_a_query(cli: CommandLine) -> None:
    """§1.11 embed-multi --sql, --attach, --prefix, --prepend, --batch-size."""
    with closing(sqlite3.connect("other.db")) as other, other:
        other.execute("CREATE TABLE t AS SELECT 'a' AS id, 'text' AS body")
    cli.ok(
        *("embed-multi", "rows", "-m", "letters", "--store", "--sql", "SELECT * FROM other.t"),
        *("--attach", "other", "other.db", "--prefix", "p-", "--prepend", "q: "),
        *("--batch-size", "1"),
    )
    assert [row[0] for row in stored(cli)] == ["p-a"]
    with closing(sqlite3.connect(cli.user / "embeddings.db")) as connection:
        (blob,) = connection.execute("SELECT embedding FROM embeddings").fetchone()
    assert list(decode(blob)) == pytest.approx(vector("q: text"))


def test_multi_of_files(cli: CommandLine) -> None:
    """§1.11 embed-multi --files: paths are ids; utf-8, then latin-1; `--encoding`, `--binary`."""
    cli.write("docs/a.txt", "text é")
    cli.write("docs/deep/b.txt", "caf\xe9".encode("latin-1"))
    given = ("embed-multi", "files", "-m", "letters", "--store", "--files", "docs", "**/*.txt")
    cli.ok(*given)
    assert [row[:2] for row in stored(cli)] == [("a.txt", "text é"), ("deep/b.txt", "café")]
    said = cli.run(*given, "--encoding", "utf-8", "-d", "other.db")
    assert "b.txt" in said.stderr
    assert [row[0] for row in stored(cli, "other.db")] == ["a.txt"]
    cli.ok(*given[:4], "--files", "docs", "**/*.txt", "--binary", "-d", "third.db")
    assert len(stored(cli, "third.db")) == 2


def test_similar(cli: CommandLine) -> None:
    """§1.11 similar: a line of JSON each, best first; -c, -i, stdin, an ID, -n, --prefix."""
    items(cli)
    first, second = (
        json.loads(line) for line in cli.ok("similar", "notes", "-c", "hello").splitlines()
    )
    assert [*first] == ["id", "score", "content", "metadata"]
    assert (first["id"], first["content"], second["metadata"]) == ("a", "hello", {"x": 1})
    assert first["score"] == pytest.approx(1.0)
    cli.write("hello.txt", "hello")
    for given in (("-i", "hello.txt"), ("-i", "-")):
        found = cli.ok("similar", "notes", *given, "-n", "1", stdin="hello")
        assert json.loads(found)["id"] == "a"
    assert json.loads(cli.ok("similar", "notes", "a"))["id"] == "b"
    assert json.loads(cli.ok("similar", "notes", "-c", "hello", "--prefix", "b"))["id"] == "b"


def test_similar_for_people(cli: CommandLine) -> None:
    """§1.11 similar -p: id and score, content and metadata below."""
    items(cli)
    shown = cli.ok("similar", "notes", "-c", "hello", "--plain")
    assert shown.startswith("a (1.0")
    assert "\n  hello\n" in shown
    assert '\n  {"x": 1}\n' in shown


def test_ten_of_them(cli: CommandLine) -> None:
    """§1.11 similar -n: 10 by default."""
    rows = "id,t\n" + "".join(f"{number},text {number}\n" for number in range(12))
    cli.ok("embed-multi", "rows", "-", "-m", "letters", stdin=rows)
    assert len(cli.ok("similar", "rows", "-c", "text").splitlines()) == 10


def test_embed_models(cli: CommandLine) -> None:
    """§1.11 embed-models list -q, default, --remove-default."""
    for command in (("embed-models",), ("embed-models", "list")):
        assert "Letters: letters (aliases: let)" in cli.ok(*command).splitlines()
    assert cli.ok("embed-models", "-q", "let", "-q", "KEYED") == "KeyedLetters: keyed-letters\n"
    assert cli.ok("embed-models", "default", "let") == ""
    assert cli.ok("embed-models", "default") == "letters\n"
    assert json.loads(cli.ok("embed", "-c", "x")) == vector("x")
    assert cli.ok("embed-models", "default", "--remove-default") == ""
    assert not (cli.user / "default_embedding_model.txt").exists()


def test_collections(cli: CommandLine) -> None:
    """§1.11 collections path, list --json, delete, -d."""
    items(cli)
    assert cli.ok("collections", "path") == f"{cli.user / 'embeddings.db'}\n"
    for command in (("collections",), ("collections", "list")):
        assert cli.ok(*command) == "notes: letters\n  2 embeddings\n"
    row = {"name": "notes", "model": "letters", "num_embeddings": 2}
    assert json.loads(cli.ok("collections", "--json")) == [row]
    cli.ok("embed", "other", "a", "-m", "letters", "-c", "x", "-d", "other.db")
    assert cli.ok("collections", "-d", "other.db") == "other: letters\n  1 embedding\n"
    assert cli.ok("collections", "delete", "notes") == ""
    assert json.loads(cli.ok("collections", "--json")) == []
    assert cli.fails("collections", "delete", "notes").startswith("Error: ")
