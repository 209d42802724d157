"""What is recognised of a history that a protocol has carried."""

from llm.parts import Message, Part, ReasoningPart, TextPart
from llm.store.recognising import more_than_wire

SIGNED = ReasoningPart("hm", provider_metadata={"anthropic": {"signature": "s"}})
MORE = ReasoningPart("so", provider_metadata={"anthropic": {"signature": "t"}})


def says_more(sent: list[Part], stored: list[Part]) -> bool:
    """Whether what was sent says more than what is stored."""
    said = more_than_wire([Message("assistant", [*sent, TextPart("Yes.")])])
    return bool(said - more_than_wire([Message("assistant", [*stored, TextPart("Yes.")])]))


def test_reasoning_may_come_back_without_what_its_provider_wants() -> None:
    """Its text alone is what was said, each by itself or all as one; other text is not."""
    for sent in ([], [SIGNED], [ReasoningPart("hm")], [ReasoningPart("hmso")], [SIGNED, MORE]):
        assert not says_more([*sent], [SIGNED, MORE])
    assert not says_more([ReasoningPart("hm")], [ReasoningPart("hm")])
    for sent in ([ReasoningPart("what")], [MORE], [SIGNED, SIGNED]):
        assert says_more([*sent], [SIGNED])
    assert says_more([SIGNED], [ReasoningPart("hm")])
