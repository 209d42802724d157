"""A tool call as a person reads it, with nothing in it that would change a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from llm.cli.output.names import escaped

if TYPE_CHECKING:
    from llm.toolcalls import ToolCall

_HEAD, _TAIL = 400, 100
"""So many characters are shown of the beginning and the end of a long value."""


def call_lines(call: ToolCall) -> Iterator[str]:
    """The name of the tool, then each argument in a line of its own."""
    yield f"Tool call: {escaped(call.name)}"
    for name, value in call.arguments.items():
        yield f"  {escaped(name)}: {_shortened(escaped(_written(value)))}"


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=repr)


def _shortened(text: str) -> str:
    left_out = len(text) - _HEAD - _TAIL
    if left_out <= 0:
        return text
    return f"{text[:_HEAD]} [… {left_out:,} characters …] {text[-_TAIL:]}"
