"""What goes there and back with reasoning, as it comes back from whomever."""

import base64
import json

import pytest

from llm.parts import ReasoningPart
from llm.server.protocols.sealed import sealed, unsealed


def written(text):
    """*text*, sealed by somebody who knows how."""
    return "llm1." + base64.urlsafe_b64encode(text.encode()).decode()


def test_it_comes_back_as_it_was():
    """Text, what is redacted, and what a provider keeps."""
    part = ReasoningPart("Hm \u00e4", True, {"x": {"signature": "s", "n": [1, 2.5, None]}})
    assert unsealed(sealed(part)) == part


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"text": 1}',
        '{"provider_metadata": []}',
        '{"provider_metadata": {"a": NaN}}',
        '{"provider_metadata": {"a": 1e999}}',
        '{"provider_metadata": {"a": ' + "[" * 200 + "]" * 200 + "}}",
        '{"provider_metadata": {"a": ' + "[" * 900 + "]" * 900 + "}}",
        '{"provider_metadata": {"a": ' + "[" * 100_000 + "]" * 100_000 + "}}",
    ],
)
def test_what_we_cannot_have_written_is_none(text):
    """It is held to what bodies are held to: the history, and providers, are given it."""
    assert unsealed(written(text)) is None


@pytest.mark.parametrize("text", ["", "x", "llm1.", "llm1.\u00e4", "llm1.eA", "llm1./w=="])
def test_what_others_wrote_is_none(text):
    """Whatever it is."""
    assert unsealed(text) is None


def test_text_is_made_valid():
    """Half of a surrogate pair may come by an escape."""
    part = unsealed(written(json.dumps({"text": "\ud800", "provider_metadata": {"a": "\udc00"}})))
    assert part == ReasoningPart("\ufffd", False, {"a": "\ufffd"})
