"""Templates -> a prompt: their variables filled in, and what they say beside the text.

Where the templates come from is `templates.py`'s affair.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any

from llm.errors import InvalidInput
from llm.fragments import is_url
from llm.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from llm.resolving.template import Template

INPUT = "input"
"""The variable that stands for what the user types or pipes in."""


@dataclass
class Filled:
    """What templates say about one prompt, when their variables have values.

    Attributes:
        text: the prompt.
        system: the instructions of the first template that has any.

    """

    text: str
    system: str | None = None


@dataclass
class Settings:
    """What templates say beside the text; None or nothing where they do not.

    Attributes:
        model: of the first template that names one.
        options: of all templates; the first that sets one has its way.
        schema: of the last template that has one.
        attachments: paths and URLs, in the order of the templates.
        attachment_types: paths and URLs, each with its media type.
        tools: names and configurations of tools.
        functions: code of functions, each with the name of the template that it is in.
        fragments: paths, URLs and other names of texts to put before the prompt.
        system_fragments: the same, to put before the instructions.
        extract: show only the first fenced code block of the answer.
        extract_last: show only the last one.

    """

    model: str | None = None
    options: dict[str, Any] = field(default_factory=dict)
    schema: dict[str, Any] | None = None
    attachments: list[str] = field(default_factory=list)
    attachment_types: list[tuple[str, str]] = field(default_factory=list)
    tools: list[str] = field(default_factory=list)
    functions: list[tuple[str, str]] = field(default_factory=list)
    fragments: list[str] = field(default_factory=list)
    system_fragments: list[str] = field(default_factory=list)
    extract: bool = False
    extract_last: bool = False


def fill(templates: Iterable[Template], text: str, params: dict[str, Any]) -> Filled:
    """Put *text* into the first template, what that makes into the next, and so on.

    It follows a prompt that says no place for it.
    Raises InvalidInput when a variable has no value.
    """
    filled = Filled(text)
    for template in templates:
        try:
            prompt, system = template.evaluate(filled.text, params)
        except template.MissingVariables as error:
            raise InvalidInput(
                f"The template {template.name} needs more: {error}; give each with -p NAME VALUE"
            ) from error
        except ValueError as error:
            raise InvalidInput(
                f"The template {template.name} has a $ that begins no variable; write $$ for it"
            ) from error
        said = prompt or ""
        if filled.text and not _has_place(template):
            said = f"{said}\n{filled.text}"
        filled = Filled(said, filled.system or system)
    return filled


def _has_place(template: Template) -> bool:
    """Whether *template* says where in the prompt the input belongs; without a prompt it is it."""
    written = template.prompt
    return not written or INPUT in template.extract_vars(string.Template(written))


def settings_of(templates: Sequence[Template]) -> Settings:
    """What *templates* say beside the text."""
    settings = Settings()
    for template in templates:
        settings.model = settings.model or template.model
        settings.options = {**(template.options or {}), **settings.options}
        settings.schema = template.schema_object or settings.schema
        settings.attachments += template.attachments or []
        settings.attachment_types += [
            (each.value, each.type) for each in template.attachment_types or []
        ]
        settings.tools += template.tools or []
        settings.fragments += template.fragments or []
        settings.system_fragments += template.system_fragments or []
        if template.functions and template._functions_is_trusted:
            settings.functions.append((template.functions, f"the template {template.name}"))
        settings.extract = settings.extract or bool(template.extract)
        settings.extract_last = settings.extract_last or bool(template.extract_last)
    return settings


def takes_input(templates: Iterable[Template]) -> bool:
    """Whether one of *templates* says where in it belongs what the user types or pipes in."""
    return any(INPUT in template.vars() for template in templates)


def needs_input(template: Template, *, has_fragments: bool = False) -> bool:
    """Whether *template* says nothing without what the user types, *has_fragments* or not."""
    return INPUT in template.vars() or not (template.prompt or has_fragments)


def wishes(template: Template) -> Iterator[str]:
    """What a *template* that is not the user's own wants to do beside saying something."""
    if template._functions_is_trusted:
        return
    for tool in template.tools or []:
        yield f"let the model use the tool {_shown(tool)}"
    typed = [each.value for each in template.attachment_types or []]
    for value in [*(template.attachments or []), *typed]:
        if "://" not in value:
            yield f"send the file {_shown(value)}"
    for value in [*(template.fragments or []), *(template.system_fragments or [])]:
        if not is_url(value):
            yield f"read the fragment {_shown(value)}"


def _shown(value: str) -> str:
    """*value* as it can be put into a question, without what would change a terminal."""
    return value if value.isprintable() else repr(value)
