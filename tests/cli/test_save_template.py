"""`llm --save NAME`: the options of a prompt as a template."""

from __future__ import annotations

import pytest

from llm.resolving.templates import load_template
from tests.cli.installed_models import installed

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR"


@pytest.fixture
def save(inside, user_path):
    """Save what these arguments say; the text of the template's file."""
    with installed({"one": [["answer"]] * 9}):

        def saved(*arguments: str, stdin: str = "") -> str:
            result = inside("--save", "t", *arguments, stdin=stdin)
            assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
            text: str = (user_path / "templates" / "t.yaml").read_text()
            load_template("t")
            (user_path / "templates" / "t.yaml").unlink()
            return text

        yield saved


# As `llm` 0.36 writes them.
WRITTEN = {
    ("hello",): "prompt: hello\n",
    ("a: b # c", "-s", "- x", "-m", "one", "-o", "temperature", "0.1", "-T", 'Foo({"a": 1})'): (
        "model: one\nprompt: 'a: b # c'\nsystem: '- x'\ntools:\n- 'Foo({\"a\": 1})'\n"
        "options:\n    temperature: 0.1\n"
    ),
    ("hi", "-p", "a", "1", "-p", "b", "2", "-x", "--xl", "-R", "-n", "-u", "--json"): (
        "prompt: hi\ndefaults:\n    a: '1'\n    b: '2'\nextract: true\nextract_last: true\n"
    ),
    ("-f", "notes.txt", "--sf", "rules.txt", "-s", "sys"): (
        "system: sys\nfragments:\n- notes.txt\nsystem_fragments:\n- rules.txt\n"
    ),
    ("long " * 20,): (
        "prompt: 'long long long long long long long long long long long long long long long\n"
        "    long long long long long '\n"
    ),
}


@pytest.mark.parametrize("arguments", WRITTEN, ids=lambda arguments: arguments[0][:12])
def test_the_file_is_as_it_always_was(save, arguments):
    """Byte for byte, where a text has one line."""
    assert save(*arguments) == WRITTEN[arguments]


def test_everything_that_a_template_holds(save, tmp_path):
    """In the order of old; attachments by their paths and URLs, the schema whole."""
    (tmp_path / "y.png").write_bytes(PNG)
    written = save(
        "x $a", "--schema", "name, age int: years", "-a", "y.png", "-m", "one", "-T", "llm_time",
        "--at", "https://example.com/x.png", "image/png", "--at", "y.png", "image/jpeg",
        "-o", "seed", "5",
    )  # fmt: skip
    assert written == (
        "model: one\nprompt: x $a\nschema_object:\n    type: object\n    properties:\n"
        "        name:\n            type: string\n        age:\n            type: integer\n"
        "            description: years\n    required:\n    - name\n    - age\n"
        f"tools:\n- llm_time\nattachments:\n- {tmp_path}/y.png\nattachment_types:\n"
        "-   type: image/png\n    value: https://example.com/x.png\n"
        f"-   type: image/jpeg\n    value: {tmp_path}/y.png\noptions:\n    seed: 5\n"
    )


def test_texts_of_several_lines_are_written_line_by_line(save, tmp_path):
    """Prompts, and the code of functions, that of files included; other scripts as such."""
    (tmp_path / "f.py").write_text("def a() -> int:\n    return 1\n")
    code = "def b(x: str) -> str:\n    return x\n"
    written = save("eins\nzwei 🎉\n", "--functions", "f.py", "--functions", code)
    assert written == (
        "prompt: |\n    eins\n    zwei 🎉\nfunctions: |\n    def a() -> int:\n        return 1\n"
        "\n\n    def b(x: str) -> str:\n        return x\n"
    )


def test_what_is_piped_in_is_part_of_the_prompt(save):
    """As it would be of a prompt that is asked."""
    assert save("hello", stdin="piped") == "prompt: piped hello\n"


def test_queries_and_the_environment_name_the_model(save, monkeypatch):
    """A template has the id of the model that would be asked."""
    assert save("hi", "-q", "ON", "-q", "one") == "model: one\nprompt: hi\n"
    monkeypatch.setenv("LLM_MODEL", "one")
    assert save("hi") == "model: one\nprompt: hi\n"


def test_a_template_that_was_there(inside, user_path):
    """It is replaced, which is said."""
    for text in ("one", "two"):
        result = inside("--save", "t", text)
    assert result.returncode == 0
    assert result.stderr == "The template t was there before, and is replaced\n"
    assert (user_path / "templates" / "t.yaml").read_text() == "prompt: two\n"


REFUSED = {
    ("t", "hi", "-t", "x", "-c", "--cid", "y"): (
        "--save cannot be used with --template, --continue, --cid"
    ),
    ("t", "hi", "--from", "y"): "--save cannot be used with --from",
    ("t", "hi", "--also", "a", "--fallback", "b"): "--save cannot be used with --also, --fallback",
    ("../t", "hi"): "'../t' cannot be the name of a template: it leads out of",
    ("/tmp/t", "hi"): "'/tmp/t' cannot be the name of a template: it leads out of",
    ("", "hi"): "'' cannot be the name of a template: it is empty",
    ("a\nb", "hi"): "'a\\nb' cannot be the name of a template",
    ("./t", "hi"): "'./t' cannot be the name of a template: it is a path",
    ("gh:t", "hi"): "'gh:t' cannot be the name of a template",
    ("t",): "There is nothing to save",
    ("t", "hi", "-m", "nope"): "Unknown model: nope",
    ("t", "hi", "-m", "one", "-o", "nope", "1"): "nope\n  There is no such option",
    ("t", "hi", "--functions", "def (:"): "The code of --functions is no Python: line 1",
    ("t", "hi", "--functions", "nope.py"): "File nope.py of --functions does not exist",
    ("t", "hi", "--at", "-", "image/png"): "A template names its attachments",
}


@pytest.mark.parametrize("arguments", REFUSED, ids=lambda given: " ".join(given)[:30])
def test_what_cannot_be_saved(inside, user_path, arguments):
    """One error, and no file."""
    with installed({"one": []}):
        result = inside("--save", *arguments, stdin="x" if "-" in arguments else "")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith(f"Error: {REFUSED[arguments]}")
    assert not [*user_path.rglob("*.yaml")]


def test_a_template_in_a_directory(inside, user_path):
    """It is made below that of the templates, for the owner alone, and is found by its name."""
    assert inside("--save", "work/t", "hi").returncode == 0
    file = user_path / "templates" / "work" / "t.yaml"
    assert file.read_text() == "prompt: hi\n"
    assert (file.stat().st_mode & 0o77, file.parent.stat().st_mode & 0o77) == (0, 0)
    with installed({"one": [["answer"]]}) as made:
        assert inside("-m", "one", "-t", "work/t").stdout == "answer\n"
        assert made["one"].prompts[0].prompt == "hi"


def test_a_file_that_cannot_be_replaced_is_as_it_was(inside, user_path):
    """A directory of that name stays, and the error names it."""
    (user_path / "templates" / "t.yaml").mkdir(parents=True)
    result = inside("--save", "t", "hi")
    assert result.returncode == 1
    assert "t.yaml is a directory" in result.stderr
