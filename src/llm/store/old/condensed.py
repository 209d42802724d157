"""Provider payloads of older releases, in which what was stored elsewhere is left out.

`{"$": KEY}` stands for a whole value and `{"$r": [...]}` for a string with such values in it.
`{"$": {"m": KEY, "u": {...}, "d": [...]}}` is an object with keys changed and removed, and
`{"$raw": value}` a value that only looks like one of these, and may hold some.
"""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from llm.parts import ToolCallPart

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from llm.parts import Message
    from llm.store.records import ToolDefinition


def is_condensed(payload: Any) -> bool:
    """Whether *payload* may hold marks of something left out."""
    return isinstance(payload, (dict, list)) and '"$' in json.dumps(payload)


def expanded(payload: Any, known: Mapping[str, Any]) -> Any:
    """*payload* with what was left out, as far as it is *known*; other marks stay as they are."""
    if isinstance(payload, list):
        return [expanded(each, known) for each in payload]
    if not isinstance(payload, dict):
        return payload
    if len(payload) == 1:
        ((mark, value),) = payload.items()
        if mark in _MARKS:
            return _MARKS[mark](value, known)
    return {name: expanded(value, known) for name, value in payload.items()}


def _raw(value: Any, known: Mapping[str, Any]) -> Any:
    if not isinstance(value, dict):
        return expanded(value, known)
    # It is no mark itself; what is in it may be.
    return {name: expanded(inner, known) for name, inner in value.items()}


def _whole(key: Any, known: Mapping[str, Any]) -> Any:
    if isinstance(key, dict):
        return _changed(key, known)
    return deepcopy(known[key]) if isinstance(key, str) and key in known else {"$": key}


def _changed(merge: dict[str, Any], known: Mapping[str, Any]) -> Any:
    changes = {name: expanded(value, known) for name, value in (merge.get("u") or {}).items()}
    base = known.get(str(merge.get("m")))
    if not isinstance(base, dict):
        return {"$": {**merge, "u": changes}}
    removed = merge.get("d") or ()
    kept = {name: deepcopy(value) for name, value in base.items() if name not in removed}
    return kept | changes


def _joined(segments: Any, known: Mapping[str, Any]) -> Any:
    found = expanded(segments, known)
    if isinstance(found, list) and all(isinstance(each, str) for each in found):
        return "".join(found)
    return {"$r": found}


_MARKS = {"$raw": _raw, "$": _whole, "$r": _joined}


def known_in_turn(
    output: Sequence[Message], tools: Sequence[ToolDefinition], schema: Any
) -> dict[str, Any]:
    """What 0.36 left out of the payload of a turn that ended with *output*, by its keys.

    What a model class left out (`m.KEY`) only its plugin knows.
    """
    known: dict[str, Any] = {}
    for number, message in enumerate(output):
        for place, part in enumerate(message.parts):
            prefix = f"{number}.{place}"
            for name in ("text", "output"):
                if value := getattr(part, name, None):
                    known[f"{prefix}.{name}"] = value
            if isinstance(part, ToolCallPart):
                known[f"{prefix}.args"] = json.dumps(part.arguments, separators=(",", ":"))
                known[f"{prefix}.args2"] = json.dumps(part.arguments)
                known[f"{prefix}.argsv"] = part.arguments
            if metadata := getattr(part, "provider_metadata", None):
                known.update(_inside(f"{prefix}.pm", metadata))
    for tool in tools:
        if tool.description:
            known[f"tool.{tool.name}.description"] = tool.description
    if schema is not None:
        known["schema"] = schema
    return known


def _inside(key: str, value: Any) -> Iterator[tuple[str, Any]]:
    yield key, value
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _inside(f"{key}.{name}", inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _inside(f"{key}.{number}", inner)
