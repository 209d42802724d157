"""What servers tell of their models -> entries in the words of `extra-openai-models.yaml`.

Pure. Every kind of server has its own way to tell; where it is silent, chat models are taken to
be able to do what most can. Who asks the servers is `endpoints`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from llm.errors import ModelError
from llm.providers.openai.sent import mapping_of

# What a chat model can do until its server says otherwise.
_EXPECTED = {"supports_tools": True, "supports_schema": True, "vision": False}
_EMBEDDING_NAME = re.compile(
    r"embed|minilm|(^|[/_:-])(bge|gte|e5|mxbai|arctic|jina-v\d|stella|sfr)[_:-]", re.IGNORECASE
)
_CONTEXT_FIELDS = (
    "context_length",
    "max_model_len",
    "max_context_length",
    "context_window",
    "n_ctx",
    "n_ctx_train",
)


def models_in(answer: Any) -> list[dict[str, Any]]:
    """The models that an answer lists, each as the server describes it, under its `id`.

    The list is the `data` of the answer, its `models`, or the answer itself. Raises `ModelError`
    when there is none.
    """
    listed = answer
    if isinstance(answer, Mapping):
        listed = next((answer[name] for name in ("data", "models") if name in answer), None)
    if not isinstance(listed, list):
        raise ModelError("The answer is not a list of models.")
    found: dict[str, dict[str, Any]] = {}
    for entry in listed:
        model = dict(entry) if isinstance(entry, Mapping) else {"id": entry}
        name = next((model[field] for field in ("id", "model", "name") if model.get(field)), None)
        # A name goes to terminals and into commands.
        if isinstance(name, str) and name.isprintable() and name.strip() == name:
            found.setdefault(name, {**model, "id": name})
    return list(found.values())


def entry_for(model: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """The entry of a *model* of `models_in`, with what was *told* of it elsewhere."""
    known = {**_told_by_list(model), **told}
    name = model["id"]
    embeds = known.pop("embedding", bool(_EMBEDDING_NAME.search(name)))
    context = known.pop("context_length", None)
    if embeds:
        return {"model_id": name, "embedding": True}
    entry = {"model_id": name, **_EXPECTED, **known}
    return {**entry, "context_length": context} if context else entry


def told_by_llama_cpp(props: Any) -> dict[str, Any]:
    """What `GET /props` of llama.cpp tells of its one model."""
    if not isinstance(props, Mapping) or "default_generation_settings" not in props:
        return {}
    told: dict[str, Any] = {}
    modalities = mapping_of(props.get("modalities"))
    for field in ("vision", "audio"):
        if isinstance(modalities.get(field), bool):
            told[field] = modalities[field]
    caps = mapping_of(props.get("chat_template_caps"))
    for name, field in (
        ("supports_tools", "supports_tools"),
        ("supports_reasoning_effort", "reasoning"),
    ):
        if isinstance(caps.get(name), bool):
            told[field] = caps[name]
    return {**told, **_context(mapping_of(props["default_generation_settings"]))}


def told_by_ollama(shown: Any) -> dict[str, Any]:
    """What `POST /api/show` of Ollama tells of a model: its list of abilities is complete."""
    abilities = shown.get("capabilities") if isinstance(shown, Mapping) else None
    if not isinstance(abilities, list):
        return {}
    details = mapping_of(shown.get("model_info"))
    # As in "llama.context_length".
    sizes = {str(name).rpartition(".")[2]: value for name, value in details.items()}
    return {
        "embedding": "embedding" in abilities and "completion" not in abilities,
        "vision": "vision" in abilities,
        "audio": "audio" in abilities,
        "supports_tools": "tools" in abilities,
        "reasoning": "thinking" in abilities,
        **_context(sizes),
    }


def told_by_lm_studio(answer: Any) -> dict[str, dict[str, Any]]:
    """What `GET /api/v0/models` of LM Studio tells of each model, by its name."""
    try:
        models = models_in(answer)
    except ModelError:
        return {}
    return {model["id"]: _told_by_list(model) for model in models if "type" in model}


def _told_by_list(model: Mapping[str, Any]) -> dict[str, Any]:
    """What the entry of a list of models tells, in the fields of any kind of server."""
    told: dict[str, Any] = {}
    architecture = mapping_of(model.get("architecture"))
    inputs, outputs = architecture.get("input_modalities"), architecture.get("output_modalities")
    if isinstance(inputs, list):  # OpenRouter, llama.cpp
        told |= {"vision": "image" in inputs, "audio": "audio" in inputs}
    if isinstance(outputs, list) and "text" not in outputs and "embeddings" in outputs:
        told["embedding"] = True
    taken = model.get("supported_parameters")
    if isinstance(taken, list):  # OpenRouter
        told["supports_tools"] = "tools" in taken
        told["supports_schema"] = "structured_outputs" in taken or "response_format" in taken
        told["reasoning"] = "reasoning" in taken or "reasoning_effort" in taken
    told |= _abilities(model.get("capabilities"))
    kind = model.get("type")
    if kind in ("embedding", "embeddings"):  # LM Studio, Together
        told["embedding"] = True
    elif kind in ("llm", "vlm"):
        told |= {"embedding": False, "vision": kind == "vlm"}
    return {**told, **_context(mapping_of(model.get("meta"))), **_context(model)}


_ABILITIES = {
    "vision": "vision",
    "multimodal": "vision",
    "audio": "audio",
    "tool_use": "supports_tools",
    "function_calling": "supports_tools",
    "tools": "supports_tools",
    "thinking": "reasoning",
    "reasoning": "reasoning",
}


def _abilities(listed: Any) -> dict[str, bool]:
    """What a list of abilities says for certain; a mapping says no as well as yes."""
    if isinstance(listed, list):
        told = {_ABILITIES[name]: True for name in map(str, listed) if name in _ABILITIES}
        if "embedding" in listed and "completion" not in listed:
            told["embedding"] = True
        return told
    said = mapping_of(listed).items()  # Mistral
    return {
        _ABILITIES[name]: value
        for name, value in said
        if name in _ABILITIES and isinstance(value, bool)
    }


def _context(sizes: Mapping[str, Any]) -> dict[str, int]:
    found = (sizes.get(name) for name in _CONTEXT_FIELDS)
    whole = (size for size in found if isinstance(size, int) and size > 0)
    return next(({"context_length": int(size)} for size in whole), {})
