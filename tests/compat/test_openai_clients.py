"""Plugins that use the module by attributes, its other classes, and clients of the SDK."""

from __future__ import annotations

import pytest

from tests.compat.conftest import OURS
from tests.providers.openai import canned

MODERATION = {"id": "modr-1", "model": "judge-1", "results": [{"flagged": True}]}


@pytest.fixture
def account(service):
    """The service, with models of an account installed, and their keys."""
    service.host.install("compat_openai_attributes")
    service.keys.update(JUDGE_API_KEY="judge-key", OPENAI_API_KEY="openais")
    return service


def test_every_keyword(account):
    """Positional `model_id`, `key=`, `headers=` and every feature; the headers replace ours."""
    told = account.ask(
        """
        m = model("account/all")
        fields = m.Options.model_fields.keys()
        print(json.dumps([
            str(m), m.model_name, m.key, m.can_stream, m.supports_tools, m.supports_schema,
            m.vision, m.attachment_types >= {"image/png", "application/pdf", "audio/wav"},
            {"reasoning_effort", "verbosity"} <= fields, read(m.prompt("hi", verbosity="high")),
        ]))
        """
    )
    assert told == ["Account: account/all", "all", "sk-account", *[True] * 6, "Hi"]
    (request,) = account.sent
    assert request.headers["authorization"] == "Bearer sk-account"
    assert request.headers["x-account"] == "compat"
    assert request.headers["user-agent"] == "compat/1.5"
    assert (request.body["model"], request.body["verbosity"]) == ("all", "high")


def test_no_feature(account):
    """What a model cannot do is refused before anything is sent."""
    refused = account.ask(
        """
        m = model("account/none")
        def look(): pass
        picture = llm.Attachment(type="image/png", content=b"x")
        refused = []
        for what in ({"tools": [look]}, {"schema": {"type": "object"}},
                     {"attachments": [picture]}, {"reasoning_effort": "low"}):
            try:
                read(m.prompt("hi", **what))
            except ValueError:
                refused.append(next(iter(what)))
        print(json.dumps(refused))
        """
    )
    assert refused == ["tools", "schema", "attachments", "reasoning_effort"]
    assert account.sent == []


def test_an_unknown_keyword(account):
    """A keyword that the base does not know is a `TypeError`, as for any function."""
    assert account.ask(
        """
        from llm.default_plugins.openai_models import AsyncChat, Chat
        try:
            (AsyncChat if AWAITS else Chat)("x", colour="blue")
        except TypeError:
            print("true")
        """
    )


def test_a_client_for_an_endpoint_of_its_own(account):
    """`get_client(key)` is the SDK's, with the model's key, base URL and headers, in each world."""
    account.recorder.answer(MODERATION, MODERATION)
    assert account.llm("is this bad?", "-m", "judge").stdout == "flagged\n"
    assert account.llm("is this?", "-m", "judge", "--key", "given").stdout == "flagged\n"
    first, second = account.sent
    assert (first.method, first.path) == ("POST", "/v1/moderations")
    assert first.body == {"input": "is this bad?", "model": "judge-1"}
    assert first.headers["authorization"] == "Bearer judge-key"
    assert first.headers["x-judge"] == "1"
    assert second.headers["authorization"] == "Bearer given"


def test_the_sdk_as_an_attribute(account):
    """`openai_models.openai` is the package, which plugins' tests patch."""
    assert account.ask(
        """
        import openai
        from llm.default_plugins import openai_models
        client = model("judge").get_client(None, async_=AWAITS)
        kind = openai.AsyncOpenAI if AWAITS else openai.OpenAI
        print(json.dumps([openai_models.openai is openai, type(client) is kind]))
        """
    ) == [True, True]


def test_a_chat_through_a_client_of_ones_own(account):
    """Messages and body of the base fit `client.chat.completions.create`."""
    text = account.ask(
        """
        m = model("account/all")
        def add(a: int) -> int:
            return a
        prompt = m.prompt("hi", tools=[add], temperature=0.5).prompt
        sync = llm.get_model("account/all")
        client = sync.get_client(None)
        answer = client.chat.completions.create(
            model=m.model_name, messages=m.build_messages(prompt, None),
            **m.build_kwargs(prompt, False),
        )
        print(json.dumps(answer.choices[0].message.content))
        """
    )
    assert text == "Hi"
    body = account.body
    assert body["messages"] == [{"role": "user", "content": "hi"}]
    assert (body["temperature"], body["tools"][0]["function"]["name"]) == (0.5, "add")


@pytest.mark.parametrize("stream", [True, False])
def test_a_client_of_the_class(account, stream):
    """A class with a `get_client` of its own is asked through the client that it gives."""
    if not stream:
        account.recorder.answer(canned.chat({"content": "Hi"}))
    text, usage = account.ask(
        f"""
        response = model("own-client").prompt("hi", stream={stream})
        text = read(response)
        usage = asyncio.run(response.usage()) if AWAITS else response.usage()
        print(json.dumps([text, [usage.input, usage.output]]))
        """
    )
    assert (text, usage) == ("Hi", [11, 7])
    (request,) = account.sent
    assert request.headers["x-own-client"] == "1"
    assert request.headers["authorization"] == "Bearer sk-own"
    assert (request.body["model"], bool(request.body.get("stream"))) == ("own-1", stream)


PATCHED = """
from unittest.mock import AsyncMock, Mock, patch
from openai.types.chat import ChatCompletion

def add(a: int) -> int:
    return a

call = {"id": "c1", "type": "function", "function": {"name": "add", "arguments": '{"a": 2}'}}
said = {"role": "assistant", "content": None, "tool_calls": [call]}
answer = ChatCompletion(
    id="x", object="chat.completion", created=1, model="all",
    choices=[{"index": 0, "message": said, "finish_reason": "tool_calls"}],
    usage={"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15},
)
name = "AsyncOpenAI" if AWAITS else "OpenAI"
with patch("llm.default_plugins.openai_models.openai.OpenAI") as sync, patch(
    "llm.default_plugins.openai_models.openai.AsyncOpenAI"
) as awaited:
    client = Mock()
    (awaited if AWAITS else sync).return_value = client
    client.chat.completions.create = (AsyncMock if AWAITS else Mock)(return_value=answer)
    response = model("account/all").prompt("hi", tools=[add], stream=False)
    text = read(response)
    client.chat.completions.create.assert_called_once()
    given = client.chat.completions.create.call_args.kwargs
calls = asyncio.run(response.tool_calls()) if AWAITS else response.tool_calls()
print(json.dumps([
    text, given["model"], given["messages"], given["tools"][0]["function"]["name"],
    [[call.tool_call_id, call.name, call.arguments] for call in calls],
]))
"""


def test_a_client_that_a_test_replaced(account):
    """Tests of plugins patch `openai_models.openai.OpenAI`, and what they put there is asked."""
    assert account.ask(PATCHED) == [
        "", "all", [{"role": "user", "content": "hi"}], "add", [["c1", "add", {"a": 2}]]
    ]  # fmt: skip
    assert account.sent == []


def test_a_text_that_is_continued(host, recorder):
    """A subclass of `Completion` asks /completions for as much as it was told."""
    host.install("compat_openai_attributes")
    env = {"COMPAT_URL": recorder.url, "OPENAI_API_KEY": "openais"}
    assert host.llm("One, two", "-m", "continued", **env).stdout == "Hi\n"
    (request,) = recorder.requests
    assert request.path == "/v1/completions"
    body = {name: request.body[name] for name in ("model", "prompt", "max_tokens")}
    assert body == {"model": "c-1", "prompt": "One, two", "max_tokens": 5}


@OURS
def test_vectors_of_another_server(host, recorder):
    """A subclass of `OpenAIEmbeddingModel` keeps its key and variable, told the server or not.

    Release 0.36 takes no `api_base`, and asks OpenAI alone.
    """
    host.install("compat_openai_attributes")
    lengths = host.ask(
        """
        import os
        model = llm.get_embedding_model("compat-vectors")
        model.api_base = os.environ["COMPAT_URL"]
        told = type(model)("told", "v-1", dimensions=2, api_base=model.api_base)
        vectors = [*model.embed_multi(["a", "b", "c"]), told.embed("d")]
        print(json.dumps([len(vector) for vector in vectors]))
        """,
        COMPAT_URL=recorder.url,
        VECTORS_API_KEY="vectors-key",
        OPENAI_API_KEY="openais",
    )
    assert lengths == [2, 2, 2, 2]
    assert [request.body["input"] for request in recorder.requests] == [["a", "b"], ["c"], ["d"]]
    for request in recorder.requests:
        assert request.path == "/v1/embeddings"
        assert request.headers["authorization"] == "Bearer vectors-key"
        assert (request.body["model"], request.body["dimensions"]) == ("v-1", 2)


def test_a_client_that_shows_what_it_does(host, recorder):
    """`llm.utils.logging_client()` is an HTTP client that tells its requests on standard error."""
    host.install("compat_openai_attributes")
    recorder.answer({"name": "the account"})
    done = host.llm("compat-account", COMPAT_URL=recorder.url)
    assert (done.returncode, done.stdout) == (0, "the account\n")
    assert f"{recorder.url}/account" in done.stderr
    assert '"compat"' in done.stderr
    (request,) = recorder.requests
    assert request.body == {"of": "compat"}


def test_the_wire_log_covers_plugins(account):
    """`LLM_OPENAI_SHOW_RESPONSES` shows what a subclass sends and gets, and no key."""
    account.keys["LLM_OPENAI_SHOW_RESPONSES"] = "1"
    account.recorder.answer(canned.chat({"content": "Hi"}))
    done = account.host.llm("hi", "-m", "account/all", "--no-stream", **account.env)
    assert (done.returncode, done.stdout) == (0, "Hi\n")
    assert "/chat/completions" in done.stderr
    assert "sk-account" not in done.stderr
