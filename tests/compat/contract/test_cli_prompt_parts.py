"""§1.1: options of the model, schemas, fragments, templates: -o, --schema, -f, --sf, -t, -p."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from llm import schema_dsl
from llm.utils import make_schema_id, multi_schema
from tests.compat.contract.command_line import CommandLine, texts
from tests.scripted_server import ScriptedServer, answer, head

FIELDS = "name, age int"
SCHEMA = schema_dsl(FIELDS)


@pytest.fixture
def template(cli: CommandLine) -> Any:
    """Write one of the user's templates."""

    def write(name: str, text: str) -> Path:
        return cli.write(str(cli.user / "templates" / f"{name}.yaml"), text)

    return write


def test_options(cli: CommandLine) -> None:
    """§1.1 -o: strings that the model's options take; the last of several of one name wins."""
    given = ["-o", "temperature", "1", "-o", "max_tokens", "5", "-o", "temperature", "0.5"]
    options = cli.asked("hi", *given, "-o", "polite", "true").options
    assert (options.temperature, options.max_tokens, options.polite) == (0.5, 5, True)


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (("temperature", "9"), "temperature\n  Input should be less than or equal to 2"),
        (("label", "forbidden"), "label\n  Value error, forbidden is not allowed"),
        (("nope", "1"), "nope\n  There is no such option (there are temperature, "),
    ],
    ids=["range", "validator", "name"],
)
def test_wrong_options(cli: CommandLine, option: tuple[str, str], message: str) -> None:
    """§1.1 -o: errors are the option's name and an indented message, status 1."""
    assert cli.fails("hi", "-m", "echo", "-o", *option).startswith(f"Error: {message}")


def test_stored_options(cli: CommandLine) -> None:
    """§1.1 -o: the options of `model_options.json` are merged underneath."""
    stored = {"seen": {"temperature": "0.1", "max_tokens": "3"}}
    cli.write(str(cli.user / "model_options.json"), json.dumps(stored))
    options = cli.asked("hi", "-o", "max_tokens", "9").options
    assert (options.temperature, options.max_tokens) == (0.1, 9)


def test_listing_options(cli: CommandLine, template: Any) -> None:
    """§1.1 --options: options, types, features, key of the model; also of -c, --cid and -t."""
    shown = cli.ok("-m", "e", "--options")
    for line in ("temperature: float", "Attachment types:", "Features:", "  - streaming"):
        assert line in shown
    assert "Keys:\n    key: scripted\n    env_var: SCRIPTED_KEY" in cli.ok(
        "-m", "keyed", "--options"
    )
    cli.ok("-m", "echo", "hi")
    conversation = cli.logged()[0]["conversation_id"]
    template("t", "model: echo")
    for chosen in (("-c",), ("--cid", conversation), ("-t", "t")):
        assert cli.ok("--options", *chosen) == shown
    assert len(cli.logged()) == 1


def test_schemas(cli: CommandLine, template: Any) -> None:
    """§1.1 --schema: `t:NAME`, JSON, fields (a space or a comma), a file, or a stored id."""
    template("t", f"schema_object: {json.dumps(SCHEMA)}")
    cli.write("schema", json.dumps(SCHEMA))
    stored = make_schema_id(SCHEMA)[0]
    for given in ("t:t", json.dumps(SCHEMA), FIELDS, "schema", stored):
        assert cli.asked("hi", "--schema", given).schema == SCHEMA


def test_schemas_that_look_like_files(cli: CommandLine) -> None:
    """§1.1 --schema: what has a space or a comma is fields, also where a file has that name."""
    cli.write("a b.json", json.dumps(SCHEMA))
    assert "unknown type" in cli.fails("hi", "-m", "seen", "--schema", "a b.json", status=2)
    cli.write("name,", "{}")
    assert cli.asked("hi", "--schema", "name,").schema == schema_dsl("name,")


def test_several_of_a_schema(cli: CommandLine) -> None:
    """§1.1 --schema-multi: the same within `{"items": [..]}`; it wins over `--schema`."""
    asked = cli.asked("hi", "--schema", "other,", "--schema-multi", FIELDS)
    assert asked.schema == multi_schema(SCHEMA)


@pytest.mark.parametrize("option", ["--schema", "--schema-multi"])
def test_bad_schemas(cli: CommandLine, option: str) -> None:
    """§1.1 --schema: fields that cannot be read are status 2."""
    cli.fails("hi", "-m", "seen", option, "name strange", status=2)


def test_fragments(cli: CommandLine) -> None:
    """§1.1 -f: files, `-`, what a loader gives, an alias and a hash, in the order given."""
    assert texts(cli.asked("hi", "-f", "words.txt", "-f", "frag:x"))[0] == (
        "user",
        "words of a file\n\nfragment x\nhi",
    )
    assert texts(cli.asked("hi", "-f", "-", stdin="piped"))[0][1] == "piped\nhi"
    cli.ok("fragments", "set", "words", "words.txt")
    (kept,) = json.loads(cli.ok("fragments", "--json", "--aliases"))
    (cli.home / "words.txt").unlink()
    for known in ("words", kept["hash"]):
        assert texts(cli.asked("hi", "-f", known))[0][1] == "words of a file\n\nhi"


def test_order_of_fragments(cli: CommandLine) -> None:
    """§1.1 -f: a file of that exact name goes before a loader; an alias before a file."""
    cli.write("frag:x", "text of a file")
    assert texts(cli.asked("-f", "frag:x"))[0][1] == "text of a file"
    cli.ok("fragments", "set", "words", "more.txt")
    cli.write("words", "the file")
    assert texts(cli.asked("-f", "words"))[0][1] == "more words\n"


def test_fragments_from_the_web(cli: CommandLine) -> None:
    """§1.1 -f: a URL; UA `llm/VERSION (https://llm.datasette.io/)`, at most 3 redirects."""
    to_itself = head(302, Location="/more")
    text = answer(b"from afar", content_type="text/plain")
    with ScriptedServer(to_itself, to_itself, to_itself, text) as web:
        assert texts(cli.asked("-f", f"{web.url}/x"))[0][1] == "from afar"
        assert "user-agent: llm/" in web.requests[0][0].lower()
        assert "(https://llm.datasette.io/)" in web.requests[0][0]
    with ScriptedServer(*[to_itself] * 4, text) as web:
        said = cli.fails("hi", "-m", "seen", "-f", f"{web.url}/x")
        assert said == f"Error: {web.url}/x redirects more than 3 times."


def test_fragments_that_are_attachments(cli: CommandLine) -> None:
    """§1.1 -f, --sf: a loader may give attachments, which a system prompt refuses."""
    asked = cli.asked("hi", "-f", "many:x")
    assert texts(asked)[0][1] == "one\ntwo\nhi"
    assert [each.type for each in asked.attachments] == ["image/png"]
    assert "many:x is an attachment" in cli.fails("hi", "-m", "seen", "--sf", "many:x")


def test_system_fragments(cli: CommandLine) -> None:
    """§1.1 --sf: the same, before the system prompt."""
    asked = cli.asked("hi", "-s", "Be brief", "--sf", "words.txt", "--sf", "frag:x")
    assert asked.system == "words of a file\n\nfragment x\n\nBe brief"


@pytest.mark.parametrize(
    "name", ["nope", "folder", "binary.bin", "http://127.0.0.1:9/", "frag:missing"]
)
def test_fragments_that_cannot_be_read(cli: CommandLine, name: str) -> None:
    """§1.1 -f: what is none of these is one line of error; files are UTF-8."""
    assert cli.fails("hi", "-m", "seen", "-f", name).count("\n") == 0


def test_several_templates(cli: CommandLine, template: Any) -> None:
    """§1.1 -t: several compose from left to right (§4.6)."""
    template("one", "prompt: 'one $input'\nsystem: First\n")
    template("two", "prompt: 'two $input'\nsystem: Second\n")
    asked = cli.asked("hi", "-t", "one", "-t", "two")
    assert texts(asked) == [("system", "First"), ("user", "two one hi")]


def test_parameters(cli: CommandLine, template: Any) -> None:
    """§1.1 -p: the variables of a template; with `--save` they become its defaults."""
    template("t", "prompt: '$greeting $input'\ndefaults: {greeting: Hello}\n")
    assert texts(cli.asked("you", "-t", "t"))[0][1] == "Hello you"
    assert texts(cli.asked("you", "-t", "t", "-p", "greeting", "Bye"))[0][1] == "Bye you"
    cli.ok("--save", "saved", "Say $what", "-p", "what", "this")
    assert texts(cli.asked("-t", "saved"))[0][1] == "Say this"
