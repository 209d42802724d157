"""The `openai` SDK as a client: whole conversations, and what it makes of answers."""

import asyncio
import base64
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import openai
import pytest
from pydantic import BaseModel

from llm.config.tool_policy import add_rule
from llm.errors import ModelError
from llm.events import StreamEvent
from llm.parts import AttachmentPart, ToolCallPart, ToolResultPart
from llm.testing import AsyncScriptedModel, ScriptedModel
from llm.toolcalls import ToolCall
from llm.tooling.policy import Rule
from llm.tooling.server_side import ServerSideTool
from llm.usage import Usage
from tests.server.conftest import Serving

ADD = {
    "type": "function",
    "function": {
        "name": "add",
        "parameters": {
            "type": "object",
            "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}},
            "required": ["a", "b"],
            "additionalProperties": False,
        },
        "strict": True,
    },
}
HI: Any = [{"role": "user", "content": "Hi"}]
TOOL: Any = [ADD]
MODELS = pytest.mark.parametrize("model_class", [ScriptedModel, AsyncScriptedModel])


@contextmanager
def client_of(one: Serving) -> Iterator[openai.OpenAI]:
    """The SDK's client of the server."""
    with openai.OpenAI(base_url=one.base_url, api_key=one.token, max_retries=0) as client:
        yield client


def called(name: str, arguments: str, call_id: str) -> list[StreamEvent]:
    """A tool call, in pieces."""
    half = len(arguments) // 2
    return [
        StreamEvent("tool_call_name", name, tool_call_id=call_id),
        StreamEvent("tool_call_args", arguments[:half], tool_call_id=call_id),
        StreamEvent("tool_call_args", arguments[half:], tool_call_id=call_id),
    ]


@MODELS
def test_conversation_with_tools(serving: Callable[..., Serving], model_class: Any) -> None:
    """Calls are run by the client, whose history comes back each time; it is kept once."""
    model = model_class(
        [
            ["Let me see.", *called("add", '{"a": 1, "b": 2}', "c1")],
            ["It is 3.", Usage(12, 3)],
            [ToolCall("add", {"a": 3, "b": 4})],
            ["And now 7."],
        ]
    )
    one = serving(model)
    messages: list[Any] = [{"role": "user", "content": "1 + 2?"}]
    with client_of(one) as client:
        for question in (None, "And 4 more?"):
            if question:
                messages.append({"role": "user", "content": question})
            with client.chat.completions.stream(
                model="scripted", messages=messages, tools=TOOL
            ) as stream:
                message = stream.get_final_completion().choices[0].message
            assert message.tool_calls
            messages.append(message)
            for call in message.tool_calls:
                assert call.type == "function"
                numbers = json.loads(call.function.arguments)
                result = str(numbers["a"] + numbers["b"])
                messages.append({"role": "tool", "tool_call_id": call.id, "content": result})
            answered = client.chat.completions.create(
                model="scripted", messages=messages, tools=TOOL
            )
            messages.append(answered.choices[0].message.model_dump(exclude_none=True))
            if question is None:
                assert answered.usage
                assert answered.usage.total_tokens == 15
    assert [m["content"] for m in messages if isinstance(m, dict) and m["role"] == "assistant"] == [
        "It is 3.", "And now 7.",
    ]  # fmt: skip
    calls = one.calls()
    assert len({call.conversation for call in calls}) == 1
    told = [
        part for part in model.prompts[-1].messages[-1].parts if isinstance(part, ToolResultPart)
    ]
    made = [part for part in calls[2].output[0].parts if isinstance(part, ToolCallPart)]
    assert [(part.name, part.output) for part in told] == [("add", "7")]
    assert told[0].tool_call_id == made[0].tool_call_id


def test_answers_that_follow_a_model_class(serving: Callable[..., Serving]) -> None:
    """`parse` gives an instance, of what the model was told to follow."""

    class Bird(BaseModel):
        name: str

    model = AsyncScriptedModel([['{"name": "Heron"}']])
    with client_of(serving(model)) as client:
        made = client.chat.completions.parse(model="scripted", messages=HI, response_format=Bird)
    assert made.choices[0].message.parsed == Bird(name="Heron")
    schema = model.prompts[0].schema
    assert schema
    assert schema["properties"] == {"name": {"title": "Name", "type": "string"}}


def test_images(serving: Callable[..., Serving]) -> None:
    """What the client shows reaches the model, and what it does not take is refused."""
    model = AsyncScriptedModel([["A pelican."]])
    url = f"data:image/png;base64,{base64.b64encode(b'png').decode()}"
    content: Any = [{"type": "text", "text": "?"}, {"type": "image_url", "image_url": {"url": url}}]
    with client_of(serving(model)) as client:
        client.chat.completions.create(
            model="scripted", messages=[{"role": "user", "content": content}]
        )
        content[1]["image_url"]["url"] = url.replace("png", "tiff", 1)
        with pytest.raises(openai.BadRequestError, match="image/tiff"):
            client.chat.completions.create(
                model="scripted", messages=[{"role": "user", "content": content}]
            )
    (part,) = [
        each for each in model.prompts[0].messages[0].parts if isinstance(each, AttachmentPart)
    ]
    assert part.attachment
    assert (part.attachment.type, part.attachment.content) == ("image/png", b"png")


def test_search_on_the_web(serving: Callable[..., Serving]) -> None:
    """A tool of the provider's is offered to a model that has it, where the user allows it."""

    class Searching(AsyncScriptedModel):
        @property
        def supported_server_side_tools(self) -> tuple[type[ServerSideTool], ...]:
            return (ServerSideTool,)

    add_rule(Rule("web_search", "allow"))
    model = Searching([["Found."]])
    with client_of(serving(model)) as client:
        client.chat.completions.create(
            model="scripted", messages=HI, web_search_options={"search_context_size": "low"}
        )
    (tool,) = model.prompts[0].given_tools
    assert isinstance(tool, ServerSideTool)
    assert tool.spec == {"type": "web_search", "search_context_size": "low"}


def test_usage_at_the_end_of_a_stream(serving: Callable[..., Serving]) -> None:
    """The last chunk has it, where it was asked for."""
    model = AsyncScriptedModel([["Hello", Usage(7, 2)]])
    with client_of(serving(model)) as client:
        *_, last = client.chat.completions.create(
            model="scripted", messages=HI, stream=True, stream_options={"include_usage": True}
        )
    assert last.usage
    assert (last.usage.prompt_tokens, last.usage.completion_tokens) == (7, 2)


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (ModelError("Slow down", status=429, retry_after=3), openai.RateLimitError),
        (ModelError("Too long", status=400), openai.BadRequestError),
        (ModelError("Broken", status=500), openai.InternalServerError),
        (RuntimeError("a bug"), openai.InternalServerError),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_failures_are_the_sdks_own(
    serving: Callable[..., Serving], failure: Exception, expected: type[Exception], stream: bool
) -> None:
    """A call that fails at once raises in the client what its status means there."""
    with client_of(serving(AsyncScriptedModel([[failure]]))) as client:
        with pytest.raises(expected) as error:
            client.chat.completions.create(model="scripted", messages=HI, stream=stream)
        assert "a bug" not in str(error.value)
        with pytest.raises(openai.NotFoundError) as unknown:
            client.chat.completions.create(model="none", messages=HI, stream=stream)
    assert unknown.value.code == "model_not_found"


def test_failure_in_the_middle_of_a_stream(serving: Callable[..., Serving]) -> None:
    """What came before it is there; then the client raises."""
    model = AsyncScriptedModel([["Half of", ModelError("Broken", status=500)]])
    said = []
    with client_of(serving(model)) as client:
        stream = client.chat.completions.create(model="scripted", messages=HI, stream=True)

        def read() -> None:
            for chunk in stream:
                said.append(chunk.choices[0].delta.content)  # noqa: PERF401 - it raises on its way

        with pytest.raises(openai.APIError, match="Broken"):
            read()
    assert said == ["", "Half of"]


def test_reasoning_is_shown_and_comes_back(serving: Callable[..., Serving]) -> None:
    """A client that sends messages back as they came sends what the provider wants back, too."""
    signed = {"anthropic": {"signature": "s"}}
    model = AsyncScriptedModel(
        [
            [StreamEvent("reasoning", "hm", provider_metadata=signed), "Yes."],
            ["Sure."],
            ["Really."],
            ["Certainly."],
        ]
    )
    one = serving(model)
    with client_of(one) as client:
        first = client.chat.completions.create(model="scripted", messages=HI).choices[0].message
        assert first.model_extra
        assert first.model_extra["reasoning_content"] == "hm"
        whole = first.model_dump(exclude_none=True)
        plain = {name: whole[name] for name in ("role", "content")}
        shown = {**plain, "reasoning_content": "hm"}
        for message in (whole, shown, plain):
            history: Any = [*HI, message, {"role": "user", "content": "Sure?"}]
            client.chat.completions.create(model="scripted", messages=history)
    calls = one.calls()
    assert len({call.conversation for call in calls}) == 1
    for call in calls[1:]:
        assert call.messages[1].parts == calls[0].output[0].parts


def test_many_at_once(serving: Callable[..., Serving]) -> None:
    """An async client reads many streams side by side, each with its own answer."""
    count = 20

    def echo(prompt: Any, _response: Any) -> None:
        said.append(prompt.messages[-1].text())

    said: list[str] = []
    one = serving(AsyncScriptedModel([["a", echo, "b"]] * count))

    async def run() -> list[str]:
        client = openai.AsyncOpenAI(base_url=one.base_url, api_key="any")
        async with client:

            async def ask(number: int) -> str:
                stream = await client.chat.completions.create(
                    model="scripted",
                    messages=[{"role": "user", "content": str(number)}],
                    stream=True,
                )
                return "".join([chunk.choices[0].delta.content or "" async for chunk in stream])

            return await asyncio.gather(*map(ask, range(count)))

    assert asyncio.run(run()) == ["ab"] * count
    assert sorted(said, key=int) == [str(number) for number in range(count)]
