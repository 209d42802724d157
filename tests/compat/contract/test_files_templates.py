"""§4 and §4.6 of the contract: files of templates, how a name finds one, and what it does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import llm
from llm.resolving.templates import load_template
from llm.testing import loaded
from tests.cli.installed_models import installed
from tests.cli.openai_server import Says
from tests.local_server import LocalServer, QuietHandler

PNG = b"\x89PNG\r\n\x1a\n"
CODE = "functions: |\n  def own(): 'Own.'\n"


@pytest.fixture(autouse=True)
def templates(user_directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory of the user's templates; the current directory is another."""
    path = user_directory / "templates"
    path.mkdir()
    monkeypatch.chdir(tmp_path)
    return path


@pytest.fixture
def models() -> Iterator[Any]:
    """The models `m` and `other`, which keep what they are asked."""
    answers = [["```\none\n```\n```\ntwo\n```"]] * 9
    with installed({"m": answers, "other": answers}) as made:
        yield made


@pytest.fixture
def url() -> Iterator[str]:
    """The address of a template."""

    class Handler(QuietHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"prompt: Served $input\n" + CODE.encode())

    server = LocalServer(Handler)
    with server.running():
        yield f"{server.url}/t.yaml"


def test_a_bare_text_is_the_prompt(templates, inside, models):
    """§4 templates/NAME.yaml: a bare YAML string is the prompt."""
    (templates / "bare.yaml").write_text("Say it\n")
    inside("-m", "m", "-t", "bare")
    assert models["m"].prompts[-1].prompt == "Say it"


def test_all_keys(templates):
    """§4 templates/NAME.yaml: the keys are those of Template; another one is an error."""
    (templates / "all.yaml").write_text("""
        {prompt: p, system: s, attachments: [a], attachment_types: [{type: t, value: v}], model: m,
         defaults: {d: 1}, options: {o: 1}, extract: true, extract_last: true,
         schema_object: {type: object}, fragments: [f], system_fragments: [sf], tools: [T],
         functions: ''}""")
    template = load_template("all")
    assert set(template.model_dump()) - {"name"} == set(template.model_fields_set) - {"name"}
    assert template.attachment_types is not None
    assert template.attachment_types[0].value == "v"
    (templates / "all.yaml").write_text("{prompt: p, unknown: 1}")
    with pytest.raises(ValueError, match="unknown"):
        load_template("all")


def test_first_a_url(url, inside, models):
    """§4.6 step 1: http(s) is fetched as YAML; its functions are ignored."""
    inside("-m", "m", "-t", url, "hi")
    (prompt,) = models["m"].prompts
    assert (prompt.prompt, prompt.tools) == ("Served hi", [])


def test_then_a_loader(templates, tmp_path):
    """§4.6 step 2: `prefix:rest` is asked of the loader, unless there is such a file."""

    class Plugin:
        @llm.hookimpl
        def register_template_loaders(self, register):
            register("lib", lambda name: llm.Template(name=name, prompt=f"loaded {name}"))

    with loaded(Plugin()):
        assert load_template("lib:x/y").prompt == "loaded x/y"
        (tmp_path / "lib:x").mkdir()
        (tmp_path / "lib:x/y").write_text("prompt: of the file")
        assert load_template("lib:x/y").prompt == "of the file"


def test_then_the_users_own_and_then_a_path(templates, tmp_path):
    """§4.6 steps 3 and 4, as ours has them: `templates/NAME.yaml` wins, a path has a separator."""
    (templates / "name.yaml").write_text("prompt: own\n" + CODE)
    for path in ("name", "name.yaml", "here"):
        (tmp_path / path).write_text("prompt: here\n" + CODE)
    assert load_template("name").prompt == "own"
    assert load_template("name")._functions_is_trusted
    with pytest.raises(ValueError, match=r"\./here"):
        load_template("here")
    for path in ("./here", str(tmp_path / "here")):
        assert load_template(path).prompt == "here"
        assert load_template(path)._functions_is_trusted


@pytest.mark.parametrize(
    ("template", "typed", "asked"),
    [
        ("prompt: Say $input!", ["hi"], "Say hi!"),
        ("prompt: Say ${input}$$", ["hi"], "Say hi$"),
        ("prompt: Say this", ["hi"], "Say this\nhi"),
        ("system: Be brief", ["hi"], "hi"),
        ("prompt: Say $what", ["-p", "what", "no"], "Say no"),
        ("prompt: Say $what\ndefaults: {what: yes please}", [], "Say yes please"),
    ],
    ids=["$input", "${input} and $$", "no $input", "only system", "-p", "defaults"],
)
def test_the_text(templates, inside, models, template, typed, asked):
    """§4.6 application: `$input` is replaced; else the input follows after a newline."""
    (templates / "t.yaml").write_text(template)
    inside("-m", "m", "-t", "t", *typed)
    assert models["m"].prompts[-1].prompt == asked


def test_the_command_line_goes_first(templates, inside, models):
    """§4.6 precedence: model, system, options and extract of the command line win."""
    (templates / "t.yaml").write_text(
        "{model: m, system: theirs, options: {temperature: 1, seed: 1}, extract: true}"
    )
    assert inside("hi", "-t", "t").stdout.strip() == "one"
    (prompt,) = models["m"].prompts
    assert (prompt.system, prompt.options.temperature) == ("theirs", 1)
    given = ["-m", "other", "-s", "mine", "-o", "temperature", "2", "--xl"]
    assert inside("hi", "-t", "t", *given).stdout.strip() == "two"
    (prompt,) = models["other"].prompts
    assert prompt.system == "mine"
    assert (prompt.options.temperature, prompt.options.seed) == (2, 1)


def test_the_schema_of_a_template(templates, inside, models, endpoint, server):
    """§4.6 precedence: a template's schema replaces `--schema`, but not in `openai endpoint`."""
    (templates / "t.yaml").write_text("schema_object: {title: theirs}")
    inside("-m", "m", "hi", "-t", "t", "--schema", '{"title": "mine"}')
    assert models["m"].prompts[-1].schema == {"title": "theirs"}
    server.says(Says("{}"))
    endpoint("-m", "x", "hi", "-t", "t", "--schema", '{"title": "mine"}')
    sent = server.prompts()[-1].body["response_format"]["json_schema"]["schema"]
    assert sent == {"title": "mine"}


def test_lists_come_first(templates, inside, models, tmp_path):
    """§4.6 precedence: what templates list goes before what is given, in their order."""
    for number, name in enumerate(("a", "b", "c")):
        (tmp_path / f"{name}.txt").write_text(name)
        (tmp_path / f"{name}.png").write_bytes(PNG + bytes([number]))
        (templates / f"{name}.yaml").write_text(f"""
fragments: [{tmp_path}/{name}.txt]
system_fragments: [{tmp_path}/{name}.txt]
attachments: [{tmp_path}/{name}.png]
tools: [{"llm_version" if name == "a" else "llm_time"}]
functions: "def of_{name}(): 'Own.'"
""")
    given = ["-f", "c.txt", "--sf", "c.txt", "-a", "c.png", "-T", "llm_recall"]
    done = inside(
        "-m", "m", "hi", "-t", "a", "-t", "b", *given, "--functions", "def of_c(): 'Own.'"
    )
    assert (done.returncode, done.stderr) == (0, "")
    (prompt,) = models["m"].prompts
    assert prompt.fragments == prompt.system_fragments == ["a", "b", "c"]
    assert [each.content_bytes()[-1] for each in prompt.attachments] == [0, 1, 2]
    names = [tool.name for tool in prompt.tools]
    assert [name for name in names if "llm" in name] == ["llm_version", "llm_time", "llm_recall"]
    assert [name for name in names if "of" in name] == ["of_a", "of_b", "of_c"]


def test_several_templates(templates, inside, models):
    """§4.6 several: text flows; first model, system, option; last schema."""
    (templates / "one.yaml").write_text(
        "{prompt: 'One $input', system: first, model: m, options: {seed: 1},"
        " schema_object: {title: first}}"
    )
    (templates / "two.yaml").write_text(
        "{prompt: 'Two $input', system: second, model: other, options: {seed: 2, temperature: 2},"
        " schema_object: {title: second}}"
    )
    inside("hi", "-t", "one", "-t", "two")
    (prompt,) = models["m"].prompts
    assert (prompt.prompt, prompt.system) == ("Two One hi", "first")
    assert (prompt.options.seed, prompt.options.temperature) == (1, 2)
    assert prompt.schema == {"title": "second"}
