"""Anything at all, sent to every address: it is answered, and never by what a bug says."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import llm
from llm.testing import ScriptedEmbeddingModel

TEXTS = st.sampled_from(
    ["", "one", "user", "assistant", "system", "tool", "text", "auto", "function", "image_url",
     "data:image/png;base64,AA==", "\x00", "\ud800", "😀", "x" * 1000, "resp_1", "1e9", "../.."]
) | st.text(max_size=8)  # fmt: skip
NUMBERS = st.sampled_from([0, -1, 1, 0.5, 1e308, -0.0, 10**30, 2**63, -(10**400)]) | st.integers()
WORDS = """model messages input role content type text stream tools tool_choice function name
parameters input_schema response_format json_schema schema temperature top_p max_tokens
max_output_tokens max_completion_tokens stop stop_sequences n seed logit_bias logprobs
stream_options metadata reasoning effort thinking budget_tokens system instructions store
previous_response_id conversation id background include truncation service_tier tool_calls
tool_call_id arguments image_url url source media_type data file input_audio format dimensions
encoding_format user items output call_id refusal annotations summary encrypted_content
signature cache_control tool_use_id is_error after again attachments strict"""
KEYS = st.sampled_from(WORDS.split())
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
SAID = [{"role": "user", "content": "Hi"}]
TOOL = {"name": "f", "parameters": {"type": "object"}, "description": "d"}
BODIES: dict[str, Any] = {
    "/v1/chat/completions": {
        "messages": [
            *SAID,
            {"role": "assistant", "content": None, "tool_calls": [
                {"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
            ]},
            {"role": "tool", "tool_call_id": "1", "content": "x"},
        ],
        "tools": [{"type": "function", "function": TOOL}],
        "response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema": {}}},
    },
    "/v1/responses": {
        "input": [
            *SAID,
            {"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": ""}]},
            {"type": "function_call", "call_id": "1", "name": "f", "arguments": "{}"},
            {"type": "function_call_output", "call_id": "1", "output": "x"},
        ],
        "tools": [{"type": "function", **TOOL}],
        "text": {"format": {"type": "text"}},
    },
    "/v1/messages": {
        "messages": [
            *SAID,
            {"role": "assistant", "content": [
                {"type": "thinking", "thinking": "t", "signature": "s"},
                {"type": "tool_use", "id": "1", "name": "f", "input": {}},
            ]},
            {"role": "user", "content": [
                {"type": "tool_result", "tool_use_id": "1", "content": "x"},
                {"type": "image", "source":
                    {"type": "base64", "media_type": "image/png", "data": "AA=="}},
            ]},
        ],
        "system": [{"type": "text", "text": "s"}],
        "tools": [{"name": "f", "input_schema": {"type": "object"}}],
        "max_tokens": 9,
    },
    "/v1/messages/count_tokens": {"messages": SAID},
    "/v1/responses/input_tokens": {"input": SAID},
    "/v1/embeddings": {"input": ["a", "b"], "model": "vectors"},
    "/v1/conversations": {"items": SAID, "metadata": {"a": "b"}},
    "/api/chat": {"text": "Hi"},
}  # fmt: skip


class Endless(llm.AsyncModel):
    """A model that takes everything, and says the same each time."""

    model_id = "one"
    can_stream = supports_tools = supports_schema = True
    attachment_types = {"image/png", "image/jpeg", "audio/wav", "application/pdf"}  # noqa: RUF012

    async def execute(self, prompt, stream, response, conversation):
        yield "{"
        yield "}"


@st.composite
def mutated(draw, body):
    """*body* with something else in one or two of its places."""
    copy = json.loads(json.dumps(body))
    for _ in range(draw(st.integers(1, 2))):
        places: list[Any] = []

        def walk(value, places=places):
            for key in value if isinstance(value, dict) else range(len(value)):
                places.append((value, key))
                if isinstance(value[key], dict | list):
                    walk(value[key])

        walk(copy)
        if not places:
            return draw(VALUES)
        holder, key = draw(st.sampled_from(places))
        if isinstance(holder, dict):
            key = draw(st.just(key) | KEYS)
        holder[key] = draw(VALUES)
    return copy


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize(
    "examples", [25, pytest.param(1000, marks=pytest.mark.full)], ids=["short", "long"]
)
def test_any_body_is_answered(serving, path, examples, capfd):
    """A body that says anything is answered as its protocol does, and no bug is seen."""
    one = serving(Endless(), ScriptedEmbeddingModel(lambda _: [1.0], model_id="vectors"))

    with one.client() as client:

        @settings(
            max_examples=examples,
            suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
        )
        @given(mutated({"model": "one", "stream": False, **BODIES[path]}) | VALUES)
        def sent(body):
            content = json.dumps(body).encode()
            answer = client.post(
                path, content=content, headers={"content-type": "application/json"}
            )
            said = answer.text[:2000]
            assert answer.status_code < 500, said
            if answer.headers["content-type"].startswith("application/json"):
                assert (answer.status_code >= 400) == bool(answer.json().get("error")), said

        sent()
    assert one.get("/health").status_code == 200
    assert "a bug in llm" not in capfd.readouterr().err


@pytest.mark.parametrize("name", ["a\r\nset-cookie: x=1", "é😀", "a, b", "\x00", "x" * 5000])
def test_no_words_of_a_client_become_headers(serving, name):
    """A header that repeats what a client said is one line, of characters that headers can hold."""
    one = serving(Endless())
    answer = one.post("/v1/conversations", {"metadata": {name: "x"}})
    assert "set-cookie" not in answer.headers
    assert answer.status_code in {200, 400}
    assert len(answer.headers.get("llm-ignored", "")) < 3000


IDS = st.sampled_from(
    ["x", "resp_", "resp_x", "conv_", "conv_x", "msg_1_0_0", "%00", "%2e%2e", "%F0%9F%98%80",
     "0" * 300, "01h00000000000000000000000", "%ED%A0%80", "a%2Fb", "'", "%25", "resp_%27%20OR%201"]
)  # fmt: skip
QUERIES = st.dictionaries(
    st.sampled_from(
        ["after", "limit", "order", "stream", "starting_after", "q", "skip", "include"]
    ),
    TEXTS | st.sampled_from(["0", "-1", "9" * 30, "true", "asc", "²", "NaN", "*", '"', "a OR"]),
    max_size=3,
)  # fmt: skip


def test_any_id_and_query_is_answered(serving, capfd):
    """Ids that cannot be, and queries that mean nothing, are 400s; nothing is found by them."""
    from llm.server.app import _routes

    one = serving(Endless())
    routes: list[Any] = _routes()
    addresses = sorted(
        (method, route.path)
        for route in routes
        for method in route.methods
        if "{" in route.path or method == "GET"
    )
    with one.client() as client:

        @settings(max_examples=150, suppress_health_check=list(HealthCheck))
        @given(st.sampled_from(addresses), IDS, QUERIES)
        def sent(address, given_id, query):
            method, path = address
            for name in ("{id}", "{item}", "{attachment}", "{name}", "{name:path}"):
                path = path.replace(name, given_id)
            query = {key: value.encode("utf-8", "replace") for key, value in query.items()}
            body: Any = {} if method in {"POST", "PATCH"} else None
            answer = client.request(method, path, params=query, json=body)
            assert answer.status_code < 500, (address, given_id, query, answer.text)

        sent()
    assert "a bug in llm" not in capfd.readouterr().err
