"""The README's Python against the built-in model, as far as a toy is able."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.test_readme import blocks

LONG = "Generate an SVG of a pelican riding a bicycle"
SHORT = "Say hello"


@pytest.mark.usefixtures("local_model")
def test_the_python_examples_run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Each prints something, or records it; where the toy knows the answer, it is right."""
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    shown = []
    for block in blocks("python"):
        exec(block.replace(LONG, SHORT), names)
        shown.append(capsys.readouterr().out.strip())
    *shown, recorded = shown
    assert all(shown)
    assert recorded == ""
    assert (tmp_path / "experiments.db").exists()
    first, followed, _, streamed, streamed_async, called, _, product, name, again = shown
    assert "Paris" in first
    assert "Berlin" in followed
    assert streamed == streamed_async
    assert "Tool call: describe_dog({" in called
    assert "5362964" in product.replace(",", "")
    assert name
    assert name in again
