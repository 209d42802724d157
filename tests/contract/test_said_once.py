"""Invariant 1: what is the same is one row, wherever it is said."""

from __future__ import annotations

from llm.attachments import Attachment
from llm.parts import (
    AttachmentPart,
    Message,
    ReasoningPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
    assistant,
    system,
    tool_message,
    user,
)
from llm.store.records import FragmentUse, ToolDefinition, ToolInstance

TEXT = "Bring the boat round to the other side of the island."
LONG = "0123456789" * 20


def test_a_text_is_one_row_wherever_it_is_said(history, asked):
    """As prompt, answer, instructions, tool result, reasoning, fragment, error and system."""
    asked(
        [system(TEXT), user(TEXT), user("before\n" + TEXT)],
        assistant(ReasoningPart(TEXT), TEXT),
        system=TEXT,
        fragments=[FragmentUse(TEXT, "a.txt"), FragmentUse(TEXT, "b.txt", "system")],
        error=TEXT,
    )
    asked([tool_message(ToolResultPart("t", TEXT, "1", exception=TEXT))], assistant(TEXT))
    assert history.holding(TEXT) == 1


def test_a_short_text_is_one_row_too(history, asked):
    """However short; and so is no text at all."""
    for text in ("", "y"):
        for role in ("user", "assistant"):
            asked([Message(role, [TextPart(text)]), user(f"{role}{text}?")], assistant(text, "x"))
        assert history.holding(text) == 1


def test_a_message_is_one_row_at_all_its_places(history, asked):
    """The same message in other conversations, and after other messages, is a node and no more."""
    asked([user(TEXT)], assistant("yes"))
    before = history.census()
    asked([user("hello"), assistant("hi"), user(TEXT)], assistant("yes"))
    after = history.census() - before
    assert after.nodes == 4
    assert after.messages == 2
    assert history.holding(TEXT) == 1


def test_a_position_is_one_row_in_all_conversations(history, asked):
    """Two conversations that begin alike share their nodes until they part."""
    opening = [user(TEXT), assistant("yes"), user("thanks")]
    asked(opening, assistant("welcome"), conversation="one")
    before = history.census()
    asked(opening, assistant("welcome"), conversation="two")
    asked(opening, assistant("not at all"), conversation="two")
    after = history.census() - before
    assert (after.nodes, after.messages, after.conversations) == (1, 1, 1)


def test_bytes_are_one_row_under_any_name_and_type(history, asked, tmp_path):
    """By content, by two paths, with two types, in a prompt, an answer and a tool's result."""
    content = b"\x89PNG the same picture"
    paths = [tmp_path / "one.png", tmp_path / "two.jpg"]
    for path in paths:
        path.write_bytes(content)
    one, two = (Attachment("image/png", path=str(path)) for path in paths)
    three = Attachment("image/jpeg", content=content)
    asked([user("a", one), user("b", two), user("c", three)], assistant(AttachmentPart(one)))
    asked([tool_message(ToolResultPart("t", "", "1", attachments=[two, three]))], assistant("d"))
    assert history.holding(content) == 1


def test_a_payload_a_tool_and_a_schema_are_one_row(history, asked):
    """Whichever calls they go with."""
    tool = ToolDefinition(
        "search", "Finds things.", {"type": "object"}, "plug", ToolInstance("Box", "plug", {"n": 1})
    )
    other = ToolDefinition("sort", LONG)
    fields = {"schema": {"type": "object", "title": LONG}, "payload": {"id": LONG, "of": [LONG]}}
    asked([user("a")], assistant("b"), tools=[tool], **fields)
    before = history.census()
    asked([user("a")], assistant("b"), tools=[tool], **fields)
    assert (history.census() - before).blobs == 0
    asked([user("a")], assistant("b"), tools=[tool, other], **fields)
    assert (history.census() - before).blobs == 2, "a tool and a list: the long text is known"
    assert history.holding(LONG) == 1


def test_long_texts_inside_data_are_rows_that_texts_share(history, asked):
    """An argument, metadata and a payload that quote what was said do not store it again."""
    metadata = {"signature": LONG}
    asked(
        [user(LONG)],
        assistant(
            ToolCallPart("save", {"text": LONG}, "1"), ReasoningPart("", provider_metadata=metadata)
        ),
        payload={"output": [{"content": LONG}], "signature": LONG},
        options={"stop": LONG},
    )
    assert history.holding(LONG) == 1


def test_the_same_call_written_again_is_the_same(history, asked):
    """Every write may be repeated, as a replay of the spool does."""
    call = asked(
        [system("s"), user("a", Attachment(content=b"x"))], assistant("b"), options={"n": 1}
    )
    before = history.census()
    history.store.begin(call)
    history.store.finish(call)
    history.store.finish(call)
    assert history.census() == before
    assert history.store.verify().failures == []


def test_a_file_and_a_text_that_are_the_same_are_one_row_and_read_as_what_they_are(history, asked):
    """Whichever comes first, and however a text is put together."""
    data = {"a": LONG}
    same = [TEXT, "f" + TEXT, '{"a":"' + LONG + '"}', f'["{LONG}"]']
    attached = [user(Attachment("text/plain", content=each.encode())) for each in same]
    said = [user(same[0]), user(same[1]), assistant(ToolCallPart("t", data, "1"))]
    for messages in ([*attached, *said], [*said, *attached], [*attached, *said]):
        call = asked(messages, payload=[LONG], fragments=[FragmentUse("f"), FragmentUse(TEXT)])
        back = history.store.call(call.id)
        assert list(back.messages) == messages
        assert (back.payload, back.fragments[1].content) == ([LONG], TEXT)
    assert history.census().blobs <= 8
    assert history.store.verify().failures == []
