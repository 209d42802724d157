"""`-f` and `--sf` of prompts and chats, and the fragments of templates."""

import pytest

import llm
from llm import Attachment
from llm.fragments import Fragment
from llm.store.opening import open_store
from tests.cli.openai_server import Raw
from tests.scripted_server import ScriptedServer, answer

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def files(tmp_path):
    """Three files with text."""
    for name in ("one", "two", "rules"):
        (tmp_path / name).write_text(f"text of {name}")


@pytest.fixture
def ask(server, inside):
    """Ask the server's model; the result, and what it was sent as pairs of role and content."""

    def run(*arguments, **more):
        result = inside("prompt", "--base-url", server.url, "-m", "tiny", *arguments, **more)
        asked = server.requests[-1].body if server.requests else {"messages": []}
        return result, [(each["role"], each["content"]) for each in asked["messages"]]

    return run


@pytest.fixture
def template(user_path):
    """Write one of the user's templates."""
    directory = user_path / "templates"
    directory.mkdir(parents=True)

    def write(name, text):
        (directory / f"{name}.yaml").write_text(text)

    return write


def test_fragments_of_a_prompt(files, ask):
    """Fragments go before the prompt, those of the system before the system prompt."""
    result, sent = ask("and?", "-f", "one", "-f", "two", "-s", "Be brief.", "--sf", "rules")
    assert (result.returncode, result.stderr) == (0, "")
    assert sent == [
        ("system", "text of rules\n\nBe brief."),
        ("user", "text of one\ntext of two\nand?"),
    ]
    assert ask("-f", "one")[1] == [("user", "text of one")]


def test_url(ask):
    """A fragment may come from the web."""
    with ScriptedServer(answer(b"from afar", content_type="text/plain")) as web:
        assert ask("hi", "-f", f"{web.url}/x")[1] == [("user", "from afar\nhi")]


def test_standard_input(ask):
    """`-f -` takes standard input, which then is no part of the prompt."""
    assert ask("hi", "-f", "-", stdin="piped")[1] == [("user", "piped\nhi")]
    assert ask("hi", "--sf", "-", stdin="piped")[1] == [("system", "piped"), ("user", "hi")]
    assert ask("hi", stdin="piped")[1] == [("user", "piped hi")]


def test_alias(files, inside, ask):
    """An alias and a hash mean the text that was given it, whatever has become of its file."""
    inside("fragments", "set", "first", "one")
    for name in ("first", Fragment("text of one").id()[:6]):
        assert ask("-f", name)[1] == [("user", "text of one")]


def test_sources_reach_the_model(scripted, tmp_path, install):
    """The prompt that a model is given has the fragments with where they came from."""
    code = """
        import llm
        class Show(llm.Model):
            model_id = "show"
            def execute(self, prompt, stream, response, conversation):
                for each in [*prompt.fragments, *prompt.system_fragments]:
                    yield f"{type(each).__name__} {each} of {each.source}; "
        @llm.hookimpl
        def register_models(register):
            register(Show())
        @llm.hookimpl
        def register_fragment_loaders(register):
            register("doc", lambda name: llm.Fragment(name, "library"))
    """
    from textwrap import dedent

    install("showing", dedent(code))
    (tmp_path / "a.txt").write_text("A")
    result = scripted("-m", "show", "-f", "a.txt", "--sf", "doc:B")
    assert result.stdout == f"Fragment A of {tmp_path}/a.txt; Fragment B of library; \n"


def test_attachments_of_loaders(server, ask):
    """What a loader gives beside text is attached."""

    class Plugin:
        @llm.hookimpl
        def register_fragment_loaders(self, register):
            image = Attachment(type="image/png", content=PNG)
            register("page", lambda name: [Fragment("caption"), image])

    llm.pm.register(Plugin(), name="pages")
    try:
        _, sent = ask("hi", "-f", "page:1")
        result, _ = ask("hi", "--sf", "page:1")
    finally:
        llm.pm.unregister(name="pages")
    text, image = sent[0][1]
    assert text == {"type": "text", "text": "caption\nhi"}
    assert image["image_url"]["url"].startswith("data:image/png;base64,")
    assert "page:1 is an attachment, and a system prompt is text only" in result.stderr
    assert len(server.prompts()) == 1


def test_templates(files, ask, template):
    """Fragments of templates go before those of the command line, in the order of the templates."""
    template("t", "fragments: [two]\nsystem_fragments: [rules]\nsystem: Be brief.\n")
    template("u", "fragments: [rules]\nprompt: 'so: $input'")
    _, sent = ask("hi", "-t", "t", "-t", "u", "-f", "one", "--sf", "one")
    assert sent == [
        ("system", "text of rules\n\ntext of one\n\nBe brief."),
        ("user", "text of two\ntext of rules\ntext of one\nso: hi"),
    ]


@pytest.mark.parametrize("kind", ["fragments", "system_fragments"])
def test_templates_from_elsewhere(files, ask, kind):
    """They have to ask before they read; without anybody to ask, nothing is sent."""

    class Plugin:
        @llm.hookimpl
        def register_template_loaders(self, register):
            register("lib", lambda name: llm.Template(name="lib:x", **{kind: [name]}))

    llm.pm.register(Plugin(), name="library")
    try:
        result, sent = ask("hi", "-t", "lib:one")
        with ScriptedServer(answer(b"from afar", content_type="text/plain")) as web:
            _, allowed = ask("hi", "-t", f"lib:{web.url}")
    finally:
        llm.pm.unregister(name="library")
    assert (result.returncode, result.stdout, sent) == (1, "", [])
    assert "The template lib:x wants to read the fragment one, and" in result.stderr
    assert "from afar" in allowed[0][1]


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("-f", "nope", "Error: Fragment 'nope' not found"),
        ("--sf", "nope", "Error: Fragment 'nope' not found"),
        ("-f", ".", "Error: . is a directory, not a file"),
        ("-f", "nope:x", "Error: No plugin loads fragments that begin with nope:"),
        ("-f", "http://127.0.0.1:9/", "Error: http://127.0.0.1:9/ cannot be read"),
    ],
)
def test_mistakes(server, ask, option, value, message):
    """A fragment that cannot be read is one line, and nothing is sent."""
    result, _ = ask("hi", option, value)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith(message)
    assert len(result.stderr.splitlines()) == 1
    assert not server.prompts()


def test_chat(server, endpoint, files):
    """Fragments of options go with the first message, those of `!fragment` with their own."""
    server.says("1", "2", "3")
    given = ["--chat", "-m", "tiny", "-f", "one", "--sf", "rules", "-s", "Be brief."]
    lines = "hi\n!fragment two\n!multi\nlook\n!fragment one\n!fragment nope\nhere\n!end\n"
    result = endpoint(*given, stdin=lines)
    assert result.returncode == 0
    assert result.stderr.startswith("Error: Fragment 'nope' not found")
    assert len(result.stderr.splitlines()) == 1
    said = [(each["role"], each["content"]) for each in server.requests[-1].body["messages"]]
    assert said == [
        ("system", "text of rules\n\nBe brief."),
        ("user", "text of one\nhi"),
        ("assistant", "1"),
        ("user", "text of two"),
        ("assistant", "2"),
        ("user", "text of one\nlook\nhere"),
    ]


def test_chat_whose_first_message_failed(server, endpoint, files):
    """The fragments go with the first message that is answered."""
    server.says(Raw(500, "boom", "text/plain"), "Hello")
    endpoint("--chat", "-m", "tiny", "-f", "one", stdin="a\nb\n")
    said = [(each["role"], each["content"]) for each in server.requests[-1].body["messages"]]
    assert said == [("user", "text of one\nb")]


def test_chat_with_a_fragment_that_is_not_there(server, endpoint):
    """It is said at once, and the chat does not begin."""
    result = endpoint("--chat", "-m", "tiny", "-f", "nope", stdin="a\n")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: Fragment 'nope' not found")


def test_endpoint_makes_no_history(endpoint, files, user_path):
    """`openai endpoint` takes fragments, too, and leaves no trace."""
    assert endpoint("hi", "-f", "one", "-m", "tiny").returncode == 0
    assert not (user_path / "logs.db").exists()


def test_stored_schemas(server, ask):
    """`--schema` takes the id of a schema that was used, or how it begins."""
    from llm.schemas import make_schema_id, schema_dsl
    from llm.store.records import CallRecord

    schema = schema_dsl("name, age int")
    store = open_store()
    store.finish(CallRecord("01a", "m", schema=schema))
    store.close()
    schema_id = make_schema_id(schema)[0]
    for digits in (schema_id, schema_id[:6]):
        ask("hi", "--schema", digits)
        sent = server.requests[-1].body["response_format"]["json_schema"]["schema"]
        assert sent == schema
