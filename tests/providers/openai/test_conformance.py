"""What we send is what the official SDK sends for the same request, and what its types allow."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from typing import TYPE_CHECKING, Any, cast

import pytest

from tests.providers.openai import canned, response_shapes, shapes
from tests.providers.openai.conftest import KEY
from tests.providers.openai.response_shapes import ANSWERED
from tests.providers.openai.shapes import ABSENT, Shape, said

if TYPE_CHECKING:
    from openai import OpenAI

    from tests.conftest import World
    from tests.providers.openai.recorder import Recorded, Recorder

MODEL = "gpt-x"
STREAM = pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])
HEADERS = ("authorization", "content-type", "accept")
# Headers that ours sends otherwise, by whether the answer is streamed; and why.
OTHER_HEADERS: dict[tuple[str, bool], str] = {}


@pytest.fixture(autouse=True)
def at_openai(recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the recorder stand in for OpenAI's own server."""
    monkeypatch.setenv("OPENAI_BASE_URL", recorder.url)


def use(create: Any, stream: bool, *, usage: bool = True, **arguments: Any) -> None:
    """Call *create* of the SDK, streaming as its users do, and read the answer to its end."""
    if not stream:
        create(model=MODEL, **arguments)
    elif usage:
        list(create(model=MODEL, stream=True, stream_options={"include_usage": True}, **arguments))
    else:
        list(create(model=MODEL, stream=True, **arguments))


def ask(api: World, model: Any, shape: Shape, stream: bool) -> None:
    """Ask our *model* for *shape*."""
    api.finish(model.prompt(stream=stream, **shape.ask))


def model_for(shape: Shape, made: Any) -> Any:
    """Our model, made by *made*, with every ability."""
    abilities = {"vision": True, "audio": True, "supports_tools": True, "supports_schema": True}
    return made("ours", key=KEY, model_name=MODEL, **{**abilities, **shape.model})


def compare(recorder: Recorder, shape: Shape, stream: bool = False) -> Recorded:
    """Check that the second request is the first, but for what *shape* names; the second."""
    theirs, ours = recorder.requests
    assert (ours.method, ours.path) == (theirs.method, theirs.path)
    expected = {name: theirs.headers[name] for name in HEADERS}
    expected |= {name: value for (name, when), value in OTHER_HEADERS.items() if when == stream}
    assert {name: ours.headers.get(name) for name in HEADERS} == expected
    changed = {**theirs.body, **shape.ours}
    assert ours.body == {name: value for name, value in changed.items() if value is not ABSENT}
    assert bool(shape.ours) == bool(shape.why)
    for name, value in shape.ours.items():
        assert theirs.body.get(name, ABSENT) != value, f"{name} is no difference any more"
    return ours


def spent(value: Any) -> Any:
    """*value* as plain data: pydantic checks what is inside an iterator when it is read."""
    if isinstance(value, Mapping):
        return {name: spent(inner) for name, inner in value.items()}
    if value is None or isinstance(value, (str, int, float)):
        return value
    return [spent(inner) for inner in value]


@cache
def checker(params: Any) -> Any:
    """What checks values of the type *params*."""
    from pydantic import TypeAdapter

    return TypeAdapter(params)


def check_allowed(params: Any, body: Mapping[str, Any]) -> None:
    """Check that *body* is what the SDK's type *params* allows, and has no field beside."""
    from pydantic import ValidationError

    try:
        known = spent(checker(params).validate_python(body))
    except ValidationError as error:  # which names every type that it could have been
        pytest.fail(f"{params.__name__} does not allow {body}: {str(error)[:300]}")
    assert known == body


@STREAM
@pytest.mark.parametrize("shape", shapes.CHAT, ids=str)
def test_chat_completions_are_asked_for_as_the_sdk_asks(
    api: World, sdk: OpenAI, recorder: Recorder, shape: Shape, stream: bool
) -> None:
    """The same path, headers and JSON for each shape of a chat request, streamed and not."""
    from openai.types.chat import completion_create_params as params

    use(sdk.chat.completions.create, stream, **shape.create)
    ask(api, model_for(shape, partial(api.openai, "Chat")), shape, stream)
    whole = params.CompletionCreateParamsNonStreaming
    kind = params.CompletionCreateParamsStreaming if stream else whole
    sent = compare(recorder, shape, stream).body
    check_allowed(kind, {**sent, **{name: shape.create[name] for name in shape.ours}})


@STREAM
@pytest.mark.parametrize("shape", response_shapes.RESPONSES, ids=str)
def test_responses_are_asked_for_as_the_sdk_asks(
    api: World, sdk: OpenAI, recorder: Recorder, shape: Shape, stream: bool
) -> None:
    """The same path, headers and JSON for each shape of a Responses request, streamed and not."""
    from openai.types.responses import response_create_params as params

    use(sdk.responses.create, stream, usage=False, **shape.create)
    ask(api, model_for(shape, partial(api.openai, "Responses")), shape, stream)
    whole = params.ResponseCreateParamsNonStreaming
    kind = params.ResponseCreateParamsStreaming if stream else whole
    sent = compare(recorder, shape, stream).body
    check_allowed(kind, {**sent, **{name: shape.create[name] for name in shape.ours}})


@STREAM
@pytest.mark.parametrize("shape", shapes.COMPLETIONS, ids=str)
def test_legacy_completions_are_asked_for_as_the_sdk_asks(
    sdk: OpenAI, recorder: Recorder, shape: Shape, stream: bool
) -> None:
    """The same path, headers and JSON for a text to be continued, streamed and not."""
    from llm.default_plugins.openai_models import Completion

    use(sdk.completions.create, stream, **shape.create)
    model_for(shape, Completion).prompt(stream=stream, **shape.ask).text()
    compare(recorder, shape, stream)


@pytest.mark.parametrize("dimensions", [None, 2])
def test_embeddings_are_asked_for_as_the_sdk_asks(
    sdk: OpenAI, recorder: Recorder, dimensions: int | None
) -> None:
    """The same path, headers and JSON for texts to be embedded; the vectors come back in order."""
    from llm.default_plugins.openai_models import OpenAIEmbeddingModel

    wanted: dict[str, Any] = {"dimensions": dimensions} if dimensions else {}
    theirs = sdk.embeddings.create(model=MODEL, input=["a", "b"], **wanted)
    model = OpenAIEmbeddingModel("ours", MODEL, dimensions)
    model.key = KEY
    vectors = list(model.embed_batch(["a", "b"]))
    assert vectors == [row.embedding for row in theirs.data]
    compare(recorder, Shape("embeddings", {}, {}))


@STREAM
def test_reasoning_goes_back_as_it_came(
    api: World, sdk: OpenAI, recorder: Recorder, stream: bool
) -> None:
    """A second turn sends the items of the first answer, as the SDK's guide says to send them."""
    items = [canned.reasoning("One.", "Two."), canned.message("Hello")]
    thought = {name: items[0][name] for name in ("type", "id", "encrypted_content", "summary")}
    sdk.responses.create(
        model=MODEL,
        input=cast("Any", [said("Hi"), thought, ANSWERED, said("Bye")]),
        store=False,
        reasoning={"summary": "auto"},
        include=["reasoning.encrypted_content"],
    )
    recorder.answer(canned.response_stream(items) if stream else canned.response(items))
    thinking = Shape("", {}, {}, model={"reasoning": True})
    conversation = model_for(thinking, partial(api.openai, "Responses")).conversation()
    api.finish(conversation.prompt("Hi", stream=stream))
    api.finish(conversation.prompt("Bye", stream=False))
    theirs, _, ours = recorder.requests
    assert ours.body == theirs.body
