"""How patient a request is, and who decides that."""

from __future__ import annotations

import pytest

from llm.errors import ConfigError
from llm.net.limits import Limits, current_limits, limited


def test_who_decides(monkeypatch):
    """The block goes before the environment, that before the model's own, that before the rest."""
    assert current_limits() == Limits()
    own = {"total": 1.0, "retries": 1, "connect": 1.0}
    assert current_limits(own) == Limits(total=1, retries=1, connect=1)
    monkeypatch.setenv("LLM_TIMEOUT", "2")
    monkeypatch.setenv("LLM_RETRIES", "0")
    assert current_limits(own) == Limits(total=2, retries=0, connect=1)
    with limited(total=3), limited(silence=4):
        assert current_limits(own) == Limits(total=3, retries=0, connect=1, silence=4)
    assert current_limits(own) == Limits(total=2, retries=0, connect=1)


@pytest.mark.parametrize("written", ["soon", "-1", "nan", "inf", "0"])
def test_a_variable_that_is_no_number_of_seconds(monkeypatch, written):
    """It is named, with what it holds."""
    monkeypatch.setenv("LLM_TIMEOUT", written)
    with pytest.raises(
        ConfigError, match=f"LLM_TIMEOUT='{written}' is not a number of seconds above 0"
    ):
        current_limits()
