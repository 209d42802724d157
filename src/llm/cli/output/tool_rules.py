"""A rule for tool calls in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llm.cli.output.names import escaped

if TYPE_CHECKING:
    from llm.tooling.policy import Rule


def rule_line(rule: Rule) -> str:
    """What *rule* says: `allow read_file where path is ~/notes/*`."""
    where = " and ".join(f"{name} is {pattern}" for name, pattern in rule.arguments.items())
    return escaped(f"{rule.action} {rule.tool}" + (f" where {where}" if where else ""))
