"""`llm tools policy`: the user's rules for tool calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from llm.cli import completing
from llm.cli.default_group import DefaultGroup
from llm.cli.terminal import remark
from llm.text import valid_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from llm.tooling.policy import Action


@click.group("policy", cls=DefaultGroup, default="list")
def policy() -> None:
    """Decide which tool calls may happen without asking you, and which never.

    Where no rule says anything, a tool that you name yourself is allowed. You are asked about the
    tools of a conversation that goes on, of a project, and of templates that are not your own.

    Examples:

        llm tools policy

        llm tools policy allow llm_time

        llm tools policy ask '*'
    """


@policy.command("list")
def list_() -> None:
    """List the rules.

    A rule that denies a call goes before one that asks, and that before one that allows.

    Examples:

        llm tools policy

        llm tools policy list
    """
    from llm.cli.output.tool_rules import rule_line
    from llm.config.tool_policy import load_rules

    rules = load_rules()
    for number, rule in enumerate(rules, 1):
        click.echo(f"{number}. {rule_line(rule)}")
    if not rules:
        remark("There are no rules. Make one with: llm tools policy deny TOOL")


def _adding(action: Action, about: str, examples: str) -> Callable[..., None]:
    """The command that adds a rule with this *action*."""

    def add(*, tool: str, arguments: tuple[tuple[str, str], ...]) -> None:
        from llm.cli.output.tool_rules import rule_line
        from llm.config.tool_policy import add_rule
        from llm.tooling.policy import Rule

        patterns = {valid_text(name): valid_text(pattern) for name, pattern in arguments}
        rule = Rule(valid_text(tool), action, patterns)
        add_rule(rule)
        remark(f"From now on: {rule_line(rule)}")

    add.__doc__ = about + examples
    add = click.option(
        "arguments",
        "--argument",
        metavar="NAME PATTERN",
        type=(str, str),
        multiple=True,
        help="Only calls in which this argument has such a value; repeatable",
    )(add)
    return policy.command(action)(_TOOL(add))


_TOOL = click.argument("tool", shell_complete=completing.tools)
_PATTERNS = """

    TOOL is the name of a tool, or a pattern: * stands for any text. A value with a / in it is
    taken for a path; ~ is your home directory, and a pattern for it may begin with ./ for the
    current one. What was said before of just these calls no longer holds.

    Examples:
    """

_adding(
    "allow",
    "Let a tool run without asking." + _PATTERNS,
    """
        llm tools policy allow llm_time

        llm tools policy allow read_file --argument path '~/notes/*'
    """,
)
_adding(
    "ask",
    "Ask before each call of a tool." + _PATTERNS,
    """
        llm tools policy ask write_file

        llm tools policy ask '*'
    """,
)
_adding(
    "deny",
    "Never let a tool run." + _PATTERNS,
    """
        llm tools policy deny 'Shell_*'

        llm tools policy deny read_file --argument path '~/.ssh/*'
    """,
)


@policy.command("rm")
@click.argument("which", metavar="NUMBER|TOOL")
def rm(*, which: str) -> None:
    """Remove a rule, by its number in the list, or all rules for a tool.

    Examples:

        llm tools policy ask llm_time

        llm tools policy rm llm_time
    """
    from llm.cli.output.tool_rules import rule_line
    from llm.config.tool_policy import remove_rules

    for rule in remove_rules(which):
        remark(f"Removed: {rule_line(rule)}")


@policy.command("path")
def path() -> None:
    """Show where the rules are kept: a file that you may edit.

    Examples:

        llm tools policy path

        dirname "$(llm tools policy path)"
    """
    from llm.config.tool_policy import policy_path

    click.echo(policy_path())
