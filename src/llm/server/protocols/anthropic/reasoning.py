"""Thinking of Anthropic's blocks <-> our reasoning parts. Pure.

A block of thinking has a signature, and one of redacted thinking has data, which clients send back
unread. What Anthropic made is handed on as it is; what other providers want back with their
reasoning is sealed in the same place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.parts import ReasoningPart
from llm.server.protocols.sealed import sealed, unsealed

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMESPACE = "anthropic"
"""The key of `provider_metadata` under which stands what this protocol says and our parts lack."""

_REDACTED = "redacted_thinking"


def reasoning_of(text: str, signature: str) -> ReasoningPart:
    """The part that a `thinking` block with this *text* and *signature* stands for."""
    held = unsealed(signature)
    if held is not None:
        return ReasoningPart(text, held.redacted, held.provider_metadata)
    return ReasoningPart(text, False, {NAMESPACE: {"signature": signature}} if signature else None)


def redacted_of(data: str) -> ReasoningPart:
    """The part that a `redacted_thinking` block with this *data* stands for."""
    held = unsealed(data)
    return held or ReasoningPart("", True, {NAMESPACE: {"type": _REDACTED, "data": data}})


def is_redacted(part: ReasoningPart) -> bool:
    """Whether *part* is a block of redacted thinking: one of which there is nothing to read."""
    if part.text:
        return False
    return part.redacted or _kept(part.provider_metadata).get("type") == _REDACTED


def signature_of(part: ReasoningPart) -> str:
    """The signature of the `thinking` block that says *part*."""
    if not part.redacted and not part.provider_metadata:
        return ""
    if not part.redacted and _only(part.provider_metadata) == {"signature"}:
        return str(_kept(part.provider_metadata)["signature"])
    return sealed(ReasoningPart("", part.redacted, part.provider_metadata))


def data_of(part: ReasoningPart) -> str:
    """The data of the `redacted_thinking` block that says *part*."""
    if _only(part.provider_metadata) == {"type", "data"}:
        return str(_kept(part.provider_metadata)["data"])
    return sealed(ReasoningPart("", part.redacted, part.provider_metadata))


def _kept(metadata: Mapping[str, Any] | None) -> Mapping[str, Any]:
    held = (metadata or {}).get(NAMESPACE)
    return held if isinstance(held, dict) else {}


def _only(metadata: Mapping[str, Any] | None) -> set[str]:
    """What is kept under our name, where nothing is kept under another and all of it is text."""
    held = _kept(metadata)
    alone = len(metadata or ()) == 1 and all(isinstance(each, str) for each in held.values())
    return set(held) if alone else set()
