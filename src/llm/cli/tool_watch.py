"""ToolWatch: tool calls shown to the user, and their consent asked for, on the terminal."""

from __future__ import annotations

import json
import sys
import textwrap
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from llm.cli.terminal import is_terminal, remark
from llm.errors import CancelToolCall

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from llm.toolcalls import ToolCall, ToolResult

    Ask = Callable[[str], bool | None]


class ToolWatch:
    """The hooks around each tool call of a command.

    Args:
        shows: show each call and its result on standard error.
        ask: asks the user a question: yes, no, or None when nobody can be asked. Without it,
            nothing is asked.
        asks_about: the tools whose calls are asked about; None for all.

    """

    def __init__(
        self,
        *,
        shows: bool = False,
        ask: Ask | None = None,
        asks_about: Collection[str] | None = None,
    ) -> None:
        self._shows = shows
        self._ask = ask
        self._asks_about = asks_about

    def before(self, tool: Any, call: ToolCall) -> None:
        """Ask whether *call* may happen. Raises CancelToolCall when it may not."""
        if tool is None:
            if self._shows:
                remark(f"\nTool call: {_written(call)}\n  there is no such tool\n")
            return
        if self._ask is None or (
            self._asks_about is not None and call.name not in self._asks_about
        ):
            return
        remark(f"\nTool call: {_written(call)}")
        answer = self._ask("Approve tool call? [y/N]: ")
        if answer is None:
            remark("Nobody can be asked, so this tool call is refused.")
        if not answer:
            raise CancelToolCall("The user does not allow this tool call")

    def after(self, tool: Any, call: ToolCall, result: ToolResult) -> None:  # noqa: ARG002 - a hook
        """Show *call* and its *result*."""
        if not self._shows:
            return
        lines = [_indented(result.output)]
        lines += [f"  attachment: {each}" for each in result.attachments]
        if result.exception:
            lines.append(f"  exception: {result.exception!r}")
        remark("\n".join([f"\nTool call: {_written(call)}", *lines, ""]))


def ask_on_terminal(question: str) -> bool | None:
    """The user's answer to *question*, no unless it begins with `y`; None when there is no user.

    Where standard input is not a terminal, the terminal of the process is asked itself.
    """
    try:
        if is_terminal(sys.stdin):
            return _is_yes(input(question))
        with open("/dev/tty", encoding="utf-8", errors="replace") as terminal:
            remark(question, end="")
            return _is_yes(terminal.readline())
    except (OSError, EOFError):
        return None


def _is_yes(answer: str) -> bool:
    return answer.strip().lower() in {"y", "yes"}


def _written(call: ToolCall) -> str:
    return f"{call.name}({call.arguments})"


def _indented(output: str) -> str:
    with suppress(ValueError, RecursionError):
        decoded = json.loads(output)
        if isinstance(decoded, (dict, list)):
            output = json.dumps(decoded, indent=2, ensure_ascii=False)
    return textwrap.indent(output, "  ")
