"""Callbacks of options that several commands take: a mistake in a value is an error of usage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from llm.errors import LLMError

if TYPE_CHECKING:
    from llm.attachments import Attachment


def attachments(
    ctx: click.Context, param: click.Parameter, values: tuple[Any, ...]
) -> tuple[Attachment, ...]:
    """Each path, URL or `-` -> an Attachment whose type was found out."""
    from llm.resolving.attachments import resolve_attachment

    try:
        return tuple(resolve_attachment(value) for value in values)
    except LLMError as error:
        raise click.BadParameter(str(error), ctx, param) from error


def attachments_with_types(
    ctx: click.Context, param: click.Parameter, pairs: tuple[Any, ...]
) -> tuple[Attachment, ...]:
    """Each pair of a path, URL or `-` and a media type -> an Attachment of that type."""
    from llm.resolving.attachments import resolve_attachment_with_type

    try:
        return tuple(resolve_attachment_with_type(*pair) for pair in pairs)
    except LLMError as error:
        raise click.BadParameter(str(error), ctx, param) from error
