"""§2.8 of the contract: messages and parts, their JSON form and their builders."""

from __future__ import annotations

import base64
import dataclasses
import json
from typing import Any

import pytest

import llm
from llm import Attachment, Message, assistant, system, tool_message, user
from llm.parts import (
    AttachmentPart,
    Part,
    ReasoningPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)

METADATA = {"openai": {"id": "rs_1", "nested": [1, {"a": None}]}}
PICTURE = Attachment(type="image/png", content=b"\x00\xff")
PICTURE_DICT = {"type": "image/png", "content": base64.b64encode(b"\x00\xff").decode()}

# A part, and the only keys of its JSON form; then one with all that it can have.
FORMS = [
    (TextPart("a"), {"type": "text", "text": "a"}),
    (TextPart(), {"type": "text", "text": ""}),
    (TextPart("a", METADATA), {"type": "text", "text": "a", "provider_metadata": METADATA}),
    (ReasoningPart("hm"), {"type": "reasoning", "text": "hm"}),
    (
        ReasoningPart("", redacted=True, provider_metadata=METADATA),
        {"type": "reasoning", "text": "", "redacted": True, "provider_metadata": METADATA},
    ),
    (ToolCallPart("f", {}), {"type": "tool_call", "name": "f", "arguments": {}}),
    (
        ToolCallPart("f", {"x": 1}, "1", server_executed=True, provider_metadata=METADATA),
        {"type": "tool_call", "name": "f", "arguments": {"x": 1}, "tool_call_id": "1",
         "server_executed": True, "provider_metadata": METADATA},
    ),
    (ToolResultPart("f", "out"), {"type": "tool_result", "name": "f", "output": "out"}),
    (
        ToolResultPart("f", "out", "1", server_executed=True, attachments=[PICTURE],
                       exception="KeyError: no", provider_metadata=METADATA),
        {"type": "tool_result", "name": "f", "output": "out", "tool_call_id": "1",
         "server_executed": True, "exception": "KeyError: no", "attachments": [PICTURE_DICT],
         "provider_metadata": METADATA},
    ),
    (AttachmentPart(), {"type": "attachment"}),
    (
        AttachmentPart(PICTURE, METADATA),
        {"type": "attachment", "attachment": PICTURE_DICT, "provider_metadata": METADATA},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("part", "form"), FORMS)
def test_forms(part, form):
    """§2.8 to_dict, from_dict: these keys, optional ones left out when empty; and back."""
    assert part.to_dict() == form
    assert Part.from_dict(json.loads(json.dumps(form))) == part
    assert isinstance(part, Part)


@pytest.mark.parametrize(
    ("message", "form"),
    [
        (Message("user"), {"role": "user", "parts": []}),
        (
            Message("assistant", [TextPart("a")], METADATA),
            {"role": "assistant", "parts": [{"type": "text", "text": "a"}],
             "provider_metadata": METADATA},
        ),
    ],
)  # fmt: skip
def test_messages(message, form):
    """§2.8 Message: role, parts, and metadata if there is any; and back."""
    assert message.to_dict() == form
    assert Message.from_dict(json.loads(json.dumps(form))) == message


@pytest.mark.parametrize(
    "attachment",
    [Attachment(url="http://x/y"), Attachment(type="image/png", path="a.png"), PICTURE],
)
def test_attachment_dict(attachment):
    """§2.8 attachment dict: any of type, url, path and content in base64."""
    form: Any = AttachmentPart(attachment).to_dict()
    assert set(form["attachment"]) <= {"type", "url", "path", "content"}
    assert Part.from_dict(form) == AttachmentPart(attachment)


@pytest.mark.parametrize("part", [part for part, _ in FORMS])
def test_value_equality(part):
    """§2.8: they are dataclasses, equal by value, each with `provider_metadata`."""
    assert dataclasses.is_dataclass(type(part))
    twin = dataclasses.replace(part)
    assert twin == part
    assert twin is not part
    assert dataclasses.replace(part, provider_metadata={"other": {}}) != part


def test_unknown_part():
    """§2.8 from_dict: an unknown type of part is a ValueError."""
    form: Any = {"type": "hologram"}
    with pytest.raises(ValueError, match="hologram"):
        Part.from_dict(form)
    with pytest.raises(ValueError, match="hologram"):
        Message.from_dict({"role": "user", "parts": [form]})


@pytest.mark.parametrize(
    ("build", "role"),
    [(user, "user"), (assistant, "assistant"), (system, "system"), (tool_message, "tool")],
)
def test_builders(build, role):
    """§2.8 builders: text, attachments, parts, lists flattened; else a TypeError."""
    message = build("a", [PICTURE, ["b", ReasoningPart("c")]], provider_metadata=METADATA)
    parts = [TextPart("a"), AttachmentPart(PICTURE), TextPart("b"), ReasoningPart("c")]
    assert message == Message(role, parts, METADATA)
    assert build() == Message(role, [])
    for wrong in (5, {"type": "text"}, None):
        with pytest.raises(TypeError):
            build(wrong)


def test_roles(api):
    """§2.8 roles: what is sent is of system, user, assistant and tool."""

    def tool():
        """Do it."""

    model = api.model([[llm.ToolCall("tool", {})], ["end"]])
    api.wait(model.chain("x", system="s", tools=[tool]).text())
    roles = [message.role for message in model.prompts[1].messages]
    assert roles == ["system", "user", "assistant", "tool"]
