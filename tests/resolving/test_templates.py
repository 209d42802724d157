"""`-t`: where templates are looked for, and what is wrong with those that are none."""

import pytest

import llm
from llm.errors import FetchError, InvalidInput, LLMError
from llm.resolving.templates import load_template
from tests.local_server import LocalServer, QuietHandler

FUNCTIONS = "functions: |\n  def f(): pass\n"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """A current directory of its own for each test."""
    path = tmp_path / "here"
    path.mkdir()
    monkeypatch.chdir(path)
    return path


@pytest.fixture
def own(user_path):
    """The user's own templates."""
    path = user_path / "templates"
    path.mkdir(parents=True)
    return path


@pytest.fixture
def url():
    """A server with a template at every path but `/missing`."""

    class Handler(QuietHandler):
        def do_GET(self):
            content = b"\xff" if self.path == "/binary" else b"prompt: Served $input\n"
            self.send_response(404 if self.path == "/missing" else 200)
            self.end_headers()
            self.wfile.write(content + FUNCTIONS.encode())

    server = LocalServer(Handler)
    with server.running():
        yield server.url


def test_own_templates_win(own, here):
    """The user's own template goes before a file of that name; its functions are trusted."""
    (own / "dog.yaml").write_text("prompt: mine\n" + FUNCTIONS)
    (own / "sub").mkdir()
    (own / "sub" / "cat.yaml").write_text("just words")
    (here / "dog").write_text("prompt: theirs")
    template = load_template("dog")
    assert (template.name, template.prompt) == ("dog", "mine")
    assert template._functions_is_trusted
    assert load_template("sub/cat").prompt == "just words"


def test_a_file_needs_a_separator(here):
    """A file in the current directory is read when its path is given, and not by its bare name."""
    (here / "dog.yaml").write_text("prompt: theirs\n" + FUNCTIONS)
    with pytest.raises(InvalidInput, match=r"^Template dog.yaml not found; .*write \./dog.yaml$"):
        load_template("dog.yaml")
    for path in ("./dog.yaml", str(here / "dog.yaml"), "../here/dog.yaml"):
        template = load_template(path)
        assert template.prompt == "theirs"
        assert template._functions_is_trusted


def test_names_stay_among_own_templates(own):
    """A name does not lead out of the directory of templates."""
    (own.parent / "secret.yaml").write_text("prompt: x")
    with pytest.raises(InvalidInput, match="not found"):
        load_template("../secret")


def test_templates_from_the_network(url):
    """A URL is read; functions in it are not trusted."""
    template = load_template(f"{url}/t.yaml")
    assert template.prompt == "Served $input"
    assert not template._functions_is_trusted
    with pytest.raises(FetchError, match="404"):
        load_template(f"{url}/missing")
    with pytest.raises(InvalidInput, match="not UTF-8 text"):
        load_template(f"{url}/binary")


@pytest.fixture
def loaders():
    """A plugin with loaders of templates."""

    def load(name):
        if name == "broken":
            raise KeyError("gone\nfor good")
        template = llm.Template(name=name, prompt=f"loaded {name}", functions="def f(): pass")
        template._functions_is_trusted = True
        return template

    class Plugin:
        @llm.hookimpl
        def register_template_loaders(self, register):
            register("lib", load)
            register("odd", lambda name: "text")

    plugin = Plugin()
    llm.pm.register(plugin, name="loaders")
    yield
    llm.pm.unregister(plugin)


def test_loaders_of_plugins(loaders, here):
    """A prefix asks the plugin that has it, whose functions are not trusted."""
    template = load_template("lib:a/b")
    assert template.prompt == "loaded a/b"
    assert not template._functions_is_trusted
    for name, message in [
        ("lib:broken", "^Could not load template lib:broken: .*gone"),
        ("odd:x", "^Could not load template odd:x: its plugin gave no template$"),
        ("nope:x", "^No plugin loads templates that begin with nope: - there are lib:, odd:$"),
    ]:
        with pytest.raises(InvalidInput, match=message) as raised:
            load_template(name)
        assert "\n" not in str(raised.value)


def test_a_file_that_is_called_as_a_loader(loaders, here):
    """It is read, but its code is not run unless the name says that a file is meant."""
    (here / "lib:a").mkdir()
    (here / "lib:a" / "b").write_text("prompt: from a file\nfunctions: 'def f(): pass'")
    template = load_template("lib:a/b")
    assert (template.prompt, template._functions_is_trusted) == ("from a file", False)
    assert load_template("./lib:a/b")._functions_is_trusted


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty$"),
        ("# only a comment", "is empty$"),
        ("- a\n- b", "is not a mapping with keys"),
        ("1: a", "is not a mapping with keys"),
        ("3", "is not a mapping with keys"),
        ("model: a\nprompt: [b", "is not valid YAML, line 2: expected .*'<stream end>'$"),
        ("promt: hi", r"is invalid: promt: there is no such field \(did you mean prompt\?\)$"),
        ("colour: red", r"is invalid: colour: there is no such field$"),
        ("attachment_types: [{typ: a/b}]", r"is invalid: attachment_types.0.type: "),
        ("prompt: {a: b}\nmodel: [x]", r"is invalid: prompt: .*; model: "),
        ("!!python/object/apply:os.system ['true']", "is not valid YAML"),
        ("\0", "is not valid YAML"),
        (b"\xff", "is not UTF-8 text"),
    ],
)
def test_no_templates(own, content, message):
    """A file that is no template is an error in one line that names it."""
    content = content if isinstance(content, bytes) else content.encode()
    (own / "bad.yaml").write_bytes(content)
    with pytest.raises(LLMError, match=message) as raised:
        load_template("bad")
    assert "bad.yaml" in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("name", ["", "nope", "x" * 5000, "a\0b", ".", "..", "/"])
def test_not_found(own, name):
    """A name that names nothing, or a directory, is an error in one line."""
    (own / "one.yaml").write_text("1")
    (own / "two.yaml").write_text("2")
    with pytest.raises(InvalidInput, match=r"not found; there are one, two$|is a directory"):
        load_template(name)
