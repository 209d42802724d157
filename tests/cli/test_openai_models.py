"""`llm openai models`: what OpenAI offers to a key."""

import json

from tests.cli.openai_server import Raw, model


def test_models(server, inside):
    """The models are a table, or JSON; `OPENAI_BASE_URL` says who is asked, with OpenAI's key."""
    server.models = {"data": [model("a"), model("long-name", created=None, owned_by=None)]}
    env = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "sk-env"}
    result = inside("openai", "models", env=env)
    assert result.stdout.splitlines() == [
        "id           owned_by    created",
        "a            me          2023-11-14T22:13:20+00:00",
        "long-name",
    ]
    assert server.requests[-1].headers["authorization"] == "Bearer sk-env"
    listed = json.loads(inside("openai", "models", "--json", "--key", "sk-given", env=env).stdout)
    assert listed == server.models["data"]
    assert server.requests[-1].headers["authorization"] == "Bearer sk-given"


def test_errors(server, inside):
    """A missing key, and a key that is refused, are one line each that says what to do."""
    env = {"OPENAI_BASE_URL": server.url}
    result = inside("openai", "models", env=env)
    assert (result.returncode, result.stdout) == (1, "")
    assert "llm keys set openai" in result.stderr
    assert not server.requests
    server.models = Raw(401, json.dumps({"error": {"message": "Incorrect API key"}}))
    result = inside("openai", "models", "--key", "wrong", env=env)
    assert result.returncode == 1
    assert len(result.stderr.splitlines()) == 1
    assert "Incorrect API key" in result.stderr
