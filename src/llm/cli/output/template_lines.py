"""Templates as `llm templates` shows them: a line each, or in full."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from llm.cli.output.names import shown
from llm.text import truncate_string

if TYPE_CHECKING:
    from llm.resolving.template import Template


def template_lines(templates: Sequence[tuple[str, Template]]) -> Iterator[str]:
    """One line for each of the named *templates*, cut to the width of the terminal."""
    names = [shown(name) for name, _ in templates]
    longest = max(map(len, names), default=0)
    width = shutil.get_terminal_size().columns
    for name, (_, template) in zip(names, templates, strict=True):
        yield truncate_string(f"{name:<{longest}} : {_said(template)}", max(width, 3))


def template_in_full(template: Template) -> str:
    """All that *template* says, in YAML, its fields in alphabetical order."""
    from llm.resolving.template_text import dump_yaml

    return dump_yaml(_sorted(template.model_dump(exclude_none=True)))


def _said(template: Template) -> str:
    texts = [f"system: {template.system}"] if template.system else []
    if template.prompt:
        texts.append(f"prompt: {template.prompt}" if template.system else template.prompt)
    return shown(" ".join(texts))


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value, key=str)}
    return [_sorted(each) for each in value] if isinstance(value, list) else value
