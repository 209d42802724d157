"""Counts that cannot be made; those that can are in tests/e2e."""

from __future__ import annotations

from pathlib import Path

import pytest

from llm.errors import ModelUnavailable, UnsupportedInput
from llm.parts import AttachmentPart, Message
from llm.providers.local.model import AsyncLocalChat, LocalChat
from tests.conftest import World


def test_a_count_fetches_no_weights(
    api: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the model was never asked, it cannot count, and nothing is made or fetched for it."""
    monkeypatch.setenv("LLM_CACHE_PATH", str(tmp_path / "cache"))
    model = AsyncLocalChat() if api.awaits else LocalChat()
    with pytest.raises(ModelUnavailable, match="are not there") as caught:
        api.wait(model.count_tokens("Hello"))
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "cache").exists()


def test_what_it_cannot_read_is_not_counted(api: World) -> None:
    """As in a prompt, an attachment is refused."""
    model = AsyncLocalChat() if api.awaits else LocalChat()
    with pytest.raises(UnsupportedInput):
        api.wait(model.count_tokens(messages=[Message("user", [AttachmentPart(None)])]))
