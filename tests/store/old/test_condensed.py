import pytest

from llm.parts import Message, ReasoningPart, TextPart, ToolCallPart
from llm.store.old.condensed import expanded, is_condensed, known_in_turn
from llm.store.records import ToolDefinition

KNOWN = {"t": "a text", "o": {"a": 1, "b": [2]}, "l": [1]}


@pytest.mark.parametrize(
    ("payload", "whole"),
    [
        ({"x": {"$": "t"}}, {"x": "a text"}),
        ([{"$": "o"}, {"$": "l"}], [{"a": 1, "b": [2]}, [1]]),
        ({"x": {"$r": ["<", {"$": "t"}, ">"]}}, {"x": "<a text>"}),
        ({"$": {"m": "o", "u": {"c": {"$": "t"}}, "d": ["b"]}}, {"a": 1, "c": "a text"}),
        ({"x": {"$raw": {"$": "t"}}}, {"x": {"$": "t"}}),
        ({"x": {"$raw": {"$raw": 1}}}, {"x": {"$raw": 1}}),
        ({"$raw": {"$raw": {"$raw": {"$": 1}}}}, {"$raw": {"$": 1}}),
        ({"$raw": {"$": {"$": "t"}}}, {"$": "a text"}),
        ({"$": "t", "more": 1}, {"$": "t", "more": 1}),
        ("$", "$"),
    ],
)
def test_what_was_left_out_is_put_back(payload, whole) -> None:
    """Whole values, strings with pieces, changed objects; what only looks like a mark stays."""
    assert expanded(payload, KNOWN) == whole


@pytest.mark.parametrize(
    ("payload", "left"),
    [
        ({"x": {"$": "m.e"}}, {"x": {"$": "m.e"}}),
        (
            {"x": {"$r": ["<", {"$": "m.e"}, {"$": "t"}]}},
            {"x": {"$r": ["<", {"$": "m.e"}, "a text"]}},
        ),
        (
            {"$": {"m": "m.e", "u": {"c": {"$": "t"}}}},
            {"$": {"m": "m.e", "u": {"c": "a text"}}},
        ),
        ({"$": {"m": "t"}}, {"$": {"m": "t", "u": {}}}),
        ({"$": 3}, {"$": 3}),
        ({"$r": "t"}, {"$r": "t"}),
    ],
)
def test_what_is_not_known_stays_marked(payload, left) -> None:
    """The rest is put back."""
    assert expanded(payload, KNOWN) == left


def test_values_are_put_back_as_copies() -> None:
    """Who changes one payload changes no other."""
    known = {"o": {"a": [1]}}
    first = expanded({"$": "o"}, known)
    first["a"].append(2)
    assert known == {"o": {"a": [1]}}


def test_only_what_has_marks_is_looked_through() -> None:
    """Texts and numbers are never condensed."""
    assert is_condensed({"a": [{"$": "t"}]})
    assert not is_condensed({"a": "costs $5"})
    assert not is_condensed("$")


def test_what_a_turn_knows_by_its_place() -> None:
    """Texts, results, arguments in three ways, metadata inside out, tools and the schema."""
    output = [
        Message(
            "assistant",
            [
                ReasoningPart("Hm", provider_metadata={"p": {"sig": "s", "l": ["x"]}}),
                ToolCallPart("f", {"é": 1}, "c"),
            ],
        ),
        Message("assistant", [TextPart("Yes")]),
    ]
    known = known_in_turn(output, [ToolDefinition("f", "Does")], {"type": "object"})
    assert known == {
        "0.0.text": "Hm",
        "0.0.pm": {"p": {"sig": "s", "l": ["x"]}},
        "0.0.pm.p": {"sig": "s", "l": ["x"]},
        "0.0.pm.p.sig": "s",
        "0.0.pm.p.l": ["x"],
        "0.0.pm.p.l.0": "x",
        "0.1.args": '{"\\u00e9":1}',
        "0.1.args2": '{"\\u00e9": 1}',
        "0.1.argsv": {"é": 1},
        "1.0.text": "Yes",
        "tool.f.description": "Does",
        "schema": {"type": "object"},
    }
