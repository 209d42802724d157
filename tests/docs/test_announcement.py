"""The Python of the announcement, in its own words and order, sync and async."""

from __future__ import annotations

import asyncio
import json

import pytest

import llm
from tests.docs.answering import known_as

SESSION = [
    (
        """
import llm
model = llm.get_model("gpt-5.5")
response = model.prompt("Capital of France?")
print(response.text())
""",
        "Paris",
    ),
    (
        """
model = llm.get_model("gpt-5.5")
conversation = model.conversation()
r1 = conversation.prompt("Capital of France?")
print(r1.text())
r2 = conversation.prompt("Germany?")
print(r2.text())
""",
        "Paris \nBerlin",
    ),
    (
        """
import llm
from llm import user, assistant
model = llm.get_model("gpt-5.5")
response = model.prompt(messages=[
  user("Capital of France?"),
  assistant("Paris"),
  user("Germany?"),
])
print(response.text())
""",
        "Berlin",
    ),
    (
        """
response2 = response.reply("How about Hungary?")
print(response2) # Default __str__() calls .text()
""",
        "Budapest",
    ),
    (
        """
response = model.prompt("Generate an SVG of a pelican riding a bicycle")
for chunk in response:
    print(chunk, end="")
""",
        "<svg>pelican</svg>",
    ),
    (
        """
import asyncio
import llm
model = llm.get_async_model("gpt-5.5")
response = model.prompt("Generate an SVG of a pelican riding a bicycle")
async def run():
    async for chunk in response:
        print(chunk, end="", flush=True)
asyncio.run(run())
""",
        "<svg>pelican</svg>",
    ),
]

STREAMING = '''
import asyncio
import llm

model = llm.get_model("gpt-5.5")
prompt = "invent 3 cool dogs, first talk about your motivations"

def describe_dog(name: str, bio: str) -> str:
    """Record the name and biography of a hypothetical dog."""
    return f"{name}: {bio}"

def sync_example():
    response = model.prompt(
        prompt,
        tools=[describe_dog],
    )
    for event in response.stream_events():
        if event.type == "text":
            print(event.chunk, end="", flush=True)
        elif event.type == "tool_call_name":
            print(f" Tool call: {event.chunk}(", end="", flush=True)
        elif event.type == "tool_call_args":
            print(event.chunk, end="", flush=True)
    return response

async def async_example():
    model = llm.get_async_model("gpt-5.5")
    response = model.prompt(
        prompt,
        tools=[describe_dog],
    )
    async for event in response.astream_events():
        if event.type == "text":
            print(event.chunk, end="", flush=True)
        elif event.type == "tool_call_name":
            print(f" Tool call: {event.chunk}(", end="", flush=True)
        elif event.type == "tool_call_args":
            print(event.chunk, end="", flush=True)
    return response
'''
STREAMED = (
    'My motivation: memorable dogs. Tool call: describe_dog({"name": "Nova", "bio": "A whippet"}'
)


@pytest.fixture(autouse=True)
def gpt():
    """A model by the name that the announcement uses."""
    with known_as("gpt-5.5"):
        yield


def test_the_short_examples(capsys: pytest.CaptureFixture[str]) -> None:
    """Prompts, conversations, messages, replies and text that streams, in one session."""
    names: dict[str, object] = {}
    for code, expected in SESSION:
        exec(code, names)
        assert capsys.readouterr().out.strip() == expected


def test_the_prompt_argument_becomes_a_list_of_one_message() -> None:
    """`prompt=` still works, as a single-item messages array."""
    response = llm.get_model("gpt-5.5").prompt("Capital of France?")
    assert response.prompt.messages == [llm.user("Capital of France?")]


def test_parts_stream_and_tools_run(capsys: pytest.CaptureFixture[str]) -> None:
    """The sync example, `execute_tool_calls()` and the reply that does so by itself."""
    names: dict[str, object] = {}
    exec(STREAMING + "\nresponse = sync_example()", names)
    assert capsys.readouterr().out == STREAMED
    exec("results = response.execute_tool_calls()", names)
    assert [result.output for result in names["results"]] == ["Nova: A whippet"]  # type: ignore[attr-defined]  # what exec left
    exec('print(response.reply("Tell me about the dogs"))', names)
    assert capsys.readouterr().out.strip() == "Nova and Mochi are very cool dogs."


def test_parts_stream_and_tools_run_in_a_loop(capsys: pytest.CaptureFixture[str]) -> None:
    """The async example, and the same after it."""
    names: dict[str, object] = {}
    exec(STREAMING + "\nresponse = asyncio.run(async_example())", names)
    assert capsys.readouterr().out == STREAMED
    response: llm.AsyncResponse = names["response"]  # type: ignore[assignment]  # what exec left

    async def go_on() -> tuple[list[llm.ToolResult], str]:
        reply = await response.reply("Tell me about the dogs")
        return await response.execute_tool_calls(), await reply.text()

    results, text = asyncio.run(go_on())
    assert [result.output for result in results] == ["Nova: A whippet"]
    assert text.strip() == "Nova and Mochi are very cool dogs."


def test_a_response_survives_json() -> None:
    """`to_dict()` gives a JSON-style dictionary, and `Response.from_dict` inflates it."""
    from llm import Response
    from llm.serialization import ResponseDict

    response = llm.get_model("gpt-5.5").prompt("Capital of France?")
    serializable: ResponseDict = response.to_dict()
    inflated = Response.from_dict(json.loads(json.dumps(serializable)))
    assert inflated.text() == response.text()
    assert inflated.to_dict() == serializable
    assert inflated.reply("Germany?").text().strip() == "Berlin"
