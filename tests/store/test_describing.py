"""Data that plugins hand over, as JSON can say it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from llm.store.describing import plain


class Endless:
    """Says of itself that it is itself."""

    def model_dump(self, mode: str) -> Endless:
        assert mode == "json"
        return self

    def __repr__(self) -> str:
        return "endless"


class Dumped:
    """As models of pydantic are."""

    def model_dump(self, mode: str) -> dict[str, Any]:
        return {"of": mode, "odd": {1, 2} - {1}}


def depth(value: Any) -> int:
    """How many lists are within each other."""
    return 1 + depth(value[0]) if isinstance(value, list) else 0


def nested(deep: int) -> list[Any]:
    """Lists within each other."""
    value: list[Any] = []
    for _ in range(deep - 1):
        value = [value]
    return value


def endless_list() -> list[Any]:
    """A list that is in itself."""
    value: list[Any] = []
    value.append(value)
    return value


@pytest.mark.parametrize("value", [None, 1, 1.5, "é", [], {"a": [True, None, {"b": "c"}]}])
def test_what_json_says_is_left_as_it_is(value: Any) -> None:
    """It is the same object."""
    assert plain(value) is value


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (float("nan"), "nan"),
        (b"bytes", "b'bytes'"),
        ({(1, 2): (3,)}, {"(1, 2)": [3]}),
        ([Dumped()], [{"of": "json", "odd": [2]}]),
        ("a\ud83db", "a\ufffdb"),
        (Endless(), "endless"),
    ],
)
def test_what_it_cannot_say_is_written_out(value: Any, said: Any) -> None:
    """As Python shows it, or as near as JSON comes to it."""
    assert plain(value) == said


@pytest.mark.parametrize("value", [nested(201), nested(20_000), endless_list()])
def test_what_is_too_deep_ends_in_text(value: Any) -> None:
    """Whoever walks through it later comes to an end."""
    said = plain(value)
    assert depth(said) == 51
    assert json.dumps(said)


def test_what_is_not_too_deep_is_left_as_it_is() -> None:
    """As deep as what clients may send."""
    value = nested(200)
    assert plain(value) is value
