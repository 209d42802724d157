"""Plugins that subclass the bundled `Chat` and `AsyncChat`: what they send, in both worlds."""

from __future__ import annotations

import pytest

from tests.compat.conftest import OURS
from tests.providers.openai import canned

PNG = b"\x89PNG\r\n\x1a\n"
USAGE = {"include_usage": True}


@pytest.fixture
def chat(service):
    """The service, with chat models installed, and their keys.

    OpenAI's is there because 0.36 wants it, and sends it, where a class has a key of its own only.
    """
    service.host.install("compat_openai_chat")
    keys = {"KEYED_API_KEY": "from-env", "TUNED_API_KEY": "tuned-key", "OPENAI_API_KEY": "openais"}
    service.keys.update(keys)
    return service


@OURS
@pytest.mark.parametrize(
    "program",
    [
        "import llm.default_plugins.openai_models",
        "from llm.default_plugins.openai_models import AsyncChat, AsyncResponses, Chat, Responses",
        "llm.load_plugins()",
    ],
)
def test_a_base_class_costs_no_http(host, program):
    """Importing the module, its classes or a plugin that subclasses them loads no HTTP library."""
    host.install("compat_openai_chat", "compat_openai_responses", "compat_openai_attributes")
    loaded = host.ask(
        f"""
        import sys
        {program}
        print(json.dumps([name for name in ("openai", "httpx2") if name in sys.modules]))
        """
    )
    assert loaded == []


def test_a_server_with_a_key(chat):
    """The class names key and variable, its `__init__` the server; `model_name` is what is sent."""
    told = chat.ask(
        """
        m = model("keyed/small")
        response = m.prompt("hi", system="be brief")
        print(json.dumps([str(m), m.needs_key, m.key_env_var, read(response)]))
        """
    )
    assert told == ["Keyed: keyed/small", "keyed", "KEYED_API_KEY", "Hi"]
    (request,) = chat.sent
    assert (request.method, request.path) == ("POST", "/v1/chat/completions")
    assert request.headers["authorization"] == "Bearer from-env"
    assert request.body == {
        "model": "small",
        "messages": [
            {"role": "system", "content": "be brief"},
            {"role": "user", "content": "hi"},
        ],
        "stream": True,
        "stream_options": USAGE,
    }


def test_a_key_that_is_missing_is_asked_for_by_its_name(chat):
    """Neither the key of OpenAI nor none is sent in the place of the plugin's own."""
    chat.keys.clear()
    done = chat.llm("hi", "-m", "keyed/small")
    assert done.returncode == 1
    assert "keys set keyed" in done.stderr
    assert chat.sent == []


@OURS
def test_openais_key_stays_at_home(chat):
    """A plugin's server gets the key of its class, or is not asked; never that of OpenAI."""
    del chat.keys["KEYED_API_KEY"], chat.keys["TUNED_API_KEY"]
    assert chat.llm("hi", "-m", "keyed/small").returncode == 1
    assert chat.llm("hi", "-m", "tuned").returncode == 1
    for name in ("local", "routed"):
        assert chat.llm("hi", "-m", name).returncode == 0
    keys = [request.headers["authorization"] for request in chat.sent]
    assert keys == ["Bearer sk-local", "Bearer sk-routed"]


def test_keys_by_every_way(chat):
    """Given for the prompt, set on the model, or stored under the plugin's name."""
    chat.ask(
        """
        (llm.user_dir() / "keys.json").write_text('{"keyed": "stored", "work": "of work"}')
        m = model("keyed/small")
        read(m.prompt("hi"))
        read(m.prompt("hi", key="given"))
        read(m.prompt("hi", key="work"))
        m.key = "set"
        read(m.prompt("hi"))
        print("[]")
        """
    )
    keys = [request.headers["authorization"] for request in chat.sent]
    assert keys == ["Bearer stored", "Bearer given", "Bearer of work", "Bearer set"]


def test_class_attributes_and_those_set_later(chat):
    """`model_id` of the class holds; `api_base` and `key` may be set on the instance afterwards."""
    told = chat.ask(
        """
        m = model("local")
        m.api_base, m.key = m.api_base + "/other", "set"
        can = [m.can_stream, m.vision, m.attachment_types == set()]
        print(json.dumps([read(m.prompt("hi")), str(m), *can]))
        """
    )
    assert told == ["Hi", "Local: local", True, False, True]
    (request,) = chat.sent
    assert request.path == "/v1/other/chat/completions"
    assert request.headers["authorization"] == "Bearer set"
    assert request.body["model"] == "served"


def test_tools_without_streaming(chat):
    """Features go through `**kwargs`: tools are offered, run and answered."""
    call = {"id": "c1", "type": "function", "function": {"name": "add", "arguments": '{"a": 2}'}}
    chat.recorder.answer(
        canned.chat({"tool_calls": [call]}, "tool_calls"), canned.chat({"content": "4"})
    )
    text = chat.ask(
        """
        def add(a: int) -> int:
            "Add two"
            return a + 2
        print(json.dumps(read(
            model("local-tools").chain("add", tools=[add], stream=False)
        )))
        """
    )
    assert text == "4"
    first, second = (request.body for request in chat.sent)
    assert "stream" not in first or not first["stream"]
    (tool,) = first["tools"]
    assert tool["function"]["name"] == "add"
    assert tool["function"]["parameters"]["properties"] == {"a": {"type": "integer"}}
    asked, told = second["messages"][-2:]
    assert (asked["role"], asked["tool_calls"]) == ("assistant", [call])
    assert told == {"role": "tool", "tool_call_id": "c1", "content": "4"}


def test_a_class_that_cannot_stream(chat):
    """`can_stream=False` holds on the command line without `--no-stream`."""
    assert chat.llm("hi", "-m", "local-tools").stdout == "Hi\n"
    assert not chat.body.get("stream")
    assert "stream_options" not in chat.body


def test_pictures_where_the_class_has_vision(chat):
    """`vision=True` lets attachments in, and they are written as the API takes them."""
    chat.ask(
        f"""
        picture = llm.Attachment(type="image/png", content={PNG!r})
        remote = llm.Attachment(type="image/png", url="http://127.0.0.1:9/a.png")
        read(model("local-tools").prompt("see", attachments=[picture, remote], image_detail="low"))
        print("[]")
        """
    )
    (message,) = chat.body["messages"]
    assert message["content"] == [
        {"type": "text", "text": "see"},
        {
            "type": "image_url",
            "image_url": {"url": "data:image/png;base64,iVBORw0KGgo=", "detail": "low"},
        },
        {"type": "image_url", "image_url": {"url": "http://127.0.0.1:9/a.png", "detail": "low"}},
    ]


def test_options_of_a_subclass(chat):
    """`class Options(Chat.Options)`: more fields, defaults are sent, `extra_body` is at the top."""
    chat.ask('read(model("tuned").prompt("hi", top_k=5, stops="[1, 2]", seed=3)); print("[]")')
    assert chat.body == {
        "model": "tuned",
        "messages": [{"role": "user", "content": "hi"}],
        "stream": True,
        "stream_options": USAGE,
        "max_tokens": 64,
        "seed": 3,
        "top_k": 5,
        "stops": [1, 2],
        "parameters": {"persona": "plain"},
    }


def test_extras_of_the_sdk(chat):
    """`extra_headers` and `extra_query` of `build_kwargs` are no part of the body."""
    chat.recorder.answer(canned.chat_stream([{"content": "Hi"}]))
    assert chat.llm("hi", "-m", "tuned-search", "-o", "persona", "x").stdout == "Hi\n"
    (request,) = chat.sent
    assert request.path == "/v1/chat/completions?search=on"
    assert request.headers["x-searches"] == "on"
    assert request.headers["authorization"] == "Bearer tuned-key"
    assert not [name for name in request.body if name.startswith("extra")]
    assert request.body["model"] == "tuned"


def test_a_schema_that_a_subclass_sharpens(chat):
    """`build_kwargs` finds `response_format` and may change what is in it."""
    chat.ask(
        """
        given = {"type": "object", "properties": {"age": {"type": "integer"}}}
        read(model("tuned").prompt("hi", schema=given, stream=False))
        print("[]")
        """
    )
    assert not chat.body.get("stream")
    assert chat.body["response_format"]["type"] == "json_schema"
    told = chat.body["response_format"]["json_schema"]
    assert told["strict"] is True
    assert told["schema"] == {
        "type": "object",
        "properties": {"age": {"type": "integer"}},
        "additionalProperties": False,
    }


@OURS
def test_a_schema_that_was_sharpened_stays_the_callers(chat):
    """What `build_kwargs` does to the request does not reach the schema of the prompt."""
    given = chat.ask(
        """
        response = model("tuned").prompt("hi", schema={"type": "object", "properties": {}})
        read(response)
        print(json.dumps(response.prompt.schema))
        """
    )
    assert given == {"type": "object", "properties": {}}


def test_options_on_the_command_line(chat):
    """Fields of a subclass are listed and set by name; what the base has is there as well."""
    listed = chat.llm("models", "--options", "-m", "tuned").stdout
    assert "Choose among so many" in listed
    assert "temperature: float" in listed
    done = chat.llm(
        "hi", "-m", "tuned", "-o", "top_k", "7", "-o", "persona", "pirate", "--no-stream"
    )
    assert (done.returncode, done.stdout) == (0, "Hi\n")
    assert (chat.body["top_k"], chat.body["parameters"]) == (7, {"persona": "pirate"})
    refused = chat.llm("hi", "-m", "tuned", "-o", "top_k", "-1")
    assert refused.returncode == 1
    assert "top_k" in refused.stderr
    assert len(chat.sent) == 1


def test_options_that_are_replaced_on_the_instance(chat):
    """`self.Options = extended(self.Options)`: the base's, its features' and the plugin's own."""
    names = chat.ask(
        """
        m = model("routed")
        read(m.prompt("hi", route={"order": ["x"]}, effort="low", temperature=1, verbosity="low"))
        print(json.dumps(list(m.Options.model_fields)))
        """
    )
    assert {"temperature", "reasoning_effort", "verbosity", "route", "effort"} <= set(names)
    assert "reasoning_summary" not in names
    body = chat.body
    assert (body["route"], body["thinking"]) == ({"order": ["x"]}, {"effort": "low"})
    assert (body["temperature"], body["verbosity"]) == (1, "low")
    assert "effort" not in body


def test_options_built_once(chat):
    """Models with the same features share one class of options, so that a cache finds it again."""
    same, other = chat.ask(
        """
        from compat_openai_chat import AsyncRoutedChat, RoutedChat, with_routes
        made = AsyncRoutedChat if AWAITS else RoutedChat
        one, two = (made(each, api_base="x", reasoning=True) for each in "ab")
        plain = made("c", api_base="x")
        print(json.dumps([one.Options is two.Options, one.Options is plain.Options]))
        """
    )
    assert (same, other) == (True, False)


def test_messages_and_execute_overridden(chat):
    """`build_messages` may amend what the base wrote, `execute` what it yields; history is sent."""
    texts = chat.ask(
        """
        conversation = model("routed").conversation()
        texts = [read(conversation.prompt(each)) for each in ("a", "b")]
        print(json.dumps(texts))
        """
    )
    assert texts == ["Routed: Hi"] * 2
    said = [
        (each["role"], each["content"], each.get("name")) for each in chat.sent[1].body["messages"]
    ]
    assert said == [
        ("user", "a", None),
        ("assistant", "Routed: Hi", None),
        ("user", "b", "caller"),
    ]


def test_usage(chat):
    """A subclass has the usage without doing anything for it."""
    told = chat.ask(
        """
        response = model("keyed/small").prompt("hi")
        read(response)
        usage = asyncio.run(response.usage()) if AWAITS else response.usage()
        print(json.dumps([usage.input, usage.output, usage.details]))
        """
    )
    assert told == [
        11,
        7,
        {
            "prompt_tokens_details": {"cached_tokens": 4},
            "completion_tokens_details": {"reasoning_tokens": 3},
        },
    ]


def test_pieces_and_refused_options(chat):
    """Streamed pieces come as they were sent; a refused option names itself before any request."""
    chat.recorder.answer(canned.chat_stream([{"content": "He"}, {"content": "llo"}]))
    pieces, refused = chat.ask(
        """
        pieces = [[event.type, event.chunk] for event in events(model("local").prompt("hi"))]
        try:
            model("local").prompt("hi", top_k=1)
        except ValueError as error:
            refused = str(error)
        print(json.dumps([[piece for piece in pieces if piece[1]], refused]))
        """
    )
    assert pieces == [["text", "He"], ["text", "llo"]]
    assert "top_k" in refused
    assert len(chat.sent) == 1
