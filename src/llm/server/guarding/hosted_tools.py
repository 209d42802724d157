"""Which tools clients may have the provider run: those that the user's rules allow.

The rules are those of `llm tools policy`; nobody can be asked here. Tools that a client runs itself
are its own affair.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.server.asking.asked import Failure, Refused
from llm.tooling.policy import ruling

if TYPE_CHECKING:
    from collections.abc import Mapping


def check_hosted_tool(spec: Mapping[str, Any]) -> None:
    """Raise Refused, 403, where no rule allows the tool of the provider that *spec* describes.

    Rules are about its `type`, which says what it does, and not about a name that a client gives
    it; arguments of rules are about what else the specification says. Raises ConfigError where the
    rules cannot be understood.
    """
    from llm.config.tool_policy import load_rules

    kind = str(spec.get("type", ""))
    rule = ruling(load_rules(), kind, spec)
    if rule is None or rule.action != "allow":
        raise Refused(
            Failure(
                403,
                "forbidden",
                f"Clients of this server may not use the provider's tool '{kind[:80]}'. Whoever"
                " runs it can allow a tool with `llm tools policy allow TYPE`.",
                param="tools",
                code="tool_not_allowed",
            )
        )
