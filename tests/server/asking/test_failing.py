"""What goes wrong, told to the client: the status, and nothing that is none of its business."""

from __future__ import annotations

import httpx2 as httpx
import pytest
from pydantic import Field

import llm
from llm.errors import (
    ConversationNotSupported,
    HistoryUnavailable,
    InvalidInput,
    InvalidOptions,
    LLMError,
    ModelError,
    ModelUnavailable,
    NeedsKeyException,
    NotInHistory,
    ResponseInterrupted,
    UnknownModelError,
    UnsupportedInput,
)
from llm.server.asking.asked import Asked, Failure, Refused
from llm.server.asking.failures import failure_of
from llm.testing import AsyncScriptedModel, ScriptedModel
from tests.server.asking.paced import asking, events, scripted, streaming

SAID = "It went wrong"


class OfSDK(Exception):  # noqa: N818 - as they are called there
    """What the SDK of a provider raises in a plugin."""

    status_code = 429


@pytest.mark.parametrize(
    ("error", "status", "kind", "code"),
    [
        (UnknownModelError(SAID), 404, "not_found", "model_not_found"),
        (NotInHistory(SAID), 404, "not_found", None),
        (InvalidOptions(SAID), 400, "invalid", "invalid_option"),
        (InvalidInput(SAID), 400, "invalid", None),
        (UnsupportedInput(SAID), 400, "unsupported", "unsupported"),
        (ConversationNotSupported(SAID), 400, "unsupported", "unsupported"),
        (NeedsKeyException("KEY_NAME"), 503, "upstream", "no_key"),
        (ModelUnavailable(SAID), 503, "overloaded", "unavailable"),
        (HistoryUnavailable(SAID), 503, "overloaded", "unavailable"),
        (ResponseInterrupted(SAID), 499, "interrupted", "cancelled"),
        (ModelError(SAID, status=429, retry_after=7.0), 429, "rate_limited", "rate_limited"),
        (ModelError(SAID, status=400, code="bad"), 400, "invalid", "bad"),
        (ModelError(SAID, status=404), 502, "upstream", None),
        (ModelError(SAID, status=500), 502, "upstream", None),
        (ModelError(SAID, status=529), 503, "overloaded", None),
        (ModelError(SAID, status=504), 504, "timeout", "timeout"),
        (ModelError("sk-secret", status=401), 502, "upstream", "provider_refused"),
        (LLMError(SAID), 502, "upstream", None),
        (httpx.ConnectError(SAID), 502, "upstream", None),
        (httpx.ReadTimeout(SAID), 504, "timeout", "timeout"),
        (OfSDK(SAID), 429, "rate_limited", "rate_limited"),
        (TimeoutError(SAID), 504, "timeout", "timeout"),
        (ZeroDivisionError("secret"), 500, "internal", "internal_error"),
        (KeyError("secret"), 500, "internal", "internal_error"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_every_error_has_a_status(error, status, kind, code):
    """Also those of plugins, whatever they raise; secrets of the server are not told."""
    failure = failure_of(error, Asked("some-model"))
    assert (failure.status, failure.kind, failure.code) == (status, kind, code)
    assert "secret" not in failure.message
    assert "KEY_NAME" not in failure.message
    assert "\n" not in failure.message


def test_a_refusal_is_itself():
    """What was refused with a failure is answered with that one."""
    failure = Failure(418, "invalid", SAID)
    assert failure_of(Refused(failure)) is failure


@pytest.mark.parametrize("world", ["sync", "async"])
@pytest.mark.parametrize("streams", [False, True])
def test_a_failure_before_the_first_event_has_its_status(serving, world, streams):
    """Nothing was sent yet, so the status says it, streamed or not; the call is recorded."""
    one = serving(scripted(world, [[ModelError("Too many", status=429, retry_after=3.2)]]))
    answer = one.post("/v1/chat/completions", asking(model="scripted", stream=streams))
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "4")
    assert answer.json()["error"]["message"] == "Too many"
    (call,) = one.calls()
    assert (call.status, call.error) == ("error", "ModelError: Too many")


@pytest.mark.parametrize("world", ["sync", "async"])
def test_a_failure_in_mid_stream(serving, world, capsys):
    """What came stays; then the error, without a word of what a bug said."""
    one = serving(scripted(world, [["Hel", ZeroDivisionError("secret thing")]]))
    with streaming(one, asking(model="scripted")) as answer:
        said = list(events(answer))
    assert said[1]["choices"][0]["delta"]["content"] == "Hel"
    assert said[-1]["error"]["message"] == "Something went wrong on the server."
    assert "secret" not in str(said)
    assert capsys.readouterr().err.count("ZeroDivisionError while 'scripted' was asked") == 1
    (call,) = one.calls()
    assert (call.status, call.output[0].text()) == ("error", "Hel")


def test_a_missing_key_names_no_secret(serving):
    """The client learns that the server has no key, and neither its name nor its variable."""

    class Locked(llm.KeyModel):
        """A model that needs a key."""

        model_id = "locked"
        needs_key = "private-name"
        key_env_var = "PRIVATE_VARIABLE"

        def execute(self, prompt, stream, response, conversation, key):
            yield "never"

    one = serving(Locked())
    answer = one.post("/v1/chat/completions", asking(model="locked"))
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "no_key")
    assert "private" not in answer.text.lower()


class Choosy(AsyncScriptedModel):
    """A model with options that have names of its own."""

    model_id = "choosy"

    class Options(llm.Options):
        """By its own names."""

        temperature: float | None = Field(default=None, ge=0, le=1)
        num_predict: int | None = None
        stop: str | None = None


def test_options_have_the_models_names(serving):
    """A limit of tokens is the model's own option; what it has none for is named in a header."""
    model = Choosy([["x"]])
    one = serving(model)
    body = asking(model="choosy", temperature=0.5, max_tokens=9, stop=["END"], seed=3, top_p=0.1)
    answer = one.post("/v1/chat/completions", body)
    assert answer.headers["llm-ignored"] == "top_p, seed"
    options = model.prompts[0].options
    assert (options.temperature, options.num_predict, options.stop) == (0.5, 9, "END")


class WithObjects(AsyncScriptedModel):
    """Can be told to answer with a JSON object."""

    class Options(llm.Options):
        """As the built-in ones have it."""

        json_object: bool | None = None


OBJECT = {"type": "json_object"}


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("chat/completions", {"response_format": OBJECT}),
        ("responses", {"text": {"format": OBJECT}}),
    ],
)
def test_any_json_object_is_asked_of_models_as_they_can(serving, path, more):
    """By its option; else by a schema that takes any; a model that can do neither is not held."""
    schema = AsyncScriptedModel([["{}"]], model_id="schema")
    option = WithObjects([["{}"]], model_id="option")
    neither = AsyncScriptedModel([["{}"]], model_id="neither", supports_schema=False)
    one = serving(schema, option, neither)
    said = [{"role": "user", "content": "JSON"}]
    ignored = []
    for model in (schema, option, neither):
        asked = {"model": model.model_id, "messages": said, "input": said, **more}
        ignored.append(one.post(f"/v1/{path}", asked).headers.get("llm-ignored"))
    assert ignored == [None, None, "json_object"]
    assert schema.prompts[0].schema == {"type": "object"}
    assert (option.prompts[0].schema, option.prompts[0].options.json_object) == (None, True)
    assert neither.prompts[0].schema is None


def test_a_wrong_option_is_told_by_the_clients_name(serving):
    """It is refused before anything is asked, or recorded."""
    model = Choosy([["x"]])
    one = serving(model)
    answer = one.post("/v1/chat/completions", asking(model="choosy", temperature=1.5))
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "temperature")
    assert (model.prompts, one.calls()) == ([], [])


@pytest.mark.parametrize(
    "more",
    [
        {"tools": [{"type": "function", "function": {"name": "f", "parameters": {}}}]},
        {"response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema": {}}}},
    ],
)
def test_what_a_model_cannot_do_is_refused(serving, more):
    """Tools and schemas for a model that takes none: 400, and nothing is recorded."""
    one = serving(ScriptedModel([["x"]], supports_tools=False, supports_schema=False))
    answer = one.post("/v1/chat/completions", asking(model="scripted", **more))
    assert answer.status_code == 400, answer.text
    assert one.calls() == []
