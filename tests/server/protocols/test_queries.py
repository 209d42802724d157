"""Numbers and flags in queries."""

from __future__ import annotations

import pytest

from llm.server.asking.asked import Refused
from llm.server.protocols.anthropic.listing import model_page
from llm.server.protocols.queries import number_in


@pytest.mark.parametrize("said", ["0", "7", "10", "0010"])
def test_a_number_in_its_bounds(said: str) -> None:
    """It is what it says; what is not said is what is usual."""
    assert number_in({"limit": said}, "limit", 3, most=10) == int(said)
    assert number_in({"limit": ""}, "limit", 3) == number_in({}, "limit", 3) == 3
    assert number_in({"after": "-1"}, "after", 0, least=-1) == -1


@pytest.mark.parametrize(
    "said", ["-1", "11", "1e1", "--1", "-", "\u00b2", "\u0661", "1 ", "9" * 5000, f"{0:09}{9:099}"]
)  # fmt: skip
def test_what_is_no_number_or_out_of_its_bounds(said: str) -> None:
    """It is refused by its name, and never a failure of the server's."""
    for read in (
        lambda: number_in({"limit": said}, "limit", 3, most=10),
        lambda: model_page([], 0.0, [("limit", said if said != "11" else "1001")]),
    ):
        with pytest.raises(Refused, match="'limit' has to be a whole number") as refused:
            read()
        assert (refused.value.failure.status, refused.value.failure.param) == (400, "limit")
