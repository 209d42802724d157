"""`-t` and `--schema` of `llm prompt`."""

import pytest

from tests.cli.installed_models import installed
from tests.cli.openai_server import Says


@pytest.fixture
def template(user_path):
    """Write one of the user's templates."""
    directory = user_path / "templates"
    directory.mkdir(parents=True)

    def write(name, text):
        (directory / f"{name}.yaml").write_text(text)

    return write


def test_template_of_a_prompt(scripted, template, world):
    """Model, system and options come from the template unless they are given."""
    template("t", "model: describe\nsystem: be $how\noptions: {temperature: 1, max_tokens: 3}\n")
    shown = scripted("hi", "-t", "t", "-p", "how", "brief", *world).stdout
    assert "system=be brief" in shown
    assert shown.endswith("options={'temperature': 1.0, 'max_tokens': 3}\n")
    shown = scripted("hi", "-t", "t", "-p", "how", "x", "-s", "long", "-o", "max_tokens", "9")
    assert "system=long" in shown.stdout
    assert "'max_tokens': 9" in shown.stdout
    assert scripted("hi", "-t", "t", "-p", "how", "x", "-m", "echo").stdout == "said <hi>\n"


def test_a_path_that_leads_nowhere(scripted, template):
    """A path is not answered with the names of templates."""
    template("one", "Say $input")
    assert scripted("-t", "./nope.yaml").stderr == (
        "Error: Template ./nope.yaml not found: there is no such file\n"
    )


def test_several_templates(scripted, template):
    """Text flows from one to the next."""
    template("one", "Say $input")
    template("two", "prompt: 'Twice: $input'\nmodel: echo")
    assert scripted("hi", "-t", "one", "-t", "two").stdout == "said <Twice: Say hi>\n"
    assert scripted("-t", "one", "-t", "two", stdin="piped").stdout == "said <Twice: Say piped>\n"


def test_extraction(scripted, template):
    """A template may ask for the first or the last code block only."""
    template("code", "model: fenced\nextract: true\nprompt: x")
    template("last", "model: fenced\nextract_last: true\nprompt: x")
    assert scripted("-t", "code").stdout == "one = 1\n\n"
    assert scripted("-t", "last").stdout == "two\n\n"
    assert scripted("-t", "last", "-x").stdout == "one = 1\n\n"


def test_schema(server, inside, template):
    """The schema goes to the model; in `prompt`, that of a template goes before `--schema`."""
    ask = ["hi", "--base-url", server.url, "-m", "tiny"]
    server.says(Says('{"name": "Rex"}'))
    assert inside(*ask, "--schema", "name,").stdout == '{"name": "Rex"}\n'
    sent = server.requests[-1].body["response_format"]["json_schema"]["schema"]
    assert list(sent["properties"]) == ["name"]
    template("t", "schema_object: {title: theirs}")
    inside(*ask, "--schema", "name,", "-t", "t")
    sent = server.requests[-1].body["response_format"]["json_schema"]["schema"]
    assert sent == {"title": "theirs"}
    inside(*ask, "--schema", "t:t")
    assert server.requests[-1].body["response_format"]["json_schema"]["schema"] == sent


def test_functions_of_templates(server, inside, template, tmp_path):
    """Functions of the user's own templates are tools, and so are those of a file that is named."""
    code = "functions: |\n  def up(text: str): return text.upper()\n"
    template("t", code)
    (tmp_path / "here.yaml").write_text(code)
    for name in ("t", "./here.yaml"):
        server.says(Says(calls=[("up", {"text": "x"})]), "done")
        result = inside("hi", "--base-url", server.url, "-m", "tiny", "-t", name)
        assert (result.stdout, result.stderr) == ("done\n", "")
        assert server.requests[-1].body["messages"][-1]["content"] == "X"


LOADER = """
import llm

@llm.hookimpl
def register_template_loaders(register):
    register("lib", lambda name: llm.Template(
        name="lib:" + name,
        prompt="hi",
        tools=["llm_version"] if name == "tool" else None,
        attachments=["/etc/passwd"] if name == "file" else None,
        functions="raise SystemExit('run')",
    ))
"""


@pytest.mark.parametrize(
    ("name", "wish"),
    [("tool", "let the model use the tool llm_version"), ("file", "send the file /etc/passwd")],
)
def test_consent(server, llm, install, name, wish):
    """A template from elsewhere may neither bring tools nor send files when nobody can be asked."""
    install("loading", LOADER)
    ask = ["--base-url", server.url, "-m", "tiny", "-t"]
    result = llm(*ask, f"lib:{name}", start_new_session=True)
    assert (result.returncode, result.stdout) == (1, "")
    assert f"The template lib:{name} wants to {wish}, and nobody can be asked" in result.stderr
    assert not server.prompts()
    plain = llm(*ask, "lib:plain")
    assert (plain.stdout, plain.stderr) == ("Hello there\n", "")
    assert "tools" not in server.requests[-1].body


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-t", "nope"], "Template nope not found; there are needs"),
        (["-t", "needs"], "Missing variables: a; give each with -p NAME VALUE"),
        (["-t", "nope:x"], "No plugin loads templates that begin with nope:"),
        (["-t", "http://127.0.0.1:9/t.yaml"], "cannot be read"),
        (["--schema", "nope"], "no schema of that id is stored"),
    ],
)
def test_mistakes(scripted, template, arguments, message):
    """A template or a schema that cannot be used is one line."""
    template("needs", "prompt: $a\nmodel: echo")
    result = scripted("hi", *arguments)
    assert result.returncode in {1, 2}
    assert result.stdout == ""
    assert message in result.stderr.splitlines()[-1]


def test_what_is_piped_in_goes_before_a_template_that_does_not_say_where(inside, template):
    """It goes before all that templates make of the argument, unless one has `$input`."""
    template("plain", "prompt: Summarise this")
    template("placed", "prompt: Say $input")
    with installed({"one": [["answer"]] * 4}) as made:
        for given, asked in (
            (["-t", "plain"], "piped\n Summarise this"),
            (["-t", "plain", "typed"], "piped\n Summarise this\ntyped"),
            (["-t", "placed", "typed"], "Say piped\n typed"),
            (["-t", "plain", "-t", "placed", "typed"], "Say Summarise this\npiped\n typed"),
        ):
            assert inside("-m", "one", *given, stdin="piped\n").returncode == 0
            assert made["one"].prompts[-1].prompt == asked
