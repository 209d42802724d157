"""ToolWatch: the hooks around each tool call of a command. Consent is `approval.py`'s."""

from __future__ import annotations

import json
import sys
import textwrap
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from llm.cli.output.names import escaped
from llm.cli.terminal import is_terminal, remark
from llm.text import truncate_string

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from llm.cli.tool_calls.approval import Approval
    from llm.toolcalls import ToolCall, ToolResult


_LINE = 200


class ToolWatch:
    """The hooks around each tool call of a command.

    Args:
        shows: show each call and its result on standard error.
        approval: decides about each call, and may ask the user; without it, all may happen.

    Attributes:
        running: told the names of the tools that run, whenever that changes; of none while the
            user is asked something.
        names_calls: leave a line on standard error for each call that happens.

    """

    running: Callable[[Sequence[str]], object] | None = None
    names_calls: bool = False

    def __init__(self, *, shows: bool = False, approval: Approval | None = None) -> None:
        self._shows = shows
        self._approval = approval
        self._names: list[str] = []

    def before(self, tool: Any, call: ToolCall) -> None:
        """Find out whether *call* may happen. Raises CancelToolCall when it may not."""
        if tool is None:
            if self._shows:
                remark(f"\nTool call: {_shown(_written(call))}\n  there is no such tool\n")
            return
        if self._approval is not None:
            self._tell([])
            try:
                self._approval.check(tool, call)
            finally:
                self._tell(self._names)
        if self.names_calls and not self._shows:
            said = truncate_string(_written(call), _LINE, normalize_whitespace=True)
            remark(_shown(f"Tool call: {said}"), dim=True)
        if tool.implementation is not None:
            self._names.append(call.name)
            self._tell(self._names)

    def after(self, tool: Any, call: ToolCall, result: ToolResult) -> None:  # noqa: ARG002 - a hook
        """Show *call* and its *result*."""
        with suppress(ValueError):
            self._names.remove(call.name)
        self._tell(self._names)
        if not self._shows:
            return
        lines = [_indented(result.output)]
        lines += [f"  attachment: {each}" for each in result.attachments]
        if result.exception:
            lines.append(f"  exception: {result.exception!r}")
        remark(_shown("\n".join([f"\nTool call: {_written(call)}", *lines, ""])))

    def _tell(self, names: Sequence[str]) -> None:
        if self.running is not None:
            self.running(list(names))


def _shown(text: str) -> str:
    """*text* as it can be shown: what tools give does not change a terminal."""
    return escaped(text, keep="\n\t") if is_terminal(sys.stderr) else text


def _written(call: ToolCall) -> str:
    return f"{call.name}({call.arguments})"


def _indented(output: str) -> str:
    with suppress(ValueError, RecursionError):
        decoded = json.loads(output)
        if isinstance(decoded, (dict, list)):
            output = json.dumps(decoded, indent=2, ensure_ascii=False)
    return textwrap.indent(output, "  ")
