"""What was said just now is known again by what a protocol says of it."""

from __future__ import annotations

import string

from hypothesis import assume, given
from hypothesis import strategies as st

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
    user,
)
from llm.server.asking.recollection import Recollection, told_of
from llm.store.canonical import wire_path, wire_pieces

texts = st.text(alphabet=string.ascii_letters + " é\n", max_size=6)
metadata = st.none() | st.just({"maker": {"signature": "s"}})
parts = st.one_of(
    st.builds(TextPart, texts, metadata),
    st.builds(ReasoningPart, texts, st.booleans(), metadata),
    st.builds(ToolCallPart, texts, st.dictionaries(texts, st.integers(), max_size=2), texts),
    st.builds(ToolResultPart, texts, texts, texts),
    st.builds(
        AttachmentPart, st.builds(Attachment, type=st.just("image/png"), content=st.binary())
    ),
)
messages = st.builds(
    Message, st.sampled_from(["user", "assistant", "tool"]), st.lists(parts, max_size=3), metadata
)
histories = st.lists(messages, max_size=5)
telling = st.lists(messages.filter(wire_pieces), max_size=5)
"""Those of which a protocol can say something of each message."""


def as_sent(said):
    """What a client of a plain protocol sends back of what was *said*."""
    sent = []
    for message in said:
        kept = [part for part in message.parts if not isinstance(part, ReasoningPart)]
        plain = [TextPart(part.text) if isinstance(part, TextPart) else part for part in kept]
        sent.append(Message(message.role, plain))
    return sent


@given(asked=telling, answer=st.lists(parts, min_size=1, max_size=3), new=telling)
def test_what_is_sent_back_is_what_was_said(asked, answer, new):
    """A history of any parts, sent back without what a protocol lacks, is the one of before."""
    recollection = Recollection()
    answered = Message("assistant", answer, {"maker": {"id": "m"}})
    assume(wire_pieces(answered))
    recollection.keep(told_of(asked), [answered], "client", "call", "model")
    sent = [*as_sent([*asked, answered]), *new]
    told, is_known = recollection.recalled("client", sent)
    assert is_known
    assert told.messages == [*asked, answered, *new]
    assert (told.call, told.model, told.accepted) == ("call", "model", len(asked) + 1)
    after = recollection.after("client", "call", new)
    assert after is not None
    assert after.messages == [*asked, answered, *new]


@given(one=histories, other=histories)
def test_marks_differ_where_wire_paths_do(one, other):
    """Two histories are taken for one just where the history takes them for one."""

    def path(said):
        found = b""
        for message in said:
            found = wire_path(found, message)
        return found

    marks = [told_of(said).mark.digest() for said in (one, other)]
    assert (marks[0] == marks[1]) == (path(one) == path(other))


def test_who_says_more_than_was_said_is_taken_at_their_word():
    """What a client adds - reasoning that was none - is not lost by knowing the rest again."""
    recollection = Recollection()
    recollection.keep(told_of([user("a")]), [assistant("b")], "client", "call", "model")
    more = Message("assistant", [ReasoningPart("made up"), TextPart("b")])
    told, is_known = recollection.recalled("client", [user("a"), more, user("c")])
    assert not is_known
    assert told.messages[1] is more


def test_only_its_client_is_reminded():
    """Another client that sends the same is not."""
    recollection = Recollection()
    recollection.keep(told_of([user("a")]), [assistant("b")], "client", "call", "model")
    sent = [user("a"), assistant("b")]
    assert recollection.recalled("client", sent)[1]
    assert not recollection.recalled("other", sent)[1]
    assert recollection.after("other", "call", []) is None


def test_instructions_are_no_part_of_it():
    """The leading system messages are the call's, whatever was said."""
    recollection = Recollection()
    recollection.keep(told_of([user("a")]), [assistant("b")], "client", "call", "model")
    told, is_known = recollection.recalled("client", [system("x"), user("a"), assistant("b")])
    assert is_known
    assert [message.role for message in told.messages] == ["user", "assistant"]


def test_a_conversation_is_kept_once():
    """All turns of one share a list; one that goes on from an earlier turn has its own."""
    recollection = Recollection()
    said: list[Message] = []
    tolds = []
    for turn in range(5):
        told, _ = recollection.recalled("client", [*said, user(f"q{turn}")])
        recollection.keep(told, [assistant(f"a{turn}")], "client", f"call{turn}", "model")
        said += [user(f"q{turn}"), assistant(f"a{turn}")]
        tolds.append(told)
    assert len({id(told.shared) for told in tolds}) == 1
    branch, is_known = recollection.recalled("client", [*said[:4], user("other")])
    assert is_known
    assert branch.messages == [*said[:4], user("other")]
    assert branch.shared is not tolds[0].shared
    assert tolds[-1].messages == said[:-1]


def test_it_has_a_limit():
    """What nobody came back to is forgotten when there is more than enough."""
    recollection = Recollection()
    for number in range(30):
        image = Attachment(type="image/png", content=bytes([number]) * 10_000_000)
        told = told_of([user(str(number), image)])
        recollection.keep(told, [assistant("b")], "client", f"call{number}", "model")
    assert recollection._size <= 100_000_000
    assert len(recollection._by_mark) == len(recollection._by_call) == 9
    assert recollection.after("client", "call29", []) is not None
    recollection.forget()
    assert (recollection._size, len(recollection._by_call)) == (0, 0)
