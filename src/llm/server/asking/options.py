"""What clients may want of any model, and which option of a model's own that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SYNONYMS: dict[str, tuple[str, ...]] = {
    "temperature": ("temperature",),
    "top_p": ("top_p",),
    "top_k": ("top_k",),
    "min_p": ("min_p",),
    "max_tokens": (
        "max_tokens", "max_output_tokens", "max_completion_tokens", "num_predict",
        "max_new_tokens", "max_tokens_to_sample",
    ),
    "stop": ("stop", "stop_sequences", "stop_strings"),
    "seed": ("seed", "random_seed"),
    "frequency_penalty": ("frequency_penalty",),
    "presence_penalty": ("presence_penalty",),
    "logit_bias": ("logit_bias",),
    "user": ("user", "user_id", "safety_identifier"),
    "reasoning_effort": ("reasoning_effort", "thinking_effort", "effort", "thinking_level"),
    "reasoning_summary": ("reasoning_summary",),
    "thinking_budget": ("thinking_budget", "budget_tokens"),
    "verbosity": ("verbosity",),
    "parallel_tool_calls": ("parallel_tool_calls",),
    "service_tier": ("service_tier",),
    "logprobs": ("logprobs",),
    "top_logprobs": ("top_logprobs",),
    "n": ("n",),
    "image_detail": ("image_detail",),
    "json_object": ("json_object", "json_mode"),
    "tool_choice": ("tool_choice",),
    "store": ("store",),
    "metadata": ("metadata",),
    "prompt_cache_key": ("prompt_cache_key",),
}  # fmt: skip
"""The names that decoders use, each with what models call it; the first that a model has is set."""


def options_for_model(
    model: Any, wanted: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str], dict[str, str]]:
    """What of *wanted* goes to *model*, under its own names; what it has no option for.

    And for each name of the model's the name that the client used, to tell it what was wrong.
    """
    known = _fields(model)
    given: dict[str, Any] = {}
    ignored: list[str] = []
    asked_as: dict[str, str] = {}
    for name, value in wanted.items():
        if value is None:
            continue
        own = _own_name(name, known)
        if own is None:
            ignored.append(name)
        elif own not in given:
            given[own] = _fitting(value, known[own])
            asked_as[own] = name
    return given, ignored, asked_as


def has_option(model: Any, name: str) -> bool:
    """Whether *model* has an option for what decoders call *name*."""
    return _own_name(name, _fields(model)) is not None


def _fields(model: Any) -> Mapping[str, Any]:
    options = getattr(model, "Options", None)
    fields: Mapping[str, Any] = getattr(options, "model_fields", {})
    return fields


def _own_name(name: str, known: Iterable[str]) -> str | None:
    names = set(known)
    return next((each for each in SYNONYMS.get(name, (name,)) if each in names), None)


def _fitting(value: Any, field: Any) -> Any:
    """*value* in the form that *field* takes: one text where it takes no list, and a JSON text."""
    annotation = str(getattr(field, "annotation", ""))
    if isinstance(value, list) and "list" not in annotation.lower():
        return value[0] if len(value) == 1 else value
    return value
