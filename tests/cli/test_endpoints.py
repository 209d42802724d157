"""`llm endpoints`: servers whose models are used by name."""

import json

import pytest

from tests.cli.openai_server import Raw, model


@pytest.fixture
def run(inside):
    """Run `llm endpoints`."""

    def run_command(*arguments):
        return inside("endpoints", *arguments)

    return run_command


def stored(user_path):
    """What is stored of the endpoints."""
    return json.loads((user_path / "endpoints.json").read_text())


def test_add_and_use(server, run, inside, user_path):
    """A server is asked for its models; they are shown, and can be used by their names."""
    server.models = {
        "data": [model("nomic-embed"), model("big/one", context_length=32768), model("tiny")]
    }
    result = run("add", "here", server.url)
    assert (result.returncode, result.stderr) == (0, "")
    assert [line.split("    ")[0].strip() for line in result.stdout.splitlines()] == [
        "model",
        "here/nomic-embed",
        "here/big/one",
        "here/tiny",
        "Use them by these names, such as: llm -m here/big/one 'hi'",
    ]
    assert "embeddings" in result.stdout.splitlines()[1]
    assert "32,768     tools, schemas" in result.stdout.splitlines()[2]
    assert inside("hi", "-m", "here/big/one").stdout == "Hello there\n"
    assert server.requests[-1].body["model"] == "big/one"
    assert stored(user_path)["here"]["key_name"] is None


def test_server_that_only_embeds(server, run):
    """Models that only embed are not offered for prompts."""
    server.models = {"data": [model("nomic-embed")]}
    assert (
        "such as: llm.get_embedding_model('here/nomic-embed')"
        in run("add", "here", server.url).stdout
    )


def test_list_and_remove(server, run):
    """Endpoints are listed, by default, and forgotten."""
    assert run().stdout == "No endpoints: add one with llm endpoints add NAME URL\n"
    run("add", "here", server.url, "-H", "X-Secret", "s")
    assert run().stdout.splitlines() == [
        f"name    url{' ' * (len(server.url) - 3)}    models",
        f"here    {server.url}    1",
    ]
    (listed,) = json.loads(run("list", "--json").stdout)
    assert (listed["name"], listed["url"], listed["headers"]) == ("here", server.url, ["X-Secret"])
    assert listed["models"][0]["model_id"] == "tiny"
    assert run("remove", "here").returncode == 0
    assert run().stdout.startswith("No endpoints")


def test_new_key_is_stored_beside_the_others(server, run, inside, user_path):
    """A key goes into the file of keys under the endpoint's name, and is sent from then on."""
    run("add", "here", server.url, "--key", "sk-here", "-H", "X-A", "b")
    assert inside("keys", "get", "here").stdout == "sk-here\n"
    assert "sk-here" not in (user_path / "endpoints.json").read_text()
    inside("hi", "-m", "here/tiny")
    assert {asked.headers.get("authorization") for asked in server.requests} == {"Bearer sk-here"}
    assert {asked.headers.get("x-a") for asked in server.requests} == {"b"}
    run("add", "here", server.url, "--key", "sk-newer")
    assert inside("keys", "get", "here").stdout == "sk-newer\n"


def test_stored_key(server, run, inside, user_path):
    """The name of a stored key is remembered; a key of that name is never replaced."""
    inside("keys", "set", "work", "--value", "sk-work")
    run("add", "here", server.url, "--key", "work")
    assert stored(user_path)["here"]["key_name"] == "work"
    assert server.requests[-1].headers["authorization"] == "Bearer sk-work"
    result = run("add", "work", server.url, "--key", "sk-other")
    assert result.returncode == 1
    assert "A key called 'work' is stored already" in result.stderr
    assert inside("keys", "get", "work").stdout == "sk-work\n"
    assert list(stored(user_path)) == ["here"]


def test_adding_again(server, run, user_path):
    """A server keeps its key and headers; another one by the same name gets neither."""
    run("add", "here", server.url, "--key", "sk-here", "-H", "X-A", "b")
    run("add", "here", f"{server.url}/")
    assert (stored(user_path)["here"]["key_name"], server.requests[-1].headers["x-a"]) == (
        "here",
        "b",
    )
    run("add", "here", server.url.replace("127.0.0.1", "localhost"))
    assert stored(user_path)["here"]["key_name"] is None
    assert not {"authorization", "x-a"} & {name.lower() for name in server.requests[-1].headers}


def test_refresh(server, run, inside):
    """A server is asked again with the key and the headers that it had."""
    run("add", "here", server.url, "--key", "sk-here", "-H", "X-A", "b")
    server.models = {"data": [model("new")]}
    server.requests.clear()
    assert "here/new" in run("refresh", "here").stdout
    assert server.requests[0].headers["authorization"] == "Bearer sk-here"
    assert server.requests[0].headers["x-a"] == "b"
    assert inside("hi", "-m", "here/new").stdout == "Hello there\n"
    assert inside("hi", "-m", "here/tiny").returncode == 1


@pytest.mark.parametrize(
    "listed",
    [
        {"data": []},
        {"hello": 1},
        Raw(200, "<html>", "text/html"),
        Raw(401, '{"error": "no key"}'),
        Raw(500, "boom", "text/plain"),
    ],
)
def test_server_that_is_no_use(server, run, inside, user_path, listed):
    """A server without an answer is one line; what was stored stays, and no key is kept."""
    run("add", "here", server.url)
    before = stored(user_path)
    server.models = listed
    for arguments in (["add", "here", server.url, "--key", "sk-x"], ["refresh", "here"]):
        result = run(*arguments)
        assert (result.returncode, result.stdout) == (1, "")
        assert len(result.stderr.splitlines()) == 1
        assert result.stderr.startswith("Error: ")
    assert stored(user_path) == before
    assert inside("keys").stdout == "No keys found\n"


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["add", "here", "nope"], 2, "'nope' is no URL"),
        (["add", "here", "http://127.0.0.1:9"], 1, "cannot be reached"),
        (["add", "here"], 2, "Missing argument 'URL'"),
        (["add", "a/b", "URL"], 1, "'a/b' cannot name an endpoint"),
        (["add", "a/b", "URL", "--key", "sk-x"], 1, "'a/b' cannot name an endpoint"),
        (["add", "", "URL"], 1, "'' cannot name an endpoint"),
        (["add", "here", "URL", "-H", "a b", "c"], 2, "cannot be the name of an HTTP header"),
        (["remove", "nope"], 1, "There is no endpoint 'nope'; there are none; add one with"),
        (["refresh", "nope"], 1, "There is no endpoint 'nope'"),
        (["lost"], 2, "No such command 'lost'. Did you mean list?"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_mistakes(server, run, inside, arguments, status, message):
    """A mistake is one line with the right status, and leaves no key behind."""
    result = run(*(server.url if each == "URL" else each for each in arguments))
    assert (result.returncode, result.stdout) == (status, "")
    assert message in result.stderr.splitlines()[-1]
    assert inside("keys").stdout == "No keys found\n"


def test_name_is_looked_at_first(server, run):
    """A server is not asked for an endpoint that cannot be stored."""
    result = run("add", "a/b", "http://127.0.0.1:9")
    assert "'a/b' cannot name an endpoint" in result.stderr


def test_damaged_endpoint(server, run, user_path):
    """One that was edited into nonsense is listed as damaged, and said to be; `add` mends it."""
    run("add", "here", server.url)
    (user_path / "endpoints.json").write_text('{"here": 3, "there": {"url": 3}}')
    assert run("list").stdout.splitlines()[1:] == [
        "here     damaged    0",
        "there    damaged    0",
    ]
    assert json.loads(run("list", "--json").stdout)[0]["url"] is None
    said = run("refresh", "here")
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr == "Error: The endpoint 'here' is damaged. Run: llm endpoints add here URL\n"
    run("add", "here", server.url)
    assert run("refresh", "here").returncode == 0


def test_key_that_is_gone(server, run, user_path):
    """A key that is not stored any more is said, with the command that stores it."""
    run("add", "here", server.url, "--key", "sk-here")
    (user_path / "keys.json").write_text("{}")
    assert "llm keys set here" in run("refresh", "here").stderr
