"""What the tests of what prompts are made of share."""

from __future__ import annotations

import io
import sys

import pytest


@pytest.fixture
def stdin(monkeypatch):
    """Put bytes on standard input."""

    def fill(content):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

    return fill
