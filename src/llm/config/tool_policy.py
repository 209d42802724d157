"""The user's rules for tool calls, in `tool-policy.toml`.

    [[rule]]
    tool = "write_file"
    action = "deny"
    [rule.arguments]
    path = "/etc/*"

What the rules mean is `tooling/policy.py`'s affair.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from llm.config.paths import user_dir, user_file
from llm.config.toml_files import read_toml, update_toml
from llm.errors import ConfigError, InvalidInput
from llm.tooling.policy import ACTIONS, Rule

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

POLICY_FILE = "tool-policy.toml"
_KEYS = {"tool", "action", "arguments"}
_CURE = "Correct it, or move it away to start afresh."


def policy_path() -> Path:
    """Where the rules are, or would be, stored."""
    return user_file(POLICY_FILE)


def load_rules() -> list[Rule]:
    """The rules, in the order of the file.

    Raises ConfigError when the file cannot be understood, whole or in part: a rule that is not
    understood may have been one that denies.
    """
    found = read_toml(policy_path(), _CURE)
    return [] if found is None else _rules_in(found.table)


def add_rule(rule: Rule) -> None:
    """Add *rule*; one about the same calls, which it says something else of, goes.

    Raises InvalidInput for one without a tool, and ConfigError when the file is damaged, or cannot
    be written.
    """
    if not rule.tool:
        raise InvalidInput("A rule needs the name of a tool, or * for all of them")

    def change(document: Any) -> None:
        import tomlkit

        kept = _without(document, lambda other: _is_about(other) == _is_about(rule))
        added: Any = tomlkit.table() if hasattr(kept, "body") else tomlkit.inline_table()
        added["tool"], added["action"] = rule.tool, rule.action
        if rule.arguments:
            added["arguments"] = dict(rule.arguments)
        kept.append(added)

    _update(change)


def remove_rules(which: str) -> list[Rule]:
    """Remove the rule with the number *which*, or all whose tool is just that; return them.

    Raises InvalidInput when there is none, and ConfigError as `add_rule`.
    """
    removed: list[Rule] = []
    numbers = count(1)

    def goes(rule: Rule) -> bool:
        wanted = str(next(numbers)) == which or rule.tool == which
        if wanted:
            removed.append(rule)
        return wanted

    if policy_path().exists():
        _update(lambda document: _without(document, goes))
    if not removed:
        raise InvalidInput(f"There is no rule {which}: llm tools policy lists those there are")
    return removed


def _is_about(rule: Rule) -> tuple[str, dict[str, str]]:
    return rule.tool, dict(rule.arguments)


def _update(change: Callable[[Any], object]) -> None:
    def checked(document: Any) -> None:
        _rules_in(document.unwrap())
        change(document)

    update_toml(user_dir() / POLICY_FILE, checked, cure=_CURE)


def _without(document: Any, goes: Callable[[Rule], bool]) -> Any:
    """Take the rules out of *document* that are to go, and return its list of the others."""
    import tomlkit

    rules = document.get("rule")
    if rules is None:
        document["rule"] = rules = tomlkit.aot()
    read = _rules_in(document.unwrap())
    for place in reversed([place for place, rule in enumerate(read) if goes(rule)]):
        del rules[place]
    if not len(rules):  # what is left of `rule = []` takes no tables
        del document["rule"]
        document["rule"] = rules = tomlkit.aot()
    return rules


def _rules_in(table: dict[str, Any]) -> list[Rule]:
    rules = table.get("rule", [])
    if unknown := sorted(set(table) - {"rule"}):
        raise _wrong(f"it has {unknown[0]!r}, and should have nothing but [[rule]] tables")
    if not isinstance(rules, list):
        raise _wrong("each rule should begin with [[rule]]")
    return [_rule(number, rule) for number, rule in enumerate(rules, 1)]


def _rule(number: int, given: Any) -> Rule:
    if not isinstance(given, dict):
        raise _wrong("each rule should begin with [[rule]]")
    if unknown := sorted(set(given) - _KEYS):
        raise _wrong(f"rule {number} has {unknown[0]!r}, and takes tool, action and arguments")
    tool, action, arguments = (given.get(key) for key in ("tool", "action", "arguments"))
    if not isinstance(tool, str) or not tool:
        raise _wrong(f'rule {number} should name its tool: tool = "NAME"')
    if action not in ACTIONS:
        raise _wrong(f"rule {number} should have allow, ask or deny for its action")
    arguments = {} if arguments is None else arguments
    if not isinstance(arguments, dict) or not all(isinstance(x, str) for x in arguments.values()):
        raise _wrong(f'the arguments of rule {number} should be patterns: NAME = "PATTERN"')
    return Rule(tool, action, arguments)


def _wrong(reason: str) -> ConfigError:
    return ConfigError(f"{policy_path()} cannot be used, {reason}. {_CURE}")
