"""docs/server/openai-responses.md: its example runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llm.testing import AsyncScriptedModel
from tests.docs.test_readme import PROJECT, blocks
from tests.server.conftest import OWN_TOKEN, offering, running_server

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

TEXT = (PROJECT / "docs" / "server" / "openai-responses.md").read_text()
URL, TOKEN = "http://127.0.0.1:8642", "the token that llm serve printed"


def test_the_example_in_python_prints_two_answers(
    user_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """As written but for the address and the token, which are those of the test's server."""
    (example,) = blocks("python", TEXT)
    assert URL in example
    assert TOKEN in example
    model = AsyncScriptedModel([["A heron."], ["An owl."]], model_id="smollm2")
    with offering(model), running_server() as one:
        names: dict[str, object] = {}
        exec(example.replace(URL, one.url).replace(TOKEN, OWN_TOKEN), names)
        names["client"].close()  # type: ignore[attr-defined]  # the SDK's
    assert capsys.readouterr().out == "A heron.\nAn owl.\n"
    told = [message.text() for message in model.prompts[1].messages]
    assert told == ["Name a bird.", "A heron.", "And another one."]
