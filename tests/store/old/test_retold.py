from llm.attachments import Attachment
from llm.parts import Message, ToolCallPart, ToolResultPart, assistant, system, tool_message, user
from llm.store.old.retold import Retold
from llm.store.records import CallRecord

SHOWN = user("Look", Attachment(type="image/png", content=b"png"))
CALL = assistant("Wait. ", ToolCallPart("f", {}, "c"))
FAILED = ToolResultPart("f", "Error", "c", exception="ValueError: no")


def told(*messages: Message, leading: Message | None = None) -> Retold:
    """A conversation that said *messages*."""
    retold = Retold()
    instructions = [leading] if leading else []
    said = list(messages)
    retold.add(CallRecord("id", "m", [*instructions, *said[:-1]], said[-1:]), said)
    return retold


def test_the_beginning_is_what_the_older_release_kept() -> None:
    """Attachments and exceptions are back, as the very objects that were there."""
    kept = [SHOWN, CALL, tool_message(FAILED), assistant("Failed")]
    again = [
        user("Look"),
        CALL,
        tool_message(ToolResultPart("f", "Error", "c")),
        assistant("Failed"),
        user("More"),
    ]
    found = told(*kept).richer(again)
    assert [id(each) for each in found[:4]] == [id(each) for each in kept]
    assert found[4:] == [user("More")]


def test_instructions_are_those_given_last() -> None:
    """Those that stood between are not repeated."""
    again = [
        system("First"), user("a"), assistant("b"), system("Second"), user("c"), assistant("d"),
        user("e"),
    ]  # fmt: skip
    kept = told(user("a"), assistant("b"), user("c"), assistant("d"), leading=system("Second"))
    assert kept.richer(again) == [
        system("Second"), user("a"), assistant("b"), user("c"), assistant("d"), user("e")
    ]  # fmt: skip


def test_a_message_of_attachments_only_is_back() -> None:
    """The newer release left it out altogether."""
    picture = user(Attachment(type="image/png", content=b"png"))
    kept = told(picture, assistant("A picture"))
    assert kept.richer([assistant("A picture"), user("So?")]) == [
        picture, assistant("A picture"), user("So?")
    ]  # fmt: skip


def test_what_goes_on_from_the_middle_keeps_its_beginning() -> None:
    """A history that ends earlier is known, too."""
    kept = told(SHOWN, assistant("b"), user("c"), assistant("d"))
    assert kept.richer([user("Look"), assistant("b")]) == [SHOWN, assistant("b")]


def test_what_says_something_else_is_taken_as_it_is() -> None:
    """One word that differs is enough."""
    again = [user("a"), assistant("another"), user("c")]
    assert told(user("a"), assistant("b")).richer(again) is again
    assert Retold().richer(again) is again
