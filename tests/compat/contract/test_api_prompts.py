"""§2.5 of the contract: what a prompt is made of."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

import llm
from llm import Attachment, Fragment, Prompt, ToolResult, assistant, system, tool_message, user
from llm.parts import AttachmentPart, Message, TextPart, ToolResultPart
from llm.testing import ScriptedModel

MODEL = ScriptedModel()
PICTURE = Attachment(type="image/png", content=b"x")


@pytest.mark.parametrize(
    ("arguments", "prompt"),
    [
        ({"prompt": "a"}, "a"),
        ({"prompt": None, "fragments": ["f", Fragment("g", "g.txt")]}, "f\ng"),
        ({"prompt": "a", "fragments": ["f", "g"]}, "f\ng\na"),
    ],
)
def test_prompt(arguments, prompt):
    """§2.5 prompt: the fragments, then the text, joined by newlines."""
    assert Prompt(model=MODEL, **arguments).prompt == prompt


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"system": "s"}, "s"),
        ({"system_fragments": [" f\n", "g"]}, "f\n\ng"),
        ({"system": " s ", "system_fragments": ["f\n", "g"]}, "f\n\ng\n\ns"),
        ({}, ""),
    ],
)
def test_system(arguments, expected):
    """§2.5 system: the fragments, stripped, then the system prompt, joined by blank lines."""
    assert Prompt("a", MODEL, **arguments).system == expected


def test_synthesised_messages():
    """§2.5 messages: without an explicit list system, tool results and user, in this order."""
    given = Prompt(
        "a",
        MODEL,
        system="s",
        attachments=[PICTURE],
        tool_results=[ToolResult("f", "out", tool_call_id="1")],
    )
    assert given.messages == [
        system("s"),
        tool_message(ToolResultPart("f", "out", "1")),
        Message("user", [TextPart("a"), AttachmentPart(PICTURE)]),
    ]
    assert Prompt("a", MODEL).messages == [user("a")]


def test_explicit_messages():
    """§2.5 messages: an explicit list is what they are."""
    history = [system("s"), user("a"), assistant("b"), user("c")]
    assert Prompt("ignored", MODEL, system="too", messages=history).messages == history


def test_schema():
    """§2.5 schema: a dictionary as it is, a pydantic class converted."""

    class Dog(BaseModel):
        name: str

    assert Prompt("a", MODEL, schema={"type": "object"}).schema == {"type": "object"}
    assert Prompt("a", MODEL, schema=Dog).schema == Dog.model_json_schema()
    assert Prompt("a", MODEL).schema is None


def test_options():
    """§2.5 options: those given, else `model.Options()`, which models read attributes of."""

    class Options(llm.Options):
        seed: int = 7

    model = ScriptedModel(Options=Options)
    assert Prompt("a", model).options == Options()
    assert isinstance(Prompt("a", model).options, Options)
    assert Prompt("a", model).options.seed == 7
    assert Prompt("a", model, options=Options(seed=8)).options.seed == 8


def test_what_is_kept():
    """§2.5: a prompt keeps what it was given, for models to read."""

    def tool():
        """Do it."""

    result = ToolResult("f", "out")
    given = Prompt(
        "a", MODEL, fragments=["f"], attachments=[PICTURE], system_fragments=["g"],
        prompt_json="{}", tools=[llm.Tool.function(tool)], tool_results=[result],
        hide_reasoning=True,
    )  # fmt: skip
    assert (given.model, given.fragments, given.system_fragments) == (MODEL, ["f"], ["g"])
    assert (given.attachments, given.tool_results) == ([PICTURE], [result])
    assert [each.name for each in given.tools] == ["tool"]
    assert given.prompt_json == "{}"
    assert given.hide_reasoning
    assert not Prompt("a", MODEL).hide_reasoning
