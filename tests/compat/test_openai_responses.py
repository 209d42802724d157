"""A plugin that builds a service of its own on `Responses` and `AsyncResponses`, in both worlds."""

from __future__ import annotations

import pytest

from tests.providers.openai import canned

STORED = {"store": False, "include": ["reasoning.encrypted_content"]}
ACTION = {"word": "llama"}
LOOKUP = {"type": "compat:lookup", "id": "lk_1", "status": "completed", "action": ACTION}
SEARCH = {
    "type": "web_search_call",
    "id": "ws_1",
    "status": "completed",
    "action": {"type": "search", "query": "llama", "queries": ["llama"]},
}
FUNCTION = {
    "type": "function",
    "name": "add",
    "parameters": {
        "type": "object",
        "properties": {"a": {"type": "integer"}},
        "required": ["a"],
    },
}


@pytest.fixture
def responses(service):
    """The service, with its models installed, and its key."""
    service.host.install("compat_openai_responses")
    service.keys["SERVICE_API_KEY"] = "service-key"
    return service


def test_what_is_asked(responses):
    """Options of the plugin go to `extra_body`, the base's where they belong; what is popped stays.

    The summary of the reasoning, which the base asks for, was taken out.
    """
    told = responses.ask(
        """
        m = model("service/one")
        text = read(m.prompt("hi", system="be brief", place="here", max_tokens=9, verbosity="low"))
        print(json.dumps([text, str(m), sorted({"place", "chat_completions", "reasoning_effort",
            "reasoning_summary", "verbosity", "temperature"} - m.Options.model_fields.keys())]))
        """
    )
    assert told == ["Hi", "Service: service/one", []]
    (request,) = responses.sent
    assert (request.method, request.path) == ("POST", "/v1/responses")
    assert request.headers["authorization"] == "Bearer service-key"
    assert request.headers["x-title"] == "compat"
    assert request.body == {
        "model": "one",
        "input": [{"role": "user", "content": "hi"}],
        "instructions": "be brief",
        "stream": True,
        "max_output_tokens": 9,
        "text": {"verbosity": "low"},
        "place": "here",
        **STORED,
    }


def test_reasoning_of_a_subclass(responses):
    """`_build_responses_kwargs` finds what the base wrote of `reasoning`, and amends it."""
    responses.ask(
        """
        read(model("service/one").prompt("hi", reasoning_effort="low", reasoning_summary="auto"))
        read(model("service/one").prompt("hi", hide_reasoning=True, frequency_penalty=1))
        print("[]")
        """
    )
    first, second = (request.body for request in responses.sent)
    assert first["reasoning"] == {"effort": "low", "enabled": True}
    assert "reasoning" not in second
    assert second["frequency_penalty"] == 1


@pytest.mark.parametrize("stream", [True, False])
def test_tools_here_and_there(responses, stream):
    """Functions, tools of the plugin and raw ones go out together; each may amend the request."""
    responses.ask(
        f"""
        from compat_openai_responses import Lookup
        def add(a: int) -> int:
            return a
        raw = llm.ServerSideTool(spec={{"type": "raw"}})
        tools = [add, Lookup(), Lookup(depth=2), raw]
        read(model("service/one").prompt("hi", tools=tools, stream={stream}))
        print("[]")
        """
    )
    body = responses.body
    (function, *others) = body["tools"]
    assert {name: function[name] for name in FUNCTION} == FUNCTION
    assert others == [
        {"type": "compat:lookup", "for": "one"},
        {"type": "compat:lookup", "for": "one", "parameters": {"depth": 2}},
        {"type": "raw"},
    ]
    assert set(body["include"]) == {"lookup.sources", "reasoning.encrypted_content"}
    assert bool(body.get("stream")) == stream


def test_tools_that_are_not_supported(responses):
    """`supported_server_side_tools` of the subclass lets raw tools in, and that of a chat none."""
    refused = responses.ask(
        """
        from compat_openai_responses import Lookup
        try:
            read(model("service/one").prompt("hi", tools=[Lookup()], chat_completions=True))
        except ValueError as error:
            refused = str(error)
        print(json.dumps(refused))
        """
    )
    assert refused == "no tools of the service with chat_completions"
    assert responses.sent == []


@pytest.mark.parametrize("stream", [True, False])
def test_items_of_a_tool_the_base_does_not_know(responses, stream):
    """`_server_tool_events` makes events of them, in their place; `_refresh…` sees the last state.

    In the next turn `_build_responses_input` puts the items back between what the base writes for
    the parts around them.
    """
    output = [canned.message("Look:"), LOOKUP, canned.message("Found", item_id="msg_2")]
    whole = {**LOOKUP, "sources": ["a"]}
    final = [output[0], whole, output[2]]
    if stream:
        begun = canned.response_stream(output)
        begun[-1]["response"] = canned.response(final)
        responses.recorder.answer(begun)
    else:
        responses.recorder.answer(canned.response(final))
    told = responses.ask(
        f"""
        conversation = model("service/one").conversation()
        first = conversation.prompt("a", system="be brief", stream={stream})
        told = [[event.type, event.tool_name or event.chunk] for event in events(first)
                if event.server_executed]
        read(conversation.prompt("b"))
        print(json.dumps([told, read(first), len(first.tool_calls()) if not AWAITS else 0]))
        """
    )
    assert told == [
        [["tool_call_name", "lookup"], ["tool_call_args", '{"word": "llama"}'],
         ["tool_result", "lookup"]],
        "Look:Found",
        0,
    ]  # fmt: skip
    second = responses.sent[1].body
    assert second["instructions"] == "be brief"
    assert [each.get("role") or each for each in second["input"]] == [
        "user",
        "assistant",
        whole,
        "assistant",
        "user",
    ]
    assert "Look:" in str(second["input"][1])
    assert "Found" in str(second["input"][3])


def test_items_of_a_tool_the_base_knows(responses):
    """Events that `super()._server_tool_events` made can be given metadata, which goes round."""
    output = [SEARCH, canned.message("Found")]
    responses.recorder.answer(canned.response_stream(output))
    kinds = responses.ask(
        """
        conversation = model("service/one").conversation()
        first = conversation.prompt("a")
        kinds = [event.type for event in events(first) if event.server_executed]
        read(conversation.prompt("b"))
        print(json.dumps(kinds))
        """
    )
    assert kinds == ["tool_call_name", "tool_call_args", "tool_result"]
    items = responses.sent[1].body["input"]
    assert [each.get("role") or each["type"] for each in items] == [
        "user",
        "web_search_call",
        "assistant",
        "user",
    ]
    assert items[1]["id"] == "ws_1"
    assert items[1]["action"]["query"] == "llama"


def test_functions_beside_items(responses):
    """A call of a function is run, and its result goes back after the call, with the segments."""
    output = [LOOKUP, canned.function_call("add", '{"a": 2}')]
    responses.recorder.answer(canned.response_stream(output))
    text = responses.ask(
        """
        def add(a: int) -> int:
            return a + 2
        print(json.dumps(read(model("service/one").chain("add", tools=[add]))))
        """
    )
    assert text == "Hi"
    user, lookup, call, result = responses.sent[1].body["input"]
    assert user == {"role": "user", "content": "add"}
    assert lookup["id"] == "lk_1"
    assert (call["type"], call["call_id"], call["name"]) == ("function_call", "call_1", "add")
    assert {name: result[name] for name in ("type", "call_id", "output")} == {
        "type": "function_call_output",
        "call_id": "call_1",
        "output": "4",
    }


def test_encrypted_reasoning_goes_back(responses):
    """What the base keeps of reasoning survives being written part by part."""
    responses.recorder.answer(
        canned.response_stream([canned.reasoning("Hm"), canned.message("Yes")])
    )
    responses.ask(
        """
        conversation = model("service/one").conversation()
        read(conversation.prompt("a"))
        read(conversation.prompt("b"))
        print("[]")
        """
    )
    items = responses.sent[1].body["input"]
    (reasoning,) = [each for each in items if each.get("type") == "reasoning"]
    assert reasoning["encrypted_content"] == "secret"
    assert items.index(reasoning) == 1


def test_pictures_with_detail(responses):
    """`image_detail` is handed to the base for each segment."""
    responses.ask(
        """
        picture = llm.Attachment(type="image/png", url="http://127.0.0.1:9/a.png")
        read(model("service/one").prompt("see", attachments=[picture], image_detail="high"))
        print("[]")
        """
    )
    shown = [part for item in responses.body["input"] for part in item["content"] if "type" in part]
    assert shown[-1] == {
        "type": "input_image",
        "image_url": "http://127.0.0.1:9/a.png",
        "detail": "high",
    }


@pytest.mark.parametrize("stream", [True, False])
def test_the_same_model_as_a_chat(responses, stream):
    """`OtherChat(**self._delegate_chat_kwargs())` asks the same server, with all that was set."""
    text = responses.ask(
        f"""
        response = model("service/one").prompt(
            "hi", chat_completions=True, place="here", reasoning_effort="low", stream={stream}
        )
        print(json.dumps(read(response)))
        """
    )
    assert text == "Hi"
    (request,) = responses.sent
    assert request.path == "/v1/chat/completions"
    assert request.headers["authorization"] == "Bearer service-key"
    assert request.headers["x-title"] == "compat"
    body = request.body
    assert (body["model"], body["place"], body["reasoning_effort"]) == ("one", "here", "low")
    assert body["messages"] == [{"role": "user", "content": "hi"}]
    assert bool(body.get("stream")) == stream
    assert not {"store", "include", "chat_completions"} & body.keys()


def test_on_the_command_line(responses):
    """Options of the plugin and of the base are set by name; a wrong one names itself."""
    done = responses.llm(
        "hi", "-m", "service/one", "-o", "place", "here", "-o", "reasoning_effort", "high"
    )
    assert (done.returncode, done.stdout) == (0, "Hi\n")
    assert responses.body["place"] == "here"
    assert responses.body["reasoning"] == {"effort": "high", "enabled": True}
    refused = responses.llm("hi", "-m", "service/one", "-o", "reasoning_effort", "huge")
    assert refused.returncode == 1
    assert "reasoning_effort" in refused.stderr
