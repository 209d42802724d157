"""What different kinds of servers tell of their models, by path, after their documentation.

Each kind is a mapping of `METHOD /path` to the JSON that it answers with; a number is a status,
text a page. The answers of llama.cpp were taken from a running one.
"""

from __future__ import annotations

import json
from typing import Any

from tests.local_server import LocalServer, QuietHandler

LLAMA_CPP: dict[str, Any] = {
    "GET /v1/models": {
        "models": [
            {"name": "smol", "model": "smol", "type": "model", "capabilities": ["completion"]}
        ],
        "object": "list",
        "data": [
            {
                "id": "smol",
                "object": "model",
                "architecture": {"input_modalities": ["text"], "output_modalities": ["text"]},
                "owned_by": "llamacpp",
                "meta": {"n_vocab": 49152, "n_ctx": 4096, "n_ctx_train": 8192},
            }
        ],
    },
    "GET /props": {
        "default_generation_settings": {"n_ctx": 2048},
        "total_slots": 1,
        "modalities": {"vision": True, "video": False, "audio": False},
        "chat_template": "{%- for message in messages -%}",
        "chat_template_caps": {"supports_tools": False, "supports_reasoning_effort": True},
    },
}
OPENROUTER: dict[str, Any] = {
    "GET /v1/models": {
        "data": [
            {
                "id": "maker/sees",
                "name": "Maker: Sees",
                "context_length": 200000,
                "architecture": {
                    "input_modalities": ["text", "image", "audio"],
                    "output_modalities": ["text"],
                },
                "supported_parameters": ["tools", "structured_outputs", "reasoning", "seed"],
            },
            {
                "id": "maker/plain",
                "architecture": {"input_modalities": ["text"], "output_modalities": ["text"]},
                "supported_parameters": ["seed", "max_tokens"],
            },
        ]
    }
}
VLLM: dict[str, Any] = {
    "GET /v1/models": {
        "object": "list",
        "data": [
            {
                "id": "org/model",
                "object": "model",
                "owned_by": "vllm",
                "root": "org/model",
                "max_model_len": 8192,
            }
        ],
    }
}
OLLAMA: dict[str, Any] = {
    "GET /v1/models": {
        "object": "list",
        "data": [
            {"id": "gemma3:latest", "object": "model", "owned_by": "library"},
            {"id": "qwen3:8b", "object": "model", "owned_by": "library"},
            {"id": "vectors:latest", "object": "model", "owned_by": "library"},
        ],
    },
    "POST /api/show gemma3:latest": {
        "capabilities": ["completion", "vision"],
        "model_info": {"general.architecture": "gemma3", "gemma3.context_length": 131072},
    },
    "POST /api/show qwen3:8b": {"capabilities": ["completion", "tools", "thinking"]},
    "POST /api/show vectors:latest": {"capabilities": ["embedding"]},
}
LM_STUDIO: dict[str, Any] = {
    "GET /models": {"error": "Unexpected endpoint or method. (GET /models)"},
    "GET /v1/models": {
        "object": "list",
        "data": [
            {"id": name, "object": "model", "owned_by": "organization_owner"}
            for name in ("qwen2-vl", "llama", "nomic")
        ],
    },
    "GET /api/v0/models": {
        "object": "list",
        "data": [
            {"id": "qwen2-vl", "type": "vlm", "arch": "qwen2_vl", "max_context_length": 32768},
            {"id": "llama", "type": "llm", "capabilities": ["tool_use"], "state": "not-loaded"},
            {"id": "nomic", "type": "embeddings", "max_context_length": 2048},
        ],
    },
}


class KindOfServer(LocalServer):
    """A server that answers as its *kind* says, on a free port of 127.0.0.1 until `stop`.

    Attributes:
        url: its root.
        asked: what was asked, as in the kind.
        headers: those of the last request, by their lower-case names.

    """

    def __init__(self, kind: dict[str, Any]) -> None:
        super().__init__(_Handler)
        self.kind = kind
        self.asked: list[str] = []
        self.headers: dict[str, str] = {}
        self.start()


class _Handler(QuietHandler):
    server: KindOfServer

    def do_GET(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        about = f" {json.loads(sent)['model']}" if sent else ""
        asked = f"{self.command} {self.path}{about}"
        self.server.asked.append(asked)
        self.server.headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.server.kind.get(asked, 404)
        status = answer if isinstance(answer, int) else 200
        content = answer if isinstance(answer, str) else json.dumps(answer)
        self.send_response(status)
        kind = "text/html" if isinstance(answer, str) else "application/json"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content.encode())))
        self.end_headers()
        self.wfile.write(content.encode())

    do_POST = do_GET
