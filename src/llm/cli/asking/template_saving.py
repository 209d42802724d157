"""`llm prompt --save`: the options of a command -> a template of the user's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm.cli.asking.prompt_input import read_prompt
from llm.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from llm.attachments import Attachment
    from llm.cli.asking.composing import Given
    from llm.resolving.template import Template


def save_as_template(
    name: str,
    given: Given,
    *,
    model: Any = None,
    extract: bool = False,
    extract_last: bool = False,
    beside: Iterable[str] = (),
) -> bool:
    """Write what is *given* as the user's template *name*, and say whether there was one before.

    Args:
        name: what it is called.
        given: the options of the command.
        model: the model that is asked for, or would be.
        extract: the template shows the first fenced code block of an answer.
        extract_last: the last one.
        beside: further options that were given, and do not belong into a template.

    Raises:
        InvalidInput: the name cannot be one of a template, or what is given cannot be in one.
        InvalidOptions: *model* does not take the options.

    """
    from llm.resolving.template_files import save_template, template_path

    refused = [*_refused(given), *beside]
    if refused:
        raise InvalidInput(f"--save cannot be used with {', '.join(refused)}")
    template_path(name)  # before standard input is waited for
    template = _template(name, given, model, extract=extract, extract_last=extract_last)
    if not template.model_dump(exclude_none=True, exclude={"name"}):
        raise InvalidInput("There is nothing to save: give a prompt, -s, -m or something else")
    return save_template(name, template)


def _template(
    name: str, given: Given, model: Any, *, extract: bool, extract_last: bool
) -> Template:
    from llm.resolving.template import AttachmentType, Template

    typed = [
        AttachmentType(type=each.type or "", value=_place(each)) for each in given.attachment_types
    ]
    return Template(
        name=name,
        model=model.model_id if given.model_id else None,
        prompt=read_prompt(given.prompt, required=False) or None,
        system=given.system or None,
        defaults=dict(given.param) or None,
        extract=extract or None,
        extract_last=extract_last or None,
        schema_object=given.schema_multi or given.schema_input or None,
        fragments=list(given.fragments) or None,
        system_fragments=list(given.system_fragments) or None,
        functions=_code(given.python_tools),
        tools=list(given.tools) or None,
        attachments=[_place(each) for each in given.attachments] or None,
        attachment_types=typed or None,
        options=_checked_options(model, given) or None,
    )


def _refused(given: Given) -> list[str]:
    """Options that say where a prompt comes from or goes, which is no part of a template."""
    chosen: dict[str, Any] = {
        "--template": given.template,
        "--continue": given._continue,
        "--cid": given.conversation_id,
        "--from": given.start,
    }
    return [option for option, value in chosen.items() if value]


def _place(attachment: Attachment) -> str:
    place = attachment.path or attachment.url
    if not place:
        raise InvalidInput("A template names its attachments: save a file or a URL, not a stream")
    return place


def _code(sources: Sequence[str]) -> str | None:
    """The code of all of `--functions`. Raises InvalidInput when it is no Python."""
    from llm.resolving.functions import code_of

    codes = []
    for code, source in map(code_of, sources):
        try:
            compile(code, source, "exec")
        except (SyntaxError, ValueError) as error:
            where = f"line {error.lineno}: " if isinstance(error, SyntaxError) else ""
            said = error.msg if isinstance(error, SyntaxError) else str(error)
            raise InvalidInput(f"The code of {source} is no Python: {where}{said}") from error
        codes.append(code)
    return "\n\n".join(codes) or None


def _checked_options(model: Any, given: Given) -> dict[str, Any]:
    """The options of the model as the values that it takes. Raises InvalidOptions."""
    if not given.options:
        return {}
    made = model.options(dict(given.options), {})
    values: dict[str, Any] = made.model_dump(mode="json", exclude_none=True, exclude_unset=True)
    return values
