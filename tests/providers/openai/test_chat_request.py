"""Messages and options as the body of a chat completion request."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.attachments import Attachment
from llm.parts import (
    AttachmentPart,
    Message,
    Part,
    ReasoningPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
    assistant,
    system,
    tool_message,
    user,
)
from llm.providers.openai.chat_request import chat_kwargs, chat_messages
from llm.tooling.tool import Tool

PNG = b"\x89PNG\r\n\x1a\n"
IMAGE = Attachment("image/png", content=PNG)
IMAGE_URL = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
IMAGE_PART = {"type": "image_url", "image_url": {"url": IMAGE_URL}}
CALL = ToolCallPart("add", {"a": 1}, "c1")
SENT_CALL = {
    "type": "function",
    "id": "c1",
    "function": {"name": "add", "arguments": '{"a": 1}'},
}
RESULT = ToolResultPart("add", "3", "c1")
SENT_RESULT = {"role": "tool", "tool_call_id": "c1", "content": "3"}


def text(words: str) -> dict[str, str]:
    return {"type": "text", "text": words}


def said(words: str) -> dict[str, str]:
    return {"role": "user", "content": words}


def thought(words: str, model: str = "m", field: str = "reasoning_content") -> ReasoningPart:
    return ReasoningPart(words, provider_metadata={"openai": {"field": field, "model": model}})


def test_text_is_plain_content():
    """Messages of text alone are sent as strings; each instruction is a message."""
    history = [system("a"), system("b"), user("u", " v"), assistant("x"), user("")]
    assert chat_messages(history) == [
        {"role": "system", "content": "a"}, {"role": "system", "content": "b"}, said("u v"),
        {"role": "assistant", "content": "x"}, said(""),
    ]  # fmt: skip


def test_attachments_are_parts_of_the_content():
    """Images, PDFs and sounds stand among the texts, in the order in which they were shown."""
    pdf = Attachment("application/pdf", content=b"%PDF-1")
    linked = Attachment("image/png", url="https://x.test/a.png")
    wav, mp3 = Attachment("audio/wave", content=b"RIFF"), Attachment("audio/mpeg", content=b"ID3")
    (sent,) = chat_messages([user("see", " this", IMAGE, "and", linked, pdf, wav, mp3)])
    file = {"filename": f"{pdf.id()}.pdf", "file_data": "data:application/pdf;base64,JVBERi0x"}
    assert sent["content"] == [
        text("see this"), IMAGE_PART, text("and"),
        {"type": "image_url", "image_url": {"url": "https://x.test/a.png"}},
        {"type": "file", "file": file},
        {"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}},
        {"type": "input_audio", "input_audio": {"data": "SUQz", "format": "mp3"}},
    ]  # fmt: skip


def test_image_detail_is_said_of_images_only():
    """How closely to look stands beside each image, and nowhere else."""
    video = Attachment("video/mp4", url="https://x.test/a.mp4")
    (sent,) = chat_messages([user(IMAGE, video)], image_detail="low")
    assert sent["content"] == [
        {"type": "image_url", "image_url": {"url": IMAGE_URL, "detail": "low"}},
        {"type": "video_url", "video_url": {"url": "https://x.test/a.mp4"}},
    ]


def test_a_file_of_text_is_sent_as_text_with_its_name(tmp_path: Path):
    """The API has no part for files of text: they are text, and the content stays a string."""
    notes = tmp_path / "notes.txt"
    notes.write_text("first", encoding="utf-8")
    data = Attachment("application/json", content=b'{"a": 1}')
    named = Attachment("text/plain", path=str(notes))
    assert chat_messages([user("read", named, data)]) == [
        said('read\n\nnotes.txt:\nfirst\n\n{"a": 1}')
    ]


def test_a_file_of_another_type_is_sent_as_a_file():
    """What the model says it takes, and no part is made for, goes out as a file."""
    odd = Attachment("application/zip", content=b"PK")
    (sent,) = chat_messages([user(odd)])
    file = {"filename": f"{odd.id()}.zip", "file_data": "data:application/zip;base64,UEs="}
    assert sent["content"] == [{"type": "file", "file": file}]


def test_calls_and_results_are_messages_of_their_own():
    """Each result is one message; what is empty says what was raised; a missing id is empty."""
    raised = ToolResultPart("now", "", None, exception="ValueError: no")
    history = [
        user("go"),
        assistant("well", CALL, ToolCallPart("now", {}, None)),
        tool_message(RESULT, raised),
        user("?"),
    ]
    bare = {"type": "function", "id": "", "function": {"name": "now", "arguments": "{}"}}
    assert chat_messages(history) == [
        said("go"),
        {"role": "assistant", "content": "well", "tool_calls": [SENT_CALL, bare]},
        SENT_RESULT,
        {"role": "tool", "tool_call_id": "", "content": "ValueError: no"},
        said("?"),
    ]


def test_arguments_go_back_as_the_model_wrote_them():
    """Arguments are JSON; those that could not be parsed are quoted."""
    calls = [ToolCallPart("a", {"_raw": '{"x": '}, "1"), ToolCallPart("b", {"é": "\n"}, "2")]
    (sent,) = chat_messages([assistant(*calls)])
    assert [call["function"]["arguments"] for call in sent["tool_calls"]] == [
        '{"x": ', '{"é": "\\n"}',
    ]  # fmt: skip
    assert sent["content"] is None


def test_what_the_provider_ran_is_not_replayed():
    """A call that the provider ran, and its result, are told by the text that followed."""
    ran = [ToolCallPart("search", {}, "s", server_executed=True),
           ToolResultPart("search", "found", "s", server_executed=True)]  # fmt: skip
    assert chat_messages([user("u"), assistant(*ran, "so")]) == [
        said("u"), {"role": "assistant", "content": "so"},
    ]  # fmt: skip


def test_an_answer_without_words_is_empty():
    """An answer of hidden reasoning alone is a valid message; one that says nothing is left out."""
    history = [user(), system(""), assistant(ReasoningPart(redacted=True)), user("u")]
    assert chat_messages(history) == [{"role": "assistant", "content": ""}, said("u")]


def test_what_a_tool_shows_comes_after_the_results():
    """Results stand together; a user then shows what came with them."""
    shows = ToolResultPart("add", "3", "c1", attachments=[IMAGE])
    calls = assistant(CALL, ToolCallPart("add", {"a": 1}, "c2"))
    history = [user("go"), calls, tool_message(shows), tool_message(ToolResultPart("b", "4", "c2"))]
    shown = {"role": "user", "content": [IMAGE_PART]}
    results = [SENT_RESULT, {"role": "tool", "tool_call_id": "c2", "content": "4"}]
    assert chat_messages(history)[2:] == [*results, shown]
    assert chat_messages([*history, assistant("ok")])[4:] == [
        shown, {"role": "assistant", "content": "ok"},
    ]  # fmt: skip


def test_what_a_model_shows_is_shown_by_the_next_user():
    """An image in an answer joins the message that follows it, or is one of its own at the end."""
    drawn = assistant("here", AttachmentPart(IMAGE))
    answer = {"role": "assistant", "content": "here"}
    assert chat_messages([drawn, user("bluer")]) == [
        answer, {"role": "user", "content": [IMAGE_PART, text("bluer")]},
    ]  # fmt: skip
    assert chat_messages([drawn]) == [answer, {"role": "user", "content": [IMAGE_PART]}]


@pytest.mark.parametrize(
    ("media_type", "taken", "shown"),
    [
        ("image/png", None, True), ("image/png", {"image/png"}, True), ("image/png", set(), False),
        ("application/zip", None, False), ("video/mp4", None, False),
        ("video/mp4", {"video/mp4"}, True),
    ],
)  # fmt: skip
def test_what_nobody_checked_is_shown_or_noted(media_type, taken, shown):
    """What a tool shows and the model does not take is named, not sent."""
    shows = ToolResultPart("add", "3", "c1", attachments=[Attachment(media_type, content=PNG)])
    *_, last = chat_messages([tool_message(shows)], taken=taken)
    assert last["role"] == "user"
    assert isinstance(last["content"], list) == shown
    assert shown or media_type in last["content"]


def test_reasoning_goes_back_within_an_unfinished_round():
    """Until the user speaks, the model gets back what it thought before each of its calls."""
    first = assistant(thought("a"), thought("b"), CALL)
    second = assistant(thought("c", field="reasoning"), "so", CALL)
    history = [user("u"), first, tool_message(RESULT), second, tool_message(RESULT)]
    sent = chat_messages(history, model_id="m")
    assert sent[1] == {
        "role": "assistant", "content": None, "tool_calls": [SENT_CALL], "reasoning_content": "ab",
    }  # fmt: skip
    assert sent[3]["reasoning"] == "c"
    assert chat_messages([*history, user(IMAGE)], model_id="m")[: len(sent)] == sent


@pytest.mark.parametrize(
    ("answer", "after", "model_id"),
    [
        (assistant(thought("a"), "no calls"), [], "m"),
        (assistant(thought("a", model="other"), CALL), [tool_message(RESULT)], "m"),
        (assistant(thought("a"), CALL), [tool_message(RESULT)], None),
        (assistant(thought("a", field="role"), CALL), [tool_message(RESULT)], "m"),
        (assistant(ReasoningPart("a"), CALL), [tool_message(RESULT)], "m"),
        (assistant(ReasoningPart("a", provider_metadata={"openai": 1}), CALL), [], "m"),
    ],
    ids=[
        "no calls", "another model", "no model", "no such field", "from elsewhere", "damaged",
    ],
)  # fmt: skip
def test_reasoning_stays_at_home_otherwise(answer, after, model_id):
    """A turn without calls, another model, or unknown origin: nothing of it is sent."""
    sent = chat_messages([user("u"), answer, *after], model_id=model_id)[1]
    assert sent["role"] == "assistant"
    assert set(sent) <= {"role", "content", "tool_calls"}


def test_reasoning_of_a_turn_with_calls_goes_back_for_good():
    """All of it, that of the final answer too; turns in which nothing was called keep theirs."""
    before = [user("t"), assistant(thought("x"), "plain")]
    turn = [user("u"), assistant(thought("a"), CALL), tool_message(RESULT)]
    turn += [assistant(thought("b"), "done"), user("v"), assistant(thought("c"), "so"), user("w")]
    sent = chat_messages([*before, *turn], model_id="m")
    kept = [each.get("reasoning_content") for each in sent if each["role"] == "assistant"]
    assert kept == [None, "a", "b", None]


def test_a_signature_goes_back_with_its_call():
    """What a server wants back beside a call is sent under the rule for reasoning."""
    kept = {"openai": {"extra_content": {"google": {"s": 1}}, "model": "m"}}
    signed = assistant(ToolCallPart("add", {"a": 1}, "c1", provider_metadata=kept))
    history = [user("u"), signed, tool_message(RESULT)]
    sent = {**SENT_CALL, "extra_content": {"google": {"s": 1}}}
    assert chat_messages(history, model_id="m")[1]["tool_calls"] == [sent]
    assert chat_messages([*history, user("v")], model_id="m")[1]["tool_calls"] == [sent]
    assert chat_messages(history, model_id="n")[1]["tool_calls"] == [SENT_CALL]


def test_options_that_are_set_are_fields_of_the_body():
    """Options go out under their names, those of plugins too; settings of ours stay here."""
    options = {
        "temperature": 0.5, "seed": None, "stop": "x", "web": {"on": True}, "json_object": False,
        "image_detail": "low", "chat_completions": True, "reasoning_summary": "auto",
    }  # fmt: skip
    assert chat_kwargs(options) == {"temperature": 0.5, "stop": "x", "web": {"on": True}}
    assert chat_kwargs({}, stream=True) == {"stream_options": {"include_usage": True}}


def test_a_schema_goes_before_plain_json():
    """The answer's format is the schema, where there is one."""
    schema = {"type": "object", "properties": {}}
    described = {"type": "json_schema", "json_schema": {"name": "output", "schema": schema}}
    plain = {"json_object": True}
    assert chat_kwargs(plain) == {"response_format": {"type": "json_object"}}
    assert chat_kwargs(plain, schema=schema) == {"response_format": described}


def test_tools_are_functions():
    """A tool is described by its name, what it does and its parameters."""
    schema = {"type": "object", "properties": {"a": {"type": "integer"}}}
    tools = [Tool("add", "Adds", schema), Tool("now")]
    bare = {"name": "now", "parameters": {"type": "object", "properties": {}}}
    assert chat_kwargs({}, tools=tools)["tools"] == [
        {"type": "function",
         "function": {"name": "add", "description": "Adds", "parameters": schema}},
        {"type": "function", "function": bare},
    ]  # fmt: skip


def test_reasoning_models_know_another_name_for_the_limit():
    """`max_tokens` is renamed where it must be; the newer name given by itself is kept."""
    assert chat_kwargs({"max_tokens": 5}) == {"max_tokens": 5}
    assert chat_kwargs({"max_tokens": 5}, completion_tokens=True) == {"max_completion_tokens": 5}
    both = {"max_tokens": 5, "max_completion_tokens": 7}
    assert chat_kwargs(both, completion_tokens=True) == {"max_completion_tokens": 7}


class UnknownPart(Part):
    """A part of a later release."""

    kind = "unknown"


KEPT = st.none() | st.fixed_dictionaries(
    {
        "openai": st.none()
        | st.dictionaries(
            st.sampled_from(["field", "model", "extra_content"]),
            st.sampled_from(["m", "reasoning"]),
        )
    }
)
ATTACHMENTS = st.builds(
    Attachment,
    st.sampled_from(["image/png", "application/pdf", "audio/wav", "text/css", "a/b", "video/x"]),
    content=st.binary(max_size=3),
)
IDS = st.none() | st.sampled_from(["c1", "c2"])
PARTS = st.one_of(
    st.builds(TextPart, st.text(max_size=3), KEPT),
    st.builds(ReasoningPart, st.text(max_size=3), st.booleans(), KEPT),
    st.builds(ToolCallPart, st.text(max_size=3), st.dictionaries(st.text(), st.integers(),
              max_size=1), IDS, st.booleans(), KEPT),
    st.builds(ToolResultPart, st.text(max_size=3), st.text(max_size=3), IDS, st.booleans(),
              st.lists(ATTACHMENTS, max_size=1), st.none() | st.text(max_size=3)),
    st.builds(AttachmentPart, st.none() | ATTACHMENTS),
    st.builds(UnknownPart),
)  # fmt: skip
ROLES = st.sampled_from(["system", "user", "assistant", "tool", "developer"])
HISTORIES = st.lists(st.builds(Message, ROLES, st.lists(PARTS, max_size=4)), max_size=5)


@given(HISTORIES)
def test_any_history_can_be_sent(history: list[Message]):
    """Whatever parts a history holds, what goes out is JSON of the API's roles and fields."""
    sent: list[dict[str, Any]] = chat_messages(history, model_id="m")
    json.dumps(sent)
    calls = [p for m in history for p in m.parts if isinstance(p, ToolCallPart)]
    results = [p for m in history for p in m.parts if isinstance(p, ToolResultPart)]
    if all(message.role == "assistant" for message in history if message.parts):
        ours = [part for part in calls if not part.server_executed]
        assert sum(len(each.get("tool_calls", ())) for each in sent) == len(ours)
        told = [part for part in results if not part.server_executed]
        assert sum(each["role"] == "tool" for each in sent) == len(told)
    for each in sent:
        assert each["content"] is not None or each["tool_calls"]
        assert isinstance(each["content"], (str, type(None))) or each["role"] == "user"
        assert each.get("tool_call_id") is not None or each["role"] != "tool"


@given(HISTORIES)
def test_no_image_gets_lost(history: list[Message]):
    """Each image is shown once, but for what the provider's own tools showed."""
    held = []
    for part in (part for message in history for part in message.parts):
        if isinstance(part, AttachmentPart) and part.attachment is not None:
            held.append(part.attachment)
        elif isinstance(part, ToolResultPart) and not part.server_executed:
            held += part.attachments
    images = [f"data:image/png;base64,{each.base64_content()}" for each in held
              if each.type == "image/png"]  # fmt: skip
    contents = [each["content"] for each in chat_messages(history)]
    parts = [part for content in contents if isinstance(content, list) for part in content]
    shown = [part["image_url"]["url"] for part in parts if part["type"] == "image_url"]
    assert sorted(shown) == sorted(images)
