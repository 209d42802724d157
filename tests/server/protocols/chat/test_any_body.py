"""Whatever a body says, it is understood or refused."""

from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from llm.server.asking.asked import Refused
from llm.server.protocols import embeddings
from llm.server.protocols.chat.decoding import decoded

WORDS = st.sampled_from(
    ["", "text", "user", "assistant", "tool", "system", "function", "auto", "json_schema",
     "image_url", "input_audio", "file", "data:", "data:;base64,!", "data:a/b;base64,YQ==",
     "http://", "http://[", "https://x/y.png", "allowed_tools", "required", "float", "base64", "a"]
)  # fmt: skip
FIELDS = st.sampled_from(
    ["role", "content", "type", "text", "image_url", "url", "detail", "input_audio", "data",
     "format", "file", "file_data", "filename", "tool_calls", "tool_call_id", "id", "function",
     "name", "arguments", "parameters", "json_schema", "schema", "reasoning_content",
     "reasoning_details", "refusal", "images", "audio", "allowed_tools", "mode", "tools"]
)  # fmt: skip
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | WORDS
    | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=5),
    max_leaves=12,
)  # fmt: skip
ROLES = st.sampled_from(["user", "assistant", "tool", "system"])
MESSAGES = st.lists(
    st.builds(lambda role, said: {**said, "role": role}, ROLES, st.dictionaries(FIELDS, VALUES)),
    max_size=3,
)
NAMES = st.sampled_from(
    ["model", "tools", "tool_choice", "response_format", "stop", "n", "stream", "stream_options",
     "temperature", "seed", "logit_bias", "modalities", "functions", "web_search_options", "input",
     "dimensions", "encoding_format"]
)  # fmt: skip
BODIES = st.builds(
    lambda body, messages: {**body, "messages": messages},
    st.dictionaries(NAMES, VALUES),
    MESSAGES | VALUES,
)


@settings(max_examples=100)
@given(BODIES)
def test_chat(body: dict[str, Any]) -> None:
    """A body is a request for a chat, or is refused with a status below 500."""
    with suppress(Refused):
        assert decoded(body).messages


@given(BODIES)
def test_embeddings(body: dict[str, Any]) -> None:
    """A body is a request for embeddings, or is refused."""
    with suppress(Refused):
        assert embeddings.decoded(body).texts
