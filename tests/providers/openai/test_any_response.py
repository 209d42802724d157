"""What holds for any answer of the Responses API, however it arrives."""

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from llm.errors import ModelError
from llm.providers.openai.responses_events import IGNORED
from llm.providers.openai.responses_exchange import UNDERSTOOD, ResponsesExchange
from llm.providers.openai.responses_items import responses_input
from tests.providers.openai import canned
from tests.providers.openai.answered import CUSTOM, IMAGE, SEARCH, finished, taken
from tests.providers.openai.canned import function_call, message, reasoning, refusal

texts = st.text(max_size=6)
outputs = st.lists(
    st.one_of(
        st.lists(texts, max_size=3).map(lambda each: message(*each)),
        texts.map(refusal),
        st.lists(texts, max_size=3).map(lambda each: reasoning(*each)),
        texts.map(lambda each: reasoning(each, encrypted="")),
        st.sampled_from(["{}", '{"x": "é"}', "", '{"x":']).map(
            lambda each: function_call("f", each)
        ),
        st.sampled_from([SEARCH, IMAGE, CUSTOM]),
    ),
    max_size=5,
).map(
    lambda output: [
        {**item, "id": f"id_{n}", **({"call_id": f"call_{n}"} if "call_id" in item else {})}
        for n, item in enumerate(output)
    ]
)  # fmt: skip


def cut(events, places):
    """*events* with each piece of text in as many pieces as the next of *places* says."""
    for event in events:
        delta = event.get("delta")
        if not isinstance(delta, str):
            yield event
            continue
        size = 1 + next(places, 0)
        for start in range(0, max(len(delta), 1), size):
            yield {**event, "delta": delta[start : start + size]}


@given(output=outputs, sizes=st.lists(st.integers(0, 3)))
def test_an_answer_is_the_same_however_it_arrives(output, sizes):
    """In pieces of any size, or whole: the messages and what is told at the end are equal."""
    once, streamed = ResponsesExchange("m"), ResponsesExchange("m")
    whole = taken(once, whole=canned.response(output))
    assert taken(streamed, cut(canned.response_stream(output), iter(sizes))) == whole
    assert vars(finished(streamed)) == vars(finished(once))
    said = [part for item in output if item["type"] == "message" for part in item["content"]]
    assert "".join(each.text() for each in whole) == "".join(
        part.get("text", part.get("refusal")) for part in said
    )


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "id", "text", "content", "summary", "error", "usage", "output"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=6,
)
KINDS = [
    "message", "reasoning", "function_call", "custom_tool_call", "image_generation_call",
    "web_search_call", "code_interpreter_call", "file_search_call", "mcp_call", "mcp_list_tools",
    "local_shell_call", "shell_call_output", "later",
]  # fmt: skip
FIELDS = [
    "id", "call_id", "name", "arguments", "input", "content", "summary", "encrypted_content",
    "result", "results", "status", "action", "code", "outputs", "queries", "output", "error",
    "tools", "phase", "output_format", "revised_prompt",
]  # fmt: skip
odd_items = st.builds(
    lambda kind, fields: {"type": kind, **fields},
    st.sampled_from(KINDS),
    st.dictionaries(st.sampled_from(FIELDS), anything, max_size=4),
)
odd_responses = st.fixed_dictionaries(
    {"output": st.lists(odd_items, max_size=3) | anything},
    optional={"usage": anything, "status": anything, "error": anything, "model": anything,
              "incomplete_details": anything},
)  # fmt: skip
odd_events = st.fixed_dictionaries(
    {"type": st.sampled_from([*UNDERSTOOD, *IGNORED])},
    optional={
        "item": odd_items | anything,
        "delta": anything,
        "item_id": anything,
        "output_index": anything,
        "summary_index": anything,
        "response": odd_responses | anything,
        "message": anything,
    },
)


@given(events=st.lists(odd_events, max_size=8), whole=odd_responses | anything)
def test_nothing_that_a_server_sends_breaks_it(events, whole):
    """Fields that are null, missing or of another type are no reason to stop."""
    for feed in ({"events": events}, {"whole": whole}):
        exchange = ResponsesExchange("m")
        messages = []
        with suppress(ModelError):
            messages = taken(exchange, **feed)
        responses_input(messages)
        assert finished(exchange).finish_reason or not exchange.complete
