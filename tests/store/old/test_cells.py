import datetime as dt

import pytest

from llm.store.old.cells import json_in, number_in, object_in, text_in, time_in


def test_times_are_in_their_zone_or_in_utc() -> None:
    """Each release wrote them in another way; what is no time is none."""
    noon = dt.datetime(2024, 5, 1, 12, 0, 0, 5, tzinfo=dt.UTC)
    assert time_in("2024-05-01T12:00:00.000005+00:00") == noon
    assert time_in("2024-05-01T12:00:00.000005") == noon
    assert time_in("2024-05-01 12:00:00.000005") == noon
    assert [time_in(value) for value in (None, "", "yesterday", 5, b"\xff")] == [None] * 5


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ('{"a": 1}', {"a": 1}),
        ("", None),
        (None, None),
        ("no json", "no json"),
        ("[NaN, Infinity, 1e999, 1.5]", ["NaN", "Infinity", "1e999", 1.5]),
        (b'"bytes"', "bytes"),
        ("[" * 100_000, "[" * 100_000),
    ],
)
def test_json_that_cannot_be_kept_is_text(column, value) -> None:
    """Numbers that are none, text that is no JSON, and what is nested too deeply."""
    assert json_in(column) == value


def test_columns_hold_anything() -> None:
    """SQLite keeps any value in any column."""
    assert [text_in(value) for value in (None, 5, b"a\xff", "x")] == [None, "5", "a�", "x"]
    assert [number_in(value) for value in (None, "7", 7.9, "x")] == [None, 7, 7, None]
    assert [object_in(value) for value in ("[1]", "5", None, '{"a": 1}')] == [{}, {}, {}, {"a": 1}]
