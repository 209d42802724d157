"""Policy: rules that say whether a tool call is allowed, asked about or denied.

Where the rules come from is `config/tool_policy.py`'s affair; who is asked, and how,
`cli/tool_calls/approval.py`'s.
"""

from __future__ import annotations

import glob
import itertools
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from fnmatch import fnmatchcase
from typing import Any, Literal, TypeAlias

from llm.lazy_dataclass import dataclass

Action: TypeAlias = Literal["allow", "ask", "deny"]

ACTIONS: tuple[Action, ...] = ("deny", "ask", "allow")
"""What a rule may say; of several rules that match, the first of these has its way."""


@dataclass(frozen=True)
class Rule:
    """What is to be done with some calls.

    `*` in a pattern stands for any text, `/` included, `?` for one character, `[ab]` for one of
    these.

    Attributes:
        tool: a pattern for the name of the tool, as the model knows it.
        action: what is to be done.
        arguments: patterns for the values of arguments, all of which have to match.

    """

    tool: str
    action: Action
    arguments: Mapping[str, str] = field(default_factory=dict)

    def matches(self, name: str, arguments: Mapping[str, Any]) -> bool:
        """Whether this rule is about a call of the tool *name* with these *arguments*.

        A value that is a path is compared as it is written and as the file that it leads to. For a
        rule that allows, all of that has to match; for others, any of it is enough.
        """
        if not fnmatchcase(name, self.tool):
            return False
        enough = all if self.action == "allow" else any
        return all(
            argument in arguments
            and enough(
                enough(_fits(reading, pattern, exact=self.action == "allow") for reading in each)
                for each in _readings(arguments[argument], pattern)
            )
            for argument, pattern in self.arguments.items()
        )


def ruling(rules: Sequence[Rule], name: str, arguments: Mapping[str, Any]) -> Rule | None:
    """The rule that decides about a call, if any does: deny goes before ask, ask before allow."""
    matching = [rule for rule in rules if rule.matches(name, arguments)]
    return min(matching, key=lambda rule: ACTIONS.index(rule.action), default=None)


def as_taken(schema: Mapping[str, Any], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """What a tool is given for the *arguments* of a call, and takes for those left out.

    A list that the model wrote as a text is the list.
    """
    from llm.tooling.validation import fitted

    found = schema.get("properties")
    properties = found if isinstance(found, dict) else {}
    defaults = {
        name: each["default"]
        for name, each in properties.items()
        if isinstance(each, dict) and "default" in each
    }
    return {**defaults, **fitted(arguments, properties)}


def _readings(value: Any, pattern: str) -> Iterator[list[str]]:
    """What each text in *value* may mean, to somebody who writes *pattern*."""
    if isinstance(value, list) and value:
        for item in value:
            yield from _readings(item, pattern)
    elif isinstance(value, str):
        yield _meanings(value, pattern)
    else:
        yield [json.dumps(value, ensure_ascii=False, sort_keys=True)]


def _meanings(text: str, pattern: str) -> list[str]:
    scheme, found, rest = text.partition("://")
    if found:
        return [text, f"{scheme}://{os.path.normpath(rest)}" + "/" * rest.endswith("/")]
    if _is_path(pattern):
        return [*dict.fromkeys((_absolute(text), _real(text)))]
    return [text, os.path.normpath(text)] if _is_path(text) else [text]


def _fits(text: str, pattern: str, *, exact: bool) -> bool:
    patterns = _path_patterns(pattern) if _is_path(pattern) else [pattern]
    if exact:
        return any(fnmatchcase(text, each) for each in patterns)
    # Some file systems do not tell capital letters from small ones.
    return any(fnmatchcase(text.casefold(), each.casefold()) for each in [pattern, *patterns])


def _path_patterns(pattern: str) -> list[str]:
    """The patterns from the root on that *pattern*, of paths, stands for: as written, and real."""
    parts = pattern.replace(os.altsep or os.sep, os.sep).split(os.sep)
    literal = list(itertools.takewhile(lambda part: not glob.has_magic(part), parts))
    start, rest = os.sep.join(literal), parts[len(literal) :]
    if literal == [""] and rest:
        start = os.sep
    starts = [_absolute(start), _real(start)]
    return [os.path.normpath(os.path.join(glob.escape(each), *rest)) for each in starts]


def _is_path(text: str) -> bool:
    separators = {os.sep, os.altsep or os.sep}
    return "://" not in text and (text.startswith("~") or any(each in text for each in separators))


def _absolute(path: str) -> str:
    """*path* from the root on, with `~` and `..` resolved as they are written."""
    return os.path.abspath(os.path.expanduser(path))


def _real(path: str) -> str:
    """The file or directory that *path* leads to, through links."""
    try:
        return os.path.realpath(os.path.expanduser(path))
    except (OSError, ValueError):  # a character that no path has
        return _absolute(path)
