"""docs/server/openai-chat.md: its example runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llm.testing import AsyncScriptedModel
from tests.docs.test_readme import PROJECT, blocks
from tests.server.conftest import offering, running_server

if TYPE_CHECKING:
    import pytest

TEXT = (PROJECT / "docs" / "server" / "openai-chat.md").read_text()


def test_the_example_in_python_prints_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    """As written but for the address, which is that of the test's server."""
    (example,) = blocks("python", TEXT)
    assert "http://127.0.0.1:8642" in example
    model = AsyncScriptedModel([["A her", "on."]], model_id="smollm2")
    with offering(model), running_server() as one:
        names: dict[str, object] = {}
        exec(example.replace("http://127.0.0.1:8642", one.url), names)
        names["client"].close()  # type: ignore[attr-defined]  # the SDK's
    assert capsys.readouterr().out == "A heron."
    assert model.prompts[0].messages[0].text() == "Name a bird."
