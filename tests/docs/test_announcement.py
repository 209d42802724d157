"""Every example of the announcement of 0.32a0, in its own words and order.

Its Python runs against models that know the answers and against the built-in one, its `curl`
against `llm serve`, its command line in a shell and on a terminal.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest

import llm
from llm.providers.local.model import AsyncLocalChat, LocalChat
from tests.docs.answering import known_as
from tests.docs.world import World
from tests.e2e.conftest import llama_cpp, local_model, weights, wheel  # noqa: F401 - fixtures
from tests.terminal import Terminal

A_PROMPT = """
import llm

model = llm.get_model("gpt-5.5")
response = model.prompt("Capital of France?")
print(response.text())
"""

CURL = """
curl https://api.openai.com/v1/chat/completions \\
  -H "Authorization: Bearer $OPENAI_API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{
    "model": "gpt-5.5",
    "messages": [
      {
        "role": "user",
        "content": "Capital of France?"
      },
      {
        "role": "assistant",
        "content": "Paris"
      },
      {
        "role": "user",
        "content": "Germany?"
      }
    ]
  }'
"""

A_CONVERSATION = """
model = llm.get_model("gpt-5.5")

conversation = model.conversation()
r1 = conversation.prompt("Capital of France?")
print(r1.text())
# Outputs "Paris"

r2 = conversation.prompt("Germany?")
print(r2.text())
# Outputs "Berlin"
"""

MESSAGES = """
import llm
from llm import user, assistant

model = llm.get_model("gpt-5.5")

response = model.prompt(messages=[
    user("Capital of France?"),
    assistant("Paris"),
    user("Germany?"),
])
print(response.text())
"""

A_REPLY = """
response2 = response.reply("How about Hungary?")
print(response2)
# Default __str__() calls .text()
"""

CHUNKS = """
response = model.prompt("Generate an SVG of a pelican riding a bicycle")
for chunk in response:
    print(chunk, end="")
"""

ASYNC_CHUNKS = """
import asyncio
import llm

model = llm.get_async_model("gpt-5.5")
response = model.prompt("Generate an SVG of a pelican riding a bicycle")

async def run():
    async for chunk in response:
        print(chunk, end="", flush=True)

asyncio.run(run())
"""

PARTS = '''
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

sync_example()
asyncio.run(async_example())
'''

# "At the end of the response", which the example above keeps to itself.
ITS_RESPONSE = """
from llm import Response
response = model.prompt(prompt, tools=[describe_dog])
response.text()
"""
TOOLS = "results = response.execute_tool_calls()"
ABOUT_THE_DOGS = 'print(response.reply("Tell me about the dogs"))'

THINKING = """
llm -m claude-sonnet-4.6 'Think about 3 cool dogs then describe them' \\
  -o thinking_display 1
"""

JSON = """
serializable = response.to_dict()
# serializable is a JSON-style dictionary
# store it anywhere you like, then inflate it:
response = Response.from_dict(serializable)
"""

SESSION = (
    A_PROMPT, A_CONVERSATION, MESSAGES, A_REPLY, CHUNKS, ASYNC_CHUNKS, PARTS, ITS_RESPONSE, TOOLS,
    ABOUT_THE_DOGS, JSON,
)  # fmt: skip
"""The Python, in order."""
STREAMED = (
    'My motivation: memorable dogs. Tool call: describe_dog({"name": "Nova", "bio": "A whippet"}'
)
DOGS = "Nova and Mochi are very cool dogs."


def run_session(capsys: pytest.CaptureFixture[str]) -> tuple[list[str], dict[str, object]]:
    """What each example of the Python prints, and the names that all of it leaves."""
    names: dict[str, object] = {}
    shown = []
    for code in SESSION:
        exec(code, names)
        shown.append(capsys.readouterr().out.strip())
    return shown, names


@pytest.fixture
def gpt() -> Iterator[None]:
    """Models that know the answers, by the name that the announcement uses."""
    with known_as("gpt-5.5"):
        yield


@pytest.mark.usefixtures("gpt")
def test_the_python(capsys: pytest.CaptureFixture[str]) -> None:
    """Prompts, conversations, messages, replies, streams, parts, tools and JSON, in one session."""
    shown, names = run_session(capsys)
    svg = "<svg>pelican</svg>"
    printed = ["Paris", "Paris \nBerlin", "Berlin", "Budapest", svg, svg]
    assert shown == [*printed, STREAMED * 2, "", "", DOGS, ""]
    assert [result.output for result in names["results"]] == ["Nova: A whippet"]  # type: ignore[attr-defined]  # what exec left
    assert names["response"].to_dict() == names["serializable"]  # type: ignore[attr-defined]


@pytest.mark.timeout(300)
@pytest.mark.usefixtures("local_model")
def test_the_python_with_the_built_in_model(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same with a real model: each example says something, and what a toy knows is right."""
    monkeypatch.setattr("llm.providers.local.request.MAX_TOKENS", 64)
    models = LocalChat(), AsyncLocalChat()
    for model in models:
        model.model_id = "gpt-5.5"
    with known_as("gpt-5.5", *models):
        shown, names = run_session(capsys)
    france, capitals, germany, hungary, svg, async_svg, parts, _, _, dogs, _ = shown
    assert "Paris" in france
    assert "Berlin" in capitals
    assert "Berlin" in germany
    assert "Budapest" in hungary
    assert svg
    assert svg == async_svg
    assert parts.count("Tool call: describe_dog({") == 2
    assert names["results"]
    assert dogs
    assert names["response"].to_dict() == names["serializable"]  # type: ignore[attr-defined]


@pytest.mark.usefixtures("gpt")
def test_the_prompt_argument_becomes_a_list_of_one_message() -> None:
    """`prompt=` still works, as a single-item messages array."""
    response = llm.get_model("gpt-5.5").prompt("Capital of France?")
    assert response.prompt.messages == [llm.user("Capital of France?")]


@pytest.mark.usefixtures("gpt")
def test_tools_run_in_a_loop() -> None:
    """What is said of the end of a response holds for an async one, too."""

    def describe_dog(name: str, bio: str) -> str:
        """Record the name and biography of a hypothetical dog."""
        return f"{name}: {bio}"

    async def ask() -> tuple[list[llm.ToolResult], str]:
        response = llm.get_async_model("gpt-5.5").prompt("Invent 3 dogs", tools=[describe_dog])
        reply = await response.reply("Tell me about the dogs")
        return await response.execute_tool_calls(), await reply.text()

    results, text = asyncio.run(ask())
    assert [result.output for result in results] == ["Nova: A whippet"]
    assert text.strip() == DOGS


@pytest.mark.usefixtures("gpt")
def test_a_response_survives_json() -> None:
    """The dictionary is the TypedDict of `llm.serialization`, and can be stored anywhere."""
    from llm import Response
    from llm.serialization import ResponseDict

    response = llm.get_model("gpt-5.5").prompt("Capital of France?")
    serializable: ResponseDict = response.to_dict()
    inflated = Response.from_dict(json.loads(json.dumps(serializable)))
    assert inflated.text() == response.text()
    assert inflated.reply("Germany?").text().strip() == "Berlin"


@pytest.fixture
def world(tmp_path) -> Iterator[World]:
    """A machine with the models that the announcement names."""
    with World(tmp_path) as one:
        yield one


@pytest.mark.skipif(shutil.which("curl") is None, reason="apt-get install curl")
def test_the_curl(world: World) -> None:
    """It emulates the API that it was written for, with only the host changed."""
    with subprocess.Popen(
        [sys.executable, "-m", "llm", "serve", "--port", "0"],
        stderr=subprocess.PIPE,
        text=True,
        cwd=world.cwd,
        env=world.real_env(),
    ) as server:
        try:
            assert server.stderr is not None
            found = re.search(r"http://127\.0\.0\.1:\d+", server.stderr.readline())
            assert found
            command = CURL.replace("https://api.openai.com", found[0])
            world.env |= {"OPENAI_API_KEY": "sk-any", "no_proxy": "*"}
            done = world.run(command)
        finally:
            server.terminate()
    assert json.loads(done.stdout)["choices"][0]["message"]["content"].strip() == "Berlin", done
    assert "Germany?" in world.run("llm logs -n 1").stdout


def test_thinking_goes_to_standard_error(world: World) -> None:
    """The command line: what is piped into other tools is the answer alone; `-R` hides the rest."""
    done = world.run(f"{THINKING.strip()} | cat")
    assert (done.status, done.stdout.strip()) == (0, DOGS)
    assert done.stderr.strip() == "They want dogs."
    for flag in ("-R", "--no-reasoning"):
        done = world.run(f"{THINKING.strip()} {flag}")
        assert (done.stdout.strip(), done.stderr) == (DOGS, "")


def test_thinking_has_another_colour(world: World) -> None:
    """On a terminal it is dim, and the answer is not."""
    command = ["/bin/sh", "-c", THINKING]
    with Terminal(command, env=world.real_env(), cwd=world.cwd) as terminal:
        assert terminal.end() == 0
        assert terminal.screen.text().split() == f"They want dogs. {DOGS}".split()
        before = terminal.written.partition("They want dogs.")[0]
        assert before.endswith("\x1b[2m")
        assert "\x1b[0m" in terminal.written.partition("They want dogs.")[2].partition("Nova")[0]
