"""docs/openai.md: its examples run."""

from __future__ import annotations

import base64

from llm.providers.openai.extra_models import parse
from tests.docs.test_readme import PROJECT, blocks
from tests.scripted_server import ScriptedServer, event, head

TEXT = (PROJECT / "docs" / "openai.md").read_text()
PICTURE = b"\x89PNG\r\n\x1a\n and so on"
DRAWN = {"id": "ig", "type": "image_generation_call", "result": base64.b64encode(PICTURE).decode()}
SAID = [
    {"type": "response.output_item.done", "output_index": 0, "item": DRAWN},
    {"type": "response.completed", "response": {"id": "r", "status": "completed", "output": []}},
]


def test_the_example_in_python_saves_a_picture(monkeypatch, tmp_path):
    """As written, against a server that draws at once."""
    (example,) = blocks("python", TEXT)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-x")
    monkeypatch.chdir(tmp_path)
    script = [head(content_type="text/event-stream"), *map(event, SAID)]
    with ScriptedServer(script) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", f"{server.url}/v1")
        exec(example, {})
    assert (tmp_path / "pelican.png").read_bytes() == PICTURE
    (sent,) = server.bodies()
    assert [tool["type"] for tool in sent["tools"]] == ["web_search", "image_generation"]


def test_the_example_of_a_file_has_no_mistake():
    """Every entry is a model, and there is nothing to warn of."""
    (example,) = blocks("yaml", TEXT)
    rows, warnings = parse(example, "example")
    assert [row.model_id for row in rows] == ["gpt-9-preview", "local-qwen", "local-vectors"]
    assert not warnings
