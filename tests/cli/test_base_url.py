"""`--base-url`: any prompt can go to a server that is named by its URL."""

import json

import pytest

from llm.providers.openai.base_url import first_model, model_at, models_listed
from tests.cli.openai_server import model


@pytest.fixture
def ask(server, inside, world):
    """Run a prompt with the scripted server, in both worlds."""

    def run(*arguments, **more):
        return inside("prompt", "hi", "--base-url", server.url, *world, *arguments, **more)

    return run


def test_model_of_the_server(server, ask):
    """Without `-m` the server's model answers; no key of OpenAI's is sent."""
    result = ask("-u", env={"OPENAI_API_KEY": "sk-env"})
    assert (result.returncode, result.stdout) == (0, "Hello there\n")
    assert result.stderr == "Token usage: 7 input, 3 output\n"
    assert server.requests[-1].body["model"] == "tiny"
    assert not [asked for asked in server.requests if "authorization" in asked.headers]
    server.models = {"data": [model("one"), model("two")]}
    assert "Using one, one of 2 models" in ask().stderr


def test_key(server, ask, inside):
    """Only `--key` is sent, a key or the name of a stored one."""
    inside("keys", "set", "work", "--value", "sk-work")
    ask("--key", "work")
    assert {asked.headers["authorization"] for asked in server.requests} == {"Bearer sk-work"}


def test_unknown_model_can_do_everything(server, ask):
    """A model that nobody registered is asked as it is, with tools and a schema."""
    ask("-m", "any/model:1", "-T", "llm_time", "--schema", "name,")
    body = server.requests[-1].body
    assert (body["model"], len(server.requests)) == ("any/model:1", 1)
    assert {"tools", "response_format"} <= body.keys()


def test_registered_model(server, ask, inside):
    """A model of OpenAI's that is registered is asked as there, by its id; its key stays here."""
    inside("keys", "set", "openai", "--value", "sk-stored")
    ask("-m", "4o")
    assert (server.requests[-1].path, server.requests[-1].body["model"]) == (
        "/v1/chat/completions",
        "gpt-4o",
    )
    assert "authorization" not in server.requests[-1].headers
    ask("-m", "gpt-5-mini")
    assert server.requests[-1].path == "/v1/responses"
    assert "authorization" not in server.requests[-1].headers
    result = ask("-m", "gpt-4", "-T", "llm_time")
    assert result.returncode == 1
    assert "does not support tools" in result.stderr
    assert "temperature: float" in ask("-m", "4o", "--options").stdout


def test_headers_of_a_registered_model_stay_with_its_server(server, ask, user_directory):
    """What the user's file sends to one server goes to no other."""
    entry = {"model_id": "mine", "model_name": "theirs", "api_base": "http://127.0.0.1:9"}
    written = json.dumps([{**entry, "headers": {"X-Secret": "s"}, "api_key_name": "work"}])
    (user_directory / "extra-openai-models.yaml").write_text(written)
    (user_directory / "keys.json").write_text('{"work": "sk-work"}')
    assert ask("-m", "mine").stdout == "Hello there\n"
    assert server.requests[-1].body["model"] == "theirs"
    assert not {"x-secret", "authorization"} & server.requests[-1].headers.keys()


def test_saved_options_hold(server, ask, user_directory):
    """Options that were saved for a registered model hold there as well."""
    saved = {"gpt-4o": {"temperature": "0.5"}}
    (user_directory / "model_options.json").write_text(json.dumps(saved))
    ask("-m", "4o")
    assert server.requests[-1].body["temperature"] == 0.5


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["--base-url", "nope"], 2, "'nope' is no URL"),
        (["--base-url", "http://127.0.0.1:9/v1"], 1, "cannot be reached"),
        (["--base-url", "http://127.0.0.1:9/v1", "-m", "x"], 1, "cannot be reached"),
    ],
)
def test_mistakes(ask, arguments, status, message):
    """A URL that is none, or where nobody answers, is one line."""
    result = ask(*arguments)
    assert (result.returncode, result.stdout) == (status, "")
    assert message in result.stderr.splitlines()[-1]


def test_from_python(server, api):
    """`model_at` makes the same model for programs, of both worlds and both APIs."""
    for responses, path in [(False, "/v1/chat/completions"), (True, "/v1/responses")]:
        made = model_at(
            f"{server.url}/", "x", key="k", headers={"X-A": "b"}, async_=api.awaits,
            responses=responses,
        )  # fmt: skip
        assert api.wait(made.prompt("hi").text()) == "Hello there"
        asked = server.requests[-1]
        assert (asked.path, asked.headers["x-a"]) == (path, "b")
        assert asked.headers["authorization"] == "Bearer k"


def test_lists_of_models(server):
    """Servers list their models in several ways; the first that writes is the one to use."""
    for listed in ({"data": [{"id": "a"}, {"id": "b"}]}, {"models": [{"name": "a"}]}, ["a"]):
        server.models = listed
        found = models_listed(server.url)
        assert first_model(found, server.url) == "a"
    server.models = ["nomic-embed", "all-minilm", "b"]
    assert first_model(models_listed(server.url), server.url) == "b"
