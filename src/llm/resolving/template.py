"""Template: a prompt kept for later, with variables in it."""

from __future__ import annotations

import string
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, PrivateAttr

from llm.resolving.filling import INPUT


class AttachmentType(BaseModel):
    """An attachment whose media type is given: `value` is a path or a URL."""

    type: str
    value: str


class MissingVariables(Exception):  # noqa: N818 - the name that callers catch
    """Variables of a template that have neither a value nor a default."""


class Template(BaseModel):
    """A stored prompt. Text may hold `$variable` or `${variable}`; `$$` is a dollar sign.

    `$input` stands for what the user types; `llm -t` puts that after a prompt without it.
    """

    model_config = ConfigDict(extra="forbid")

    name: str
    prompt: str | None = None
    system: str | None = None
    attachments: list[str] | None = None
    attachment_types: list[AttachmentType] | None = None
    model: str | None = None
    defaults: dict[str, Any] | None = None
    options: dict[str, Any] | None = None
    extract: bool | None = None
    extract_last: bool | None = None
    schema_object: dict[str, Any] | None = None
    fragments: list[str] | None = None
    system_fragments: list[str] | None = None
    tools: list[str] | None = None
    functions: str | None = None

    _functions_is_trusted: bool = PrivateAttr(default=False)

    MissingVariables: ClassVar[type[Exception]] = MissingVariables

    def __init__(self, **data: Any) -> None:
        super().__init__(**data)

    def evaluate(
        self,
        input: str,  # noqa: A002 - as callers name it
        params: dict[str, Any] | None = None,
    ) -> tuple[str | None, str | None]:
        """The prompt and the system prompt for *input*, with *params* over the defaults.

        *input* stands where the template says; who fills it in for a user puts it after a prompt
        that says nothing of it. Without a prompt it is the prompt.
        Raises `Template.MissingVariables` when a variable has no value.
        """
        values = {**(self.defaults or {}), **(params or {}), INPUT: input}
        if not self.prompt:
            return input, self.interpolate(self.system, values)
        return self.interpolate(self.prompt, values), self.interpolate(self.system, values)

    def vars(self) -> set[str]:
        """The variables that the prompt and the system prompt hold."""
        texts = [text for text in (self.prompt, self.system) if text]
        return {name for text in texts for name in self.extract_vars(string.Template(text))}

    @classmethod
    def interpolate(cls, text: str | None, params: dict[str, Any]) -> str | None:
        """*text* with its variables replaced. Raises `Template.MissingVariables`."""
        if not text:
            return text
        template = string.Template(text)
        if missing := [name for name in cls.extract_vars(template) if name not in params]:
            raise cls.MissingVariables("Missing variables: " + ", ".join(missing))
        return template.substitute(params)

    @staticmethod
    def extract_vars(string_template: string.Template) -> list[str]:
        """The variables of a template, in their order, each once."""
        return list(dict.fromkeys(string_template.get_identifiers()))
