"""`llm openai endpoint`: a prompt to any server that speaks like OpenAI."""

import json

import pytest

from tests.cli.openai_server import Raw, Says, model

PNG = b"\x89PNG\r\n\x1a\n"


def test_one_prompt(server, endpoint, inside, user_path):
    """The answer is shown; nothing is logged, and the stored key of OpenAI goes nowhere."""
    inside("keys", "set", "openai", "--value", "sk-stored")
    result = endpoint("hi", "-m", "tiny", "-s", "be brief", env={"OPENAI_API_KEY": "sk-env"})
    assert (result.returncode, result.stdout, result.stderr) == (0, "Hello there\n", "")
    (asked,) = server.requests
    assert asked.path == "/v1/chat/completions"
    assert asked.body["model"] == "tiny"
    assert asked.body["messages"] == [
        {"role": "system", "content": "be brief"},
        {"role": "user", "content": "hi"},
    ]
    assert "authorization" not in asked.headers
    assert not [path for path in user_path.iterdir() if path.name.startswith("logs")]


def test_key_and_headers(server, endpoint, inside):
    """`--key` takes a key or the name of a stored one; `-H` adds headers; both go everywhere."""
    inside("keys", "set", "work", "--value", "sk-work")
    endpoint("hi", "--key", "work", "-H", "X-A", "one", "-H", "X-B", "two")
    assert [asked.method for asked in server.requests] == ["GET", "POST"]
    for asked in server.requests:
        assert asked.headers["authorization"] == "Bearer sk-work"
        assert (asked.headers["x-a"], asked.headers["x-b"]) == ("one", "two")
    endpoint("hi", "-m", "tiny", "--key", "sk-literal")
    assert server.requests[-1].headers["authorization"] == "Bearer sk-literal"


def test_model_of_the_server(server, endpoint):
    """Without `-m` the first model that writes is used; a choice among several is said."""
    assert endpoint("hi").stderr == ""
    assert server.requests[-1].body["model"] == "tiny"
    server.models = {"data": [model("text-embed-1"), model("big"), model("small")]}
    said = endpoint("hi").stderr
    assert server.requests[-1].body["model"] == "big"
    assert said.startswith("Using big, one of 3 models")
    assert "-m MODEL" in said
    assert endpoint("--models").stdout == "text-embed-1\nbig\nsmall\n"


def test_standard_input(server, endpoint):
    """What is piped in goes before the prompt."""
    endpoint("asked", "-m", "tiny", stdin="piped")
    assert server.requests[-1].body["messages"][0]["content"] == "piped asked"


def test_display(server, endpoint):
    """Reasoning goes to standard error unless it is hidden; the answer may come in one piece."""
    server.says(Says("The answer", reasoning="hmm"))
    shown = endpoint("hi", "-m", "tiny")
    assert (shown.stdout, shown.stderr) == ("The answer\n", "hmm\n")
    hidden = endpoint("hi", "-m", "tiny", "-R")
    assert (hidden.stdout, hidden.stderr) == ("The answer\n", "")
    whole = endpoint("hi", "-m", "tiny", "--no-stream")
    assert whole.stdout == "The answer\n"
    assert "stream" not in server.requests[-1].body


def test_responses_api(server, endpoint):
    """`--responses` asks through the Responses API."""
    result = endpoint("hi", "-m", "tiny", "--responses", "-s", "be brief")
    assert (result.returncode, result.stdout) == (0, "Hello there\n")
    (asked,) = server.requests
    assert asked.path == "/v1/responses"
    assert asked.body["instructions"] == "be brief"


def test_what_the_model_is_assumed_to_take(server, endpoint, tmp_path):
    """Options, schemas and images go out, although nothing is known of the model."""
    (tmp_path / "a.png").write_bytes(PNG)
    options = ["-o", "temperature", "0.5", "-o", "reasoning_effort", "low"]
    result = endpoint(
        "hi", "-m", "tiny", *options, "-a", "a.png", "--schema-multi", "name, age int"
    )
    assert result.returncode == 0, result.stderr
    body = server.requests[-1].body
    assert (body["temperature"], body["reasoning_effort"]) == (0.5, "low")
    schema = body["response_format"]["json_schema"]["schema"]
    assert list(schema["properties"]["items"]["items"]["properties"]) == ["name", "age"]
    assert [part["type"] for part in body["messages"][0]["content"]] == ["text", "image_url"]


def test_template(server, endpoint, user_path):
    """A template gives model, prompt, system, options and schema; the command line goes before."""
    (user_path / "templates").mkdir(parents=True)
    (user_path / "templates" / "t.yaml").write_text(
        "model: other\nprompt: 'Say $input $how'\nsystem: be brief\n"
        "options: {temperature: 0.1, max_tokens: 5}\nschema_object: {type: object, title: theirs}\n"
    )
    endpoint("hi", "-t", "t", "-p", "how", "loudly")
    body = server.requests[-1].body
    assert (body["model"], body["temperature"], body["max_tokens"]) == ("other", 0.1, 5)
    assert [each["content"] for each in body["messages"]] == ["be brief", "Say hi loudly"]
    assert body["response_format"]["json_schema"]["schema"]["title"] == "theirs"
    given = ["-m", "mine", "-s", "be long", "-o", "temperature", "1", "--schema", '{"title": "my"}']
    endpoint("hi", "-t", "t", "-p", "how", "loudly", *given)
    body = server.requests[-1].body
    assert (body["model"], body["temperature"], body["max_tokens"]) == ("mine", 1, 5)
    assert body["messages"][0]["content"] == "be long"
    assert body["response_format"]["json_schema"]["schema"] == {"title": "my"}


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (Raw(401, json.dumps({"error": {"message": "Bad key"}})), "401 Unauthorized: Bad key."),
        (Raw(200, "<html>", "text/html"), "a web page, not with JSON"),
        (Raw(500, "boom", "text/plain"), "500 Internal Server Error: boom."),
        (Raw(200, "{", "application/json"), "JSON"),
    ],
)
def test_server_that_fails(server, endpoint, answer, message):
    """What the server does wrong is one line, whether it is asked or lists its models."""
    server.says(answer)
    server.models = answer
    for arguments in (["hi", "-m", "tiny"], ["hi"], ["--models"]):
        result = endpoint(*arguments)
        assert (result.returncode, result.stdout) == (1, "")
        assert len(result.stderr.splitlines()) == 1
        assert result.stderr.startswith("Error: ")
        assert message in result.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["foo", "hi"], 2, "'foo' is no URL such as"),
        (["ftp://x", "hi"], 2, "is no URL"),
        (["http://x:99999", "hi"], 2, "is no URL"),
        (["http://127.0.0.1:9/v1", "hi"], 1, "127.0.0.1:9 cannot be reached"),
        (["URL", "hi", "-H", "a b", "c"], 2, "'a b' cannot be the name of an HTTP header"),
        (["URL", "hi", "-H", "X-A", "a\nb"], 2, "The HTTP header X-A cannot have the value"),
        (["URL", "hi", "-o", "nope", "1"], 1, "nope"),
        (["URL", "hi", "-T", "Nope"], 1, "Tool(s) Nope not found. Available tools: llm_recall"),
        (["URL", "hi", "--schema", "name wat"], 2, "unknown type 'wat'"),
        (["URL", "hi", "-t", "nope"], 1, "Template nope not found"),
        (["URL", "hi", "--functions", "def f(:"], 1, "failed: line 1: "),
        (["URL", "hi", "--cl", "-1"], 2, "'--cl'"),
        (["URL", "--chat", "hi"], 1, "leave PROMPT or --chat out"),
        (["URL", "--nope"], 2, "No such option"),
    ],
    ids=lambda value: " ".join(value[1:]) if isinstance(value, list) else "",
)
def test_mistakes(server, inside, arguments, status, message):
    """A mistake is one line with the right status, and nobody is asked."""
    given = [server.url if each == "URL" else each for each in arguments]
    result = inside("openai", "endpoint", *given)
    assert (result.returncode, result.stdout) == (status, "")
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert not server.prompts()


def test_server_without_models(server, endpoint):
    """A server that lists nothing is said to, and `-m` is named as the way out."""
    server.models = {"data": []}
    assert "lists no models; name one with -m" in endpoint("hi").stderr
    assert endpoint("--models").stdout == "No models found\n"
    server.models = {"hello": 1}
    assert "lists no models. Is the base URL right?" in endpoint("--models").stderr


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Says("Half an", finish_reason="length"), "-o max_tokens N allows more"),
        (Says("Half an", finish_reason="content_filter"), "content filter"),
        (Says(refusal="No."), "The model refused: "),
        (Says("Half an"), ""),
    ],
)
def test_answers_that_end_early(server, endpoint, answer, said):
    """An answer that was cut off is shown, and one line says what to do."""
    server.says(answer)
    result = endpoint("hi", "-m", "tiny")
    assert (result.returncode, result.stdout) == (0, f"{answer.text or answer.refusal}\n")
    assert len(result.stderr.splitlines()) == bool(said)
    assert said in result.stderr
