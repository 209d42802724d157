"""What tools inside the provider did, as the Responses API tells of it."""

from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import pytest

from llm.attachments import Attachment
from llm.events import StreamEvent
from llm.parts import AttachmentPart, Part, ToolCallPart, ToolResultPart, assistant
from llm.providers.openai.responses_exchange import ResponsesExchange
from llm.providers.openai.responses_items import responses_input
from llm.providers.openai.responses_server_tools import server_tool_events
from tests.providers.openai import canned
from tests.providers.openai.answered import HIDDEN, IMAGE, PNG, SEARCH, answered, taken
from tests.providers.openai.canned import message


@pytest.fixture(params=["streamed", "whole"])
def answer(request):
    """What an answer comes to, either way: its messages, and what is told at its end."""
    return partial(answered, request.param)


def test_an_image_is_an_attachment(answer):
    """Its bytes are kept once, with what it takes to have it changed."""
    messages, response = answer(IMAGE, {**message("Here")})
    noted = {
        "type": "image_generation_call", "id": "ig_1", "model": "gpt-5",
        "revised_prompt": "A red dog",
    }  # fmt: skip
    image = AttachmentPart(Attachment(type="image/png", content=PNG), {"openai": noted})
    assert messages == [assistant(HIDDEN, image, "Here")]
    assert IMAGE["result"] not in str(response.response_json)
    assert responses_input(messages)[0][0]["result"] == IMAGE["result"]


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        ({"output_format": "svg"}, AttachmentPart(Attachment(type="image/svg+xml", content=PNG))),
        (
            {"result": f"data:image/png;base64,{IMAGE['result']}"},
            AttachmentPart(Attachment("image/png", content=PNG)),
        ),
        ({"result": "?"}, ToolResultPart("image_generation", "completed", "ig_1", True)),
        (
            {"result": None, "status": "failed", "error": {"message": "Not that"}},
            ToolResultPart("image_generation", "Not that", "ig_1", server_executed=True),
        ),
    ],
)  # fmt: skip
def test_images_of_other_kinds_and_none(answer, fields, part):
    """The format is the one that was drawn; where there is no image, the reason is told."""
    found = answer({**IMAGE, **fields})[0][0].parts[-1]
    assert replace(found, provider_metadata=None) == part


@pytest.mark.parametrize(
    ("item", "call", "result"),
    [
        (SEARCH, ("web_search", {"type": "search", "query": "q"}), "completed"),
        (
            {**SEARCH, "results": [{"a": 1}]},
            ("web_search", {"type": "search", "query": "q"}),
            '[{"a": 1}]',
        ),
        (
            {"type": "code_interpreter_call", "id": "i", "code": "1",
             "outputs": [{"logs": "1\n"}, {"url": "u"}]},
            ("code_interpreter", {"code": "1"}),
            "1\nu",
        ),
        (
            {"type": "file_search_call", "id": "i", "queries": ["q"], "status": "failed"},
            ("file_search", {"queries": ["q"]}),
            "failed",
        ),
        (
            {"type": "mcp_call", "id": "i", "name": "t", "arguments": '{"a": 1}', "output": "o"},
            ("t", {"a": 1}),
            "o",
        ),
        (
            {"type": "mcp_call", "id": "i", "name": "t", "arguments": "", "error": {"code": 1}},
            ("t", {}),
            '{"code": 1}',
        ),
        (
            {"type": "mcp_list_tools", "id": "i", "server_label": "s", "tools": [{"name": "t"}]},
            ("mcp_list_tools", {"server_label": "s"}),
            '["t"]',
        ),
        (
            {"type": "local_shell_call", "id": "i", "call_id": "c", "action": {"command": ["ls"]}},
            ("local_shell", {"command": ["ls"]}),
            None,
        ),
        (
            {"type": "shell_call_output", "id": "i", "output": [{"stdout": "a"}]},
            None,
            '[{"stdout": "a"}]',
        ),
        (
            {"type": "apply_patch_call", "id": "i", "operation": 1},
            ("apply_patch", {"operation": 1}),
            None,
        ),
        ({"type": "compaction", "id": "i", "encrypted_content": "x"}, None, None),
    ],
)  # fmt: skip
def test_tools_inside_the_provider(answer, item, call, result):
    """They are calls and results that nobody is to run, and end no answer for tools."""
    messages, response = answer(item)
    name = call[0] if call else "shell"
    item_id = item.get("call_id", item["id"])
    parts: list[Part] = [HIDDEN]
    if call:
        parts.append(ToolCallPart(call[0], call[1], item_id, server_executed=True))
    if result is not None:
        parts.append(ToolResultPart(name, result, item_id, server_executed=True))
    assert messages == [assistant(*parts)]
    assert response.finish_reason == "stop"


def test_a_plugin_can_tell_of_other_tools():
    """It is given each item as a namespace, and may amend its events when all is known."""

    def events(item, message_index):
        if item.type != "plugin:search":
            return server_tool_events(item, message_index)
        noted = {"plugin": {"item": vars(item)}}
        return [
            StreamEvent("tool_call_name", "search", None, item.id, True, provider_metadata=noted)
        ]

    def refresh(output, done_events):
        for item in output:
            for event in done_events.get(item.id, []):
                event.provider_metadata["plugin"]["item"] = {"late": item.late}

    own = {"type": "plugin:search", "id": "x", "late": 1}
    exchange = ResponsesExchange("m", events, refresh)
    stream = canned.response_stream([own, message("a")])
    stream[3]["item"] = {"type": "plugin:search", "id": "x"}
    noted = {"plugin": {"item": {"late": 1}}}
    call = ToolCallPart("search", {}, "x", server_executed=True, provider_metadata=noted)
    assert taken(exchange, stream) == [assistant(HIDDEN, call, "a")]


def test_events_of_an_item_that_is_no_tools():
    """The hook gives nothing for items that say nothing of a tool."""
    for item in (SimpleNamespace(), SimpleNamespace(type=None), SimpleNamespace(type="message")):
        assert server_tool_events(item, 0) == []
