"""What a client sends back is what it was told, and what another server said comes back whole."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from llm.attachments import Attachment
from llm.parts import (
    AttachmentPart,
    Message,
    Part,
    ReasoningPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from llm.server.protocols.responses.reading import messages_of
from llm.server.protocols.responses.writing import Writing, items_of
from llm.store.canonical import message_form, wire_path
from tests.server.protocols.responses.events import CALL

FEW = settings(max_examples=30)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
NAMES = st.from_regex(r"[a-z_]{1,8}", fullmatch=True)
DATA = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | TEXTS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=2),
    max_leaves=4,
)
METADATA = st.none() | st.dictionaries(NAMES, DATA, min_size=1, max_size=2)
IMAGES = st.builds(
    Attachment,
    st.sampled_from(["image/png", "image/jpeg", "image/webp"]),
    content=st.binary(min_size=1, max_size=5),
)
FILES = st.builds(
    Attachment,
    st.sampled_from(["application/pdf", "audio/wav", "text/csv"]),
    content=st.binary(min_size=1, max_size=5),
)
CALLS = st.builds(ToolCallPart, NAMES, st.dictionaries(NAMES, DATA, max_size=2), NAMES)
ANSWERS = st.lists(
    st.builds(TextPart, TEXTS)
    | st.builds(ReasoningPart, TEXTS, st.booleans(), METADATA)
    | st.builds(AttachmentPart, IMAGES)
    | CALLS,
    min_size=1,
    max_size=5,
)
ASKED = st.lists(
    st.builds(TextPart, TEXTS) | st.builds(AttachmentPart, IMAGES | FILES), min_size=1, max_size=4
)
RESULTS = st.lists(
    st.builds(ToolResultPart, st.just(""), TEXTS, NAMES, attachments=st.lists(IMAGES, max_size=2)),
    min_size=1,
    max_size=3,
)


def back(messages: list[Message], **how: Any) -> list[Message]:
    """What a client sends back that was told *messages*."""
    items = items_of(messages, Writing(CALL, seals=True, **how))
    return messages_of(json.loads(json.dumps(items)))


def forms(messages: list[Message]) -> list[Any]:
    """What the history knows of *messages*."""
    return [message_form(each) for each in messages]


@FEW
@given(st.lists(ANSWERS, min_size=1, max_size=3))
def test_an_answer_comes_back_as_it_was(answers: list[list[Part]]) -> None:
    """Texts, sealed reasoning, calls and pictures, message by message."""
    messages = [Message("assistant", parts) for parts in answers]
    assert forms(back(messages)) == forms(messages)


@FEW
@given(ASKED, RESULTS)
def test_what_was_asked_comes_back_as_it_was(asked: list[Part], results: list[Part]) -> None:
    """Texts, pictures, sounds and files, and what tools returned."""
    messages = [Message("user", asked), Message("tool", results)]
    assert forms(back(messages)) == forms(messages)


@FEW
@given(
    st.builds(ReasoningPart, TEXTS, st.booleans(), METADATA),
    st.builds(TextPart, TEXTS),
    st.lists(CALLS | st.builds(AttachmentPart, IMAGES), max_size=3),
)
def test_an_answer_is_recognised_without_its_ids(
    thought: Part, said: Part, others: list[Part]
) -> None:
    """A client may leave out ids and reasoning: the history (`store/canonical.py`) finds it."""
    messages = [Message("assistant", [thought, said, *others])]
    items = items_of(messages, Writing(CALL))
    kept = [item for item in items if item["type"] != "reasoning"]
    plain = [{name: item[name] for name in item if name != "id"} for item in kept]
    assert path_of(messages_of(plain)) == path_of(messages)


def path_of(messages: list[Message]) -> bytes:
    """The wire path after *messages*."""
    path = b""
    for message in messages:
        path = wire_path(path, message)
    return path


def test_what_a_provider_ran_is_left_to_the_history() -> None:
    """It is told, and not taken from the client again; so is reasoning without its seal."""
    web = ToolCallPart("web", {"q": 1}, "s1", server_executed=True)
    found = ToolResultPart("web", "found", "s1", server_executed=True)
    thought = ReasoningPart("hm", provider_metadata={"anthropic": {"signature": "x"}})
    messages = [Message("assistant", [thought, web, found, TextPart("Hi")])]
    items = items_of(messages, Writing(CALL))
    assert [item["type"] for item in items] == ["reasoning", "mcp_call", "message"]
    assert (items[1]["output"], items[1]["arguments"]) == ("found", '{"q": 1}')
    assert messages_of(items) == [Message("assistant", [TextPart("Hi")])]


FOREIGN = [
    {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "gAAA"},
    {
        "type": "reasoning",
        "id": "rs_2",
        "summary": [{"type": "summary_text", "text": "a"}, {"type": "summary_text", "text": "b"}],
        "content": [{"type": "reasoning_text", "text": "c"}],
        "encrypted_content": "gAAB",
    },
    {"type": "web_search_call", "id": "ws_1", "status": "completed", "action": {"type": "search"}},
    {"type": "computer_call", "id": "cu_1", "call_id": "c9", "action": {"type": "wait"}},
]


def test_what_another_server_said_goes_back_as_it_came() -> None:
    """Sealed reasoning, and what its tools did, are kept whole."""
    written = items_of(messages_of(FOREIGN), Writing(CALL))
    assert written == FOREIGN


def test_how_a_picture_is_to_be_looked_at_and_what_a_file_is_called_is_kept() -> None:
    """What parts of ours have no field for is in their metadata, and comes back from it."""
    content = [
        {"type": "input_image", "detail": "low", "image_url": "https://example.com/a.png"},
        {"type": "input_image", "detail": "auto", "image_url": "https://example.com/b"},
        {"type": "input_file", "filename": "a.pdf", "file_url": "https://example.com/a"},
        {"type": "input_file", "file_url": "https://example.com/b"},
        {"type": "input_file", "filename": "x.png", "file_data": "data:image/png;base64,AAAA"},
    ]
    messages = messages_of([{"role": "user", "content": content}])
    assert items_of(messages, Writing(CALL))[0]["content"] == content
    assert [part.attachment.type for part in messages[0].parts] == [  # type: ignore[attr-defined]  # all are shown
        "image/png", None, "application/pdf", None, "image/png",
    ]  # fmt: skip
