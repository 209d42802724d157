"""Approval: whether a tool call may happen, as the user's rules say, or the user when asked."""

from __future__ import annotations

import glob
import os
import sys
import threading
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import field
from typing import Any, Literal, TextIO, TypeAlias

from llm.cli.output.names import escaped
from llm.cli.output.tool_calls import call_lines
from llm.cli.terminal import is_terminal, remark, still
from llm.errors import CancelToolCall, ConfigError
from llm.lazy_dataclass import dataclass
from llm.toolcalls import ToolCall
from llm.tooling.policy import Action, Rule, as_taken, ruling
from llm.tooling.server_side import ServerSideTool

Ask: TypeAlias = Callable[[str], str | None]
"""Asks the user a question, and returns the line that they type; None when nobody can be asked.

Lines before the last one of the question say what it is about.
"""

_ANSWERS: dict[str, Literal["once", "session", "allow", "deny"]] = {
    "y": "once", "yes": "once",
    "s": "session", "session": "session",
    "a": "allow", "always": "allow",
    "d": "deny", "deny": "deny",
}  # fmt: skip
_ASKING = threading.Lock()
"""Held while the user is asked: models that are asked side by side use tools at the same time."""
_REFUSED = "The user does not allow this tool call"


def is_yes(answer: str | None) -> bool:
    """Whether the user said yes: `y` or `yes`."""
    return (answer or "").strip().lower() in {"y", "yes"}


@dataclass
class Approval:
    """Decides about the tool calls of a command, or of a chat.

    A rule that denies a call has the last word. Else the user is asked where a rule says so, or
    where no rule allows the tool and they have not named it themselves. What they answer for the
    session, or for always, holds for the calls that follow; but they are asked again where another
    rule, as for some arguments, wants them to be.

    Attributes:
        ask: how the user is asked.
        rules: the user's rules.
        asks_all: the user wants to be asked about every call that no rule denies.
        brought: the tools that the user has not named: those of a conversation that goes on, of a
            template of somebody else or of a project.

    """

    ask: Ask
    rules: Sequence[Rule] = ()
    asks_all: bool = False
    brought: Collection[str] = ()
    _refused: set[str] = field(default_factory=set)
    _allowed: list[tuple[str, Rule | None]] = field(default_factory=list)

    def check(self, tool: Any, call: ToolCall) -> None:
        """Raise CancelToolCall when *call*, of *tool*, may not happen."""
        arguments = as_taken(tool.input_schema, call.arguments)
        rule = ruling(self.rules, call.name, arguments)
        if rule is not None and rule.action == "deny":
            remark(f"Your rules deny this call of the tool {escaped(call.name)}.")
            raise CancelToolCall("A rule of the user denies this tool call")
        with _ASKING:
            if call.name in self._refused:
                raise CancelToolCall(_REFUSED)
            if (call.name, _asking(rule)) not in self._allowed and self._is_asked_about(rule, call):
                self._ask_about(rule, call)

    def offered(self, tools: Sequence[Any]) -> list[Any]:
        """Those of *tools* that the model may be told of: nobody is asked what its provider runs.

        One of the provider that a rule denies is left out.
        """
        return [tool for tool in tools if not self._forbids(tool)]

    def _forbids(self, tool: Any) -> bool:
        if not isinstance(tool, ServerSideTool):
            return False
        for name in (tool.name, type(tool).__name__):
            rule = ruling(self.rules, name, {})
            if rule is not None and rule.action == "deny":
                remark(f"Your rules deny the tool {escaped(name)}, which is left out.")
                return True
        return False

    def _is_asked_about(self, rule: Rule | None, call: ToolCall) -> bool:
        if rule is None:
            return self.asks_all or call.name in self.brought
        return self.asks_all or rule.action == "ask"

    def _ask_about(self, rule: Rule | None, call: ToolCall) -> None:
        exactly = glob.escape(call.name)
        # Where a rule for more than this tool asks, one that allows it would change nothing.
        can_allow = rule is None or rule.action != "ask" or rule == Rule(exactly, "ask")
        always = "a = always, " if can_allow else ""
        asked = f"Run it? y = yes, n = no, s = in this session, {always}d = never: "
        shown = ["", *call_lines(call)]
        answer = self.ask("\n".join([*shown, asked]))
        if answer is None:
            remark("\n".join([*shown, "Nobody can be asked, so this tool call is refused."]))
            raise CancelToolCall(_REFUSED)
        meant = _ANSWERS.get(answer.strip().lower())
        if meant is None or (meant == "allow" and not can_allow):
            raise CancelToolCall(_REFUSED)
        if meant == "deny":
            self._refused.add(call.name)
        elif meant != "once":
            self._allowed.append((call.name, _asking(rule)))
        if meant == "allow" or meant == "deny":  # noqa: PLR1714 - so that types are narrowed
            _remember(exactly, meant)
        if meant == "deny":
            raise CancelToolCall(_REFUSED)


def _asking(rule: Rule | None) -> Rule | None:
    return rule if rule is not None and rule.action == "ask" else None


def _remember(tool: str, action: Action) -> None:
    from llm.config.tool_policy import add_rule

    try:
        add_rule(Rule(tool, action))
    except ConfigError as error:
        remark(f"This answer holds for now only: {error}")
        return
    remark(f"Remembered; llm tools policy rm '{tool}' takes it back.")


def ask_on_terminal(question: str) -> str | None:
    """The line that the user answers *question* with; None when there is no user.

    Where standard input is not a terminal, the terminal of the process is asked itself; and where
    standard error is none, the question is shown there, too.
    """
    with suppress(OSError, EOFError):
        if is_terminal(sys.stdin):
            _show(question, sys.stdin)
            return _line(sys.stdin)
        with open("/dev/tty", encoding="utf-8", errors="replace") as terminal:
            _show(question, terminal)
            return _line(terminal)
    return None


def _show(question: str, terminal: TextIO) -> None:
    """Write *question* where the user sees it who answers on *terminal*. Raises OSError."""
    remark(question, end="")
    if is_terminal(sys.stderr):
        return
    name = "CONOUT$" if sys.platform == "win32" else os.ttyname(terminal.fileno())
    with still(), open(name, "w", encoding="utf-8", errors="replace") as shown:
        shown.write(question)


def _line(stream: TextIO) -> str | None:
    line = stream.readline()
    return line or None
