"""docs/server/anthropic.md: its example runs."""

from pathlib import Path

import pytest

from llm.testing import AsyncScriptedModel
from tests.docs.test_readme import PROJECT, blocks
from tests.server.conftest import offering, running_server

TEXT = (PROJECT / "docs" / "server" / "anthropic.md").read_text()


def test_the_example_in_python_prints_the_answer(
    user_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """As written but for the address, which is that of the test's server."""
    (example,) = blocks("python", TEXT)
    assert "http://127.0.0.1:8642" in example
    model = AsyncScriptedModel([["A her", "on."]], model_id="smollm2")
    with offering(model), running_server() as one:
        names: dict[str, object] = {}
        exec(example.replace("http://127.0.0.1:8642", one.url), names)
        names["client"].close()  # type: ignore[attr-defined]  # the SDK's
    assert capsys.readouterr().out == "A heron.\n"
    assert model.prompts[0].messages[0].text() == "Name a bird."
