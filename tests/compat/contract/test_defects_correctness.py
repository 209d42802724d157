"""§7 of the contract, correctness: what was asked for is done, in every way of asking."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from contextlib import closing
from typing import Any

import pytest

import llm
from llm.errors import InvalidOptions
from llm.parts import ReasoningPart
from llm.store.opening import open_store
from llm.store.records import CallRecord, Selection
from llm.testing import ScriptedModel
from tests.cli.installed_models import installed
from tests.conftest import World
from tests.providers.openai import canned
from tests.providers.openai.recorder import Recorder

ANSWERS = [[f"answer {number}"] for number in range(9)]
SCHEMA = {"type": "object", "properties": {"name": {"type": "string"}}}


@pytest.fixture
def model():
    """A model `m` that answers, in this process."""
    with installed({"m": ANSWERS}) as made:
        yield made["m"]


def logged(inside: Any, *options: str) -> list[dict[str, Any]]:
    """The rows of `llm logs --json`."""
    rows: list[dict[str, Any]] = json.loads(inside("logs", "--json", *options).stdout)
    return rows


def systems(prompt: Any) -> list[str]:
    return [each.text() for each in prompt.messages if each.role == "system"]


def up(text: str) -> str:
    """In capitals."""
    return text.upper()


CALL = llm.ToolCall("up", {"text": "x"}, "1")


def test_c_is_the_conversation_used_last(inside, model):
    """§7 correctness: `-c` and `logs -c` mean the conversation that was used last."""
    inside("-m", "m", "a")
    (first,) = {row["conversation_id"] for row in logged(inside)}
    inside("-m", "m", "b")
    inside("--cid", first, "c")
    assert {row["conversation_id"] for row in logged(inside, "-c")} == {first}
    inside("-c", "d")
    assert [row["prompt"] for row in logged(inside, "-c")] == ["a", "c", "d"]


def test_instructions_of_a_continued_conversation(inside, model):
    """§7 correctness: `-s` with `-c` is sent, and recorded."""
    inside("-m", "m", "a", "-s", "first")
    inside("-c", "b", "-s", "second")
    assert systems(model.prompts[-1]) == ["second"]
    assert [row["system"] for row in logged(inside)] == ["first", "second"]


def test_system_together_with_messages(api: World):
    """§7 correctness: `system=` together with `messages=` is sent."""
    made = api.model([["x"]])
    api.finish(made.prompt("b", system="be brief", messages=[llm.user("a"), llm.assistant("o")]))
    assert systems(made.prompts[0]) == ["be brief"]


def test_the_schema_of_a_chain(api: World):
    """§7 correctness: a chain keeps `schema` after its first round."""
    made = api.model([["", CALL], ["{}"]])
    api.wait(made.chain("x", tools=[up], schema=SCHEMA).text())
    assert [prompt.schema for prompt in made.prompts] == [SCHEMA, SCHEMA]


def test_stored_options_in_a_chat(inside, model):
    """§7 correctness: `chat -o` leaves the stored options that it does not name."""
    inside("models", "options", "set", "m", "temperature", "1")
    inside("chat", "-m", "m", "-o", "seed", "2", stdin="a\n")
    options = model.prompts[0].options
    assert (options.temperature, options.seed) == (1.0, 2)


def test_a_chat_with_logging_off(inside, model):
    """§7 correctness: `chat` logs nothing where logging is off."""
    inside("logs", "off")
    inside("chat", "-m", "m", stdin="a\n")
    inside("logs", "on")
    inside("chat", "-m", "m", stdin="b\n")
    assert [row["prompt"] for row in logged(inside)] == ["b"]


def test_schemas_list(inside):
    """§7 correctness: `schemas list` shows the schemas that are used now."""
    with installed({"m": [["{}"]]}):
        inside("-m", "m", "a", "--schema", "name, age int")
    assert "{name, age}" in inside("schemas", "list").stdout


def test_tools_of_a_conversation(api: World):
    """§7 correctness: both worlds use the tools of a conversation."""
    made = api.model([["x"]])
    api.finish(made.conversation(tools=[up]).prompt("a"))
    assert [tool.name for tool in made.prompts[0].tools] == ["up"]


def test_a_tool_without_implementation(api: World):
    """§7 correctness: in both worlds it is an error result."""
    made = api.model([["", llm.ToolCall("bare", {}, "1")], ["end"]])
    bare = llm.Tool(name="bare", description="", input_schema={}, implementation=None)
    assert api.wait(made.chain("x", tools=[bare]).text()) == "end"
    (result,) = made.prompts[1].tool_results
    assert "no implementation" in result.output


def test_an_async_tool_under_a_running_loop():
    """§7 correctness: a sync chain inside an event loop gets the result of an async tool."""

    async def waiting() -> str:
        await asyncio.sleep(0)
        return "waited"

    async def go() -> str:
        made = ScriptedModel([["", llm.ToolCall("waiting", {}, "1")], ["end"]])
        made.chain("x", tools=[waiting]).text()
        return str(made.prompts[1].tool_results[0].output)

    assert asyncio.run(go()) == "waited"


@pytest.fixture
def responses(api: World, recorder: Recorder) -> Any:
    """A model of the Responses API in each world."""
    return api.openai("Responses", "m", api_base=recorder.url)


OPTIONS = {
    "seed": 1,
    "stop": "x",
    "frequency_penalty": 1,
    "presence_penalty": 1,
    "logit_bias": {"1": 1},
}


@pytest.mark.parametrize("name", OPTIONS)
def test_options_that_the_responses_api_lacks(api, recorder, responses, name):
    """§7 correctness: they are an error that names the option, before anything is sent."""
    with pytest.raises(InvalidOptions, match=name):
        api.finish(responses.prompt("hi", **{name: OPTIONS[name]}))
    assert recorder.requests == []


def test_an_incomplete_response(api, recorder, responses):
    """§7 correctness: `response.incomplete` is told as the reason of the end."""
    details = {"reason": "max_output_tokens"}
    stream = canned.response_stream(
        [canned.message("Half")], status="incomplete", incomplete_details=details
    )
    recorder.answer(stream)
    response = api.finish(responses.prompt("hi"))
    assert api.wait(response.text()) == "Half"
    assert response.finish_reason == "length"


def test_a_failed_response(api, recorder, responses):
    """§7 correctness: `response.failed` is an error with the words of the server."""
    error = {"code": "server_error", "message": "out of order"}
    stream = canned.response_stream([canned.message("Half")], status="failed", error=error)
    recorder.answer(stream)
    with pytest.raises(llm.ModelError, match="out of order"):
        api.finish(responses.prompt("hi"))


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
def test_reasoning_of_compatible_servers(api, recorder, stream, field):
    """§7 correctness: visible reasoning of DeepSeek, vLLM, llama.cpp is kept."""
    said = {field: "hmm", "content": "So"}
    pieces = [{name: text} for name, text in said.items()]
    recorder.answer(canned.chat_stream(pieces) if stream else canned.chat(said))
    response = api.finish(
        api.openai("Chat", "m", api_base=recorder.url).prompt("hi", stream=stream)
    )
    parts = [part for message in api.wait(response.messages()) for part in message.parts]
    assert [part.text for part in parts if isinstance(part, ReasoningPart)] == ["hmm"]
    assert api.wait(response.text()) == "So"


@pytest.mark.parametrize(
    "text", ["c++", "what's up", "foo-bar", "user@host", 'a"b', "(", "AND", "*", "a:b"]
)
def test_search_takes_any_text(inside, model, text):
    """§7 correctness: any text can be searched for."""
    inside("-m", "m", f"about {text} here")
    inside("-m", "m", "something else")
    done = inside("logs", "-q", text, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    if any(letter.isalnum() for letter in text):
        assert [row["prompt"] for row in json.loads(done.stdout)] == [f"about {text} here"]


def test_the_syntax_of_full_text_search(inside, model):
    """§7 correctness: full-text syntax is opt-in."""
    inside("-m", "m", "cat and dog")
    inside("-m", "m", "dog alone")
    found = logged(inside, "-q", "dog NOT cat", "--fts")
    assert [row["prompt"] for row in found] == ["dog alone"]
    assert logged(inside, "-q", "dog NOT cat") == []


def test_bytes_that_are_no_text(inside, model):
    """§7 correctness: bytes on standard input that are not UTF-8 are asked about, and logged."""
    done = inside("-m", "m", "hi", stdin=b"caf\xe9\n")
    assert (done.returncode, done.stdout) == (0, "answer 0\n")
    (row,) = logged(inside)
    assert row["prompt"].startswith("caf")


def test_a_recorded_model_that_is_gone(inside, model):
    """§7 correctness: `--cid` with `-m` works where the recorded model is not installed."""
    with closing(open_store()) as store:
        store.finish(CallRecord("call1", "gone", [llm.user("a")], [llm.assistant("b")]))
        (cid,) = (call.conversation for call in store.calls(Selection()))
    assert inside("--cid", cid, "-m", "m", "c").stdout == "answer 0\n"
    assert [each.text() for each in model.prompts[0].messages] == ["a", "b", "c"]


TOOL = """
import llm

@llm.hookimpl
def register_tools(register):
    def same():
        "Of {name}."
    register(same)
"""


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_order_of_plugins_and_tools(install, environment, seed):
    """§7 correctness: the order of plugins, and who gets the suffix `_1`, is always the same."""
    for name in ("zeta", "alpha", "mid"):
        install(name, TOOL.format(name=name))
    program = """
import json, llm
tools = {name: tool.plugin for name, tool in llm.get_tools().items() if "same" in name}
print(json.dumps([[each["name"] for each in llm.get_plugins()], tools]))
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**environment, "PYTHONHASHSEED": seed},
        check=True,
        capture_output=True,
    )
    plugins, tools = json.loads(done.stdout)
    assert plugins == ["alpha", "mid", "zeta"]
    assert tools == {"same": "alpha", "same_1": "mid", "same_2": "zeta"}


@pytest.mark.parametrize("handed_over", [True, False])
def test_calls_that_are_streamed_as_events(api: World, handed_over):
    """§7 correctness: they are executed, once, whether or not `add_tool_call` is called too."""
    ran = []

    def noted(text: str) -> str:
        ran.append(text)
        return "done"

    events = [
        llm.StreamEvent(type="tool_call_name", chunk="noted", tool_call_id="1"),
        llm.StreamEvent(type="tool_call_args", chunk='{"text": "x"}', tool_call_id="1"),
    ]
    more = [llm.ToolCall("noted", {"text": "x"}, "1")] if handed_over else []
    made = api.model([[*events, *more], ["end"]])
    assert api.wait(made.chain("go", tools=[noted]).text()) == "end"
    assert ran == ["x"]
